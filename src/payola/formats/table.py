"""A plain table: CSV, TSV, Parquet, JSON lines or an array of objects, its columns found by name or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from payola.formats import hints, parquet
from payola.formats.batch import Refusal
from payola.formats.delimited import Rows
from payola.formats.encoding import to_utf8
from payola.formats.head import Head
from payola.formats.json_reader import json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source

ROWS = 20_000  # rows of a delimited table handed on at a time

Columns = Callable[[str, Sequence[str], Mapping[str, str]], dict[str, str]]


def csv_raws(source: Source, reading: Reading, found: Mapping[str, str | Sequence[str]]) -> Iterator[Raw]:
    """The rows of a delimited table; ``found`` says which columns hold a key (several: the first that is not empty)."""
    head = Head(source)
    delimiter, names, skip = head.header
    stream = source.stream(reading.on_bytes)
    rows = Rows(to_utf8(stream, head.encoding), delimiter, len(names), skip + 1)
    places = {key: [names.index(n) for n in ([c] if isinstance(c, str) else c)] for key, c in found.items()}
    kept: list[list[str]] = []
    lines: list[int] = []
    refusals: list[Refusal] = []
    last = skip + 1
    for row in rows:
        last = row.line
        if row.broken:
            refusals.append(Refusal(row.line, "row", row.broken))
        else:
            kept.append(row.fields)
            lines.append(row.line)
        if len(kept) + len(refusals) >= ROWS:
            yield Raw(_columns(kept, places), lines, refusals)
            kept, lines, refusals = [], [], []
    if stream.broken:
        refusals.append(Refusal(last + 1, "file", stream.broken))
    yield Raw(_columns(kept, places), lines, refusals, [stream.broken] if stream.broken else [])


def _columns(rows: list[list[str]], places: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    return {key: [_first(row, at) for row in rows] if len(at) > 1 else [row[at[0]] for row in rows]
            for key, at in places.items()}  # fmt: skip


def _first(row: list[str], places: Sequence[int]) -> str:
    return next((row[i] for i in places if row[i]), "")


def _parquet_raws(source: Source, reading: Reading, found: Mapping[str, str]) -> Iterator[Raw]:
    line = 0
    for batch in parquet.batches(source, sorted(set(found.values())), reading.on_bytes):
        columns = {key: batch.column(name) for key, name in found.items()}
        yield Raw(columns, range(line + 1, line + 1 + batch.num_rows))
        line += batch.num_rows


def _json_raws(source: Source, reading: Reading, found: Mapping[str, str]) -> Iterator[Raw]:
    def columns(records: list[dict[str, Any]]) -> dict[str, Any]:
        return {key: [_at(record, name) for record in records] for key, name in found.items()}

    return json_raws(source, reading, ((),), columns)


def _at(record: Mapping[str, Any], name: str) -> Any:
    """A member of an object, or of an object inside it ("author.id")."""
    if name in record or "." not in name:
        return record.get(name)
    outer, _, inner = name.partition(".")
    found = record.get(outer)
    return _at(found, inner) if isinstance(found, dict) else None


def json_columns(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Names of members, those of objects inside as ``outer.inner``, in the order in which they come."""
    names: dict[str, None] = {}
    for record in records:
        for key, value in record.items():
            if isinstance(value, dict):
                names.update(dict.fromkeys(f"{key}.{inner}" for inner in json_columns([value])))
            else:
                names[key] = None
    return list(names)


def columns_of(head: Head) -> list[str]:
    """The names a plain table has."""
    return json_columns(head.objects()) if head.kind.startswith("json") else head.columns


def _sniff(head: Head) -> bool:
    columns = columns_of(head)
    return len(columns) >= 2 and (head.source.named or hints.is_table_of_posts(columns))


def _read(source: Source, reading: Reading) -> Iterator[Raw]:
    head = Head(source)
    names = columns_of(head)
    found = hints.needed(source.name, names, reading.columns)
    note = "columns: " + ", ".join(f"{key} = {column}" for key, column in found.items())
    raws = _parquet_raws if head.kind == "parquet" else csv_raws if head.kind == "text" else _json_raws
    first = True
    for raw in raws(source, reading, found):
        if first:
            raw.notes.insert(0, note)
            first = False
        yield raw


FORMAT = Format("table", "a table (CSV, TSV, Parquet, JSON lines) with columns for account and time", _sniff, _read)
