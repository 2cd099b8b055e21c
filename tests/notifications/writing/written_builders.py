"""Builders for mails: forms, receipts and roll-ups with invented officials, in three languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from models.rules.codes import item_code
from models.vocabulary import InboundClass, ItemKind, Language, LineOutcome, MilestoneStatus, OfficialRole, Stage
from notifications.form import Form, FormItem, FormSection
from notifications.mail import Envelope, EscalationNotice, OverdueItem, Receipt, ReceiptLine

WORDS = {
    Language.FRENCH: {
        "plan": "Plan d’action – Laâyoune-Sakia El Hamra, Maroc, 2025 – 2027",
        "member": "Région de Laâyoune-Sakia El Hamra",
        "name": "Responsable de l’engagement MALAA0002",
        "lead": "Service de la coopération et des partenariats",
        "commitment": "Transparence et droit à l’information",
        "indicator": "Documents publiés de manière proactive sur le portail de la région",
        "unit": "documents",
        "share": "Part des demandes d’information traitées dans le délai légal",
        "milestone": "Mise en ligne du registre public des demandes d’information",
        "office": "Suivi du plan d’action",
    },
    Language.ARABIC: {
        "plan": "خطة العمل – جهة العيون الساقية الحمراء، المغرب، 2025 – 2027",
        "member": "جهة العيون الساقية الحمراء",
        "name": "المسؤول عن الالتزام الثاني",
        "lead": "مصلحة التعاون والشراكة",
        "commitment": "الشفافية والحق في الحصول على المعلومات",
        "indicator": "عدد الوثائق المنشورة استباقيا (CSV/JSON) على بوابة الجهة",
        "unit": "وثيقة",
        "share": "نسبة طلبات الحصول على المعلومات المعالجة داخل الأجل القانوني",
        "milestone": "نشر السجل العمومي لطلبات الحصول على المعلومات",
        "office": "تتبع خطة العمل",
    },
    Language.ENGLISH: {
        "plan": "Action plan – Laâyoune-Sakia El Hamra, Morocco, 2025 – 2027",
        "member": "Laâyoune-Sakia El Hamra Region",
        "name": "Official responsible for MALAA0002",
        "lead": "Cooperation and Partnership Service",
        "commitment": "Transparency and Right to Information",
        "indicator": "Documents published proactively on the portal of the region",
        "unit": "documents",
        "share": "Share of information requests handled within the legal time",
        "milestone": "Public register of information requests put online",
        "office": "Action plan follow-up",
    },
}
I1 = item_code("LAA2", ItemKind.INDICATOR, 1)
I2 = item_code("LAA2", ItemKind.INDICATOR, 2)
M1 = item_code("LAA2", ItemKind.MILESTONE, 1)
M2 = item_code("LAA1-ORI", ItemKind.MILESTONE, 2)


def envelope_in(language: Language) -> Envelope:
    """An envelope fixed in every part."""
    return Envelope(
        from_name=WORDS[language]["office"],
        from_address="suivi@plan.example",
        to_name=WORDS[language]["name"],
        to_address="responsable@region.example",
        envelope_from="bounce+17@plan.example",
        message_id="<2026-q3.of-laa-01.0.k7f3@plan.example>",
        date=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
        reply_to="suivi+abcdefghijklmnopqrstuvwxyz234567@plan.example",
    )


def items_in(language: Language) -> tuple[FormItem, ...]:
    """Two figures and one milestone."""
    words = WORDS[language]
    return (
        FormItem(
            code=I1,
            kind=ItemKind.INDICATOR,
            title=words["indicator"],
            unit=words["unit"],
            last_value=Decimal("1250"),
            last_period="2026-Q2",
            last_is_provisional=True,
            baseline=Decimal(0),
            target=Decimal("2400"),
            target_by="2027-06",
            minimum=Decimal(0),
            is_whole=True,
            illustrative=True,
        ),
        FormItem(
            code=I2,
            kind=ItemKind.INDICATOR,
            title=words["share"],
            unit="%",
            last_value=Decimal("-12.50"),
            last_period="2026-Q2",
            target=Decimal(95),
            target_by="2027-06-30",
            minimum=Decimal(-100),
            maximum=Decimal(100),
            is_cumulative=False,
        ),
        FormItem(
            code=M1,
            kind=ItemKind.MILESTONE,
            title=words["milestone"],
            due_on=date(2026, 9, 1),
            days_late=30,
            status=MilestoneStatus.IN_PROGRESS,
        ),
    )


def form_in(language: Language) -> Form:
    """A form of two commitments, one of them with a translated title."""
    words = WORDS[language]
    shared = FormItem(
        code=M2, kind=ItemKind.MILESTONE, title=words["milestone"], due_on=date(2026, 12, 31), illustrative=True
    )
    return Form(
        reference="2026-Q3/OF-LAA-01",
        plan_title=words["plan"],
        period="2026-Q3",
        period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30),
        language=language,
        recipient_name=words["name"],
        member=words["member"],
        asked_on=date(2026, 10, 1),
        respond_by=date(2026, 10, 15),
        sections=(
            FormSection(
                commitment_code="MALAA0002",
                title=words["commitment"],
                stage=Stage.EXECUTION,
                member=words["member"],
                items=items_in(language),
                title_is_translation=True,
                lead=words["lead"],
            ),
            FormSection("MALAA0001", words["commitment"], Stage.EXECUTION, words["member"], (shared,)),
        ),
        recipient_is_illustrative=True,
    )


def receipt_in(language: Language, fate: InboundClass = InboundClass.RECORDED) -> Receipt:
    """A reply with one line of every outcome."""
    words = WORDS[language]
    form = form_in(language)
    lines = (
        ReceiptLine(
            LineOutcome.RECORDED, raw=f"{I1} = 1310", code=I1, title=words["indicator"], before="1250", after="1310"
        ),
        ReceiptLine(
            LineOutcome.DOUBTFUL,
            raw=f"{I2} = 1,350",
            code=I2,
            title=words["share"],
            reason="ambiguous_number",
            send_back=f"{I2} = ",
        ),
        ReceiptLine(
            LineOutcome.NOT_UNDERSTOOD,
            raw=f"{M1} : ???",
            code=M1,
            title=words["milestone"],
            reason="not_a_status",
            send_back=f"{M1} = ",
        ),
        ReceiptLine(LineOutcome.IGNORED, raw="…", reason="greeting"),
        ReceiptLine(LineOutcome.IGNORED, raw="…", reason="signature"),
    )
    return Receipt(
        fate=fate,
        language=language,
        recipient_name=words["name"],
        received_on=date(2026, 10, 12),
        lines=lines,
        missing=(form.items[2], form.items[3]),
        form=form,
        original_subject="Re: 2026-Q3",
    )


def escalation_in(language: Language) -> EscalationNotice:
    """Two late milestones and a form without an answer."""
    words = WORDS[language]
    late = OverdueItem(
        code=M1,
        title=words["milestone"],
        commitment=words["commitment"],
        member=words["member"],
        responsible=words["name"],
        due_on=date(2026, 9, 1),
        working_days_late=43,
        level=2,
        is_milestone=True,
    )
    silent = replace(
        late,
        code="2026-Q3/OF-LAA-01",
        title=words["plan"],
        due_on=date(2026, 10, 15),
        working_days_late=11,
        is_milestone=False,
    )
    return EscalationNotice(
        language=language,
        recipient_name=words["name"],
        role=OfficialRole.DIRECTOR_GENERAL,
        plan_title=words["plan"],
        as_of=date(2026, 11, 1),
        items=(late, replace(late, code=M2, illustrative=True, working_days_late=2), silent),
        next_check_on=date(2026, 11, 9),
        recipient_is_illustrative=True,
    )
