"""Members of a zip as they really are: inflated by ourselves within limits, whatever the directory of the zip claims.

A reader that trusts the directory stops at the size it states; the parser behind us would not.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from notifications.reasons import Reason

MAX_FILE = 5 << 20
MAX_MEMBERS = 200
MAX_INFLATED = 40 << 20
MAX_RATIO = 200
MAX_DEPTH = 64
MAX_ELEMENTS = 600_000
_RATIO_FROM = 1 << 20
_CHUNK = 1 << 16
_MOST_PASSED = 2_000
_PASSED: set[tuple[str, int, int, int, bytes]] = set()
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED = 1


class Refused(Exception):  # noqa: N818
    """A file that is not let in: a stable reason for people, a detail for the log."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class Archive:
    """A zip whose directory was checked: names, counts, encryption. Inflated bytes are counted over all members."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._inflated = 0
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, IndexError) as error:
            raise Refused(Reason.WORKBOOK_DAMAGED, f"not a readable zip: {error}") from error
        _check_directory(infos)
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members."""
        return tuple(self._infos)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Inflated bytes of a member, piece by piece; refused when they lie about their size or go past the limits."""
        info = self._infos[name]
        size = checksum = 0
        for piece in _inflate(self._packed(info), info):
            size += len(piece)
            self._inflated += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if self._inflated > MAX_INFLATED or size > max(_RATIO_FROM, MAX_RATIO * info.compress_size):
                raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{name} inflates past the limit")
            yield piece
        if size != info.file_size or checksum != info.CRC:
            raise Refused(Reason.WORKBOOK_DAMAGED, f"{name} is not what the directory says")

    def read_start(self, name: str) -> bytes:
        """The first piece of a member, or nothing when there is no such member."""
        return next(self.chunks(name), b"") if name in self._infos else b""

    def is_known(self, name: str, *, as_what: str) -> bool:
        """Whether a member of these very bytes and facts passed the same check before; counts it as inflated then."""
        if self._key(name, as_what) not in _PASSED:
            return False
        self._inflated += self._infos[name].file_size
        if self._inflated > MAX_INFLATED:
            raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{name} inflates past the limit")
        return True

    def passed(self, name: str, *, as_what: str) -> None:
        """Remember that a member passed this check: office programs put the same parts into every workbook."""
        if len(_PASSED) >= _MOST_PASSED:
            _PASSED.clear()
        _PASSED.add(self._key(name, as_what))

    def _key(self, name: str, as_what: str) -> tuple[str, int, int, int, bytes]:
        info = self._infos[name]
        digest = hashlib.sha256(self._packed(info)).digest()
        return as_what, info.compress_type, info.file_size, info.CRC, digest

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        header = self._content[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise Refused(Reason.WORKBOOK_DAMAGED, f"{info.filename} has no header")
        _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        start += _LOCAL_HEADER.size + name_length + extra_length
        packed = memoryview(self._content)[start : start + info.compress_size]
        if len(packed) < info.compress_size:
            raise Refused(Reason.WORKBOOK_DAMAGED, f"{info.filename} is cut short")
        return packed


def _check_directory(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.orig_filename for info in infos]
    if len(infos) > MAX_MEMBERS:
        raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{len(infos)} members")
    if len({name.lower() for name in names}) != len(names):
        raise Refused(Reason.WORKBOOK_UNSAFE, "duplicate member")
    for info, name in zip(infos, names, strict=True):
        if info.flag_bits & _ENCRYPTED:
            raise Refused(Reason.WORKBOOK_ENCRYPTED, f"{name} is encrypted")
        if name.startswith("/") or ".." in name.split("/") or any(c in name for c in "\\\x00:"):
            raise Refused(Reason.WORKBOOK_UNSAFE, f"path {name[:80]!r}")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(Reason.WORKBOOK_UNSAFE, f"{name} is packed in method {info.compress_type}")


def _inflate(packed: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[i : i + _CHUNK]) for i in range(0, len(packed), _CHUNK))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting: bytes | memoryview = packed
    try:
        while not inflater.eof:
            piece = inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
            if not piece and not inflater.eof and not waiting:
                raise Refused(Reason.WORKBOOK_DAMAGED, f"{info.filename} is cut short")
            yield piece
    except zlib.error as error:
        raise Refused(Reason.WORKBOOK_DAMAGED, f"{info.filename}: {error}") from error


def walk_xml(
    archive: Archive,
    name: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start(tag, attributes)`, `end(tag)` and `text(piece)` for all of a member, namespaces cut off tags alone.

    Document types and entities are refused in any encoding; so are broken, very deep and very long documents.
    """
    walker = _Walker(name, start=start, end=end or _pass)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walker.start, walker.end
    parser.StartDoctypeDeclHandler = walker.refuse_doctype
    parser.CharacterDataHandler = text
    try:
        for piece in archive.chunks(name):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: encodings that do not exist
        raise Refused(Reason.WORKBOOK_DAMAGED, f"{name}: {error}") from error


def check_xml(archive: Archive, name: str) -> None:
    """Refuse a member that is no sound XML; nothing is looked for in it."""
    if not archive.is_known(name, as_what="xml"):
        walk_xml(archive, name, start=_pass)
        archive.passed(name, as_what="xml")


def check_bytes(archive: Archive, name: str) -> None:
    """Refuse a member that is not what the directory says; nothing is looked for in it."""
    for _ in archive.chunks(name):
        pass


def _pass(*_: object) -> None:
    return


class _Walker:
    """Counts depth and elements on the way to the caller's handlers."""

    def __init__(self, name: str, *, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None]) -> None:
        self._name, self._start, self._end = name, start, end
        self._depth = self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or self._elements > MAX_ELEMENTS:
            raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{self._name} is too deep or too long")
        self._start(tag.rpartition(":")[2], attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._end(tag.rpartition(":")[2])

    def refuse_doctype(self, *_: object) -> None:
        raise Refused(Reason.WORKBOOK_UNSAFE, f"{self._name} declares a document type")
