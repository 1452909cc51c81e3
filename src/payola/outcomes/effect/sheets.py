"""Which columns and rows does a table hold, and where does each value stand? Everything as text.

CSV with any usual delimiter and encoding, or Parquet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from payola.errors import InputError
from payola.outcomes.effect.errors import EffectError


@dataclass(frozen=True)
class Sheet:
    """A table as text; ``lines`` says where each row stands (the header is line 1)."""

    name: str
    columns: Mapping[str, list[str]]
    lines: list[int]
    delimiter: str = ","


def read_sheet(path: Path) -> Sheet:
    """CSV of any usual delimiter and encoding, or Parquet, as text."""
    if not path.is_file():
        raise InputError.not_found(path)
    data = path.read_bytes()
    if data.startswith(b"PAR1"):
        return from_parquet(path)
    from payola.formats.encoding import encoding_of, to_utf8

    text = b"".join(to_utf8([data], encoding_of(data[: 1 << 16]))).decode("utf-8", "replace").lstrip("\ufeff")
    if not text.strip():
        raise EffectError.empty(path.name)
    return from_text(path.name, text)


def from_text(name: str, text: str) -> Sheet:
    """A delimited text: the commonest of the usual delimiters in its header."""
    head = text.split("\n", 1)[0]
    delimiter = max(",\t;|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [field.strip() for field in next(reader)]
    if twice := sorted({column for column in header if column and header.count(column) > 1}):
        raise EffectError.columns_twice(name, twice)
    rows: list[list[str]] = []
    lines: list[int] = []
    for fields in reader:
        if any(field.strip() for field in fields):
            if len(fields) != len(header):
                raise EffectError.bad_width(name, reader.line_num, len(fields), len(header))
            rows.append([field.strip() for field in fields])
            lines.append(reader.line_num)
    if not rows:
        raise EffectError.empty(name)
    return Sheet(
        name, {column: [row[i] for row in rows] for i, column in enumerate(header) if column}, lines, delimiter
    )


def from_parquet(path: Path) -> Sheet:
    """A Parquet table as text."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    if not table.num_rows:
        raise EffectError.empty(path.name)
    columns = {name: ["" if v is None else str(v) for v in table[name].to_pylist()] for name in table.column_names}
    return Sheet(path.name, columns, list(range(1, table.num_rows + 1)))
