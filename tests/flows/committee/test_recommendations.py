"""Members reply with recommendations; each gets a code, an owner and a day, is answered, chased, cited; none is dropped."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.committee.committee_reviews import review_committees
from flows.services.escalation.late_recommendations import late_recommendations, recommendation_settlement
from flows.services.reception.held import resolve_held_reply
from flows.services.reception.replies import receive
from models.rules.codes import item_code
from models.rules.policy import DEFAULT_POLICY
from models.tables import (
    ActionPlan,
    InboundLine,
    InboundMessage,
    LedgerEntry,
    Official,
    OutboundMessage,
    Recommendation,
    RequestedItem,
)
from models.vocabulary import (
    EscalationEvent,
    EscalationSubject,
    InboundClass,
    ItemKind,
    LedgerAction,
    LineOutcome,
    MessageKind,
    RecommendationState,
    ResponseKind,
)

REPLIED = date(2026, 10, 28)
ANSWERED = date(2026, 11, 5)
FRENCH = f"""Bonjour,

R1: Publier le plan d’actions climat
en arabe et en français.
R2 MALAA0002 : Tenir une réunion publique par trimestre
R3 {item_code("LAA3", ItemKind.MILESTONE, 2)} - Ouvrir le local le samedi

Cordialement
Membre"""
ARABIC = """السلام عليكم

توصية 1: نشر المعطيات كل ثلاثة أشهر
ت٢ MALAA0001 : إشراك الجمعيات المحلية

