"""How are records read from JSON? Items of lines or of a document, parsed, refused one by one, made into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from payola.formats.batch import Refusal
from payola.formats.encoding import to_utf8
from payola.formats.head import Head
from payola.formats.json_items import Item, document_items, line_items, parse, parse_exactly
from payola.formats.raw import ID_KEYS, Raw, Reading
from payola.formats.source import Source

Record = dict[str, Any]
Columns = Callable[[list[Record]], dict[str, Any]]
Records = Callable[[Any], list[Any]]  # one parsed value -> the records inside it

ROWS = 10_000  # records handed on at a time: few enough to stay in the processor's cache


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
    head = Head(source)
    stream = source.stream(reading.on_bytes)
    chunks = to_utf8(stream, head.encoding)
    items = line_items(chunks) if head.kind == "json lines" else document_items(chunks, _depth(head, paths))
    group = Group(columns, records)
    number = 0
    for item in items:
        number = item.number
        group.add(item)
        if len(group.found) >= ROWS:
            yield group.raw()
            group = Group(columns, records)
    if stream.broken:
        group.refusals.append(Refusal(number + 1, "file", stream.broken))
    raw = group.raw()
    raw.notes += [stream.broken] if stream.broken else []
    yield raw


def _depth(head: Head, paths: Sequence[Sequence[str]]) -> int:
    """At which nesting depth the records of a document stand."""
    root = head.values[0] if head.values else None
    if isinstance(root, list):
        return 1
    for path in paths:
        inside = root
        for key in path:
            inside = inside.get(key) if isinstance(inside, dict) else None
        if path and isinstance(inside, list):
            return len(path) + 1
    return 0


class Group:
    """Some records with the place each came from."""

    def __init__(self, columns: Columns, records: Records) -> None:
        self.columns, self.records = columns, records
        self.items: list[Item] = []
        self.found: list[Record] = []
        self.lines: list[int] = []
        self.refusals: list[Refusal] = []

    def add(self, item: Item, read: Callable[[bytes], Any] = parse) -> None:
        """The records of one item, or one refusal for it."""
        if item.broken:
            self.refusals.append(Refusal(item.number, "item", item.broken))
            return
        try:
            inside = self.records(read(item.raw))
        except ValueError as error:
            self.refusals.append(Refusal(item.number, "item", str(error)))
            return
        self.items.append(item)
        for record in inside:
            if type(record) is dict:
                self.found.append(record)
                self.lines.append(item.number)
            else:
                self.refusals.append(Refusal(item.number, "item", "no object with fields"))

    def raw(self) -> Raw:
        """The records as columns; read again exactly where a number was too large for the fast way."""
        columns = self.columns(self.found)
        if any(float in set(map(type, columns.get(key, ()))) for key in ID_KEYS):
            again = Group(self.columns, self.records)
            for item in self.items:
                again.add(item, parse_exactly)
            columns = self.columns(again.found)
        return Raw(columns, self.lines, self.refusals)
