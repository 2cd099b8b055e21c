"""The language versions of a plan say the same numbers, dates and units; a difference is named."""

import pytest

from benchmarks.report_sample import sample_figures
from models.rules.errors import DomainError
from reports.agreement import disagreements, months, numbers, refuse_disagreement, text_disagreements, units, untold
from reports.figures import AnnualFigures, CommitmentFacts


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"fr": "1 234,5 personnes", "en": "1,234.5 people", "ar": "1.234,5 شخص"}, ["1234.5"]),
        ({"fr": "1\u202f234 km", "en": "1,234 km", "ar": "١٬٢٣٤ كلم"}, ["1234"]),
        ({"fr": "10 services, 2 régions", "en": "2 regions, 10 services", "ar": "١٠ مصالح وجهتان 2"}, ["10", "2"]),
        ({"fr": "taux de 12,5 %", "en": "rate of 12.5%", "ar": "نسبة ١٢٫٥٪"}, ["12.5"]),
        ({"fr": "loi 31-13", "en": "law 31-13", "ar": "القانون 31-13"}, ["13", "31"]),
        ({"fr": "rien", "en": "nothing", "ar": "لا شيء"}, []),
    ],
)
def test_the_same_numbers_are_recognised_as_each_language_writes_them(texts: dict[str, str], found: list[str]) -> None:
    assert {language: numbers(text, language) for language, text in texts.items()} == dict.fromkeys(texts, found)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"fr": "avant le 31 août 2026", "en": "before 31 August 2026", "ar": "قبل 31 غشت 2026"}, [8]),
        ({"fr": "en mars 2027", "en": "in March 2027", "ar": "في مارس 2027"}, [3]),
        ({"fr": "la marche avance", "en": "may begin", "ar": "المسيرة"}, []),
        ({"fr": "du 1 juin au 2 juillet", "en": "from 1 June to 2 July", "ar": "من 1 يونيو إلى 2 يوليوز"}, [6, 7]),
    ],
)
def test_the_same_months_are_recognised_in_the_names_used_in_morocco(texts: dict[str, str], found: list[int]) -> None:
    assert {language: months(text, language) for language, text in texts.items()} == dict.fromkeys(texts, found)


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"fr": "jours", "en": "days", "ar": "يوم"}, ["days"]),
        ({"fr": "%", "en": "percent", "ar": "في المائة"}, ["%"]),
        ({"fr": "millions de dirhams", "en": "million MAD", "ar": "مليون درهم"}, ["MAD"]),
        ({"fr": "personnes", "en": "people", "ar": "شخص"}, []),
    ],
)
def test_units_that_readers_convert_are_recognised(texts: dict[str, str], found: list[str]) -> None:
    assert {language: units(text, language) for language, text in texts.items()} == dict.fromkeys(texts, found)


def test_a_report_whose_languages_agree_passes(content: AnnualFigures) -> None:
    assert disagreements(content) == ()
    refuse_disagreement(content)


@pytest.mark.parametrize(
    ("field", "language", "old", "new", "sentence"),
    [
        ("titles", "ar", "12", "21", "ORI2-J2X does not say the same numbers in every language: ar “استشارة 21 جماعة”"),
        ("titles", "fr", "12 communes", "communes", "ORI2-J2X does not say the same numbers"),
        (
            "titles",
            "en",
            "12 municipalities",
            "12 municipalities by 3 May 2026",
            "ORI2-J2X does not say the same numbers",
        ),
    ],
)
def test_a_disagreement_is_named_with_what_each_language_says(
    content: AnnualFigures, field: str, language: str, old: str, new: str, sentence: str
) -> None:
    commitment = content.commitments[1]
    instance = commitment.instances[0]
    milestone = instance.milestones[1]
    said = getattr(milestone, field)
    assert old in said[language]
    changed = milestone.model_copy(update={field: said | {language: said[language].replace(old, new)}})
    milestones = (instance.milestones[0], changed, *instance.milestones[2:])
    altered = _with(
        content, commitment.model_copy(update={"instances": (instance.model_copy(update={"milestones": milestones}),)})
    )
    with pytest.raises(DomainError, match=sentence):
        refuse_disagreement(altered)


def test_a_unit_that_changes_with_the_language_is_named(content: AnnualFigures) -> None:
    commitment = content.commitments[1]
    instance = commitment.instances[0]
    wrong = {"fr": "jours", "en": "months", "ar": "يوم"}
    indicators = (instance.indicators[0].model_copy(update={"units": wrong}),)
    altered = _with(
        content, commitment.model_copy(update={"instances": (instance.model_copy(update={"indicators": indicators}),)})
    )
    assert [str(d).partition(":")[0] for d in disagreements(altered)] == [
        "ORI2-I1X does not say the same units in every language"
    ]


def _with(content: AnnualFigures, commitment: CommitmentFacts) -> AnnualFigures:
    return content.model_copy(update={"commitments": (content.commitments[0], commitment)})


def test_the_sample_has_every_text_in_every_language() -> None:
    assert untold(sample_figures(10)) == ()
    assert disagreements(sample_figures(10)) == ()


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"fr": "60 agents formés", "ar": "تكوين ٦٠ موظفا", "en": "60 staff trained"}, ""),
        ({"fr": "1 500 arbres", "ar": "1.500 شجرة", "en": "1,500 trees"}, ""),
        ({"fr": "60 agents formés", "ar": "تكوين 66 موظفا", "en": "60 staff trained"}, "different numbers"),
        ({"fr": "60 agents formés", "ar": "تكوين موظفين", "en": "60 staff trained"}, "different numbers"),
        ({"fr": "95 % de demandes", "ar": "95 من الطلبات", "en": "95% of requests"}, "different units"),
        ({"fr": "Portail en ligne", "ar": "", "en": "Portal online"}, "no text in ar"),
        ({}, ""),
    ],
)
def test_what_one_text_s_versions_differ_in_is_said_in_a_sentence(texts: dict[str, str], said: str) -> None:
    found = list(text_disagreements(texts))
    assert len(found) == (1 if said else 0)
    assert all(said in sentence for sentence in found)
