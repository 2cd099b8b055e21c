"""A yes or a no is read only where it is clear, and never in what is quoted."""

import pytest

from notifications.decisions import Verdict, read_verdict
from notifications.mime import parse


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Oui", Verdict.ACCEPT),
        ("Bonjour,\n\nOui.\n\nCordialement", Verdict.ACCEPT),
        ("oui, comme adjoint", Verdict.ACCEPT_AS_DEPUTY),
        ("Yes, as deputy", Verdict.ACCEPT_AS_DEPUTY),
        ("نعم", Verdict.ACCEPT),
        ("نعم، نائبا", Verdict.ACCEPT_AS_DEPUTY),
        ("Non, merci", Verdict.REFUSE),
        ("No", Verdict.REFUSE),
        ("لا", Verdict.REFUSE),
        ("On verra", None),
        ("No change", None),
        ("non commencé", None),
        ("لا شيء", None),
        ("لا تغيير", None),
        ("", None),
        ("> oui", None),
        ("Le lundi 12 octobre 2026, Suivi a écrit :\noui", None),
        ("-----Message d'origine-----\noui", None),
    ],
)
def test_a_verdict_is_read_from_the_first_lines_of_one_s_own(text: str, verdict: Verdict | None) -> None:
    assert read_verdict(parse(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode())) is verdict
