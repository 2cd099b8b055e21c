"""What is answered for a milestone: statuses, days, percentages, sentences."""

from datetime import date
from decimal import Decimal

import pytest

from models.vocabulary import AnswerKind, Language, LineOutcome, MilestoneStatus
from notifications.compose_words import ANSWER_WORDS
from notifications.reading.answers import read_answer
from notifications.reading.form_days import FormDays
from notifications.reading.text import clean, fold
from notifications.reading.written_dates import read_date
from notifications.reasons import Reason
from tests.notifications.reading.builders import CHARTER, WORKSHOPS, make_form, make_items

ITEMS = {item.code: item for item in make_items()}
DAYS = FormDays.of(make_form(), sent_on=date(2026, 10, 20))
DONE, DOING = MilestoneStatus.DONE, MilestoneStatus.IN_PROGRESS
NOT_YET, DROPPED = MilestoneStatus.NOT_STARTED, MilestoneStatus.WITHDRAWN

STATUSES = {
    DONE: "fait|Fait|FAIT|faite|c'est fait|terminé|termine|terminée|achevé|réalisé|finalisé|done|Done.|completed|finished|"
    "منجز|منجزة|تم الإنجاز|أنجز|انجز|مكتمل|اكتملت|100 %|fait : le rapport est publié|fait (rapport publié)|done, published",
    DOING: "en cours|En cours|en cours de réalisation|en cours de rédaction par le cabinet|en cours (60 %)|in progress|ongoing|"
    "في طور الإنجاز|في طور الانجاز|قيد الإنجاز|قيد التنفيذ|جاري|in progress, 60%",
    NOT_YET: "non commencé|non commencée|pas encore commencé|non démarré|not started|not yet started|لم يبدأ|لم يبدأ بعد|لم تبدأ|"
    "non commencé, faute de budget",
    DROPPED: "abandonné|abandonnée|annulé|abandoned|cancelled|متخلى عنه|تم التخلي عنه|ملغى|abandonné car remplacé par un portail",
}
DATES = [
    ("14/10/2026", date(2026, 10, 14), ""),
    ("14-10-2026", date(2026, 10, 14), ""),
    ("14.10.2026", date(2026, 10, 14), ""),
    ("14/10/26", date(2026, 10, 14), ""),
    ("4/1/2026", date(2026, 1, 4), ""),
    ("2026-10-14", date(2026, 10, 14), ""),
    ("2026/10/14", date(2026, 10, 14), ""),
    ("١٤/١٠/٢٠٢٦", date(2026, 10, 14), ""),
    ("14/10/2026م", date(2026, 10, 14), ""),
    ("le 14/10/2026", date(2026, 10, 14), ""),
    ("mercredi 14 octobre 2026", date(2026, 10, 14), ""),
    ("Wednesday, 14 October 2026", date(2026, 10, 14), ""),
    ("الأربعاء 14 أكتوبر 2026", date(2026, 10, 14), ""),
    ("14 octobre 2026", date(2026, 10, 14), ""),
    ("14 oct. 2026", date(2026, 10, 14), ""),
    ("1er octobre 2026", date(2026, 10, 1), ""),
    ("14-oct-2026", date(2026, 10, 14), ""),
    ("October 14, 2026", date(2026, 10, 14), ""),
    ("Oct 14th 2026", date(2026, 10, 14), ""),
    ("14th October 2026", date(2026, 10, 14), ""),
    ("3 février 2026", date(2026, 2, 3), ""),
    ("3 août 2026", date(2026, 8, 3), ""),
    ("3 aout 2026", date(2026, 8, 3), ""),
    ("30/09", date(2026, 9, 30), ""),
    ("30 septembre", date(2026, 9, 30), ""),
    ("30 شتنبر", date(2026, 9, 30), ""),
    ("30 شتنبر 2026", date(2026, 9, 30), ""),
    ("30 سبتمبر 2026", date(2026, 9, 30), ""),
    ("30 أيلول 2026", date(2026, 9, 30), ""),
    ("3 غشت 2026", date(2026, 8, 3), ""),
    ("3 أغسطس 2026", date(2026, 8, 3), ""),
    ("3 آب 2026", date(2026, 8, 3), ""),
    ("3 يوليوز 2026", date(2026, 7, 3), ""),
    ("3 يوليو 2026", date(2026, 7, 3), ""),
    ("3 تموز 2026", date(2026, 7, 3), ""),
    ("3 نونبر 2026", date(2026, 11, 3), ""),
    ("3 تشرين الثاني 2026", date(2026, 11, 3), ""),
    ("3 دجنبر 2026", date(2026, 12, 3), ""),
    ("3 ديسمبر 2026", date(2026, 12, 3), ""),
    ("3 كانون الأول 2026", date(2026, 12, 3), ""),
    ("3 ماي 2026", date(2026, 5, 3), ""),
    ("3 مايو 2026", date(2026, 5, 3), ""),
    ("3 فبراير 2026", date(2026, 2, 3), ""),
    ("3 فيفري 2026", date(2026, 2, 3), ""),
    ("3 جوان 2026", date(2026, 6, 3), ""),
    ("٣ مارس ٢٠٢٦", date(2026, 3, 3), ""),
    ("يوم 30 شتنبر 2026", date(2026, 9, 30), ""),
    ("بتاريخ 30 شتنبر 2026", date(2026, 9, 30), ""),
    ("29/02/2028", date(2028, 2, 29), ""),
    ("29/02/2026", None, Reason.IMPOSSIBLE_DATE),
    ("31/02/2026", None, Reason.IMPOSSIBLE_DATE),
    ("31 avril 2026", None, Reason.IMPOSSIBLE_DATE),
    ("10/14/2026", None, Reason.IMPOSSIBLE_DATE),
    ("00/10/2026", None, Reason.IMPOSSIBLE_DATE),
    ("5/6/1448", date(2026, 11, 15), Reason.HIJRI_DATE),
    ("05/06/1448", date(2026, 11, 15), Reason.HIJRI_DATE),
    ("٥/٦/١٤٤٨", date(2026, 11, 15), Reason.HIJRI_DATE),
    ("5/6/1448هـ", date(2026, 11, 15), Reason.HIJRI_DATE),
    ("5 جمادى الآخرة 1448", date(2026, 11, 15), Reason.HIJRI_DATE),
    ("1 رمضان 1448", date(2027, 2, 8), Reason.HIJRI_DATE),
    ("1 رمضان", None, Reason.HIJRI_DATE),
    ("31/06/1448", None, Reason.IMPOSSIBLE_DATE),
    ("14/10/2019", date(2019, 10, 14), Reason.DATE_FAR),
    ("14/10/2036", date(2036, 10, 14), Reason.DATE_FAR),
    ("26/10/14", date(2014, 10, 26), Reason.DATE_FAR),
    ("jeudi 14 octobre 2026", date(2026, 10, 14), Reason.WEEKDAY_DIFFERS),
    ("octobre 2026", None, Reason.DATE_INCOMPLETE),
    ("fin octobre 2026", None, Reason.DATE_INCOMPLETE),
    ("fin octobre", None, Reason.DATE_INCOMPLETE),
    ("10/2026", None, Reason.DATE_INCOMPLETE),
    ("T4 2026", None, Reason.DATE_INCOMPLETE),
    ("2027", None, Reason.DATE_INCOMPLETE),
    ("نهاية أكتوبر 2026", None, Reason.DATE_INCOMPLETE),
]
DONE_ON = {
    "fait le 30/09": date(2026, 9, 30),
    "fait le 30/09/2026": date(2026, 9, 30),
    "Terminé le 12 septembre 2026 : rapport publié": date(2026, 9, 12),
    "achevé le mercredi 30 septembre 2026": date(2026, 9, 30),
    "fait (30/09/2026)": date(2026, 9, 30),
    "done on 30 Sep 2026": date(2026, 9, 30),
    "completed on 30 September": date(2026, 9, 30),
    "أنجز يوم 30 شتنبر 2026": date(2026, 9, 30),
    "أنجزت بتاريخ ٣٠/٠٩/٢٠٢٦": date(2026, 9, 30),
    "أنجز في 30/09/2026": date(2026, 9, 30),
}
NEW_DATES = {
    "nouvelle date 14/10/2026, car le prestataire est en retard": (date(2026, 10, 14), "le prestataire est en retard"),
    "nouvelle date : 14/10/2026": (date(2026, 10, 14), ""),
    "nouvelle date 14/10": (date(2026, 10, 14), ""),
    "reporté au 14 octobre 2026 en raison de la grève": (date(2026, 10, 14), "la grève"),
    "new date 14/10/2026, because the supplier is late": (date(2026, 10, 14), "the supplier is late"),
    "postponed to 14 October 2026 due to budget": (date(2026, 10, 14), "budget"),
    "تاريخ جديد 14/10/2026 بسبب تأخر المقاولة": (date(2026, 10, 14), "تأخر المقاولة"),
    "التاريخ الجديد: 14 أكتوبر 2026، لأن الميزانية لم ترصد": (date(2026, 10, 14), "الميزانية لم ترصد"),
    "مؤجل إلى 14/10/2026": (date(2026, 10, 14), ""),
}
DOUBTED = {
    "fait à 80 %": Reason.STATUS_UNCLEAR,
    "fait partiellement": Reason.UNSURE,
    "fait, sauf la formation": Reason.UNSURE,
    "fait l'objet d'un retard": Reason.STATUS_UNCLEAR,
    "terminé ?": Reason.UNSURE,
    "pas fait": Reason.STATUS_UNCLEAR,
    "non fait": Reason.STATUS_UNCLEAR,
    "not done": Reason.STATUS_UNCLEAR,
    "لم ينجز": Reason.STATUS_UNCLEAR,
    "غير منجز": Reason.STATUS_UNCLEAR,
    "30/09/2026": Reason.STATUS_UNCLEAR,
    "60": Reason.PERCENT_SIGN_MISSING,
    "environ 60 %": Reason.APPROXIMATE,
    "160 %": Reason.OUT_OF_RANGE,
    "fait le 30/12": Reason.YEAR_MISSING,
    "fait le 30/12/2026": Reason.DONE_IN_FUTURE,
    "fait le 5/6/1448": Reason.HIJRI_DATE,
    "fait le 30/09/2016": Reason.DATE_FAR,
    "fait le 30/09 ou le 01/10": Reason.TEXT_AFTER_DATE,
    "fait le 30/09/2026 (80 %)": Reason.STATUS_UNCLEAR,
    "fait le 30/09/2026, reste la formation": Reason.STATUS_UNCLEAR,
    "fait, mais pas publié": Reason.STATUS_UNCLEAR,
    "منجز، لكن بقي التكوين": Reason.STATUS_UNCLEAR,
    "fait en septembre": Reason.STATUS_UNCLEAR,
    "fait fin septembre": Reason.DATE_INCOMPLETE,
    "nouvelle date : fin octobre": Reason.DATE_INCOMPLETE,
    "nouvelle date 01/02": Reason.YEAR_MISSING,
    "nouvelle date 01/02/2026": Reason.NEW_DATE_IN_PAST,
    "nouvelle date 14/10/2026 ou 15/10/2026": Reason.UNSURE,
    "obstacle :": Reason.EMPTY_LABEL,
    "-": Reason.ZERO_OR_NOTHING,
}
NOT_UNDERSTOOD = {
    "fait le 31/02/2026": Reason.IMPOSSIBLE_DATE,
    "nouvelle date 10/14/2026": Reason.IMPOSSIBLE_DATE,
    "nouvelle date bientôt": Reason.NO_DATE,
    "reporté": Reason.NO_DATE,
    "oui": Reason.NOT_A_STATUS,
    "???": Reason.NOT_A_STATUS,
    "31/02/2026": Reason.IMPOSSIBLE_DATE,
}
SENTENCES = [
    "Le comité s'est réuni deux fois en septembre",
    "تم تأجيل الورشة إلى أجل لاحق",
    "The committee met twice in September",
    "sera terminé le 15/12/2026",
    "rien n'a été fait ce trimestre",
    "pas encore terminé, le cabinet travaille sur la version 2",
]


