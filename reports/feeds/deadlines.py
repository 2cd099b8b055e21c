"""Deadlines as a calendar (RFC 5545): one whole-day event per milestone, with an identity that never changes."""

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, vText

from models.rules.scoring import ScheduleState
from reports.figures import AnnualFigures, InstanceFacts, MilestoneFacts
from reports.language import Words
from reports.site.portal import Portal
from reports.view_commitments import commitment_title, region_phrase


def deadlines_calendar(content: AnnualFigures, *, portal: Portal, name: str, words: Words) -> bytes:
    """The due dates of one portal in one language; what is done, closed or withdrawn is left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Iltizam//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{name} – " + words.gettext("Deadlines"))
    over = (ScheduleState.COMPLETED, ScheduleState.CLOSED, ScheduleState.WITHDRAWN)
    due = [
        (m.due_on, m.code, _event(content, m, i, page=f"c/{c.code}.html", portal=portal, words=words,
                                  about=commitment_title(c, words=words).text))
        for c in content.commitments
        for i in c.instances
        for m in i.milestones
        if m.schedule not in over
    ]  # fmt: skip
    for _, _, event in sorted(due, key=lambda row: row[:2]):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(
    content: AnnualFigures,
    milestone: MilestoneFacts,
    instance: InstanceFacts,
    *,
    page: str,
    about: str,
    portal: Portal,
    words: Words,
) -> Event:
    regions = {region.code: region_phrase(region, words=words).text for region in content.regions}
    event, tag = Event(), {"language": words.tag}
    event.add("uid", f"{milestone.code.lower()}.{content.plan.code.lower()}@iltizam.example")
    event.add("dtstamp", datetime.combine(content.as_of, time(), UTC))
    event.add("dtstart", milestone.due_on)
    event.add("dtend", milestone.due_on + timedelta(days=1))
    event.add("summary", vText(_summary(milestone, words=words)), parameters=tag)
    event.add("location", vText(regions[instance.region]), parameters=tag)
    event.add("description", vText(f"{about} · {words.label(milestone.schedule)}"), parameters=tag)
    event.add("transp", "TRANSPARENT")
    event.add("categories", [milestone.code])
    if portal.address:
        event.add("url", portal.link(f"{words.language.value}/{page}"))
    return event


def _summary(milestone: MilestoneFacts, *, words: Words) -> str:
    title = words.choose(milestone.titles).text
    return title + " (" + words.gettext("illustrative") + ")" if milestone.illustrative else title
