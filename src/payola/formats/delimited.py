"""Which rows does a delimited text table hold? CSV, TSV and the like, with the line at which each row stands.

A row of a wrong width costs one refusal. A quote that is opened and never closed would swallow the rows that follow
into one field: such a row is given back and reading goes on at its second line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from payola.formats.lines import line_blocks

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST = 64 << 20  # characters of one row; more is a quote that was never closed
MOST_LINES = 20_000  # lines of one row
_TIME = re.compile(r"^\s*(\d{9,19}(\.\d+)?|\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./-]\d\d?[./-]\d{4}.*)\s*$")


_STRAY = re.compile("[\udc80-\udcff]")  # bytes that were no UTF-8, as the decoder leaves them
# Rows whose quotes open and close whole fields: the slow reader has nothing to say about those.
_SOUND = r'^(?:(?:"(?:[^"\n]|"")*"|[^"{d}\r\n]*)(?:{d}|\r?\n))*$'


class Row(NamedTuple):
    """One row: the line it begins at, its fields, or why it has none."""

    line: int
    fields: list[str]
    broken: str = ""


class Block(NamedTuple):
    """Rows that stand on a line each, taken at once: the line of the first, and their columns (strings)."""

    line: int
    columns: list[pa.Array]

    @property
    def rows(self) -> int:
        return len(self.columns[0])


class Rows:
    """Iterates over the rows below the header; ``width`` is the number of columns."""

    def __init__(self, chunks: Iterable[bytes], delimiter: str, width: int, skip: int) -> None:
        self.delimiter, self.width = delimiter, width
        self.sound = _SOUND.format(d=re.escape(delimiter))
        self.last = (delimiter * (width - 1)).encode()  # an empty row: a quote that is still open would swallow it
        self.blocks = _below(line_blocks(chunks), skip)
        self.back: deque[str] = deque()  # lines to be read one by one: of a block with a doubtful row, or given back
        self.taken: list[str] = []  # lines of the row that is being read
        self.size = 0
        self.number = skip  # lines read so far
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST))

    def __iter__(self) -> Iterator[Block | Row]:
        while True:
            if not self.back:
                lines = next(self.blocks, None)
                if lines is None:
                    return
                if (columns := self._whole(lines)) is not None:
                    yield Block(self.number + 1, columns)
                    self.number += len(lines)
                    continue
                self.back.extend(_decoded(lines))
            yield from self._one_by_one()

    def _whole(self, lines: list[bytes]) -> list[pa.Array] | None:
        """The columns of lines of which every one is one sound row; None where that is in doubt."""
        import pyarrow as pa
        import pyarrow.compute as pc
        from pyarrow import csv as arrow

        text = b"\n".join((*lines, self.last))
        if b'"' in text and not pc.match_substring_regex(pa.scalar(text + b"\n"), self.sound).as_py():
            return None
        if text.count(b"\r") != text.count(b"\r\n"):
            return None
        names = [str(place) for place in range(self.width)]
        try:
            table = arrow.read_csv(
                pa.py_buffer(text),
                read_options=arrow.ReadOptions(column_names=names, use_threads=False, block_size=len(text) + 1),
                parse_options=arrow.ParseOptions(delimiter=self.delimiter),
                convert_options=arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != len(lines) + 1:
            return None
        return [column.combine_chunks() for column in table.slice(0, len(lines)).columns]

    def _one_by_one(self) -> Iterator[Row]:
        """The rows of the lines that wait, and of as many more as the last of them needs."""
        reader = self._reader()
        while self.back:
            self.taken, self.size = [], 0
            start, fields, broken = self.number + 1, [], ""
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Endless) as error:
                broken = _why(error)
            if not broken and not fields:
                continue
            if not broken and len(fields) != self.width:
                broken = f"{len(fields)} fields instead of {self.width}"
            if len(self.taken) > 1 and (broken or self._swallowed()):
                self._give_back()
                broken = "a quote is opened and not closed"
            if broken:
                reader = self._reader()
            yield Row(start, fields, broken or _undecodable(fields))

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._feed(), delimiter=self.delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        while (line := self._next_line()) is not None:
            self.taken.append(line)
            self.size += len(line)
            if self.size > LONGEST or len(self.taken) > MOST_LINES:
                raise _Endless
            yield line

    def _next_line(self) -> str | None:
        if not self.back:
            self.back.extend(_decoded(next(self.blocks, [])))
        if not self.back:
            return None
        self.number += 1
        return self.back.popleft()

    def _give_back(self) -> None:
        self.back.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1

    def _swallowed(self) -> bool:
        """Whether a line within a row would itself be a whole row with a time in it."""
        if self.width < 3:
            return False
        for line in self.taken[1:]:
            try:
                fields = next(csv.reader([line], delimiter=self.delimiter, strict=True), [])
            except csv.Error:
                continue
            if len(fields) == self.width and any(map(_TIME.match, fields)):
                return True
        return False


class _Endless(Exception):
    """A row is longer than any row is."""


def _why(error: Exception) -> str:
    return (
        "a quote is opened and not closed"
        if isinstance(error, _Endless) or "end of data" in str(error)
        else ("the quotes of the row do not match")
    )


def _undecodable(fields: list[str]) -> str:
    """Bytes that were no UTF-8 were decoded to lone surrogates; a row that holds some is not believed."""
    return "the text is not UTF-8" if _STRAY.search("".join(fields)) else ""


def _below(blocks: Iterable[list[bytes]], skip: int) -> Iterator[list[bytes]]:
    """Blocks of lines without the first ``skip`` lines."""
    for lines in blocks:
        if len(lines) > skip:
            yield lines[skip:]
        skip = max(skip - len(lines), 0)


def _decoded(lines: list[bytes]) -> list[str]:
    """Lines with their line feed, without carriage returns."""
    text = b"\n".join(lines).decode("utf-8", "surrogateescape")
    return [line.removesuffix("\r") + "\n" for line in text.split("\n")] if lines else []
