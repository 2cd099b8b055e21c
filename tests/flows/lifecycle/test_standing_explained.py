"""`iltizam status CODE`: stage, gate, clocks, who owes what by when and why then, in three languages."""

import re
from datetime import date

import pytest
from sqlmodel import select

from flows.cli.status import find_standing
from flows.services.lifecycle.act_records import ActOrder
from flows.services.lifecycle.acts import record_act
from flows.services.lifecycle.amendments import amend_milestone
from flows.services.lifecycle.stage_moves import move_commitment
from flows.services.lifecycle.standing_facts import explain_standing
from models.rules.errors import DomainError
from models.tables import Milestone
from models.vocabulary import Language

WORDS = {
    Language.FRENCH: ("Étape : Co-exécution.", "Échéances de l’OGP en cours :", "Qui doit quoi", "Pourquoi ce jour"),
    Language.ARABIC: ("المرحلة: التنفيذ المشترك.", "آجال OGP السارية:", "من ينتظر منه ماذا", "لماذا هذا اليوم"),
    Language.ENGLISH: ("Stage: Co-execution.", "Clocks that run:", "Who owes what", "Why this day"),
}
LATIN_ALLOWED = re.compile(r"\S*\d\S*|OGP|Official|OF-[A-Z]+|Jalon|Title|of|\b[IVX]+\b")


@pytest.mark.parametrize("language", Language)
def test_the_whole_standing_is_told_in_the_reader_s_language(desk, governed, language) -> None:
    lines = explain_standing(desk, plan="governed", commitment="MALAA0001", language=language)
    text = "\n".join(lines)
    for words in WORDS[language]:
        assert words in text
    assert "LAA1-M1" in text
    assert "%(" not in text
    assert len([line for line in lines if line.startswith("  - ")]) >= 7


def test_arabic_sentences_hide_no_english(desk, governed) -> None:
    text = "\n".join(explain_standing(desk, plan="governed", commitment="MALAA0002", language=Language.ARABIC))
    assert not re.findall(r"[A-Za-z]{3,}", LATIN_ALLOWED.sub("", text))


def test_each_missing_condition_is_one_point(desk, governed) -> None:
    lines = explain_standing(desk, plan="governed", commitment="MALAA0002", language=Language.ENGLISH)
    start = lines.index("What is missing for the next stage (Co-execution):")
    assert lines[start + 1 : start + 6] == (
        "  - No forum on this commitment is recorded as held.",
        "  - The co-creation timeline was never published.",
        "  - No contribution is recorded.",
        "  - Adoption by the council is not recorded.",
        "  - No endorsement by a non-governmental stakeholder is recorded.",
    )


def test_a_moved_date_says_why_and_what_was_promised_first(session, desk, governed) -> None:
    code = session.exec(select(Milestone).order_by(Milestone.id)).first().code
    session.rollback()
    amend_milestone(
        desk, plan="governed", milestone=code, change="due_on", new_value="2027-01-29", operator="the council",
        reason="the tender was repeated",
    )  # fmt: skip
    text = "\n".join(explain_standing(desk, plan="governed", commitment="MALAA0001", language=Language.ENGLISH))
    assert (
        f"milestone {code}, Milestone 1, by Friday 29 January 2027. Why this day: extended from Wednesday 30 September "
        "2026; reason given: the tender was repeated. First promised for Wednesday 30 September 2026."
    ) in text


def test_a_late_milestone_an_obstacle_and_a_contribution_have_their_person(desk, governed, co_creation) -> None:
    co_creation("MALAA0001").contribution(answered=False)
    order = ActOrder(
        "obstacle_opened", commitment="MALAA0001", text="No trainer", body="OF-HD", operator="the technical team"
    )
    record_act(desk, plan="governed", order=order)
    text = "\n".join(explain_standing(desk, plan="governed", commitment="MALAA0001", language=Language.ENGLISH))
    assert "Official OF-CM: milestone LAA1-M1" in text
    assert "late since Wednesday 30 September 2026" in text
    assert "Official OF-HD: obstacle OB-0001, No trainer; no day is set." in text
    assert "nobody is named: the reasoned response to contribution C-1-LAA1; no day is set." in text


def test_an_override_shows_for_ever_with_name_reason_and_conditions_in_each_language(desk_on, governed) -> None:
    move_commitment(
        desk_on(), plan="governed", commitment="MALAA0002", decision="override", operator="the vice-president",
        reason="adopted before this system began",
    )  # fmt: skip
    later = desk_on(date(2027, 3, 1))
    english = explain_standing(later, plan="governed", commitment="MALAA0002", language=Language.ENGLISH)
    assert "In this stage since Monday 23 November 2026." in english
    said = (
        "On Monday 23 November 2026 the vice-president passed the gate from Co-creation to Co-execution in spite of "
        "unmet conditions: adopted before this system began"
    )
    assert said in english
    assert "  - Adoption by the council is not recorded." in english[english.index(said) :]
    french = explain_standing(later, plan="governed", commitment="MALAA0002", language=Language.FRENCH)
    assert "  - L’adoption par le conseil n’est pas enregistrée." in french


def test_a_withdrawn_commitment_owes_nothing(desk, governed) -> None:
    move_commitment(
        desk, plan="governed", commitment="MALAA0001", decision="withdraw", operator="the council", reason="merged"
    )
    lines = explain_standing(desk, plan="governed", commitment="MALAA0001", language=Language.ENGLISH)
    assert "Withdrawn: merged" in lines
    assert "This stage is final: nothing follows it." in lines
    assert "Nobody owes anything." in lines


def test_an_unknown_commitment_is_told_with_those_there_are(desk, governed) -> None:
    with pytest.raises(DomainError, match="its commitments are: MALAA0001, MALAA0002"):
        explain_standing(desk, plan="governed", commitment="MALAA0099", language=Language.FRENCH)


def test_the_json_of_one_commitment_carries_its_explanation(desk, governed) -> None:
    one = find_standing(desk, code="malaa0001", plan="governed", language=Language.FRENCH)
    assert one["explanation"][1] == "Étape : Co-exécution."
    assert "explanation" not in find_standing(desk, code="", plan="governed")
