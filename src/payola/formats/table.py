"""A plain table: CSV, TSV, Parquet, JSON lines or an array of objects, its columns found by name or told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from payola.formats import hints, parquet
from payola.formats.batch import Refusal
from payola.formats.delimited import Block, Row, Rows
from payola.formats.encoding import to_utf8
from payola.formats.head import Head, look
from payola.formats.json_reader import json_raws
from payola.formats.raw import Format, Raw, Reading, without_collector
from payola.formats.source import Source
from payola.formats.texts import YES

ROWS = 20_000  # rows of a delimited table handed on at a time

Found = Mapping[str, Sequence[str]]  # which columns hold a key
Places = Mapping[str, Sequence[int]]  # the same by their numbers


def rows_of(source: Source, reading: Reading, wanted: Found, platform: str = "") -> Iterator[Raw]:
    """The rows of a table whose column names are known; names that it lacks are left out, told ones win."""
    head = look(source)
    told = {key: [name] for key, name in reading.columns.items() if name in head.columns}
    there = {key: [name for name in names if name in head.columns] for key, names in wanted.items()} | told
    raws = _parquet_raws if head.kind == "parquet" else _csv_raws
    for raw in raws(source, reading, {key: names for key, names in there.items() if names}):
        if platform:
            raw.columns["platform"] = platform
        yield raw


def _csv_raws(source: Source, reading: Reading, found: Found) -> Iterator[Raw]:
    head = look(source)
    delimiter, names, skip = head.header
    stream = source.stream(reading.on_bytes)
    chunks = to_utf8(stream, head.encoding)
    if b"\n" not in head.text:  # lines end as on old Macintoshes
        chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
    rows = Rows(chunks, delimiter, len(names), skip + 1)
    places = {key: [names.index(name) for name in columns] for key, columns in found.items()}
    yield from _groups(rows, places)
    if stream.broken:
        yield Raw(_columns([], places), [], [Refusal(rows.number + 1, "file", stream.broken)], [stream.broken])


def _groups(rows: Rows, places: Places) -> Iterator[Raw]:
    """Blocks as they come, and rows that were read one by one, at most ROWS at a time."""
    single: list[Row] = []
    for found in rows:
        if single and (isinstance(found, Block) or len(single) >= ROWS):
            yield _from_rows(single, places)
            single = []
        if isinstance(found, Block):
            columns = {key: _column(key, [found.columns[i] for i in at]) for key, at in places.items()}
            yield Raw(columns, range(found.line, found.line + found.rows))
        else:
            single.append(found)
    if single:
        yield _from_rows(single, places)


def _from_rows(rows: list[Row], places: Places) -> Raw:
    with without_collector():
        sound = [row for row in rows if not row.broken]
        refusals = [Refusal(row.line, "row", row.broken) for row in rows if row.broken]
        return Raw(_columns([row.fields for row in sound], places), [row.line for row in sound], refusals)


def _columns(rows: list[list[str]], places: Places) -> dict[str, Any]:
    return {key: _column(key, [[row[i] for row in rows] for i in at]) for key, at in places.items()}


def _column(key: str, parts: Sequence[Any]) -> Any:
    """One column of several: hashtags together, any yes, else the first that says something."""
    if len(parts) == 1:
        return parts[0]
    combine = {"tags": _together, "disclosed": _any_yes}.get(key, _first)
    return [combine(values) for values in zip(*map(values_of, parts), strict=True)]


def _first(values: Sequence[Any]) -> Any:
    return next((value for value in values if value not in ("", None)), None)


def _together(values: Sequence[Any]) -> str:
    return ",".join(str(value) for value in values if value)


def _any_yes(values: Sequence[Any]) -> Any:
    return next((value for value in values if str(value).lower() in YES), _first(values))


def values_of(column: Any) -> list[Any]:
    """A raw column as Python values."""
    return column if isinstance(column, list) else column.to_pylist()


def _parquet_raws(source: Source, reading: Reading, found: Found) -> Iterator[Raw]:
    line = 0
    needed = sorted({name for names in found.values() for name in names})
    for batch in parquet.batches(source, needed, reading.on_bytes):
        columns = {key: _column(key, [batch.column(name) for name in names]) for key, names in found.items()}
        yield Raw(columns, range(line + 1, line + 1 + batch.num_rows))
        line += batch.num_rows


def _json_raws(source: Source, reading: Reading, found: Found) -> Iterator[Raw]:
    def columns(records: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            key: _column(key, [[_at(record, name) for record in records] for name in names])
            for key, names in found.items()
        }

    return json_raws(source, reading, ((),), columns)


def _at(record: Mapping[str, Any], name: str) -> Any:
    """A member of an object, or of an object inside it ("author.id")."""
    if name in record or "." not in name:
        return record.get(name)
    outer, _, inner = name.partition(".")
    found = record.get(outer)
    return _at(found, inner) if isinstance(found, dict) else None


def json_columns(records: Sequence[Mapping[str, Any]], levels: int = 3) -> list[str]:
    """Names of members, those of objects inside as ``outer.inner``, in the order in which they come."""
    names: dict[str, None] = {}
    for record in records:
        for key, value in record.items():
            if isinstance(value, dict) and levels:
                names.update(dict.fromkeys(f"{key}.{inner}" for inner in json_columns([value], levels - 1)))
            else:
                names[key] = None
    return list(names)


def first_columns(source: Source) -> list[str]:
    """The names in the first records of a JSON file, however long they are."""
    names: dict[str, None] = {}

    def look(records: list[dict[str, Any]]) -> dict[str, Any]:
        names.update(dict.fromkeys(json_columns(records)))
        return {}

    for raw in json_raws(source, Reading(), ((),), look):
        if raw.lines:
            break
    return list(names)


def columns_of(head: Head) -> list[str]:
    """The names a plain table has."""
    return json_columns(head.objects()) if head.kind.startswith("json") else head.columns


def _sniff(head: Head) -> bool:
    columns = columns_of(head)
    if hints.is_table_of_posts(columns, head.told):
        return True
    return head.source.named and len(columns) >= 2 and (head.is_table or head.kind.startswith("json"))


def _read(source: Source, reading: Reading) -> Iterator[Raw]:
    head = look(source)
    names = first_columns(source) if head.kind.startswith("json") else head.columns
    chosen = hints.needed(source.name, names, reading.columns)
    note = "columns: " + ", ".join(f"{key} = {column}" for key, column in chosen.items())
    found: dict[str, Sequence[str]] = {key: [column] for key, column in chosen.items()}
    parts = [name for name in names if hints.TAG_PARTS.match(name)]
    if parts and "tags" not in found:
        found["tags"] = parts
    raws = _parquet_raws if head.kind == "parquet" else _csv_raws if head.kind == "text" else _json_raws
    first = True
    for raw in raws(source, reading, found):
        if first:
            raw.notes.insert(0, note)
            first = False
        yield raw


FORMAT = Format("table", "a table (CSV, TSV, Parquet, JSON lines) with columns for account and time", _sniff, _read)
