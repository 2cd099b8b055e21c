"""Writes a plan as a folder of YAML files that `read_plan` reads back to the same plan."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from models.plan_file.document import PlanFile
from models.rules.errors import DomainError

Plain: TypeAlias = "str | int | float | bool | date | list[Plain] | dict[str, Plain]"

_FILES = {
    "policy": "policy.yaml",
    "role_titles": "roles.yaml",
    "members": "members.yaml",
    "terms": "taxonomies.yaml",
    "organisations": "institutions.yaml",
    "figures": "figures.yaml",
    "endorsements": "endorsements.yaml",
    "officials": "officials.yaml",
    "memberships": "memberships.yaml",
    "mandates": "mandates.yaml",
    "agreements": "agreements.yaml",
    "planning_documents": "planning_documents.yaml",
    "associations": "associations.yaml",
}
_NOTE = "# “title” is the published title; “unofficial_titles” are translations nobody has published.\n"


def write_folder(plan: PlanFile, path: Path) -> None:
    """Write `plan` into the folder `path`, made if needed. A folder that already holds YAML is refused."""
    if path.is_dir() and any(path.rglob("*.y*ml")):
        raise DomainError(f"The folder {path.name} already holds a plan; give a new or empty folder.")
    (path / "commitments").mkdir(parents=True, exist_ok=True)
    _dump(path / "plan.yaml", {"plan": _plain(plan.plan)})
    for name, file in _FILES.items():
        if _is_worth_writing(getattr(plan, name), PlanFile.model_fields[name].default):
            _dump(path / file, {name: _plain(getattr(plan, name))})
    for commitment in plan.commitments:
        _dump(path / "commitments" / f"{commitment.code}.yaml", {"commitments": [_plain(commitment)]}, note=_NOTE)


def _dump(file: Path, content: Mapping[str, Plain], *, note: str = "") -> None:
    yaml = YAML()
    yaml.width = 100_000  # a folded line would end in a space
    yaml.indent(mapping=2, sequence=4, offset=2)
    with file.open("w", encoding="utf-8") as out:
        out.write(note)
        yaml.dump(content, out)


def _plain(value: object) -> Plain:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        kept = {
            n: getattr(value, n) for n, info in fields.items() if _is_worth_writing(getattr(value, n), info.default)
        }
        return {name: _plain(content) for name, content in kept.items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(content) for key, content in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool | int | date):
        return value
    return _text(str(value))


def _is_worth_writing(value: object, default: object) -> bool:
    return value != default and value not in ({}, ())


def _number(value: Decimal) -> Plain:
    if value == value.to_integral_value():
        return int(value)
    exact = Decimal(repr(float(value))) == value and "e" not in repr(float(value))
    return float(value) if exact else format(value, "f")


def _text(value: str) -> str:
    printable = all(c == "\n" or c.isprintable() for c in value)
    styled: str = value
    if value in ("~", "null"):
        styled = DoubleQuotedScalarString(value)
    elif "\n" in value and printable and value == value.strip():
        styled = LiteralScalarString(value)
    return styled
