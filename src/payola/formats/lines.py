"""Where does a text file's next line end? Lines of UTF-8 bytes with their numbers, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def line_blocks(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lists of whole lines without their line feed; the last line counts even without one."""
    rest: list[bytes] = []
    for chunk in chunks:
        if b"\n" not in chunk:
            rest.append(chunk)
            continue
        lines = (b"".join(rest) + chunk if rest else chunk).split(b"\n")
        rest = [lines.pop()]
        yield lines
    if last := b"".join(rest):
        yield [last]
