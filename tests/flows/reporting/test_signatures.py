"""Detached OpenSSH signatures over frozen figures, and the body's own signed report: taken whole or not at all."""

import hashlib
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlmodel import select

from flows.services.approval.signed_approvals import (
    KeyOrder,
    SignatureOrder,
    approve_with_signature,
    register_signing_key,
)
from flows.services.approval.ssh_signatures import NAMESPACE, check_signature, read_public_key
from flows.services.compilation.frozen_reports import figures_bytes
from flows.services.compilation.independent_reports import IndependentOrder, receive_independent_report
from flows.services.compilation.reporting_freeze import freeze_annual
from models.database import open_session
from models.rules.errors import DomainError
from models.tables import FrozenReport, IndependentReport, LedgerEntry, Organisation, SigningKey, SignOff
from models.vocabulary import OrganisationKind

TODAY = date(2027, 1, 18)
BY = {"operator": "A. Clerk", "reason": "fingerprint read aloud by telephone"}


class Signer:
    """Somebody with a key of their own, who signs files with ssh-keygen."""

    def __init__(self, folder: Path, name: str) -> None:
        if shutil.which("ssh-keygen") is None:
            pytest.skip("ssh-keygen is missing: install openssh-client.")
        private = Ed25519PrivateKey.generate()
        self.key, self.folder = folder / name, folder
        self.key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        self.key.chmod(0o600)
        self.public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " me"

    def sign(self, content: bytes, *, namespace: str = NAMESPACE) -> str:
        path = self.folder / "to-sign"
        path.write_bytes(content)
        path.with_suffix(".sig").unlink(missing_ok=True)
        (self.folder / "to-sign.sig").unlink(missing_ok=True)
        subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-f", self.key, "-n", namespace, path], check=True, capture_output=True
        )
        return (self.folder / "to-sign.sig").read_text()


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """The body's person with a key."""
    return Signer(tmp_path, "instance")


def found(world: Any, table: type) -> list[Any]:
    with open_session(world.engine, reads_only=True) as session:
        return list(session.exec(select(table)).all())


@pytest.fixture
def frozen(world: Any) -> Any:
    """A year frozen for an Instance that is named."""
    short = world.commitment("MALAA0001", "LAA")[0]
    code = world.indicator(short)
    world.ask("LAA", code)
    world.reply("LAA", {code: "12"})
    world.add(
        Organisation(
            plan_id=world.plan.id, position=1, code="REPORTING-INSTANCE", kind=OrganisationKind.REPORTING_INSTANCE,
            name="Independent observatory", is_defined=True,
        )
    )  # fmt: skip
    world.session.commit()
    freeze_annual(world.desk(TODAY), plan="", year=2026)
    return world


def test_a_signature_over_the_figures_approves_exactly_these(frozen: Any, signer: Signer) -> None:
    desk = frozen.desk(TODAY)
    register_signing_key(desk, plan="", order=KeyOrder("", signer.public, "The chair"), **BY)
    (report,) = found(frozen, FrozenReport)
    content = figures_bytes(report)
    assert hashlib.sha256(content).hexdigest() == report.sha256
    order = SignatureOrder(signer.sign(content), "2026")
    shown = approve_with_signature(desk, plan="", order=order, operator="A. Clerk", preview=True)
    assert (shown.counts, found(frozen, SignOff)) == ({"approved": 1}, [])
    for _ in range(2):
        approve_with_signature(desk, plan="", order=order, operator="A. Clerk")
    (row,) = found(frozen, SignOff)
    assert (row.is_approved, row.sha256, row.signed_by) == (True, report.sha256, "The chair")
    assert row.method.startswith("detached_signature")
    assert row.signature.startswith("-----BEGIN SSH SIGNATURE-----")
    assert (
        freeze_annual(frozen.desk(date(2027, 2, 1)), plan="", year=2026).standing.approvals[0].sha256 == report.sha256
    )


def test_every_bad_signature_is_one_sentence_and_writes_nothing(frozen: Any, signer: Signer, tmp_path: Path) -> None:
    desk = frozen.desk(TODAY)
    (report,) = found(frozen, FrozenReport)
    content = figures_bytes(report)
    good = signer.sign(content)
    stranger = Signer(tmp_path, "stranger")

    def refused(signature: str, sentence: str) -> None:
        before = len(found(frozen, LedgerEntry))
        with pytest.raises(DomainError, match=sentence) as error:
            approve_with_signature(desk, plan="", order=SignatureOrder(signature, "2026"), operator="A")
        assert error.value.sentence.count(". ") <= 1
        assert (found(frozen, SignOff), len(found(frozen, LedgerEntry))) == ([], before)

    refused(good, "No public key of REPORTING-INSTANCE")
    register_signing_key(desk, plan="", order=KeyOrder("", signer.public), **BY)
    refused("", "There is no signature")
    refused("/nowhere/at-all.sig", "There is no signature in")
    refused("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----", "no OpenSSH signature")
    refused(good.replace("A", "B", 3), "no OpenSSH signature|does not fit|another key|not registered|was made for")
    refused(stranger.sign(content), "not registered for the body")
    refused(signer.sign(content + b" "), "does not fit these bytes")
    refused(signer.sign(content, namespace="file"), "was made for “file”")
    register_signing_key(desk, plan="", order=KeyOrder("", signer.public, withdraw=True), **BY)
    refused(good, "No public key")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "ssh-ed25519",
        "ssh-ed25519 AAAA",
        "ssh-dss AAAAB3NzaC1kc3MAAACBAP",
        "a b\nc d",
        "ssh-rsa AAAAB3NzaC1yc2E",
    ],
)
def test_what_is_no_public_key_is_refused(frozen: Any, text: str) -> None:
    with pytest.raises(DomainError, match="no public key"):
        register_signing_key(frozen.desk(TODAY), plan="", order=KeyOrder("", text), **BY)
    assert found(frozen, SigningKey) == []


