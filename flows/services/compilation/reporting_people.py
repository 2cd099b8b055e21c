"""Names of officials kept out of what is published: people sign their remarks, and a remark is printed."""

from collections.abc import Collection

from flows.services.compilation.reporting_snapshot import Snapshot
from reports.figures import AnnualFigures
from reports.privacy import without_names


def names_of_people(snapshot: Snapshot) -> set[str]:
    """Full names of the plan's officials in every language; a single word is no name that can be told from others."""
    names = (text for o in snapshot.officials.values() for text in (o.name, *o.names.values()))
    return {name.strip() for name in names if len(name.split()) > 1}


def without_people(content: AnnualFigures, *, names: Collection[str]) -> AnnualFigures:
    """The same figures with these names masked wherever a text bears them; untouched when none does."""
    text = content.model_dump_json().casefold()
    found = [name for name in names if name.casefold() in text]
    if not found:
        return content
    return AnnualFigures.model_validate(without_names(content.model_dump(mode="json"), names=found))
