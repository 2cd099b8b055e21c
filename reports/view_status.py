"""Where a report stands: draft, signed, corrected. Fed with what is known beside the frozen figures; invents nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.approval_codes import approval_code
from reports.language import Words
from reports.view_errata import Correction as Correction
from reports.view_errata import erratum_views
from reports.view_record_parts import StatusView


@dataclass(frozen=True)
class Approval:
    """An independent body's approval of exactly these figures."""

    body: str
    signed_on: date
    sha256: str


@dataclass(frozen=True)
class Standing:
    """What is known of a report beside its figures. It is not part of the hash: an approval is bound to the hash."""

    approvals: tuple[Approval, ...] = ()
    corrections: tuple[Correction, ...] = ()


NOTHING_KNOWN = Standing()


def status_view(standing: Standing, *, independent_body: str, sha256: str, words: Words) -> StatusView:
    """The line for every page. Only an approval of this very hash counts, and only once the body is defined."""
    approvals = [a for a in standing.approvals if a.sha256 == sha256]
    errata = erratum_views(standing.corrections, words=words)
    if not independent_body:
        line = words.gettext("Draft – the Monitoring Body and the Independent Reporting Instance are to be defined")
        explanation = words.gettext(
            "The plan gives this report to an independent body that is still to be defined; until it is named, this is "
            "the regions’ own account."
        )
        return StatusView(line, explanation, is_draft=True, errata=errata)
    if not approvals:
        line = words.gettext("Draft – not yet approved by the independent body")
        explanation = words.gettext("Self-assessment of the regions, handed to the independent body:")
        return StatusView(line, f"{explanation} {independent_body}", is_draft=True, errata=errata)
    return StatusView(
        line=words.gettext("Approved by the independent body"),
        explanation=words.gettext("The approval is bound to the fingerprint of these figures."),
        is_draft=False,
        approvals=tuple(_approval(approvals, words=words)),
        errata=errata,
    )


def _approval(approvals: Iterable[Approval], *, words: Words) -> Iterable[str]:
    for approval in approvals:
        yield words.gettext(
            "Approved by %(body)s on %(day)s, figures %(sha256)s (code %(code)s)",
            body=approval.body,
            day=words.day(approval.signed_on),
            sha256=f"\u2068{approval.sha256[:12]}\u2069",  # whole from left to right, in Arabic too
            code=f"\u2068{approval_code(approval.sha256)}\u2069",
        )