def test_a_key_is_registered_once_and_signs_for_one_body(frozen: Any, signer: Signer) -> None:
    desk = frozen.desk(TODAY)
    assert register_signing_key(desk, plan="", order=KeyOrder("", signer.public), preview=True, **BY).counts == {
        "changed": 1
    }
    counts = [
        register_signing_key(desk, plan="", order=KeyOrder("", signer.public), **BY).counts["changed"] for _ in "ab"
    ]
    assert (counts, len(found(frozen, SigningKey))) == ([1, 0], 1)
    frozen.body(is_defined=True, name="Another body")
    with pytest.raises(DomainError, match="each body signs with its own"):
        register_signing_key(desk, plan="", order=KeyOrder("monitoring-body", signer.public), **BY)


def test_a_changed_byte_or_key_never_verifies(signer: Signer) -> None:
    key, content = read_public_key(signer.public), b"figures"
    text = signer.sign(content)
    assert check_signature(content, signature=text, keys=[key]) == key
    assert check_signature(content, signature=text.replace("\n", "\r\n"), keys=[key]) == key
    for other in (b"", b"figurez", b"figures\n"):
        with pytest.raises(DomainError):
            check_signature(other, signature=text, keys=[key])


def test_the_bodys_own_report_is_kept_as_it_is_and_never_mixed_in(frozen: Any, signer: Signer, tmp_path: Path) -> None:
    desk = frozen.desk(TODAY)
    register_signing_key(desk, plan="", order=KeyOrder("", signer.public, "The chair"), **BY)
    path = tmp_path / "rapport-2026.pdf"
    path.write_bytes(b"%PDF-1.7 what the Instance found")
    before = freeze_annual(desk, plan="", year=2026).sha256
    order = IndependentOrder(
        str(path), "2026", "Rapport de l’Instance", signature=signer.sign(path.read_bytes()), figures=before[:12],
        address="https://instance.example/2026.pdf",
    )  # fmt: skip
    assert receive_independent_report(desk, plan="", order=order, operator="A", preview=True).counts == {"received": 1}
    assert found(frozen, IndependentReport) == []
    for _ in range(2):
        receive_independent_report(desk, plan="", order=order, operator="A")
    (row,) = found(frozen, IndependentReport)
    assert (row.content, row.sha256) == (path.read_bytes(), hashlib.sha256(path.read_bytes()).hexdigest())
    assert (row.signed_by, row.report_id) == ("The chair", found(frozen, FrozenReport)[0].id)
    assert freeze_annual(desk, plan="", year=2026).sha256 == before


def test_an_unsigned_or_wrongly_signed_report_is_refused_whole(frozen: Any, signer: Signer, tmp_path: Path) -> None:
    desk = frozen.desk(TODAY)
    register_signing_key(desk, plan="", order=KeyOrder("", signer.public), **BY)
    path = tmp_path / "rapport.pdf"
    path.write_bytes(b"%PDF-1.7 report")
    wrong = signer.sign(b"%PDF-1.7 another report")
    script = tmp_path / "rapport.exe"
    script.write_bytes(b"MZ")
    for order, sentence in (
        (IndependentOrder(str(path), "2026"), "carries no signature"),
        (IndependentOrder(str(path), "2026", signature=wrong), "does not fit these bytes"),
        (IndependentOrder(str(path), "2026", handwritten=True), "who signed it and on which day"),
        (IndependentOrder(str(path), "", handwritten=True, signed_by="A", signed_on=TODAY), "which year or quarter"),
        (IndependentOrder(str(script), "2026"), "no report that can be kept"),
        (IndependentOrder("/nowhere.pdf", "2026"), "There is no file"),
    ):
        with pytest.raises(DomainError, match=sentence):
            receive_independent_report(desk, plan="", order=order, operator="A")
    assert found(frozen, IndependentReport) == []
    by_hand = IndependentOrder(str(path), "2026", handwritten=True, signed_by="The chair", signed_on=TODAY)
    receive_independent_report(desk, plan="", order=by_hand, operator="A")
    assert [row.signature_kind.value for row in found(frozen, IndependentReport)] == ["handwritten"]
