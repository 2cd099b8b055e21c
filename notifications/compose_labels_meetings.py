"""Names of the words around meetings, as marked messages; a part of `LABELS`."""

from collections.abc import Mapping
from enum import StrEnum

from models.vocabulary import InvitationAnswer, MeetingFormat, MeetingPurpose, MeetingRegime, MeetingState, Side


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a message for the catalogues without translating it yet."""
    return message


MEETING_LABELS: dict[type[StrEnum], Mapping[str, str]] = {
    Side: {
        Side.ADMINISTRATION: N_("Administration"),
        Side.CIVIL_SOCIETY: N_("Civil society"),
    },
    MeetingPurpose: {
        MeetingPurpose.COMMITTEE_REVIEW: N_("Review by the supervisory committee"),
        MeetingPurpose.QUARTERLY_COORDINATION: N_("Quarterly meeting with the services concerned"),
        MeetingPurpose.HEADS_OF_DIVISIONS: N_("Meeting with the heads of divisions and services"),
        MeetingPurpose.FORUM: N_("Open government forum"),
        MeetingPurpose.WORKSHOP: N_("Co-creation workshop"),
        MeetingPurpose.RESULTS: N_("Presentation of results"),
        MeetingPurpose.STUDY_DAY: N_("Study day"),
        MeetingPurpose.TRAINING: N_("Training"),
        MeetingPurpose.CONSULTATIVE_OPINION: N_("Opinion of a consultative body"),
        MeetingPurpose.THEMATIC_GROUP: N_("Thematic group"),
    },
    MeetingRegime: {
        MeetingRegime.REGULAR: N_("Regular meeting"),
        MeetingRegime.EXCEPTIONAL: N_("Exceptional meeting"),
    },
    MeetingFormat: {
        MeetingFormat.IN_PERSON: N_("In person"),
        MeetingFormat.REMOTE: N_("Remote"),
        MeetingFormat.HYBRID: N_("Hybrid"),
    },
    MeetingState: {
        MeetingState.PLANNED: N_("Planned"),
        MeetingState.HELD: N_("Took place"),
        MeetingState.CANCELLED: N_("Cancelled"),
    },
    InvitationAnswer: {
        InvitationAnswer.NEEDS_ACTION: N_("Has not answered"),
        InvitationAnswer.ACCEPTED: N_("Will come"),
        InvitationAnswer.TENTATIVE: N_("May come"),
        InvitationAnswer.DECLINED: N_("Will not come"),
    },
}
