"""A whole plan file: everything one YAML folder or one workbook says about one action plan."""

from pydantic import Field

from models.plan_file.commitment_inputs import CommitmentInput, OfficialInput
from models.plan_file.fields import Input
from models.plan_file.governance_inputs import (
    AgreementInput,
    AssociationInput,
    MandateInput,
    MembershipInput,
    PlanningDocumentInput,
)
from models.plan_file.plan_inputs import (
    EndorsementInput,
    FigureInput,
    MemberInput,
    OrganisationInput,
    PlanInput,
    TermInput,
)
from models.plan_file.policy_inputs import PolicyInput, RoleTitleInput


class PlanFile(Input):
    """One action plan as written. Lists keep the order of the file."""

    plan: PlanInput
    policy: PolicyInput = PolicyInput()
    role_titles: tuple[RoleTitleInput, ...] = ()
    members: tuple[MemberInput, ...] = Field(min_length=1)
    terms: tuple[TermInput, ...] = ()
    organisations: tuple[OrganisationInput, ...] = ()
    figures: tuple[FigureInput, ...] = ()
    endorsements: tuple[EndorsementInput, ...] = ()
    officials: tuple[OfficialInput, ...] = ()
    commitments: tuple[CommitmentInput, ...] = ()
    memberships: tuple[MembershipInput, ...] = ()
    mandates: tuple[MandateInput, ...] = ()
    agreements: tuple[AgreementInput, ...] = ()
    planning_documents: tuple[PlanningDocumentInput, ...] = ()
    associations: tuple[AssociationInput, ...] = ()
