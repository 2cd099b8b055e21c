"""The roll-up to a superior and the short notice: facts, dates, what ends a point; nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from models.rules.errors import DomainError
from models.vocabulary import Language
from notifications.compose import compose_escalation, compose_notice
from notifications.formatting import format_date, isolate
from notifications.language import label
from notifications.mail import ComposedMail, Envelope, EscalationNotice

Open = Callable[[ComposedMail], Any]


def test_milestones_and_answers_stand_in_tables_of_their_own(
    escalation: EscalationNotice, envelope: Envelope, open_mail: Open
) -> None:
    tree = LexborHTMLParser(open_mail(compose_escalation(escalation, envelope=envelope)).html)
    codes = [[cell.text() for cell in table.css("td.code")] for table in tree.css("table.data")]
    milestones = [item.code for item in escalation.items if item.is_milestone]
    assert codes == [milestones, [item.code for item in escalation.items if not item.is_milestone]]


def test_every_point_has_its_date_its_person_and_its_place(
    escalation: EscalationNotice, envelope: Envelope, open_mail: Open
) -> None:
    mail = open_mail(compose_escalation(escalation, envelope=envelope))
    for item in escalation.items:
        for fact in (item.code, item.responsible, item.member, format_date(item.due_on, escalation.language)):
            assert fact in mail.text
            assert fact in mail.html


def test_the_role_and_the_next_check_are_named(
    escalation: EscalationNotice, envelope: Envelope, open_mail: Open
) -> None:
    text = open_mail(compose_escalation(escalation, envelope=envelope)).text
    assert label(escalation.role, escalation.language) in text
    assert format_date(escalation.next_check_on, escalation.language) in text


def test_a_table_without_points_is_not_shown(escalation: EscalationNotice, envelope: Envelope, open_mail: Open) -> None:
    answers = tuple(item for item in escalation.items if not item.is_milestone)
    html = open_mail(compose_escalation(replace(escalation, items=answers), envelope=envelope)).html
    assert len(LexborHTMLParser(html).css("table.data")) == 1


def test_a_roll_up_without_points_is_refused(escalation: EscalationNotice, envelope: Envelope) -> None:
    with pytest.raises(DomainError, match="nothing late"):
        compose_escalation(replace(escalation, items=()), envelope=envelope)


def test_a_notice_holds_the_words_of_its_caller(language: Language, envelope: Envelope, open_mail: Open) -> None:
    address = isolate("agent@region.example")
    mail = compose_notice(
        language=language, subject="Objet 1", paragraphs=(f"<b>1</b> {address}", "2"), envelope=envelope
    )
    opened = open_mail(mail)
    assert "<b>1</b>" in opened.text
    assert "&lt;b&gt;1&lt;/b&gt;" in opened.html
    assert "<bdi dir=ltr>agent@region.example</bdi>" in opened.html
    assert opened.message["Subject"] == "Objet 1"


def test_references_nobody_isolated_are_isolated_in_an_arabic_notice(
    language: Language, envelope: Envelope, open_mail: Open
) -> None:
    mail = compose_notice(
        language=language, subject="رسالة", paragraphs=("الاستمارة 2026-Q3/OF-LAA-01.",), envelope=envelope
    )
    isolated = isolate("2026-Q3/OF-LAA-01") in open_mail(mail).text
    assert isolated is (language is Language.ARABIC)
