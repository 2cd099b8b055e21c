"""Words for where a recommendation stands, shared by the pack and its workbook."""

from models.vocabulary import RecommendationState, ResponseKind
from notifications.compose_labels import N_
from notifications.language import Phrasebook
from notifications.pack import FollowedRecommendation

STATE_WORDS = {
    RecommendationState.OPEN: N_("waits for an answer"),
    RecommendationState.ANSWERED: N_("accepted"),
    RecommendationState.IMPLEMENTED: N_("carried out"),
    RecommendationState.REFUSED: N_("refused"),
    RecommendationState.WITHDRAWN: N_("withdrawn"),
}


def state_word(one: FollowedRecommendation, *, book: Phrasebook) -> str:
    """Where a recommendation stands, in words."""
    if one.state is RecommendationState.ANSWERED and one.response is ResponseKind.PARTLY:
        return book.gettext("accepted in part")
    return book.gettext(STATE_WORDS[one.state])
