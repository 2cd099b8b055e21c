"""Numbers as people write them: each is read right, or doubted, or refused; none is silently wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import AnswerKind, ItemKind, LineOutcome
from notifications.form import FormItem
from notifications.reading.indicator_answers import read_indicator
from notifications.reading.text import clean
from notifications.reasons import Reason
from tests.notifications.reading.builders import PLACES, RATE, WORKSHOPS, make_items

ITEMS = {item.code: item for item in make_items()}
PLAIN = FormItem("X1-I1A", ItemKind.INDICATOR, "Nombre")

# (written, value, doubt): a doubt means that it must be asked back; the value is then only a suggestion.
CLEAR = """
0|0
00|0
7|7
007|7
12|12
12.|12
 12 |12
1250|1250
12345|12345
1234567|1234567
1 250|1250
1 234 567|1234567
12 345,5|12345.5
12 345.5|12345.5
1\u00a0250|1250
1\u202f250|1250
1\u2009250|1250
1\u202f234\u202f567,25|1234567.25
1'250|1250
1’250|1250
1'234'567|1234567
1.234.567|1234567
1,234,567|1234567
1.234.567,5|1234567.5
1,234,567.5|1234567.5
1.350,5|1350.5
1,350.5|1350.5
1.350,50|1350.50
3,5|3.5
3.5|3.5
3,50|3.50
3.75|3.75
0,5|0.5
0.5|0.5
0,350|0.350
0.350|0.350
0,125|0.125
12,25|12.25
62,5|62.5
1350,5|1350.5
1350.5|1350.5
1350,500|1350.500
1350.500|1350.500
12,3456|12.3456
1,3505|1.3505
٧|7
١٢|12
١٢٣٤|1234
٣٫٥|3.5
٣٬٥٠٠|3500
١٬٢٣٤٬٥٦٧|1234567
١٬٣٥٠٫٥|1350.5
٠٫٣٥٠|0.350
١٫٣٥٠|1.350
١ ٢٥٠|1250
٣,٥|3.5
٣،٥|3.5
٣.٥|3.5
۱۲|12
۱۲۳۴|1234
۳٫۵|3.5
१२|12
\u200f12|12
\u200e12|12
\u202b12\u202c|12
\u206812\u2069|12
\u061c١٢|12
1\u200b2|12
\uff11\uff12|12
٠|0
12 (douze)|12
12 (dont 7 femmes)|12
12 (dont 3 à Boujdour et 2 à Es-Smara)|12
12, dont 7 femmes|12
12 ; voir le rapport|12
12. Voir le rapport|12
12 - voir le rapport|12
12 – voir le rapport|12
12 — voir le rapport|12
12 | voir le rapport|12
12 (au 30/09/2026)|12
12 (30/09/2026)|12
12, car deux ateliers ont été ajoutés|12
12 because two were added|12
12 à ce jour|12
12 au total|12
12 en tout|12
12 so far|12
12 in total|12
12 to date|12
12 حتى الآن|12
12 إلى حد الآن|12
12 في المجموع|12
12 sur 40|12
12 of 40|12
12 out of 40|12
12 من 40|12
12/40|12
12 / 40|12
3 sur 4|3
40 sur 40|40
douze (12)|12
vingt (20)|20
dix-sept (17)|17
twelve (12)|12
اثنا عشر (12)|12
zéro (0)|0
12 https://region.example/pv.pdf|12
12, https://region.example/pv.pdf|12
12 !|12
""".strip("\n").split("\n")

DOUBTED = """
1,350|ambiguous_number
1.350|ambiguous_number
12,345|ambiguous_number
12.345|ambiguous_number
123,456|ambiguous_number
123.456|ambiguous_number
١،٣٥٠|ambiguous_number
١,٣٥٠|ambiguous_number
1 2345|ambiguous_number
12 34|ambiguous_number
1 2 3|ambiguous_number
12 40|ambiguous_number
1234 567|ambiguous_number
1.2.3|ambiguous_number
1.23.456|ambiguous_number
12.10.2026|ambiguous_number
1,2,3|ambiguous_number
12, 13|ambiguous_number
1.234,567,8|ambiguous_number
1,234.567.8|ambiguous_number
0.123.456|ambiguous_number
١٬٣٥|ambiguous_number
١٬٣٥٬٠|ambiguous_number
1'23|ambiguous_number
0528 00 00 00|ambiguous_number
0 123|ambiguous_number
12²|unit_differs
12①|unit_differs
12½|unit_differs
12/40/2026|date_or_ratio
12345678901234567890123456789012345678901234567890|ambiguous_number
environ 50|approximate
env. 50|approximate
environ 1250|approximate
à peu près 50|approximate
près de 50|approximate
plus de 50|approximate
moins de 50|approximate
au moins 50|approximate
presque 50|approximate
about 50|approximate
around 50|approximate
approximately 50|approximate
almost 50|approximate
more than 50|approximate
over 50|approximate
at least 50|approximate
~50|approximate
~ 50|approximate
≈50|approximate
± 50|approximate
50 environ|approximate
50 approximately|approximate
50 تقريبا|approximate
50 تقريبًا|approximate
حوالي 50|approximate
حوالي ٥٠|approximate
ما يقارب 50|approximate
أكثر من 50|approximate
ما يناهز 50|approximate
douze|number_in_words
un|number_in_words
une|number_in_words
zéro|number_in_words
dix-sept|number_in_words
vingt|number_in_words
twelve|number_in_words
nineteen|number_in_words
اثنا عشر|number_in_words
ثلاثة|number_in_words
عشرون|number_in_words
صفر|number_in_words
vingt-deux|number_in_words
douze (13)|two_values
twelve (11)|two_values
aucun|zero_or_nothing
aucune|zero_or_nothing
none|zero_or_nothing
لا يوجد|zero_or_nothing
12-13|range
12 - 13|range
12–13|range
12 à 13|range
12 to 13|range
12 ou 13|range
12 or 13|range
12 أو 13|range
12 et 13|range
entre 10 et 12|range
between 10 and 12|range
from 10 to 12|range
ما بين 10 و 12|range
30/09|date_or_ratio
3/4|date_or_ratio
12/10|date_or_ratio
14/10/2026|date_or_ratio
40/12|date_or_ratio
13 sur 12|date_or_ratio
2026-09-30|range
5 mars 2026|text_after_number
12h30|unit_differs
12:30|text_after_number
+3|increment
+ 3|increment
3 de plus|text_after_number
3 more than before|text_after_number
12 + 3|text_after_number
12 x 3|text_after_number
12 * 3|text_after_number
12 = 3|text_after_number
12 > 10|text_after_number
12 au lieu de 10|text_after_number
12 est faux|text_after_number
12 prévus pour juin|text_after_number
12 (13)|text_after_number
12 ; 13|text_after_number
12 à confirmer|unsure
12 (à confirmer)|unsure
12, provisoire|unsure
12 ?|unsure
12, je crois|unsure
12 to be confirmed|unsure
12 (tbc)|unsure
12, maybe|unsure
12 (ou 13)|unsure
12 (pardon 13)|unsure
12 للتأكيد|unsure
12 غير مؤكد|unsure
12 k|multiplied
12k|multiplied
1,2 million|multiplied
3 millions|multiplied
3 milliers|multiplied
2 mille|multiplied
12 thousand|multiplied
3 ملايين|multiplied
3 آلاف|multiplied
5 MDH|multiplied
12 %|unit_differs
12%|unit_differs
12 pour cent|unit_differs
12 percent|unit_differs
١٢٪|unit_differs
12 DH|unit_differs
12 dirhams|unit_differs
12 درهم|unit_differs
12 km|unit_differs
12 ha|unit_differs
12 personnes|unit_differs
12 ورشة|unit_differs
-5|out_of_range
- 5|out_of_range
−5|out_of_range
""".strip("\n").split("\n")

NO_NUMBER = """
fait|oui|voir pièce jointe|le rapport est prêt|en cours|???|abc|نعم|انظر الملحق|see attached|ok|(12)|DH 12|#12|n° 12|XII
""".strip().split("|")

# For particular lines of the form: (code, written, value or doubt)
PARTICULAR = [
    (WORKSHOPS, "12 ateliers", "12"),
    (WORKSHOPS, "12 atelier", "12"),
    (WORKSHOPS, "12 ATELIERS", "12"),
    (WORKSHOPS, "12 atelier(s)", "12"),
    (WORKSHOPS, "12 ateliers (dont 3 à Boujdour)", "12"),
    (WORKSHOPS, "12 ateliers à ce jour", "12"),
    (WORKSHOPS, "12 ateliers sur 40", Reason.TEXT_AFTER_NUMBER),
    (WORKSHOPS, "12 ateliers de moins", Reason.TEXT_AFTER_NUMBER),
    (WORKSHOPS, "12 ateliers prévus", Reason.UNIT_DIFFERS),
    (WORKSHOPS, "12 réunions", Reason.UNIT_DIFFERS),
    (WORKSHOPS, "12 %", Reason.UNIT_DIFFERS),
    (WORKSHOPS, "12,5", Reason.NOT_WHOLE),
    (WORKSHOPS, "١٢٫٥", Reason.NOT_WHOLE),
    (WORKSHOPS, "12,0", "12"),
    (WORKSHOPS, "8", Reason.WENT_DOWN),
    (WORKSHOPS, "0", Reason.WENT_DOWN),
    (WORKSHOPS, "9", "9"),
    (WORKSHOPS, "89", "89"),
    (WORKSHOPS, "90", Reason.LARGE_JUMP),
    (WORKSHOPS, "912", Reason.LARGE_JUMP),
    (WORKSHOPS, "95 (confirmé)", "95"),
    (WORKSHOPS, "95, je confirme", "95"),
    (WORKSHOPS, "95 confirmé", "95"),
    (WORKSHOPS, "95 (confirmed)", "95"),
    (WORKSHOPS, "95 (مؤكد)", "95"),
    (WORKSHOPS, "8 (confirmé)", "8"),
    (WORKSHOPS, "95 (non confirmé)", Reason.UNSURE),
    (WORKSHOPS, "95 (not confirmed)", Reason.UNSURE),
    (WORKSHOPS, "95 (unconfirmed)", Reason.UNSURE),
    (WORKSHOPS, "95 (غير مؤكد)", Reason.UNSURE),
    (WORKSHOPS, "12,5 (confirmé)", Reason.NOT_WHOLE),
    (WORKSHOPS, "-12 (confirmé)", Reason.OUT_OF_RANGE),
    (RATE, "0,62 (confirmé)", "0.62"),
    (RATE, "101 (confirmé)", Reason.OUT_OF_RANGE),
    (WORKSHOPS, "12/40", "12"),
    (WORKSHOPS, "40/40", "40"),
    (WORKSHOPS, "-12", Reason.OUT_OF_RANGE),
    (PLACES, "0", "0"),
    (PLACES, "1 234", "1234"),
    (PLACES, "1 234 places", "1234"),
    (PLACES, "1,234", Reason.AMBIGUOUS_NUMBER),
    (RATE, "62", "62"),
    (RATE, "62%", "62"),
    (RATE, "62 %", "62"),
    (RATE, "62,5\u202f%", "62.5"),
    (RATE, "62.5 %", "62.5"),
    (RATE, "٦٢٫٥٪", "62.5"),
    (RATE, "٦٢٪", "62"),
    (RATE, "62 pour cent", "62"),
    (RATE, "62 pourcent", "62"),
    (RATE, "62 percent", "62"),
    (RATE, "62 per cent", "62"),
    (RATE, "62 p. 100", "62"),
    (RATE, "62 بالمائة", "62"),
    (RATE, "62 بالمئة", "62"),
    (RATE, "62 في المائة", "62"),
    (RATE, "0 %", "0"),
    (RATE, "100 %", "100"),
    (RATE, "62 % (provisoire)", Reason.UNSURE),
    (RATE, "0,62", Reason.MAYBE_FRACTION),
    (RATE, "1", Reason.MAYBE_FRACTION),
    (RATE, "101", Reason.OUT_OF_RANGE),
    (RATE, "620", Reason.OUT_OF_RANGE),
    (RATE, "-5 %", Reason.OUT_OF_RANGE),
    (RATE, "12/40", Reason.RATIO_FOR_PERCENT),
    (RATE, "12 sur 40", Reason.RATIO_FOR_PERCENT),
    (RATE, "62 ateliers", Reason.UNIT_DIFFERS),
    (RATE, "environ 62 %", Reason.APPROXIMATE),
    (RATE, "62 % environ", Reason.APPROXIMATE),
    (RATE, "60-65 %", Reason.RANGE),
    (RATE, "62,345", Reason.AMBIGUOUS_NUMBER),
]


@pytest.mark.parametrize("row", CLEAR)
def test_a_clear_number_is_read(row: str) -> None:
    written, value = row.rsplit("|", 1)
    found = read_indicator(clean(written).strip(), item=PLAIN)
    assert (found.outcome, found.kind, found.value) == (LineOutcome.RECORDED, AnswerKind.VALUE, Decimal(value))


@pytest.mark.parametrize("row", DOUBTED)
def test_a_number_that_can_be_read_twice_is_asked_back(row: str) -> None:
    written, reason = row.rsplit("|", 1)
    found = read_indicator(clean(written).strip(), item=PLAIN)
    assert (found.outcome, found.reason) == (LineOutcome.DOUBTFUL, reason)


@pytest.mark.parametrize("written", NO_NUMBER)
def test_text_that_is_no_number_is_not_understood(written: str) -> None:
    found = read_indicator(clean(written).strip(), item=PLAIN)
    assert (found.outcome, found.reason) == (LineOutcome.NOT_UNDERSTOOD, Reason.NOT_A_NUMBER)


@pytest.mark.parametrize(("code", "written", "expected"), PARTICULAR)
def test_the_form_decides_what_is_doubtful(code: str, written: str, expected: str) -> None:
    found = read_indicator(clean(written), item=ITEMS[code])
    if isinstance(expected, Reason):
        assert (found.outcome, found.reason) == (LineOutcome.DOUBTFUL, expected)
    else:
        assert (found.outcome, found.value) == (LineOutcome.RECORDED, Decimal(expected))


def test_an_approximate_number_is_marked_so() -> None:
    found = read_indicator("environ 50", item=PLAIN)
    assert found.is_approximate
    assert found.value == 50


@given(st.integers(min_value=0, max_value=10**9))
def test_every_whole_number_survives_every_way_of_grouping_it(number: int) -> None:
    grouped = f"{number:,}"
    for separator in (" ", "\u202f", "\u00a0", "'", "٬"):
        found = read_indicator(clean(grouped.replace(",", separator)), item=PLAIN)
        assert (found.outcome, found.value) == (LineOutcome.RECORDED, Decimal(number))


@given(st.text(alphabet="0123456789.,'٫٬ ٣۳-+/%~()", min_size=1, max_size=12))
def test_no_text_makes_the_reader_of_numbers_raise(text: str) -> None:
    found = read_indicator(clean(text), item=PLAIN)
    assert found.outcome in (LineOutcome.RECORDED, LineOutcome.DOUBTFUL, LineOutcome.NOT_UNDERSTOOD)
    if found.outcome is LineOutcome.RECORDED:
        assert found.value is not None
        assert not found.reason
