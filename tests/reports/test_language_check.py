"""The three languages of a commitment name the same numbers, and every text exists in each."""

import pytest

from benchmarks.report_sample import sample_figures
from reports.figures import Texts
from reports.language_check import language_findings


def test_the_sample_agrees_with_itself() -> None:
    assert language_findings(sample_figures(10)) == ()


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ({"fr": "60 agents formés", "ar": "تكوين ٦٠ موظفا", "en": "60 staff trained"}, ""),
        ({"fr": "1 500 arbres", "ar": "1.500 شجرة", "en": "1,500 trees"}, ""),
        ({"fr": "60 agents formés", "ar": "تكوين 66 موظفا", "en": "60 staff trained"}, "different numbers"),
        ({"fr": "60 agents formés", "ar": "تكوين موظفين", "en": "60 staff trained"}, "different numbers"),
        ({"fr": "95 % de demandes", "ar": "95 من الطلبات", "en": "95% of requests"}, "per cent"),
        ({"fr": "Portail en ligne", "ar": "", "en": "Portal online"}, "no text in ar"),
    ],
)
def test_a_disagreement_is_named(titles: Texts, said: str) -> None:
    content = sample_figures(1)
    commitment = content.commitments[0]
    instance = commitment.instances[0]
    changed = instance.milestones[0].model_copy(update={"titles": titles})
    instance = instance.model_copy(update={"milestones": (changed, *instance.milestones[1:])})
    commitment = commitment.model_copy(update={"instances": (instance, *commitment.instances[1:])})
    found = language_findings(content.model_copy(update={"commitments": (commitment,)}))
    assert [finding.code for finding in found] == ([changed.code] if said else [])
    assert all(said in finding.sentence for finding in found)
