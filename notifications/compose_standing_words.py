"""Why each clock is due when it is: the rule of OGP behind it, as marked messages. Knows no dates."""

from models.rules.ogp_clocks import OgpClock
from notifications.compose_labels import N_

CLOCK_RULES: dict[OgpClock, str] = {
    OgpClock.INCEPTION_ASSESSMENT: N_("OGP asks for it within two months of submission."),
    OgpClock.END_ASSESSMENT: N_("OGP asks for it one month after the commitment is complete."),
    OgpClock.PUBLIC_INFORMATION: N_("OGP asks for public information at least every four months."),
    OgpClock.FORUM: N_("OGP asks for a forum at least every six months."),
    OgpClock.RESULTS_MEETINGS: N_("OGP asks for two meetings a year that present results and collect comments."),
}
