"""The entry for data portals: DCAT-AP 3 in JSON-LD, with the EU's code lists that its profile asks for."""

import hashlib

from pydantic import JsonValue

from models.rules.periods import Period
from models.vocabulary import Language
from reports.canonical import readable_json
from reports.figures import AnnualFigures
from reports.site.portal import COUNTRY_OF_ZONE, Portal

CODES = "http://publications.europa.eu/resource/authority"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MEDIA = {
    "csv": ("text/csv", "CSV"),
    "json": ("application/json", "JSON"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    "ics": ("text/calendar", "ICS"),
    "atom": ("application/atom+xml", "ATOM"),
}
LANGUAGES = {Language.FRENCH: "FRA", Language.ARABIC: "ARA", Language.ENGLISH: "ENG"}
CONTEXT: dict[str, JsonValue] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
}

FREQUENCIES = {1: "MONTHLY", 2: "BIMONTHLY", 3: "QUARTERLY", 4: "ANNUAL_3", 6: "ANNUAL_2", 12: "ANNUAL"}


def catalogue(
    content: AnnualFigures, *, portal: Portal, names: dict[str, str], files: dict[str, bytes], sha256: str
) -> bytes:
    """Catalogue, dataset and one distribution per file. `names` is the portal's name by language.

    Addresses are absolute where the portal has an address, else relative to this file, which stands in `data/`.
    """
    graph: list[JsonValue] = [
        _catalogue(portal, names=names),
        _publisher(portal, names=names),
        _dataset(content, portal=portal, files=files, sha256=sha256),
        *(_distribution(portal, path, content=files[path]) for path in sorted(files) if _format(path)),
    ]
    return readable_json({"@context": CONTEXT, "@graph": graph}).encode()


def _format(path: str) -> tuple[str, str] | None:
    return MEDIA.get(path.rsplit(".", 1)[-1])


def _id(portal: Portal, name: str) -> str:
    return f"{portal.link('data/catalog.jsonld', root='')}#{name}" if portal.address else f"#{name}"


def _texts(texts: dict[str, str]) -> JsonValue:
    return [{"@language": language, "@value": text} for language, text in sorted(texts.items())]


def _catalogue(portal: Portal, *, names: dict[str, str]) -> JsonValue:
    titles = {
        "fr": f"Données du gouvernement ouvert – {names['fr']}",
        "ar": f"معطيات الحكومة المنفتحة – {names['ar']}",
        "en": f"Open government data – {names['en']}",
    }
    return {
        "@id": _id(portal, "catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": _texts(titles),
        "dct:description": _texts(titles),
        "dct:publisher": {"@id": _id(portal, "publisher")},
        "dct:language": [{"@id": f"{CODES}/language/{code}"} for code in LANGUAGES.values()],
        "dct:license": {"@id": LICENCE},
        "foaf:homepage": {"@id": portal.link("index.html", root="../")},
        "dcat:dataset": {"@id": _id(portal, "figures")},
    }


def _publisher(portal: Portal, *, names: dict[str, str]) -> JsonValue:
    return {
        "@id": _id(portal, "publisher"),
        "@type": "foaf:Agent",
        "foaf:name": _texts(names),
        "dct:type": {"@id": "http://purl.org/adms/publishertype/RegionalAuthority"},
    }


def _dataset(content: AnnualFigures, *, portal: Portal, files: dict[str, bytes], sha256: str) -> JsonValue:
    year, day = content.year, content.as_of
    titles = {
        "fr": f"Avancement des engagements de gouvernement ouvert {year}",
        "ar": f"تقدم التزامات الحكومة المنفتحة {year}",
        "en": f"Progress of the open government commitments {year}",
    }
    about = {
        "fr": "Engagements, jalons, indicateurs et valeurs déclarées, chacune avec l’empreinte du courriel source.",
        "ar": "الالتزامات والمراحل والمؤشرات والقيم المصرح بها، ومع كل قيمة بصمة الرسالة التي وردت فيها.",
        "en": "Commitments, milestones, indicators and reported values, each with the fingerprint of its mail.",
    }
    period: dict[str, JsonValue] = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": f"{year}-01-01"},
        "dcat:endDate": {"@type": "xsd:date", "@value": f"{year}-12-31"},
    }
    parts: list[JsonValue] = [{"@id": _id(portal, path)} for path in sorted(files) if _format(path)]
    return {
        "@id": _id(portal, "figures"),
        "@type": "dcat:Dataset",
        "dct:title": _texts(titles),
        "dct:description": _texts(about),
        "dct:identifier": f"urn:sha256:{sha256}",
        "dct:publisher": {"@id": _id(portal, "publisher")},
        "dct:modified": {"@type": "xsd:date", "@value": day.isoformat()},
        "dct:accrualPeriodicity": {"@id": f"{CODES}/frequency/{_frequency(content)}"},
        "dct:language": [{"@id": f"{CODES}/language/{code}"} for code in LANGUAGES.values()],
        **_where(content),
        "dct:temporal": period,
        "dcat:theme": {"@id": f"{CODES}/data-theme/GOVE"},
        "dcat:keyword": _texts({"fr": "gouvernement ouvert", "ar": "الحكومة المنفتحة", "en": "open government"}),
        "dcat:landingPage": {"@id": portal.link("index.html", root="../")},
        "dcat:version": f"{day.year}.{day.month}.{day.day}",
        "dcat:distribution": parts,
    }


def _frequency(content: AnnualFigures) -> str:
    """Word of the EU's list of frequencies for the plan's own reporting periods."""
    return FREQUENCIES[Period.parse(content.periods[0]).months if content.periods else 3]


def _where(content: AnnualFigures) -> dict[str, JsonValue]:
    """The country, where the plan's time zone is kept by one country alone; a guess is not published."""
    country, _ = COUNTRY_OF_ZONE.get(content.plan.time_zone, ("", ""))
    return {"dct:spatial": {"@id": f"{CODES}/country/{country}"}} if country else {}


def _distribution(portal: Portal, path: str, *, content: bytes) -> JsonValue:
    media, code = _format(path) or ("", "")
    address: dict[str, JsonValue] = {"@id": portal.link(path, root="../")}
    checksum: dict[str, JsonValue] = {
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
        "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": hashlib.sha256(content).hexdigest()},
    }
    return {
        "@id": _id(portal, path),
        "@type": "dcat:Distribution",
        "dct:title": path.rsplit("/", 1)[-1],
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dct:license": {"@id": LICENCE},
        "dct:format": {"@id": f"{CODES}/file-type/{code}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(content))},
        "spdx:checksum": checksum,
    }
