"""How are records read from JSON? Items of lines or of a document, parsed, refused one by one, made into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from payola.formats.batch import Refusal
from payola.formats.encoding import to_utf8
from payola.formats.head import Head, look
from payola.formats.json_items import Block, items_of, lines_of, parse, parse_all, parse_exactly
from payola.formats.raw import ID_KEYS, Raw, Reading, without_collector
from payola.formats.source import Source

Record = dict[str, Any]
Columns = Callable[[list[Record]], dict[str, Any]]
Records = Callable[[Any], list[Any]]  # one parsed value -> the records inside it

ROWS = 12_000  # records handed on at a time
STEP = 1 << 18  # bytes parsed at a time: few enough that their records stay in the processor's cache


def itself(value: Any) -> list[Any]:
    """A value is a record."""
    return [value]


def flat(value: Any) -> list[Any]:
    """A value is a record, a list holds records."""
    return value if isinstance(value, list) else [value]


def json_raws(
    source: Source,
    reading: Reading,
    paths: Sequence[Sequence[str]],
    columns: Columns,
    records: Records = flat,
) -> Iterator[Raw]:
    """The records of a JSON file as raw columns.

    ``paths`` are the places where a document may hold its array of records (the first that is there is used; ``()``:
    the document is an array, or a record itself); ``records`` gives the records inside one value.
    """
    head = look(source)
    stream = source.stream(reading.on_bytes, STEP)
    chunks = to_utf8(stream, head.encoding)
    if head.kind == "json lines":
        blocks = lines_of(chunks)
    else:
        depth, inside = _depth(head, paths)
        blocks = items_of(chunks, depth)
        records = itself if inside else records
    last = 0
    while (group := _group(blocks, columns, records)).blocks:
        last = group.last
        yield from group.raws()
    if stream.broken:
        yield Raw(columns([]), [], [Refusal(last + 1, "file", stream.broken)], [stream.broken])


def _group(blocks: Iterator[Block], columns: Columns, records: Records) -> Group:
    """The next records, some ROWS of them."""
    group = Group(columns, records)
    with without_collector():
        for block in blocks:
            group.add(block)
            if len(group.lines) + len(group.refusals) >= ROWS:
                break
    return group


def _depth(head: Head, paths: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """At which nesting depth the items of a document stand, and whether these are the records themselves."""
    root = head.values[0] if head.values else None
    if isinstance(root, list):
        return 1, False
    for path in paths:
        inside = root
        for key in path:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if path and isinstance(inside, list):
            return len(path) + 1, True
    return 0, False


class Group:
    """Columns of some records with the place each came from.

    Columns are taken block by block, while a block's records are in the processor's cache.
    """

    def __init__(self, columns: Columns, records: Records) -> None:
        self.columns_of, self.records_of = columns, records
        self.columns: dict[str, Any] = columns([])
        self.lines: list[int] = []
        self.refusals: list[Refusal] = []
        self.blocks = 0
        self.last = 0  # number of the last item

    def add(self, block: Block) -> None:
        """Take in a block; an item that cannot be read is one refusal."""
        self.blocks += 1
        self.last = block.first + len(block.raws) - 1
        part = Part(self.records_of)
        part.add(block)
        columns = self.columns_of(part.found)
        if any(float in set(map(type, columns.get(key, ()))) for key in ID_KEYS):
            part = Part(self.records_of)
            part.add(block, exactly=True)
            columns = self.columns_of(part.found)
        self._extend(columns)
        self.lines += part.lines
        self.refusals += part.refusals

    def _extend(self, columns: dict[str, Any]) -> None:
        account = self.columns.get("account")
        for key, values in columns.items():
            if isinstance(values, list) and (key == "account" or self.columns[key] is not account):
                self.columns[key] += values

    def raws(self) -> Iterator[Raw]:
        """The columns, at most 2 * ROWS at a time."""
        if len(self.lines) <= 2 * ROWS:
            yield Raw(self.columns, self.lines, self.refusals)
            return
        for start in range(0, len(self.lines), ROWS):
            rows = slice(start, start + ROWS)
            columns = {
                key: values[rows] if isinstance(values, list) else values for key, values in self.columns.items()
            }
            yield Raw(columns, self.lines[rows], [] if start else self.refusals)


class Part:
    """The records of one block."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.found: list[Record] = []
        self.lines: list[int] = []
        self.refusals: list[Refusal] = []

    def add(self, block: Block, exactly: bool = False) -> None:
        """Parse a block, fast where it is sound, else item by item."""
        if exactly or not self._add_sound(block):
            read = parse_exactly if exactly else parse
            for number, raw in enumerate(block.raws, block.first):
                if raw and not raw.isspace():
                    self._add_one(number, raw, read)
        if block.broken:
            self.refusals.append(Refusal(block.first, "item", block.broken))

    def _add_sound(self, block: Block) -> bool:
        """Take in a block in which nothing is broken; false, and nothing is taken in, where something is."""
        found: list[Record] = []
        lines: list[int] = []
        try:
            values = parse_all(block.raws)
            if self.records is itself:
                found, lines = values, list(range(block.first, block.first + len(values)))
            else:
                for number, value in enumerate(values, block.first):
                    inside = self.records(value)
                    found += inside
                    lines += [number] * len(inside)
        except (ValueError, RecursionError):
            return False
        if any(type(record) is not dict for record in found):
            return False
        self.found, self.lines = found, lines
        return True

    def _add_one(self, number: int, raw: bytes, read: Callable[[bytes], Any]) -> None:
        try:
            inside = self.records(read(raw))
        except ValueError as error:
            self.refusals.append(Refusal(number, "item", str(error)))
            return
        except RecursionError:
            self.refusals.append(Refusal(number, "item", "nested too deeply"))
            return
        for record in inside:
            if type(record) is dict:
                self.found.append(record)
                self.lines.append(number)
            else:
                self.refusals.append(Refusal(number, "item", "no object with fields"))
