"""Which rows does a delimited text table hold? CSV, TSV and the like, with the line at which each row stands.

A row of a wrong width costs one refusal. A quote that is opened and never closed would swallow the rows that follow
into one field: such a row is given back and reading goes on at its second line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from payola.formats.lines import line_blocks

LONGEST = 64 << 20  # characters of one row; more is a quote that was never closed
MOST_LINES = 20_000  # lines of one row
_TIME = re.compile(r"^\s*(\d{9,19}(\.\d+)?|\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./-]\d\d?[./-]\d{4}.*)\s*$")


_STRAY = re.compile("[\udc80-\udcff]")  # bytes that were no UTF-8, as the decoder leaves them


class Row(NamedTuple):
    """One row: the line it begins at, its fields, or why it has none."""

    line: int
    fields: list[str]
    broken: str = ""


class Rows:
    """Iterates over the rows below the header; ``width`` is the number of columns."""

    def __init__(self, chunks: Iterable[bytes], delimiter: str, width: int, skip: int) -> None:
        self.delimiter, self.width = delimiter, width
        self.blocks = _decoded(chunks)
        self.back: deque[str] = deque()  # lines to be read one by one: of a block with a doubtful row, or given back
        self.taken: list[str] = []  # lines of the row that is being read
        self.size = 0
        self.number = 0  # lines read so far
        csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST))
        for _ in range(skip):
            self._next_line()

    def __iter__(self) -> Iterator[Row]:
        while True:
            if not self.back:
                block = next(self.blocks, None)
                if block is None:
                    return
                if (rows := self._whole(block)) is not None:
                    yield from map(Row, range(self.number + 1, self.number + len(rows) + 1), rows)
                    self.number += len(rows)
                    continue
                self.back.extend(block)
            yield from self._one_by_one()

    def _whole(self, block: list[str]) -> list[list[str]] | None:
        """The rows of a block in which every line is one sound row; None where that is in doubt."""
        try:
            rows = list(csv.reader(block, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None
        sound = len(rows) == len(block) and set(map(len, rows)) == {self.width}
        return rows if sound and not _STRAY.search("".join(block)) else None

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
            self.back.extend(next(self.blocks, []))
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


def _decoded(chunks: Iterable[bytes]) -> Iterator[list[str]]:
    """Blocks of lines with their line feed, without carriage returns."""
    for lines in line_blocks(chunks):
        text = b"\n".join(lines).decode("utf-8", "surrogateescape")
        yield [line.removesuffix("\r") + "\n" for line in text.split("\n")]
