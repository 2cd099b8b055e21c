"""Whether our Prefect server answers, is of our version, keeps our hours, and knows every flow. Imports no Prefect."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any

from flows.catalogue import ENTRY_POINTS
from flows.console_access import console_secret
from flows.doctor.clock import compare
from flows.doctor.finding import Finding, beware, broken, well
from flows.settings import Settings

_PATIENCE_SECONDS = 5.0
_START = "Start it: iltizam start, or systemctl start iltizam-server."


def look_at_prefect(settings: Settings) -> Iterator[Finding]:
    """Reachable, our version, clock, every flow deployed."""
    server = _Server(settings)
    try:
        theirs = str(server.ask("/admin/version"))
    except urllib.error.HTTPError as error:
        yield _refused(settings, error.code)
        return
    except OSError as error:
        reason = getattr(error, "reason", error)
        yield broken("Prefect", f"{settings.prefect_api_url} does not answer ({reason}).", advice=_START)
        return
    ours = version("prefect")
    if theirs == ours:
        yield well("Prefect", f"{theirs} answers on {settings.prefect_url}.")
    else:
        yield beware("Prefect", f"the server is {theirs}, the program {ours}.", advice="Restart the server.")
    yield compare(parsedate_to_datetime(server.date), of="the Prefect server")
    yield _deployed({str(entry["name"]) for entry in server.ask("/deployments/filter", {})})


def _refused(settings: Settings, code: int) -> Finding:
    if code == 401:
        return broken(
            "Prefect", f"{settings.prefect_url} wants another password.",
            advice="Server and program must read the same secret file; restart both after changing it.",
        )  # fmt: skip
    return broken("Prefect", f"{settings.prefect_url} answers with {code}.", advice="Look into HOME/log/server.log.")


def _deployed(known: set[str]) -> Finding:
    missing = sorted(set(ENTRY_POINTS) - known)
    if missing:
        return broken(
            "flows", f"not deployed: {', '.join(missing)}.",
            advice="Start the executor: iltizam start, or systemctl start iltizam-executor.",
        )  # fmt: skip
    return well("flows", f"all {len(ENTRY_POINTS)} are deployed.")


class _Server:
    """Prefect's API, asked as a browser asks: with the password, and the token that guards against forged forms."""

    def __init__(self, settings: Settings) -> None:
        self._url, self.date = settings.prefect_api_url, ""
        secret = console_secret(
            settings.home, host=settings.prefect_host, file=settings.prefect_secret_file,
            is_elsewhere=bool(settings.prefect_server),
        )  # fmt: skip
        word = base64.b64encode(secret.get_secret_value().encode()).decode() if secret else ""
        self._headers = {"content-type": "application/json"} | ({"authorization": f"Basic {word}"} if word else {})

    def ask(self, path: str, body: object = None) -> Any:
        """The answer, read; OSError when there is none."""
        headers = dict(self._headers)
        if body is not None:
            token = self._open("/csrf-token?client=doctor", headers, None)["token"]
            headers |= {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "doctor"}
        return self._open(path, headers, body)

    def _open(self, path: str, headers: dict[str, str], body: object) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data=data, headers=headers)  # noqa: S310  (always http)
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            self.date = answer.headers["date"]
            return json.load(answer)
