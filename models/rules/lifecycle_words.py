"""The sentences of unmet conditions, by code, in English; notifications/locale holds them in the reader's language.

Only what is missing and what would open the gate; knows no facts and no dates.
"""

CONDITIONS: dict[str, str] = {
    "held": "The commitment is on hold: %(because)s.",
    "final": "This stage is final: nothing follows it.",
    "forum": "No forum on this commitment is recorded as held.",
    "forum_sides": "At the forum %(meeting)s only one side was present; the administration and civil society must both "
    "be.",
    "timeline": "The co-creation timeline was never published.",
    "timeline_late": "The co-creation timeline was published on %(published)s, less than %(days)s days before the first "
    "event of %(event)s.",
    "events": "No co-creation event is recorded, so nobody can tell whether the timeline came beforehand.",
    "inputs": "No contribution is recorded.",
    "responses": "Contributions without a reasoned response: %(codes)s.",
    "adoption": "Adoption by the council is not recorded.",
    "endorsement": "No endorsement by a non-governmental stakeholder is recorded.",
    "responsible": "%(instance)s: no responsible official is named.",
    "no_milestone": "%(instance)s: no milestone with a due date is planned.",
    "no_indicator": "%(instance)s: no indicator is defined.",
    "baseline": "%(indicator)s: the baseline is missing and nobody said why.",
    "milestones": "%(instance)s: milestones still open, %(open)s of %(total)s (%(codes)s).",
    "milestone_reason": "%(milestone)s was withdrawn without a reason.",
    "milestone_closed_reason": "%(milestone)s was closed without being done, and nobody said why.",
    "monitoring_body": "The independent Monitoring Body is still to be defined.",
    "end_assessment": "No end-of-commitment assessment signed by a body other than the administration.",
    "lessons": "No lessons learnt are recorded.",
}
