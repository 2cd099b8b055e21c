"""The quicker ways of reading a mail give what the thorough way gives: runs of base64 folded, our own mails opened."""

import base64
import email
import email.policy
from pathlib import Path

import pytest

from models.vocabulary import Language
from notifications.compose_mime import build_mail
from notifications.mail import Attachment, Envelope
from notifications.mime import parse
from notifications.mime_folding import fold_runs, unfold_runs
from notifications.mime_headers import addresses_in
from notifications.own_mail import texts_of_own
from tests.notifications.reading.builders import make_form, make_request
from tests.notifications.reading.test_clients import composed

RUN = base64.encodebytes(bytes(range(256)) * 20)
MAILS = {
    "after a header": b"Subject: x\n" + RUN + b"\nhello",
    "in 8-bit text": b"Subject: x\n\n" + RUN + b"\xff\xe9 text\n" + RUN,
    "in every place of a multipart": b"Content-Type: multipart/mixed; boundary=Q\n\npre\n" + RUN
    + b"\n--Q\nContent-Transfer-Encoding: base64\n\n" + RUN + b"--Q\n\nplain \xe9\n" + RUN + b"\n--Q--\n" + RUN,
    "in an enclosed message": b"Content-Type: message/rfc822\n\nSubject: y\n\n" + RUN,
    "in a delivery report": b"Content-Type: message/delivery-status\n\nA: b\n" + RUN + b"\n\nC: d\n\n" + RUN,
    "alone": RUN,
    "with CRLF": b"X: y\r\n\r\n" + RUN.replace(b"\n", b"\r\n") + b"--Q",
    "with our mark": b"X: y\n\niltizamFoldedRunOfBase64x0x\n" + RUN,
}  # fmt: skip
CORPUS = sorted((Path(__file__).parents[2] / "mails").glob("*.eml"))


def tree(message: email.message.Message) -> list[tuple[object, ...]]:
    """Everything a parsed message holds."""
    return [(part.items(), part.preamble, part.epilogue, part.__dict__["_payload"]) for part in message.walk()
            if not part.is_multipart()] + [(m.preamble, m.epilogue) for m in message.walk()]  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_folding_long_runs_changes_nothing_of_what_is_parsed(name: str) -> None:
    raw = MAILS[name]
    folded, runs = fold_runs(raw)
    assert (not runs) == (name == "with our mark")
    message = email.message_from_bytes(folded, policy=email.policy.compat32)
    unfold_runs(message, runs)
    assert tree(message) == tree(email.message_from_bytes(raw, policy=email.policy.compat32))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_mails_of_the_corpus_are_parsed_alike_with_a_run_in_the_middle(path: Path) -> None:
    raw = path.read_bytes()
    middle = raw.find(b"\n", len(raw) // 2) + 1
    grown = raw[:middle] + RUN + raw[middle:]
    folded, runs = fold_runs(grown)
    message = email.message_from_bytes(folded, policy=email.policy.compat32)
    unfold_runs(message, runs)
    assert tree(message) == tree(email.message_from_bytes(grown, policy=email.policy.compat32))


@pytest.mark.parametrize("language", Language)
def test_our_own_mails_are_opened_as_any_mail_is(language: Language) -> None:
    raw = composed(make_form(language))
    quick, thorough = texts_of_own(raw), parse(raw)
    assert (quick.texts, quick.html_texts) == (thorough.texts, thorough.html_texts)
    assert quick.all_headers("from") == thorough.all_headers("from")
    assert quick.all_headers("reply-to") == thorough.all_headers("reply-to")
    assert quick.headers != thorough.headers  # it was the quick way


@pytest.mark.parametrize(
    "office", ["Suivi", "Suivi du plan d’action OGP", "مصلحة تتبع خطة العمل من أجل الحكومة المنفتحة"]
)
def test_the_addresses_we_wrote_from_are_known_however_long_our_name_is(office: str) -> None:
    """A long name folds the header; with the address lost, quotations of our own form were taken for somebody else's."""
    moment = email.utils.parsedate_to_datetime("Thu, 01 Oct 2026 09:00:00 +0000")
    envelope = Envelope(office, "suivi@iltizam.example", "N", "n@x.example", "b@x.example", "<i@x.example>", moment)
    mail = build_mail(envelope, subject="é", text="Été\n", html="<p>Été</p>", language=Language.FRENCH)
    assert "suivi@iltizam.example" in addresses_in(texts_of_own(mail.raw).all_headers("from"))


def test_attachments_of_our_own_mail_are_stepped_over() -> None:
    envelope = Envelope("Suivi – Région", "s@x.example", "N", "n@x.example", "b@x.example", "<i@x.example>",
                        email.utils.parsedate_to_datetime("Thu, 01 Oct 2026 09:00:00 +0000"))  # fmt: skip
    files = (Attachment("a.xlsx", "application/zip", b"PK" * 9000),)
    raw = build_mail(envelope, subject="é", text="Été\n", html="<p>Été</p>", language=Language.FRENCH,
                     attachments=files).raw  # fmt: skip
    quick, thorough = texts_of_own(raw), parse(raw)
    assert (quick.texts, quick.html_texts) == (thorough.texts, thorough.html_texts)
    assert quick.all_headers("from") == thorough.all_headers("from")
    assert not quick.attachments


def test_a_mail_that_is_not_laid_out_as_ours_is_read_as_any_other() -> None:
    foreign = make_request(make_form())
    assert texts_of_own(foreign) == parse(foreign)
