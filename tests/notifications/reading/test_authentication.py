"""What our own server says of a sender is believed only where nobody else can have written it."""

import pytest

from models.vocabulary import Authentication
from notifications.authentication import judge
from notifications.mime import parse

MX = "mx.gov.example"
RECEIVED = "Received: from out.region.example (out.region.example [192.0.2.1])\n\tby mx.gov.example (Postfix) with ESMTPS id 1;\n\tMon, 12 Oct 2026 10:00:00 +0000\n"
FORGED_RECEIVED = "Received: from a.example by mx.gov.example with ESMTP id 9; Mon, 12 Oct 2026 10:00:00 +0000\n"
INTERNAL = "Received: from mx.gov.example by store.gov.example with LMTP id 2; Mon, 12 Oct 2026 10:00:01 +0000\n"
FROM = "From: Fatima <f@region.example>\n"
PASS, FAIL, UNKNOWN = Authentication.PASS, Authentication.FAIL, Authentication.UNKNOWN


def result(text: str, *, by: str = MX) -> str:
    """An Authentication-Results header."""
    return f"Authentication-Results: {by}; {text}\n"


DMARC_PASS = result("dmarc=pass header.from=region.example")
DMARC_FAIL = result("dmarc=fail header.from=region.example")
CASES = [
    ("dmarc passes", DMARC_PASS + RECEIVED + FROM, PASS),
    ("dmarc fails", DMARC_FAIL + RECEIVED + FROM, FAIL),
    ("a fail outweighs a pass", DMARC_PASS + DMARC_FAIL + RECEIVED + FROM, FAIL),
    ("dmarc of another domain", result("dmarc=pass header.from=evil.test") + RECEIVED + FROM, UNKNOWN),
    ("no result at all", RECEIVED + FROM, UNKNOWN),
    ("forged below our Received line", RECEIVED + DMARC_PASS + FROM, UNKNOWN),
    ("forged pass below a real fail", DMARC_FAIL + RECEIVED + DMARC_PASS + FROM, FAIL),
    ("another server's word", result("dmarc=pass", by="mx.evil.test") + RECEIVED + FROM, UNKNOWN),
    ("no Received line of ours", DMARC_PASS + FROM, UNKNOWN),
    ("an unknown hop above", "Received: by evil.test; x\n" + DMARC_PASS + RECEIVED + FROM, UNKNOWN),
    ("our server is silent, all is forged", "Received: from a by relay.test; x\n" + DMARC_PASS + FORGED_RECEIVED + FROM, UNKNOWN),
    ("a HELO that looks like a by clause", "Received: from by (by mx.gov.example) by evil.test; x\n" + DMARC_PASS + RECEIVED + FROM, UNKNOWN),
    ("aligned dkim", result("dkim=pass header.d=region.example") + RECEIVED + FROM, PASS),
    ("aligned dkim of a parent domain", result("dkim=pass header.i=@mail.region.example") + RECEIVED + FROM, PASS),
    ("dkim of a stranger", result("dkim=pass header.d=evil.test") + RECEIVED + FROM, UNKNOWN),
    ("dkim of a look-alike", result("dkim=pass header.d=evilregion.example") + RECEIVED + FROM, UNKNOWN),
    ("dkim of a whole top-level domain", result("dkim=pass header.d=example") + RECEIVED + FROM, UNKNOWN),
    ("aligned spf", result("spf=pass smtp.mailfrom=f@region.example") + RECEIVED + FROM, PASS),
    ("spf of a stranger", result("spf=pass smtp.mailfrom=x@evil.test") + RECEIVED + FROM, UNKNOWN),
    ("aligned spf fails", result("spf=fail smtp.mailfrom=region.example") + RECEIVED + FROM, FAIL),
    ("spf softfail", result("spf=softfail smtp.mailfrom=region.example") + RECEIVED + FROM, UNKNOWN),
    ("dkim passes, spf fails", result("spf=fail smtp.mailfrom=region.example; dkim=pass header.d=region.example") + RECEIVED + FROM, PASS),
    ("dmarc fails, dkim passes", result("dmarc=fail header.from=region.example; dkim=pass header.d=region.example") + RECEIVED + FROM, FAIL),
    ("dmarc none", result("dmarc=none; spf=none") + RECEIVED + FROM, UNKNOWN),
    ("dmarc temporary error", result("dmarc=temperror header.from=region.example") + RECEIVED + FROM, UNKNOWN),
    ("two senders", DMARC_PASS + RECEIVED + FROM + "From: evil@evil.test\n", UNKNOWN),
    ("two senders, failed", DMARC_FAIL + RECEIVED + FROM + "From: evil@evil.test\n", FAIL),
    ("unparsable", "Authentication-Results: mx.gov.example; ((((=pass\n" + RECEIVED + FROM, UNKNOWN),
    ("upper case", DMARC_PASS.replace(MX, MX.upper()) + RECEIVED + FROM, PASS),
    ("folded", DMARC_PASS.replace("; ", ";\n\t") + RECEIVED + FROM, PASS),
]  # fmt: skip


@pytest.mark.parametrize(("case", "headers", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_verdict(case: str, headers: str, expected: Authentication) -> None:
    assert judge(parse(headers.encode() + b"\nhi"), authserv_id=MX) is expected


def test_without_a_trusted_server_nothing_is_ever_known() -> None:
    assert judge(parse((DMARC_PASS + RECEIVED + FROM + "\nhi").encode()), authserv_id="") is UNKNOWN


def test_our_own_hosts_behind_the_server_may_add_lines_above() -> None:
    mail = parse((INTERNAL + DMARC_PASS + RECEIVED + FROM + "\nhi").encode())
    assert judge(mail, authserv_id=MX) is UNKNOWN
    assert judge(mail, authserv_id=MX, own_hosts=("store.gov.example",)) is PASS
