"""An answer in the wrong thread still lands right: recommendations and questions answered in a reply to a form."""

import re

from sqlmodel import Session

from flows.services.committee.committee_recording import permitted, record_one
from flows.services.committee.committee_speakers import codes_of, speaker_of
from flows.services.desk import Desk
from models.tables import ActionPlan, InboundLine, InboundMessage
from models.vocabulary import Authentication, InboundClass, LineOutcome
from notifications.mime import ParsedMail
from notifications.reading.committee_lines import LineKind
from notifications.reading.recommendations import read_committee_reply

# Most replies to forms hold none of these; looking for them costs nothing beside reading all codes of the plan.
_HINT = re.compile(r"(?<![^\W_])(?:r\s?[-‑–_. ]\s?[a-z]{2,5}\s?[-‑–_. ]\s?[\d٠-٩]|g[\d٠-٩]{1,2}\s?[=:])", re.IGNORECASE)


def record_beside(
    session: Session, desk: Desk, *, inbound: InboundMessage, mail: ParsedMail, fate: InboundClass,
    kept: list[InboundLine],
) -> InboundClass:  # fmt: skip
    """Record such lines of a form's reply in the caller's transaction; the fate afterwards. `kept` takes new lines.

    A line keeps its place in the receipt: what the form's reader did not understand there is now said to be recorded.
    """
    texts = [part.text for part in (*mail.texts, *mail.html_texts)]
    if inbound.plan_id is None or not any(_HINT.search(text) for text in texts):
        return fate
    plan = session.get_one(ActionPlan, inbound.plan_id)
    speaker = speaker_of(session, desk, plan=plan, review=None, address=mail.from_address)
    lines = read_committee_reply(mail, codes=codes_of(session, plan=plan), today=desk.today)
    found = [
        line for line in (permitted(line, speaker=speaker) for line in lines)
        if line.kind in (LineKind.ANSWER, LineKind.QUESTION) and line.outcome is LineOutcome.RECORDED
    ]  # fmt: skip
    for line in found:
        row = _row(session, inbound=inbound, where=line.where, kept=kept)
        row.outcome, row.code, row.reason, row.raw_text = LineOutcome.RECORDED, line.code, "", line.raw[:2000]
        record_one(session, desk, plan=plan, review=None, inbound=inbound, speaker=speaker, line=line, row=row)
        session.add(row)
    session.flush()
    if not found or fate is not InboundClass.NO_VALUES:
        return fate
    passed = inbound.authentication is Authentication.PASS
    return InboundClass.RECORDED if passed else InboundClass.PROVISIONAL


def _row(session: Session, *, inbound: InboundMessage, where: str, kept: list[InboundLine]) -> InboundLine:
    known = next((row for row in kept if row.where == where and row.outcome is not LineOutcome.RECORDED), None)
    if known is not None:
        return known
    last = max((row.position for row in kept), default=0)
    row = InboundLine(inbound_id=inbound.id, position=last + 1, outcome=LineOutcome.RECORDED, where=where)
    session.add(row)
    session.flush()
    kept.append(row)
    return row
