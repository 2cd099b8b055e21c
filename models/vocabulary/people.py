"""Roles of people, and what is escalated to them."""

from enum import StrEnum


class OfficialRole(StrEnum):
    """Roles the plan names; the escalation ladder is built from them."""

    COMMITMENT_MANAGER = "commitment_manager"
    HEAD_OF_DIVISION = "head_of_division"
    DIRECTOR_GENERAL = "director_general_services"
    VICE_PRESIDENT = "vice_president_ogp"
    PRESIDENTIAL_AFFAIRS = "presidential_council_affairs"
    TECHNICAL_TEAM = "technical_team"
    FOCAL_POINT = "focal_point"
    COMMITTEE_CHAIR = "supervisory_committee_chair"
    ADMINISTRATOR = "administrator"


class EscalationSubject(StrEnum):
    """What can be late."""

    MILESTONE = "milestone"
    DATA_REQUEST = "data_request"
    EVIDENCE = "evidence"
    RECOMMENDATION = "recommendation"
    OGP_CLOCK = "ogp_clock"


class EscalationState(StrEnum):
    """Why an escalation is where it is."""

    ACTIVE = "active"
    ENDED = "ended"
    PAUSED = "paused"
    WITH_DEPUTY = "with_deputy"
    AWAITING_ADDRESS = "awaiting_address"