@pytest.mark.parametrize(("status", "written"), [(s, w) for s, row in STATUSES.items() for w in row.split("|")])
def test_a_status_is_understood_in_three_languages(status: MilestoneStatus, written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
    assert (found.outcome, found.kind, found.status) == (LineOutcome.RECORDED, AnswerKind.STATUS, status)


@pytest.mark.parametrize(("written", "day", "doubt"), DATES)
def test_a_written_date_is_read_or_doubted(written: str, day: date | None, doubt: str) -> None:
    found = read_date(fold(clean(written)), default_year=2026)
    assert found is not None
    assert (found.day, found.doubt) == (day, doubt)


@pytest.mark.parametrize("written", DONE_ON)
def test_done_on_a_day_is_recorded_with_the_day(written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
    assert (found.outcome, found.kind, found.on) == (LineOutcome.RECORDED, AnswerKind.DONE_ON, DONE_ON[written])
    assert found.status is DONE


@pytest.mark.parametrize("written", NEW_DATES)
def test_a_new_date_is_recorded_with_its_reason(written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
    assert (found.outcome, found.kind) == (LineOutcome.RECORDED, AnswerKind.NEW_DATE)
    assert (found.on, found.note) == NEW_DATES[written]


@pytest.mark.parametrize("written", DOUBTED)
def test_an_unclear_milestone_is_asked_back(written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
    assert (found.outcome, found.reason) == (LineOutcome.DOUBTFUL, DOUBTED[written])


@pytest.mark.parametrize("written", NOT_UNDERSTOOD)
def test_what_is_no_answer_is_not_understood(written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
    assert (found.outcome, found.reason) == (LineOutcome.NOT_UNDERSTOOD, NOT_UNDERSTOOD[written])


@pytest.mark.parametrize("written", SENTENCES)
def test_a_sentence_is_progress_and_never_a_status(written: str) -> None:
    found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)
    assert [(f.outcome, f.kind, f.status, f.note) for f in found] == [
        (LineOutcome.RECORDED, AnswerKind.PROGRESS, None, clean(written))
    ]


def test_a_percentage_is_progress() -> None:
    for written in (
        "60 %",
        "60%",
        "٪٦٠",
        "٦٠٪",
        "60 pour cent",
        "60 بالمائة",
        "avancement : 60 %",
        "taux d'avancement 60 %",
    ):
        found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
        assert (found.outcome, found.kind, found.percent) == (LineOutcome.RECORDED, AnswerKind.PROGRESS, Decimal(60))


def test_in_january_a_date_without_year_may_belong_to_two_years() -> None:
    days = FormDays(date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15))
    found = read_answer("fait le 05/01", item=ITEMS[CHARTER], days=days)[0]
    assert found.reason == Reason.YEAR_MISSING
    assert read_answer("fait le 05/11", item=ITEMS[CHARTER], days=days)[0].on == date(2026, 11, 5)


PHRASES = {
    AnswerKind.NO_CHANGE: "sans changement|Sans changement.|inchangé|idem|no change|unchanged|دون تغيير|بدون تغيير",
    AnswerKind.NOTHING_TO_REPORT: "rien ce trimestre|rien|néant|NEANT|RAS|rien à signaler|nothing this quarter|"
    "nothing to report|لا شيء|لا شيء هذا الفصل|لا شيء يذكر",
    AnswerKind.NOT_AVAILABLE: "non disponible|non disponible, car la délégation n'a pas répondu|indisponible|not available|"
    "not available because the office is closed|غير متوفر|غير متوفر، بسبب تأخر المندوبية|غير متاح",
}


@pytest.mark.parametrize(("kind", "written"), [(k, w) for k, row in PHRASES.items() for w in row.split("|")])
@pytest.mark.parametrize("code", [WORKSHOPS, CHARTER])
def test_set_phrases_are_understood_and_never_become_zero(kind: AnswerKind, written: str, code: str) -> None:
    found = read_answer(clean(written), item=ITEMS[code], days=DAYS)[0]
    assert (found.outcome, found.kind, found.value) == (LineOutcome.RECORDED, kind, None)


def test_the_reason_for_a_missing_figure_is_kept() -> None:
    for written, note in (
        ("non disponible, car la délégation n'a pas répondu", "la délégation n'a pas répondu"),
        ("not available because the office is closed", "the office is closed"),
        ("غير متوفر، بسبب تأخر المندوبية", "تأخر المندوبية"),
    ):
        assert read_answer(written, item=ITEMS[WORKSHOPS], days=DAYS)[0].note == note


def test_links_and_obstacles_beside_an_answer_are_kept_as_answers_of_their_own() -> None:
    found = read_answer(
        "fait le 30/09/2026, https://region.example/pv.pdf ; obstacle : retard de livraison",
        item=ITEMS[CHARTER],
        days=DAYS,
    )
    assert [(f.kind, f.note) for f in found[1:]] == [
        (AnswerKind.EVIDENCE, "https://region.example/pv.pdf"),
        (AnswerKind.OBSTACLE, "retard de livraison"),
    ]
    for written, kind in (
        ("https://region.example/pv.pdf", AnswerKind.EVIDENCE),
        ("preuve : https://region.example/pv.pdf", AnswerKind.EVIDENCE),
        ("obstacle : pas de budget", AnswerKind.OBSTACLE),
        ("عائق: غياب الميزانية", AnswerKind.OBSTACLE),
    ):
        alone = read_answer(written, item=ITEMS[CHARTER], days=DAYS)
        assert [(f.outcome, f.kind) for f in alone] == [(LineOutcome.RECORDED, kind)]


@pytest.mark.parametrize("language", Language)
def test_every_answer_the_form_offers_is_understood(language: Language) -> None:
    words = ANSWER_WORDS[language]
    expected = {
        words.no_change: AnswerKind.NO_CHANGE,
        words.nothing_to_report: AnswerKind.NOTHING_TO_REPORT,
        words.not_available: AnswerKind.NOT_AVAILABLE,
        words.done.format(date="30/09/2026"): AnswerKind.DONE_ON,
        words.in_progress.format(percent="40 %"): AnswerKind.STATUS,
        words.in_progress.format(percent="\u206640%\u2069"): AnswerKind.STATUS,
        words.not_started: AnswerKind.STATUS,
        words.postponed.format(date="14/12/2026"): AnswerKind.NEW_DATE,
        words.evidence.format(answer=words.not_started): AnswerKind.STATUS,
        words.obstacle.format(answer=words.no_change): AnswerKind.NO_CHANGE,
    }
    for written, kind in expected.items():
        found = read_answer(clean(written), item=ITEMS[CHARTER], days=DAYS)[0]
        assert (found.outcome, found.kind) == (LineOutcome.RECORDED, kind), written
