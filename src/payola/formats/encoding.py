"""Which text encoding is it? Bytes in, UTF-8 bytes out, and what was assumed.

UTF-8 is taken where the bytes are UTF-8; UTF-16 by its mark or its zero bytes; otherwise Windows-1251 where that gives
mostly Cyrillic letters, else Windows-1252. A file that is UTF-8 but for some lines stays UTF-8: those lines are
refused by the readers, each counted.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32",
    "cp1251": "Windows-1251 (Cyrillic)", "cp1252": "Windows-1252 (Western European)",
}  # fmt: skip


def encoding_of(head: bytes) -> str:
    """The name of the codec that reads ``head`` (the first bytes of a file)."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if len(head) >= 4 and max(even, odd) * 12 >= len(head[:2000]) and min(even, odd) * 10 <= max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    foreign = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    wrong = [line for line in foreign if not _is_utf8(line)]
    return "utf-8" if len(wrong) * 2 <= len(foreign) else _legacy(b"\n".join(wrong))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"  # the head may stop within a letter
    return True


def _legacy(text: bytes) -> str:
    """Windows-1251 where letters beyond ASCII come in runs, as Cyrillic words do; else Windows-1252."""
    runs = re.findall(rb"[\xc0-\xff\xa8\xb8\xaa\xba\xaf\xbf\xb2\xb3\xa5\xb4]+", text)
    letters = sum(map(len, runs))
    return "cp1251" if letters and letters >= 2.5 * len(runs) else "cp1252"


def note(encoding: str) -> str:
    """What to tell about the encoding; empty for UTF-8."""
    return f"text read as {NAMES[encoding]}" if encoding in NAMES else ""


def to_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The chunks in UTF-8 without a byte order mark."""
    if encoding == "utf-8":
        yield from chunks
    elif encoding == "utf-8-sig":
        yield from _without_mark(chunks)
    else:
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _without_mark(chunks: Iterable[bytes]) -> Iterator[bytes]:
    start: bytes | None = b""
    for chunk in chunks:
        if start is None:
            yield chunk
        elif len(start := start + chunk) >= 3:
            yield start.removeprefix(codecs.BOM_UTF8)
            start = None
    if start:
        yield start.removeprefix(codecs.BOM_UTF8)