مع التحية"""
ENGLISH = "Dear colleagues,\n\nR1 (MALAA0003): Count women and men apart.\nRecommendation 2: Meet in Tarfaya too.\n\nBest regards"


def made(session: Session) -> list[Recommendation]:
    session.rollback()
    return list(session.exec(select(Recommendation).order_by(col(Recommendation.id))).all())


def plan_of(session: Session) -> ActionPlan:
    return session.exec(select(ActionPlan)).one()


def official(session: Session, row: Recommendation) -> Official:
    return session.get_one(Official, row.owner_id)


@pytest.fixture
def recommended(reviewed, writer, desk_on, session):
    receive(desk_on(REPLIED), raw=writer(reviewed[0]).reply(FRENCH), source="test")
    return made(session)


def test_recommendations_in_french_get_codes_owners_and_a_day(session, recommended) -> None:
    assert [r.code for r in recommended] == ["R-LAA-001", "R-LAA-002", "R-LAA-003"]
    assert recommended[0].text == "Publier le plan d’actions climat en arabe et en français."
    assert [official(session, r).code for r in recommended] == ["OF-LAA-FP", "OF-LAA-01", "OF-LAA-02"]
    assert {r.due_on for r in recommended} == {recommended[0].first_due_on}
    assert recommended[1].commitment_id is not None
    assert recommended[2].milestone_id is not None
    assert {r.state for r in recommended} == {RecommendationState.OPEN}


@pytest.mark.parametrize(("index", "text", "count"), [(1, ARABIC, 2), (2, ENGLISH, 2), (0, FRENCH, 3)])
def test_recommendations_are_read_in_each_language(session, reviewed, writer, desk_on, index, text, count) -> None:
    result = receive(desk_on(REPLIED), raw=writer(reviewed[index]).reply(text), source="test")
    assert result.fate is InboundClass.PROVISIONAL
    rows = made(session)
    assert len(rows) == count
    assert all(row.inbound_id for row in rows)


def test_nothing_is_dropped_over_many_replies_of_all_members(session, reviewed, writer, desk_on) -> None:
    sent = 0
    for index, address in enumerate(reviewed):
        for batch in range(3):
            labels = [f"R{n} : recommandation numéro {n} du lot {batch} de {index}" for n in range(1, 6)]
            receive(desk_on(REPLIED), raw=writer(address).reply("\n".join(labels)), source="test")
            sent += len(labels)
    rows = made(session)
    assert len(rows) == sent == 45
    assert len({row.code for row in rows}) == 45
    lines = session.exec(select(InboundLine).where(InboundLine.outcome == LineOutcome.RECORDED)).all()
    assert {line.code for line in lines} == {row.code for row in rows}
    assert all(row.owner_id and row.due_on for row in rows)


def test_the_same_mail_and_the_same_words_count_once(session, reviewed, writer, desk_on) -> None:
    member = writer(reviewed[0])
    raw = member.reply(FRENCH)
    for _ in range(2):
        receive(desk_on(REPLIED), raw=raw, source="test")
    receive(
        desk_on(REPLIED), raw=member.reply("R1: publier le plan d'actions climat en arabe et en français."), source="t"
    )
    assert len(made(session)) == 3


def test_the_receipt_says_what_was_understood_and_what_was_not(session, reviewed, writer, desk_on) -> None:
    text = "R1: Publier les comptes rendus\nR2 MALAA0099: Ceci vise un code inconnu\nR3 Sans signe après le numéro"
    receive(desk_on(REPLIED), raw=writer(reviewed[0]).reply(text), source="test")
    assert len(made(session)) == 1
    receipt = writer(reviewed[0], MessageKind.RECEIPT)
    assert receipt.row.envelope_from == ""
    assert "R-LAA-001" in receipt.text
    assert "Publier les comptes rendus" in receipt.text
    assert "Aucun engagement ni jalon ne porte ce code" in receipt.text
    outcomes = {line.code: line.outcome for line in session.exec(select(InboundLine)).all()}
    assert outcomes["R2"] is LineOutcome.DOUBTFUL
    assert outcomes["R3"] is LineOutcome.DOUBTFUL


def test_a_message_without_a_label_is_kept_and_asked_for_again(session, reviewed, writer, desk_on) -> None:
    result = receive(desk_on(REPLIED), raw=writer(reviewed[0]).reply("Il faudrait publier davantage."), source="test")
    assert result.fate is InboundClass.NO_VALUES
    assert made(session) == []
    kept = session.exec(select(InboundMessage).where(InboundMessage.sha256 == result.sha256)).one()
    assert kept.comment == "Il faudrait publier davantage."
    assert "R1" in writer(reviewed[0], MessageKind.RECEIPT).text


def test_automatic_mail_never_counts(session, reviewed, writer, desk_on) -> None:
    raw = writer(reviewed[0]).reply("R1: Je suis absent", **{"Auto-Submitted": "auto-replied"})
    result = receive(desk_on(REPLIED), raw=raw, source="test")
    assert result.fate is InboundClass.TRIAGE
    assert made(session) == []


def test_a_stranger_s_reply_is_held_and_counts_only_once_a_person_accepts_it(
    session, reviewed, writer, desk_on
) -> None:
    raw = writer(reviewed[0]).reply("R1: Une idée", From="inconnu@ailleurs.example")
    result = receive(desk_on(REPLIED), raw=raw, source="test")
    assert result.fate is InboundClass.HELD
    assert made(session) == []
    notice = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.NOTICE)).all()
    assert len(notice) == 1
    for preview in (True, False):
        resolve_held_reply(
            desk_on(REPLIED),
            message=result.sha256[:12],
            decision="accept",
            operator="A",
            reason="known",
            preview=preview,
        )
    assert [row.text for row in made(session)] == ["Une idée"]


def test_a_forged_reply_is_quarantined(session, reviewed, writer, desk_on) -> None:
    head = b"Authentication-Results: mx.iltizam.example; dmarc=fail header.from=association.example\r\n"
    received = b"Received: from mail.x.example by mx.iltizam.example; Wed, 28 Oct 2026 10:00:00 +0000\r\n"
    desk = desk_on(REPLIED, trusted_server="mx.iltizam.example")
    result = receive(desk, raw=head + received + writer(reviewed[0]).reply("R1: Idée"), source="test")
    assert result.fate is InboundClass.QUARANTINE
    assert made(session) == []


def test_who_says_it_was_not_me_takes_the_recommendation_back(session, reviewed, writer, desk_on) -> None:
    receive(desk_on(REPLIED), raw=writer(reviewed[0]).reply("R1: Idée prêtée à un autre"), source="test")
    receipt = writer(reviewed[0], MessageKind.RECEIPT)
    raw = receipt.reply("ce n'est pas moi", To="reponse@iltizam.example")
    assert receive(desk_on(REPLIED), raw=raw, source="test").fate is InboundClass.DECISION
    (row,) = made(session)
    assert row.state is RecommendationState.WITHDRAWN


def test_a_quoted_recommendation_is_asked_back_never_recorded_under_another_name(
    session, reviewed, writer, desk_on
) -> None:
    text = "Je suis d’accord avec :\n\n> R1: Publier les budgets\n\nR1: Publier aussi les marchés"
    receive(desk_on(REPLIED), raw=writer(reviewed[1]).reply(text, quote=False), source="test")
    assert [row.text for row in made(session)] == ["Publier aussi les marchés"]
    doubts = session.exec(select(InboundLine).where(InboundLine.outcome == LineOutcome.DOUBTFUL)).all()
    assert [line.reason for line in doubts] == ["quoted_text"]


def test_an_html_only_reply_is_read(session, reviewed, writer, desk_on) -> None:
    html = "<html><body><p>Bonjour</p><p>R1&nbsp;: Publier en ligne</p><p>R2 MALAA0002&nbsp;: Former</p></body></html>"
    receive(desk_on(REPLIED), raw=writer(reviewed[0]).reply("", html=html), source="test")
    assert [row.text for row in made(session)] == ["Publier en ligne", "Former"]


def test_owners_are_told_once_and_answer_by_reply(session, recommended, desk_on, writer) -> None:
    for _ in range(2):
        review_committees(desk_on(REPLIED), plan="")
    owners = {official(session, row).email for row in made(session)}
    told = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.RECOMMENDATION)).all()
    assert sorted(mail.envelope_to for mail in told) == sorted(owners)
    second = made(session)[1]
    owner = writer(official(session, second).email, MessageKind.RECOMMENDATION)
    assert f"{second.code} =" in owner.text.replace("\u2068", "").replace("\u2069", "")
    result = receive(
        desk_on(ANSWERED), raw=owner.reply(f"{second.code} = acceptée ; fait le 03/11/2026"), source="test"
    )
    assert result.fate is InboundClass.PROVISIONAL
    row = made(session)[1]
    assert (row.state, row.response, row.implemented_on) == (
        RecommendationState.IMPLEMENTED, ResponseKind.ACCEPTED, date(2026, 11, 3),
    )  # fmt: skip
    assert row.response_inbound_id is not None


@pytest.mark.parametrize(
    ("written", "state", "response", "because"),
    [
        ("refusée parce que hors compétence", "refused", "refused", "hors compétence"),
        ("refused because it is not our competence", "refused", "refused", "it is not our competence"),
        ("مرفوضة لأن الميزانية غير كافية", "refused", "refused", "الميزانية غير كافية"),
        ("partiellement : seulement à Laâyoune", "answered", "partly", "seulement à Laâyoune"),
        ("مقبولة", "answered", "accepted", ""),
        ("acceptée, avant le 31/03/2027", "answered", "accepted", "avant le 31/03/2027"),
        ("refusée", "open", "", ""),
        ("pas acceptée", "open", "", ""),
        ("on verra", "open", "", ""),
    ],
)
def test_an_answer_is_accepted_partly_or_refused_with_its_reason_or_asked_back(
    session, recommended, desk_on, writer, written, state, response, because
) -> None:
    review_committees(desk_on(REPLIED), plan="")
    first = made(session)[0]
    owner = writer(official(session, first).email, MessageKind.RECOMMENDATION)
    receive(desk_on(ANSWERED), raw=owner.reply(f"{first.code} = {written}"), source="test")
    row = made(session)[0]
    assert row.state.value == state
    assert (row.response.value if row.response else "") == response
    assert row.response_text == because
    if written.endswith("2027"):
        assert row.due_on == date(2027, 3, 31)
        assert row.first_due_on == first.first_due_on


def test_only_the_owner_can_answer(session, recommended, desk_on, writer) -> None:
    review_committees(desk_on(REPLIED), plan="")
    first, second, _ = made(session)
    other = writer(official(session, second).email, MessageKind.RECOMMENDATION)
    result = receive(desk_on(ANSWERED), raw=other.reply(f"{first.code} = refusée parce que non"), source="test")
    assert result.fate is InboundClass.NO_VALUES
    assert made(session)[0].state is RecommendationState.OPEN
    assert "Quelqu’un d’autre" in writer(official(session, second).email, MessageKind.RECEIPT).text


def test_an_unknown_recommendation_is_named_and_changes_nothing(session, recommended, desk_on, writer) -> None:
    review_committees(desk_on(REPLIED), plan="")
    owner = writer(official(session, made(session)[0]).email, MessageKind.RECOMMENDATION)
    receive(desk_on(ANSWERED), raw=owner.reply("R-LAA-099 = acceptée"), source="test")
    session.rollback()
    lines = session.exec(select(InboundLine).where(InboundLine.reason == "unknown_recommendation")).all()
    assert len(lines) == 1
    assert {row.state for row in made(session)} == {RecommendationState.OPEN}


def test_what_is_unanswered_is_late_the_day_after_its_day_and_settled_when_done(
    session, recommended, desk_on, writer
) -> None:
    due_on = recommended[0].due_on
    plan = plan_of(session)
    assert late_recommendations(session, desk_on(due_on), plan, DEFAULT_POLICY) == []
    late = late_recommendations(session, desk_on(due_on + timedelta(days=1)), plan, DEFAULT_POLICY)
    assert [thing.code for thing in late] == [row.code for row in recommended]
    assert {thing.subject for thing in late} == {EscalationSubject.RECOMMENDATION}
    assert all(thing.responsible and thing.due_on == due_on for thing in late)
    late_day = desk_on(due_on + timedelta(days=1))
    assert recommendation_settlement(session, late_day, plan, "R-LAA-001") is None
    session.rollback()
    review_committees(desk_on(REPLIED), plan="")
    owner = writer(official(session, recommended[0]).email, MessageKind.RECOMMENDATION)
    receive(desk_on(ANSWERED), raw=owner.reply("R-LAA-001 = refusée parce que déjà fait"), source="test")
    session.rollback()
    settled = recommendation_settlement(session, late_day, plan, "R-LAA-001")
    assert settled is not None
    assert (settled.event, settled.because) == (EscalationEvent.ANSWERED, "refused")


def test_answers_are_cited_in_the_next_pack(session, recommended, reviewed, desk_on, writer) -> None:
    review_committees(desk_on(REPLIED), plan="")
    owner = writer(official(session, recommended[0]).email, MessageKind.RECOMMENDATION)
    receive(desk_on(ANSWERED), raw=owner.reply("R-LAA-001 = refusée parce que le budget manque"), source="test")
    open_quarter(desk_on(date(2027, 1, 4)), plan="")
    review_committees(desk_on(date(2027, 2, 15)), plan="")
    pack = writer(reviewed[0])
    assert pack.row.period == "2026-Q4"
    assert "R-LAA-001 (refusée)" in pack.text
    assert "le budget manque" in pack.text
    assert "R-LAA-003" in pack.text


def test_every_step_is_in_the_ledger_with_the_mail_it_came_from(session, recommended) -> None:
    query = select(LedgerEntry).where(LedgerEntry.action == LedgerAction.RECOMMENDATION_MADE)
    entries = session.exec(query).all()
    assert [entry.subject for entry in entries] == [row.code for row in recommended]
    assert all(entry.source.startswith("sha256:") for entry in entries)


def test_an_answer_in_the_thread_of_a_form_still_lands_right(session, recommended, desk_on, writer) -> None:
    review_committees(desk_on(REPLIED), plan="")
    owner = official(session, recommended[1])
    form = writer(owner.email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(
            RequestedItem.data_request_id == form.row.data_request_id, col(RequestedItem.code).contains("-I")
        )
    ).first()
    text = f"{code} = 14\nR-LAA-002 = refusée parce que le budget manque\nR-LAA-001 = acceptée"
    result = receive(desk_on(ANSWERED), raw=form.reply(text), source="test")
    assert result.fate is InboundClass.PROVISIONAL
    rows = made(session)
    assert (rows[1].state, rows[1].response_text) == (RecommendationState.REFUSED, "le budget manque")
    assert rows[0].state is RecommendationState.OPEN  # somebody else answers for it
    lines = session.exec(select(InboundLine).where(InboundLine.outcome == LineOutcome.RECORDED)).all()
    assert {line.code for line in lines} >= {code, "R-LAA-002"}
    alone = receive(desk_on(ANSWERED), raw=form.reply("R-LAA-002 = fait le 03/11/2026"), source="test")
    assert alone.fate is InboundClass.PROVISIONAL
    assert made(session)[1].implemented_on == date(2026, 11, 3)
