"""The last look before publication: no name and no address of anybody who answers may be in a public file."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from models.rules.errors import DomainError
from reports.public_content import private_pattern

ARCHIVES = (".xlsx", ".docx")
AS_SENT = "evidence/"
"""Files that somebody has decided to make public are handed out as they came."""


def refuse_personal_data(files: Mapping[str, bytes], *, private: Iterable[str]) -> None:
    """A DomainError that names the first file holding one of the texts; office files are looked into."""
    pattern = private_pattern(private)
    if pattern is None:
        return
    for path, content in files.items():
        if path.startswith(AS_SENT):
            continue
        for text in _texts(path, content):
            if found := pattern.search(text):
                raise DomainError(
                    f"{path} would publish “{found[0]}”, which is personal data; "
                    "take it out of the plan, or of the text it stands in, and compile again."
                )


def _texts(path: str, content: bytes) -> Iterator[str]:
    if not path.endswith(ARCHIVES):
        yield content.decode(errors="replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode(errors="replace")
