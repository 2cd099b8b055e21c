"""All looks, one after the other, in the order in which one would mend what they find."""

from collections.abc import Iterator

from flows.doctor import data, machine, post, prefect_server
from flows.doctor.finding import Finding, Look, look
from flows.settings import Settings


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, as soon as it is known. Nothing is changed, no mail is sent or marked."""
    looks: list[tuple[str, Look]] = [
        ("time zones", machine.look_at_time_zones),
        ("disk", lambda: machine.look_at_disk(settings.home)),
        ("signing key", lambda: machine.look_at_key(settings.home)),
        ("database", lambda: data.look_at_database(settings)),
        ("languages", machine.look_at_catalogues),
        ("fonts", machine.look_at_fonts),
        ("mail out", lambda: post.look_at_mail_out(settings)),
        ("mail in", lambda: post.look_at_mail_in(settings)),
        ("plus-address", lambda: post.look_at_probe(settings)),
        ("console", lambda: machine.look_at_console(settings)),
        ("Prefect", lambda: prefect_server.look_at_prefect(settings)),
    ]
    for name, examine_it in looks:
        yield from look(name, examine_it)
