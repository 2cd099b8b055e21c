"""Writing the data package: CSV, JSON, the descriptor with types, keys and hashes, and the provenance file."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from decimal import Decimal

from pydantic import JsonValue

from reports.canonical import readable_json
from reports.figures import AnnualFigures, Figure
from reports.package import change, observations, tables
from reports.package.fields import Table, Value
from reports.site.portal import COUNTRY_OF_ZONE

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC BY 4.0"}


def package_files(content: AnnualFigures, *, sha256: str, homepage: str) -> dict[str, bytes]:
    """Every file of the package by its path in it. `content` is what the public may see, `sha256` the frozen hash."""
    found = package_tables(content)
    files = {f"{table.name}.csv": csv_text(table) for table in found}
    resources = [_resource(table, content=files[f"{table.name}.csv"]) for table in found]
    files["data.json"] = _json_tables(found, sha256=sha256)
    files["provenance.json"] = provenance(content, sha256=sha256)
    resources += [_plain_resource(name, content=files[name]) for name in ("data.json", "provenance.json")]
    files["datapackage.json"] = readable_json(
        _package(content, sha256=sha256, homepage=homepage, resources=resources)
    ).encode()
    return files


def package_tables(content: AnnualFigures) -> tuple[Table, ...]:
    """The tables in an order in which each refers only to those before it, or to the figures."""
    return (
        tables.regions(content),
        tables.commitments(content),
        tables.instances(content),
        tables.milestones(content),
        tables.indicators(content),
        observations.observations(content),
        observations.figures(content),
        observations.computed_from(content),
        observations.evidence(content),
        change.progress(content),
        change.recommendations(content),
    )


def csv_text(table: Table) -> bytes:
    """RFC 4180, UTF-8, ISO dates, decimal dots; empty is missing."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([field.name for field in table.fields])
    for row in table.rows:
        writer.writerow([_written(value) for value in row])
    return buffer.getvalue().encode()


def provenance(content: AnnualFigures, *, sha256: str) -> bytes:
    """The way back of each figure for programs: hashes, times and rules; no name, no address, no Message-ID."""
    chains: dict[str, JsonValue] = {figure.id: _chain(figure) for figure in content.figures}
    head: dict[str, JsonValue] = {"figures_sha256": sha256, "plan": content.plan.code, "year": content.year}
    return readable_json({**head, "as_of": content.as_of.isoformat(), "figures": chains}).encode()


def _chain(figure: Figure) -> JsonValue:
    personal = {"message_id", "sent_at_text", "official", "request", "request_message_id", "line", "fate"}
    dumped = figure.model_dump(mode="json")
    kept = ("code", "period", "value", "unit", "status", "recorded_at", "superseded_by")
    source = {k: v for k, v in dumped["source"].items() if k not in personal}
    return {**{k: dumped[k] for k in kept}, "source": source}


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _json_value(value: Value) -> JsonValue:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return _written(value) if isinstance(value, date) else value


def _json_tables(found: tuple[Table, ...], *, sha256: str) -> bytes:
    content: dict[str, JsonValue] = {}
    for table in found:
        names = [field.name for field in table.fields]
        content[table.name] = [dict(zip(names, map(_json_value, row), strict=True)) for row in table.rows]
    return readable_json({"figures_sha256": sha256, "tables": content}).encode()


def _resource(table: Table, *, content: bytes) -> JsonValue:
    schema: dict[str, JsonValue] = {
        "$schema": SCHEMA_PROFILE,
        "fields": [field.descriptor() for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign:
        schema["foreignKeys"] = [foreign.descriptor() for foreign in table.foreign]
    return {
        **_file(f"{table.name}.csv", name=table.name, content=content),
        "type": "table",
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema,
    }


def _plain_resource(path: str, *, content: bytes) -> JsonValue:
    return {
        **_file(path, name=path.partition(".")[0], content=content),
        "format": "json",
        "mediatype": "application/json",
    }


def _file(path: str, *, name: str, content: bytes) -> dict[str, JsonValue]:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": name,
        "path": path,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _keywords(content: AnnualFigures) -> list[str]:
    _, country = COUNTRY_OF_ZONE.get(content.plan.time_zone, ("", ""))
    return ["open government", "OGP Local", *([country] if country else []), "regions"]


def _package(content: AnnualFigures, *, sha256: str, homepage: str, resources: list[JsonValue]) -> JsonValue:
    day = content.as_of
    package: dict[str, JsonValue] = {
        "$schema": PACKAGE_PROFILE,
        "name": f"{content.plan.code.lower()}-{content.year}",
        "id": f"urn:sha256:{sha256}",
        "title": f"Progress of the open government commitments {content.year}: {content.plan.title}",
        "description": "Frozen figures of the action plan. Empty is missing, never zero; the reason stands beside it.",
        "version": f"{day.year}.{day.month}.{day.day}",
        "created": f"{day.isoformat()}T00:00:00Z",
        "keywords": [*_keywords(content)],
        "licenses": [dict(LICENCE)],
        "sources": [{"title": f"Mails of the officials in charge and the plan file {content.plan.file_sha256[:16]}"}],
        "resources": resources,
    }
    return {**package, "homepage": homepage} if homepage else package
