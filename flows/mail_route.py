"""The way mail takes in this installation, as one line, and whether it has been tried: no campaign before a probe."""

from flows.services.desk import Desk
from flows.services.dispatch.probe import require_probe
from flows.settings import Settings


def route_of(settings: Settings) -> str:
    """Out, address, in: "smtp.region.example:587 → reponse@region.example → imaps://…". Holds no secret."""
    return f"{settings.smtp_host}:{settings.smtp_port} → {settings.reply_address} → {settings.inbox_url}"


def require_probed_route(desk: Desk, *, settings: Settings) -> None:
    """Raise DomainError when mail would leave this machine over a way that no probe has come back by.

    The mail server that `iltizam start` brings along keeps everything here and needs no probe.
    """
    if settings.uses_local_mail:
        return
    with desk.reading() as session:
        require_probe(session, route=route_of(settings))
