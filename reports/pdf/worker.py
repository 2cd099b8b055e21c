"""The process that compiles one document: reads a job on standard input, writes a PDF, and then ends with its memory.

Run as `python -m reports.pdf.worker`. It knows Typst and pikepdf, and nothing of plans, figures or languages.
"""

import json
import re
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Literal, TypedDict

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parents[1] / "fonts"
STANDARDS: tuple[Literal["ua-1"], Literal["a-3a"]] = ("ua-1", "a-3a")
_DOUBTFUL, _BEGIN = b"\r\nendstream", b" >>\nstream\n"


class Order(TypedDict):
    """What the parent asks for: the job as JSON text, the file of data to embed ("" for none), where to write, and the limit."""

    job: str
    data: str
    timestamp: int
    output: str
    memory_limit: int


def main() -> int:
    """Compile one document; warnings are errors, told on standard error."""
    order: Order = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_DATA, (order["memory_limit"], order["memory_limit"]))
    import typst

    try:
        compiled, warnings = _compile(order)
    except typst.TypstError as error:
        compiled, warnings = b"", [error.diagnostic]
    if warnings:
        sys.stderr.write("\n".join(sorted(set(warnings))))
        return 3
    pages = _pack(compiled, Path(order["output"]))
    json.dump({"pages": pages, "peak_bytes": _peak_bytes()}, sys.stdout)
    return 0


def _peak_bytes() -> int:
    """The most memory this program held. On Linux `ru_maxrss` would count the parent it was started from."""
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _compile(order: Order) -> tuple[bytes, list[str]]:
    import typst

    inputs = {"job": order["job"]}
    if order["data"]:
        inputs["data"] = Path(order["data"]).read_text(encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    compiled, warnings = typst.compile_with_warnings(
        TEMPLATES / "report.typ",
        root=TEMPLATES,
        font_paths=fonts,
        sys_inputs=inputs,
        pdf_standards=[*STANDARDS],
        timestamp=order["timestamp"],
    )
    assert isinstance(compiled, bytes)  # a PDF is one file
    return compiled, [warning.message for warning in warnings]


def _pack(compiled: bytes, output: Path) -> int:
    """Write the file with its objects in streams, a third of the size; the same input gives the same bytes."""
    import pikepdf

    packed = BytesIO()
    with pikepdf.open(BytesIO(compiled)) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        pages = len(pdf.pages)
    output.write_bytes(with_plain_ends(packed.getvalue()))
    return pages


def with_plain_ends(pdf: bytes) -> bytes:
    """The same file, every stream of it ending so that its length can be told (ISO 19005-3, 6.1.7.1).

    Data that end in a carriage return, followed by the line feed before `endstream`, read as one byte shorter. There
    the end of line becomes two bytes, and a space that the stream's dictionary does not need goes: no place moves.
    """
    at = pdf.find(_DOUBTFUL)
    while at >= 0:
        start = pdf.rfind(_BEGIN, 0, at)
        length = re.findall(rb"/Length (\d+)", pdf[pdf.rfind(b" obj", 0, start) : start])
        if not length or start + len(_BEGIN) + int(length[-1]) != at + 1:
            raise RuntimeError("a stream of the document ends where it should not")
        pdf = pdf[:start] + _BEGIN[1:] + pdf[start + len(_BEGIN) : at] + b"\r\r\nendstream" + pdf[at + len(_DOUBTFUL) :]
        at = pdf.find(_DOUBTFUL, at + len(_DOUBTFUL))
    return pdf


if __name__ == "__main__":
    sys.exit(main())
