"""Our way of adding parts to a zip file writes what Python's own does, byte for byte."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from notifications.workbook_archive import take_apart

NAMES = st.text("abcdefghijklmnopqrstuvwxyz/._[]0123456789", min_size=1, max_size=30)
PARTS = st.dictionaries(NAMES, st.binary(max_size=3000), max_size=5)


def packed(parts: dict[str, bytes], onto: bytes | None = None) -> bytes:
    buffer = io.BytesIO(onto) if onto is not None else io.BytesIO()
    with zipfile.ZipFile(buffer, "a" if onto is not None else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@given(fixed=PARTS, added=PARTS)
def test_parts_are_added_as_the_standard_library_adds_them(fixed: dict[str, bytes], added: dict[str, bytes]) -> None:
    added = {name: content for name, content in added.items() if name not in fixed}
    whole = take_apart(packed(fixed)).extended(added.items())
    assert whole == packed(added, onto=packed(fixed))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == fixed | added
