"""What the machine and the installed program must have: time zones, disk, signing key, fonts, languages, console word."""

import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from flows.console_access import console_secret, is_beyond_loopback
from flows.doctor.finding import Finding, beware, broken, well
from flows.runtime import MOROCCO, WITNESS, check_time_zone, current_moment, zone
from flows.settings import Settings
from flows.signing_key import KEY_BYTES
from notifications.catalogue_check import check_catalogues

LITTLE, NEARLY_NONE = 2_000_000_000, 300_000_000
FONTS = Path(__file__).parents[2] / "reports" / "fonts"


def look_at_time_zones() -> Iterator[Finding]:
    """Rule 27: Morocco is on UTC+00 for good since 20 September 2026, in Python's data and in Prefect's scheduler."""
    check_time_zone()
    offset = zone(MOROCCO).utcoffset(WITNESS) or timedelta(0)
    yield well(
        "time zones",
        f"tzdata {version('tzdata')}: {MOROCCO} is at UTC+{offset.seconds // 3600:02}:00, {current_moment():%H:%M} there "
        "now; Prefect's scheduler agrees.",
    )


def look_at_disk(home: Path) -> Iterator[Finding]:
    """Whether there is room for mail, database and backups."""
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    seen = f"{free / 1e9:.1f} GB are free in {place}."
    if free < NEARLY_NONE:
        yield broken("disk", seen, advice="Make room now: below this, replies can no longer be stored safely.")
    elif free < LITTLE:
        yield beware("disk", seen, advice="Make room soon, or move ILTIZAM_HOME to a larger disk.")
    else:
        yield well("disk", seen)


def look_at_key(home: Path) -> Iterator[Finding]:
    """The key that signs reply addresses: there, whole, private. It is looked at, never made here."""
    path = home / "secret.key"
    if not path.exists():
        yield beware(
            "signing key", f"{path} does not exist yet; it is made at first use.",
            advice="If mails were sent before, put back the copy from your backup: their replies need it.",
        )  # fmt: skip
        return
    mode, size = stat.S_IMODE(path.stat().st_mode), path.stat().st_size
    if mode & 0o077:
        yield broken("signing key", f"{path} can be read by others (mode {mode:04o}).", advice=f"Run chmod 600 {path}.")
    elif size != KEY_BYTES:
        yield broken("signing key", f"{path} holds {size} bytes, not {KEY_BYTES}.", advice="Put back your copy of it.")
    else:
        yield well("signing key", f"{path} is whole and private.")


def look_at_console(settings: Settings) -> Iterator[Finding]:
    """Whether the administrators' pages are guarded as far as they can be reached."""
    secret = console_secret(
        settings.home, host=settings.prefect_host, file=settings.prefect_secret_file,
        is_elsewhere=bool(settings.prefect_server),
    )  # fmt: skip
    if not is_beyond_loopback(settings.prefect_host):
        guarded = "with a password" if secret else "without a password"
        yield well("console", f"listens on this machine only ({settings.prefect_host}), {guarded}.")
        return
    public = settings.prefect_public_url
    if public.startswith("https://"):
        yield well("console", f"listens on {settings.prefect_host} with a password, behind {public}.")
        return
    yield beware(
        "console", f"listens on {settings.prefect_host} with a password, which travels readable over http.",
        advice="Put a TLS proxy in front and name it in ILTIZAM_PREFECT_PUBLIC_URL (https://…).",
    )  # fmt: skip


def look_at_fonts(folder: Path = FONTS) -> Iterator[Finding]:
    """The fonts reports are printed with; without them Arabic and Tifinagh would come out as boxes."""
    found = sorted(path.stem for path in folder.glob("*.?tf"))
    if found:
        yield well("fonts", f"{len(found)} fonts are installed ({', '.join(found[:3])} …).")
    else:
        yield broken("fonts", f"{folder} holds no fonts.", advice="Install the program again: its fonts are missing.")


def look_at_catalogues() -> Iterator[Finding]:
    """Every sentence an official reads, in every language."""
    problems = check_catalogues()
    if problems:
        yield broken(
            "languages", f"{len(problems)} faults, the first: {problems[0]}", advice="Install the program again."
        )
    else:
        yield well("languages", "every sentence exists in French, Arabic and English.")
