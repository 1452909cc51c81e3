"""Which columns and rows does a table of results, polls or candidates hold, and where does each value stand?

CSV in any usual encoding and with any usual delimiter, or Parquet; everything as text, so that a value that cannot be
used is named with its row (the line of the file for text, the header being line 1) and its column.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from payola.errors import InputError
from payola.outcomes.contests.errors import ContestError

NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "—", "."})
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_POINTED = re.compile(r"^[1-9]\d{0,2}(\.\d{3})+$")
_THOUSANDS = re.compile(r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$")


@dataclass(frozen=True)
class Sheet:
    """One table as text: ``columns`` maps a name to its values, ``rows`` says at which line each row stands."""

    name: str
    columns: Mapping[str, list[str]]
    rows: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, chosen: Sequence[bool]) -> Sheet:
        """The rows that are chosen."""
        columns = {
            name: [v for v, yes in zip(values, chosen, strict=True) if yes] for name, values in self.columns.items()
        }
        return replace(self, columns=columns, rows=[r for r, yes in zip(self.rows, chosen, strict=True) if yes])


def read_sheet(path: Path) -> Sheet:
    """Read CSV (any delimiter and encoding) or Parquet.

    Raises
    ------
    InputError
        There is no such file, it is empty, or a row has another number of fields than the header.
    """
    if not path.is_file():
        raise InputError.not_found(path)
    data = path.read_bytes()
    if data.startswith(b"PAR1"):
        return _from_parquet(path)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ContestError.spreadsheet(path.name)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ContestError.empty(path.name)
    return _from_text(path.name, _decoded(data))


def _decoded(data: bytes) -> str:
    from payola.formats.encoding import encoding_of, to_utf8

    return b"".join(to_utf8([data], encoding_of(data[: 1 << 16]))).decode("utf-8", "replace")


def _from_text(name: str, text: str) -> Sheet:
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [field.strip() for field in next(reader)]
    twice = {column for column in header if column and header.count(column) > 1}
    if twice:
        raise ContestError.columns_twice(name, sorted(twice))
    rows, lines = [], []
    line = reader.line_num + 1
    for fields in reader:
        if any(field.strip() for field in fields):
            while len(fields) > len(header) and not fields[-1].strip():
                fields.pop()
            if len(fields) != len(header):
                raise ContestError.bad_width(name, line, len(fields), len(header))
            rows.append(fields)
            lines.append(line)
        line = reader.line_num + 1
    columns = {
        column: [row[i].strip() for row in rows] for i, column in enumerate(header) if column or any(r[i] for r in rows)
    }
    if not rows:
        raise ContestError.empty(name)
    return Sheet(name, columns, lines)


def _delimiter(text: str) -> str:
    """The delimiter that makes the first rows as wide as the header; among several the one with most columns."""
    head = list(islice(io.StringIO(text, newline=""), 30))

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(fields) for fields in csv.reader(head, delimiter=delimiter) if any(fields)]
        return sum(width == widths[0] for width in widths) / len(widths) if widths[0] > 1 else 0.0, widths[0]

    return max(",\t;|", key=fit)


def _from_parquet(path: Path) -> Sheet:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    columns = {
        name: ["" if v is None else str(v).strip() for v in table[name].to_pylist()] for name in table.column_names
    }
    if not table.num_rows:
        raise ContestError.empty(path.name)
    return Sheet(path.name, columns, list(range(1, table.num_rows + 1)))


def folded(name: str) -> str:
    """A column's name for comparing: lower case, words joined by one underscore."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def find_column(sheet: Sheet, key: str, hints: Iterable[str], told: Mapping[str, str], wanted: str = "") -> str | None:
    """The column told for ``key``, else the first whose name is among the hints; ``a+b`` joins columns.

    Raises
    ------
    InputError
        The column that was told is not there, or (where ``wanted`` says what it is for) none was found.
    """
    if key in told:
        for part in told[key].split("+") if told[key] not in sheet.columns else ():
            if part not in sheet.columns:
                raise ContestError.no_such_column(sheet.name, part, key, sheet.columns)
        return told[key]
    names = {folded(name): name for name in reversed(list(sheet.columns))}
    for hint in hints:
        if hint in names:
            return names[hint]
    if wanted:
        raise InputError.no_column(sheet.name, wanted, key, sheet.columns)
    return None


def values_of(sheet: Sheet, column: str) -> list[str]:
    """The values of a column, or of several joined by a space (``state_po+district``)."""
    if column in sheet.columns:
        return sheet.columns[column]
    return [" ".join(parts) for parts in zip(*(sheet.columns[part] for part in column.split("+")), strict=True)]


def number(text: str) -> float | None:
    """A number written in any usual way (``1,234``, ``1 234``, ``38.5%``, ``38,5``); None where there is none.

    Raises
    ------
    ValueError
        The text is no number.
    """
    plain = _SPACES.sub("", text)
    if plain.casefold() in NOTHING:
        return None
    percent = plain.endswith("%")
    plain = plain.rstrip("%").replace("−", "-")
    if _THOUSANDS.match(plain):
        plain = plain.replace(",", "")
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not _NUMBER.match(plain) or not math.isfinite(float(plain)):
        raise ValueError(text)
    return float(plain) / 100 if percent else float(plain)


def numbers_of(sheet: Sheet, column: str) -> list[float | None]:
    """The numbers of a column.

    Raises
    ------
    InputError
        A value is no number; row and column are named.
    """
    found = []
    for text, row in zip(values_of(sheet, column), sheet.rows, strict=True):
        try:
            found.append(number(text))
        except ValueError:
            raise ContestError.no_number(sheet.name, row, column, text) from None
    return found


def counts_of(sheet: Sheet, column: str) -> list[float | None]:
    """The votes of a column: as numbers, but ``9.100`` is refused, which could be nine thousand or nine.

    Raises
    ------
    InputError
        A value is no number, or could be two; row and column are named.
    """
    for text, row in zip(values_of(sheet, column), sheet.rows, strict=True):
        if _POINTED.match(_SPACES.sub("", text)):
            raise ContestError.thousands(sheet.name, row, column, text)
    return numbers_of(sheet, column)


def is_numeric(values: Sequence[str]) -> bool:
    """Whether all values are numbers or nothing, and some are numbers."""
    try:
        return any([number(value) is not None for value in values])  # noqa: C419  (every value is looked at)
    except ValueError:
        return False


def truth(text: str) -> bool | None:
    """Yes or no in the usual spellings; None where neither."""
    word = text.strip().casefold()
    if word in {"1", "1.0", "true", "yes", "y", "t", "x", "х", "+", "✓", "да"}:
        return True
    return False if word in {"0", "0.0", "false", "no", "n", "f", "нет"} else None
