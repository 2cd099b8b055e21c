"""Parts of the public site on their own: the press release to complete, the data package for a data portal."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flows.services.compilation.publishing import portals_at
from flows.services.compilation.publishing_privacy import private_texts
from flows.services.compilation.publishing_record import public_record
from flows.services.compilation.reporting_files import write_folder_at_once
from flows.services.compilation.reporting_freeze import FrozenFigures, freeze_annual
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from models.rules.errors import DomainError
from reports.site.files import data_package_files, press_release_files
from reports.site.portal import CONSORTIUM


class Part(StrEnum):
    """What can be compiled without the rest of the site; named like its flow."""

    PRESS_RELEASE = "press-release"
    DATA_PACKAGE = "data-package"

    @property
    def in_words(self) -> str:
        """What it is called in a sentence."""
        return self.value.replace("-", " ").capitalize()


@dataclass(frozen=True)
class PublishedPart:
    """A part as written: the frozen figures behind it and each file with its size in bytes."""

    frozen: FrozenFigures
    files: dict[str, int]


def publish_part(
    desk: Desk, part: Part, *, plan: str, year: int, region: str = "", address: str = "", preview: bool, out: Path
) -> PublishedPart:
    """Freeze the year and write one part for one portal to the folder `out`, which appears whole or not at all.

    `region` is "" for the consortium; `address` is the public address of that portal, to which the links lead.
    """
    frozen = freeze_annual(desk, plan=plan, year=year, preview=preview)
    name = region.strip().lower() or CONSORTIUM
    portals = {portal.folder: portal for portal in portals_at(frozen, {name: address} if address else {})}
    if name not in portals:
        raise DomainError(f"There is no portal “{region}”; write one of: {', '.join(portals)}.")
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        private = private_texts(session)
        record = public_record(session, plan_id=row.id, standing=frozen.standing, checks=())
    compile_files = press_release_files if part is Part.PRESS_RELEASE else data_package_files
    files = compile_files(frozen.content, portal=portals[name], sha256=frozen.sha256, record=record, private=private)
    write_folder_at_once(out, files=files)
    return PublishedPart(frozen, {name: len(content) for name, content in files.items()})
