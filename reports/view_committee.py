"""Committees, participation, advice, findings and constraints of a report, in one language."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from models.vocabulary import AgeGroup, MeetingState, ObstacleState, Sex
from reports.amended_fields import AMENDED_FIELDS
from reports.figures import AnnualFigures
from reports.language import Phrase, Words
from reports.record_facts import (
    ChangeFacts,
    ConstraintFacts,
    EvidenceFacts,
    FindingFacts,
    LessonFacts,
    MeetingFacts,
    ParticipationFacts,
)
from reports.view_record_parts import (
    ChangeView,
    ConstraintView,
    EvidenceView,
    FindingView,
    LessonView,
    MeetingView,
    PeopleRow,
)

YOUNG = (AgeGroup.UNDER_18, AgeGroup.FROM_18_TO_35)
_KILOBYTE = 1024


def change_view(change: ChangeFacts, *, words: Words) -> ChangeView:
    """A change of the plan; dates and stages are told in words, other values as they were written."""
    names = {
        "due_date": words.gettext("Due date moved"),
        "stage": words.gettext("Stage reached"),
        "override": words.gettext("Stage reached although conditions were not met"),
        "withdrawal": words.gettext("Commitment withdrawn"),
        "amendment": words.gettext("Amendment"),
    }
    return ChangeView(
        code=change.code,
        what=names.get(change.kind) or _amended(change.kind, words=words),
        on=words.day(change.on),
        before=words.recorded(change.before),
        after=words.recorded(change.after),
        reason=words.quoted(change.reason),
    )


def _amended(kind: str, *, words: Words) -> str:
    """The name of an amendment with its field ("amendment:target")."""
    field = kind.partition(":")[2]
    known = AMENDED_FIELDS.get(field, "")
    return words.gettext("Amendment: %(field)s", field=words.gettext(known) if known else field)


def meeting_view(meeting: MeetingFacts, *, regions: dict[str, Phrase], words: Words) -> MeetingView:
    """A meeting planned or held."""
    return MeetingView(
        title=words.quoted(meeting.title),
        purpose=words.label(meeting.purpose),
        state=words.label(meeting.state),
        is_held=meeting.state is MeetingState.HELD,
        on=words.day(meeting.on),
        region=region_or_all(meeting.region, regions=regions, words=words),
        body=meeting.body,
        people=words.number(Decimal(meeting.people)) if meeting.people is not None else words.gettext("Not counted"),
        is_illustrative=meeting.illustrative,
    )


def people_rows(participation: Iterable[ParticipationFacts], *, words: Words) -> tuple[PeopleRow, ...]:
    """People by category; women, men and those who did not say are three counts."""
    by_category: dict[str, list[ParticipationFacts]] = defaultdict(list)
    for row in participation:
        by_category[row.category].append(row)
    return tuple(_people_row(category, rows, words=words) for category, rows in by_category.items())


def _people_row(category: str, rows: list[ParticipationFacts], *, words: Words) -> PeopleRow:
    by_sex = {sex: sum(row.people for row in rows if row.sex is sex) for sex in Sex}
    young = sum(row.people for row in rows if row.age_group in YOUNG)
    return PeopleRow(
        category=category,
        total=words.number(Decimal(sum(by_sex.values()))),
        women=words.number(Decimal(by_sex[Sex.WOMEN])),
        men=words.number(Decimal(by_sex[Sex.MEN])),
        unknown=words.number(Decimal(by_sex[Sex.UNKNOWN])),
        young=words.number(Decimal(young)),
    )


def finding_view(finding: FindingFacts, *, words: Words) -> FindingView:
    """One answer of an independent assessment, with its author: never merged with what the administration says."""
    return FindingView(
        commitment=finding.commitment,
        kind=words.label(finding.kind),
        author=finding.author,
        on=words.day(finding.signed_on),
        question=words.quoted(finding.question),
        value=finding.value,
        explanation=words.quoted(finding.explanation),
        is_illustrative=finding.illustrative,
    )


def lesson_view(lesson: LessonFacts, *, words: Words) -> LessonView:
    """A lesson learnt."""
    return LessonView(lesson.commitment, words.quoted(lesson.text), words.day(lesson.recorded_on))


def constraint_view(constraint: ConstraintFacts, *, words: Words) -> ConstraintView:
    """A constraint: since when, whose, and how it ended."""
    since = words.gettext("since %(day)s", day=words.day(constraint.opened_on))
    if constraint.resolved_on:
        resolved = words.day(constraint.resolved_on)
        since = words.gettext("from %(first)s to %(last)s", first=words.day(constraint.opened_on), last=resolved)
    return ConstraintView(
        code=constraint.milestone or constraint.commitment,
        commitment=constraint.commitment,
        text=words.quoted(constraint.text),
        since=since,
        owner=constraint.owner,
        state=words.label(constraint.state),
        is_open=constraint.state is ObstacleState.OPEN,
        resolution=words.quoted(constraint.resolution),
    )


def evidence_view(row: EvidenceFacts, *, words: Words) -> EvidenceView:
    """One file of the register."""
    kilobytes = Decimal(max(1, -(-row.size // _KILOBYTE)))
    return EvidenceView(
        code=row.code,
        name=row.name if row.is_public else words.gettext("Not public"),
        is_public=row.is_public,
        kind=row.content_type,
        size=words.gettext("%(n)s kB", n=words.number(kilobytes)),
        received=words.day(row.received_on),
        sha256=row.sha256,
    )


def evidence_note(content: AnnualFigures, *, words: Words) -> str:
    """How many claims there are, how many without evidence, and on which day the locker was looked at."""
    instances = [i for c in content.commitments for i in c.instances]
    claims = sum(i.claims for i in instances)
    return words.gettext(
        "%(without)s of %(claims)s claims without evidence, looked up on %(day)s.",
        without=words.number(Decimal(sum(i.claims_without_evidence for i in instances))),
        claims=words.number(Decimal(claims)),
        day=words.day(content.as_of),
    )


def region_or_all(code: str, *, regions: dict[str, Phrase], words: Words) -> Phrase:
    """Name of a region, or the words for all of them."""
    return regions[code] if code in regions else Phrase(words.gettext("All regions"), words.language.value)
