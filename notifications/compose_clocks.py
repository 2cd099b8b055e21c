"""Names of the obligations OGP sets, in every language at once. Knows no table."""

from models.rules.ogp_clocks import OgpClock
from models.vocabulary import Language
from notifications.compose_labels import N_
from notifications.language import phrases

_TITLES = {
    OgpClock.INCEPTION_ASSESSMENT: N_("Inception assessment by the independent monitoring body"),
    OgpClock.END_ASSESSMENT: N_("End-of-commitment assessment by the independent monitoring body"),
    OgpClock.PUBLIC_INFORMATION: N_("Public information on the plan brought up to date"),
    OgpClock.FORUM: N_("Meeting of the multi-stakeholder forum"),
    OgpClock.RESULTS_MEETINGS: N_("Public meeting to present results and collect comments"),
}


def clock_titles(clock: OgpClock) -> dict[str, str]:
    """The name of one obligation by language code."""
    return {language.value: phrases(language).gettext(_TITLES[clock]) for language in Language}
