"""Fixtures for the tests of the workbook: a form, the workbook built from it, and the same with answers in it."""

import sys
from pathlib import Path

import pytest

from models.vocabulary import Language
from notifications.form import Form

sys.path.insert(0, str(Path(__file__).parent))

from workbook_builders import built, filled, sheet_form


@pytest.fixture(params=list(Language), ids=lambda language: language.value)
def language(request: pytest.FixtureRequest) -> Language:
    """Every language a person can be written to in."""
    return Language(request.param)


@pytest.fixture
def form(language: Language) -> Form:
    """Two figures and two milestones in the language of the test."""
    return sheet_form(language)


@pytest.fixture
def workbook(form: Form) -> bytes:
    """The workbook as sent."""
    return built(form)


@pytest.fixture
def answered(form: Form) -> bytes:
    """The workbook with every answer cell filled."""
    return filled(form)
