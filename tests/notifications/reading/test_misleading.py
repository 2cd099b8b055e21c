"""Answers whose other words turn the number: plans, other figures, other times, old answers quoted. None is recorded."""

import pytest

from models.vocabulary import LineOutcome
from notifications.answer import Reading
from notifications.mime import parse
from notifications.reading import read_reply
from notifications.reasons import Reason
from tests.notifications.reading.builders import PLACES, RATE, WORKSHOPS, make_form, make_reply, make_request

FORM = make_form()
REQUEST = parse(make_request(FORM))
RECORDED, DOUBTFUL = LineOutcome.RECORDED, LineOutcome.DOUBTFUL


def read(text: str, *, html: str = "", earlier: tuple[str, ...] = ()) -> Reading:
    """A reply to the usual request."""
    return read_reply(parse(make_reply(text, html=html)), FORM, sent=(REQUEST,), earlier=earlier)


ANOTHER_FIGURE = """
40 (réalisé : 12)
40, réalisé 12
3 (total : 12)
3 ; total 12
3 (cumul 12)
3, soit 12 depuis janvier
12, mais 14 en septembre
12 (lire 14)
12 -- lire 14
12, corriger en 14
3 (المجموع 12)
3 (overall 12)
12, now 14
""".strip().splitlines()

NOT_REACHED_NOW = """
40 (prévu)
40 (objectif)
40 (cible)
12 (valeur cible)
12 (estimation)
12 : à atteindre
12, à réaliser
12 places (prévision)
12 (المستهدف)
12 (متوقع)
12 (المبرمج)
12 (planned)
12 (expected)
12 (T2)
12 (trimestre précédent)
12 (chiffre 2025)
12 (last quarter)
12 (annulé)
12, annulés
12 (reportés)
12, non réalisés
12 (aucun tenu)
""".strip().splitlines()

STILL_CLEAR = """
12 (hors Boujdour)
12: Tanger 7, Tétouan 5
12 (cible 40)
12 (objectif 40)
12 (au 30/09/2026)
12 au total, dont 3 ce trimestre
12, obstacle : budget non disponible
12 (en hausse par rapport au trimestre précédent)
0 car 12 reportés
""".strip().splitlines()


@pytest.mark.parametrize("written", ANOTHER_FIGURE)
def test_a_remark_that_names_the_figure_that_counts_is_asked_back(written: str) -> None:
    (line,) = read(f"{PLACES} = {written}").lines
    assert (line.outcome, line.reason) == (DOUBTFUL, Reason.TWO_VALUES)


@pytest.mark.parametrize("written", NOT_REACHED_NOW)
def test_what_was_planned_cancelled_or_of_another_time_is_asked_back(written: str) -> None:
    (line,) = read(f"{PLACES} = {written}").lines
    assert (line.outcome, line.reason) == (DOUBTFUL, Reason.UNSURE)


@pytest.mark.parametrize("written", STILL_CLEAR)
def test_an_ordinary_remark_leaves_the_number_clear(written: str) -> None:
    first = read(f"{PLACES} = {written}").lines[0]
    assert (first.outcome, first.value) == (RECORDED, 0 if written.startswith("0") else 12)


@pytest.mark.parametrize("written", ["4-", "\u200e4-", "٤-", "4 %-"])
def test_a_minus_sign_moved_behind_its_number_is_asked_back(written: str) -> None:
    assert not read(f"{RATE} = {written}").with_outcome(RECORDED)


@pytest.mark.parametrize("written", ["10/15", "2026", "2025", "٢٠٢٦"])
def test_what_can_be_a_day_or_a_year_is_asked_back(written: str) -> None:
    (line,) = read(f"{PLACES} = {written}").lines
    assert (line.outcome, line.reason) == (DOUBTFUL, Reason.DATE_OR_RATIO)


def test_a_figure_like_a_year_can_be_confirmed() -> None:
    (line,) = read(f"{PLACES} = 2026 (confirmé)").lines
    assert (line.outcome, line.value) == (RECORDED, 2026)


@pytest.mark.parametrize(
    "before",
    ["Ne pas tenir compte de", "Merci d'annuler", "Dans mon précédent mail j'avais mis", "par exemple", "ex.",
     "Please ignore", "instead of", "If", "المرجو إلغاء", "مثلا"],
)  # fmt: skip
def test_words_before_a_code_that_turn_it_are_heard(before: str) -> None:
    (line,) = read(f"{before} {PLACES} = 5").lines
    assert (line.outcome, line.reason) == (DOUBTFUL, Reason.UNSURE)


@pytest.mark.parametrize("before", ["Réponse :", "Pour l'indicateur", "Voici la valeur de", "-", "2)", "الجواب:"])
def test_other_words_before_a_code_are_harmless(before: str) -> None:
    (line,) = read(f"{before} {PLACES} = 5").lines
    assert (line.outcome, line.value) == (RECORDED, 5)


OWN_MAIL = "Le 2 juil. 2026 à 10:00, Fatima <f.zahra@region.example> a écrit :\n"
FORWARDED = (
    "---------- Forwarded message ---------\nDe : Ali <ali@region.example>\nDate : 8 oct. 2026\nObjet : chiffres\n\n"
)


@pytest.mark.parametrize("quotation", [OWN_MAIL + f"> {WORKSHOPS} = 14\n", FORWARDED + f"{WORKSHOPS} = 14\n"])
def test_an_answer_in_a_quotation_of_somebody_elses_mail_is_asked_back(quotation: str) -> None:
    reading = read(f"{PLACES} = 5\n\n{quotation}")
    assert [(line.code, line.value) for line in reading.with_outcome(RECORDED)] == [(PLACES, 5)]
    (doubt,) = reading.with_outcome(DOUBTFUL)
    assert (doubt.code, doubt.reason) == (WORKSHOPS, Reason.QUOTED_TEXT)


def test_an_answer_written_into_the_quotation_of_our_mail_is_recorded() -> None:
    reading = read(f"Le 1 oct. 2026, Suivi <suivi@reply.suivi.example> a écrit :\n> {WORKSHOPS} = 14\n")
    assert [(line.code, line.value) for line in reading.with_outcome(RECORDED)] == [(WORKSHOPS, 14)]


@pytest.mark.parametrize("introduction", ["", OWN_MAIL])
def test_what_an_earlier_reply_said_is_not_said_anew_by_quoting_it(introduction: str) -> None:
    earlier = (f"{WORKSHOPS} = 14",)
    reading = read(f"{PLACES} = 5\n\n{introduction}> {WORKSHOPS} = 14\n", earlier=earlier)
    assert [line.code for line in reading.lines if line.code] == [PLACES]
    assert read(f"{WORKSHOPS} = 14", earlier=earlier).with_outcome(RECORDED)  # written anew, it is an answer


@pytest.mark.parametrize(
    "hidden",
    ["<span style='visibility:hidden'>9</span>", "<span hidden>9</span>", "<span style='font-size:0px'>9</span>",
     "<s>9</s>", "<del>9</del>", "<span style='text-decoration:line-through'>9</span>"],
)  # fmt: skip
def test_what_nobody_sees_or_is_struck_out_is_no_part_of_a_number(hidden: str) -> None:
    (line,) = read("", html=f"<p>{PLACES} = {hidden}12</p>").lines
    assert (line.outcome, line.value) == (RECORDED, 12)
