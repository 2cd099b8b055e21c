"""Access tokens from a provider on this machine, and a real Dovecot that lets one in with them."""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.x509 import load_pem_x509_certificate
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.mailbox import ImapAccount
from notifications.mailbox_imap import ImapMailbox
from notifications.oauth import GoogleServiceAccount, GoogleTokens, MicrosoftApplication, MicrosoftTokens

SECRET = "s3cret-of-the-application"
MAILBOX = "suivi@plan.example"


@dataclass
class Provider:
    """A token endpoint, its discovery document, and the page on which Dovecot checks a token."""

    certificate: Path
    port: int = 0
    plain_port: int = 0
    refusal: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        if path.endswith("/openid-configuration"):
            tenant = f"{self.url}/tenant"
            return 200, {"authorization_endpoint": f"{tenant}/a", "token_endpoint": f"{tenant}/t", "issuer": tenant}
        given = parse_qs(urlsplit(path).query).get("access_token", [""])[0]
        known = {f"token-{number}" for number in range(1, len(self.asked) + 1)}
        return (200, {"email": MAILBOX, "active": True}) if given in known else (401, {"error": "invalid_token"})

    def post(self, body: str) -> tuple[int, dict[str, object]]:
        self.asked.append({name: values[0] for name, values in parse_qs(body).items()})
        if self.refusal:
            return 401, self.refusal
        return 200, {"access_token": f"token-{len(self.asked)}", "token_type": "Bearer", "expires_in": 3600}


def serve(provider: Provider, *, tls: bool) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(*provider.get(self.path))

        def do_POST(self) -> None:
            self.answer(*provider.post(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def answer(self, status: int, content: dict[str, object]) -> None:
            raw = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(provider.certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate and its key for localhost; the key serves as the service account's as well."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost "
        f"-keyout {path} -out {path}.crt && cat {path}.crt >> {path}",
        shell=True, check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def provider(certificate, monkeypatch) -> Iterator[Provider]:
    """The provider, running, by TLS for us and without for Dovecot."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # a machine's own certificates would come before ours
        monkeypatch.delenv(name, raising=False)
    provider = Provider(certificate)
    servers = [serve(provider, tls=True), serve(provider, tls=False)]
    provider.port, provider.plain_port = (server.server_address[1] for server in servers)
    yield provider
    for server in servers:
        server.shutdown()
        server.server_close()


def microsoft(provider: Provider) -> MicrosoftTokens:
    application = MicrosoftApplication("tenant", "client", SecretStr(SECRET), provider.url, provider.certificate)
    return MicrosoftTokens(application)


def google(provider: Provider, *, key: str = "", clock=lambda: 0.0) -> GoogleTokens:
    pem = (key or provider.certificate.read_text()).replace("\n", "\\n")
    endpoint = f"{provider.url}/token"
    account = GoogleServiceAccount("robot@project.example", SecretStr(pem), MAILBOX, endpoint, provider.certificate)
    return GoogleTokens(account, clock=clock)


def test_microsoft_gives_a_token_for_the_application_and_it_is_used_again(provider):
    tokens = microsoft(provider)
    assert [tokens().get_secret_value(), tokens().get_secret_value()] == ["token-1", "token-1"]
    (asked,) = provider.asked
    assert (asked["grant_type"], asked["client_id"]) == ("client_credentials", "client")
    assert (asked["scope"], asked["client_secret"]) == ("https://outlook.office365.com/.default", SECRET)


def test_google_gets_a_signed_statement_for_one_mailbox(provider):
    assert google(provider)().get_secret_value() == "token-1"
    (asked,) = provider.asked
    assert asked["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert "client_id" not in asked
    public = load_pem_x509_certificate(Path(f"{provider.certificate}.crt").read_bytes()).public_key()
    claims = jwt.decode(asked["assertion"], public, algorithms=["RS256"], audience=f"{provider.url}/token")
    assert (claims["iss"], claims["sub"]) == ("robot@project.example", MAILBOX)
    assert (claims["aud"], claims["scope"]) == (f"{provider.url}/token", "https://mail.google.com/")
    assert 0 < claims["exp"] - claims["iat"] <= 3600


def test_a_token_of_google_is_used_until_shortly_before_its_end(provider):
    now = [0.0]
    tokens = google(provider, clock=lambda: now[0])
    given = []
    for moment in (0.0, 3299.0, 3301.0):
        now[0] = moment
        given.append(tokens().get_secret_value())
    assert given == ["token-1", "token-1", "token-2"]


@pytest.mark.parametrize("make", [microsoft, google])
def test_a_refusal_is_one_sentence_with_the_provider_s_code_and_no_secret(provider, make):
    provider.refusal = {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
    with pytest.raises(DomainError, match="invalid_client") as caught:
        make(provider)()
    assert SECRET not in caught.value.sentence
    assert "PRIVATE KEY" not in caught.value.sentence


def test_a_key_that_is_not_whole_is_one_sentence_without_the_key(provider):
    with pytest.raises(DomainError, match="copied whole") as caught:
        google(provider, key="-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\n")()
    assert "MIIabc" not in caught.value.sentence


def test_a_provider_that_is_down_is_one_sentence(provider):
    application = MicrosoftApplication("tenant", "client", SecretStr(SECRET), "https://localhost:1")
    with pytest.raises(DomainError, match="check the network") as caught:
        MicrosoftTokens(application)()
    assert SECRET not in caught.value.sentence


def test_secrets_do_not_show_when_an_object_is_printed(provider):
    tokens = microsoft(provider)
    account = ImapAccount("127.0.0.1", 1, MAILBOX, "INBOX", SecretStr("hunter2"), token=tokens)
    tokens()
    assert not {SECRET, "hunter2", "token-1"} & set(f"{tokens!r} {account!r} {google(provider)!r}".split("'"))


OAUTH = """
auth_mechanisms = xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {path}
}}
"""


@pytest.mark.server
@pytest.mark.parametrize("make", [microsoft, google])
def test_a_real_server_lets_us_in_with_the_token_and_refuses_another(dovecot, provider, make, tmp_path):
    settings = Path(f"/tmp/dovecot-oauth-{provider.port}.conf")  # readable for Dovecot's own user
    url = f"http://127.0.0.1:{provider.plain_port}/tokeninfo?access_token="
    settings.write_text(
        f"tokeninfo_url = {url}\nintrospection_mode = auth\nactive_attribute = active\nactive_value = true\n"
    )
    try:
        server = dovecot(OAUTH.format(path=settings))
        server.put(1)
        values = ("127.0.0.1", server.port, MAILBOX, "INBOX", SecretStr(""), False, None)
        mailbox = ImapMailbox(ImapAccount(*values, token=make(provider)))
        assert len(list(mailbox.fetch())) == 1
        mailbox.close()
        with pytest.raises(DomainError, match="check that the application may read this mailbox") as caught:
            list(ImapMailbox(ImapAccount(*values, token=lambda: SecretStr("stolen"))).fetch())
        assert "stolen" not in caught.value.sentence
    finally:
        settings.unlink()
