"""What was the outcome, of whom, and when? A table of outcomes or of exposures, read with every value checked.

One row a unit and date: a date, a value, and where there are several a unit (district, region, candidate). CSV with
any usual delimiter and encoding, or Parquet. Values are named with their line where they cannot be used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from payola.errors import InputError, OptionError
from payola.outcomes.effect.errors import EffectError

Floats = NDArray[np.float64]
KEYS = ("time", "unit", "outcome", "exposure")
HINTS = {
    "time": ("date", "time", "day", "week", "month", "year", "quarter", "period", "election", "data", "дата"),
    "unit": ("unit", "district", "region", "state", "constituency", "county", "area", "judet", "keyword"),
    "outcome": ("outcome", "value", "share", "percent", "votes", "interest", "searches", "support", "signups", "count"),
    "exposure": ("exposure", "dose", "views", "reach", "exposed"),
}
NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "."})


@dataclass(frozen=True)
class Sheet:
    """A table as text; ``lines`` says where each row stands (the header is line 1)."""

    name: str
    columns: Mapping[str, list[str]]
    lines: list[int]


@dataclass(frozen=True)
class Outcomes:
    """Values of one outcome, shape (units, days); NaN where unknown. ``one`` where the file names no units."""

    name: str
    outcome: str
    units: tuple[str, ...]
    days: tuple[date, ...]
    values: Floats
    notes: tuple[str, ...] = ()


def read_outcomes(
    path: Path, columns: Mapping[str, str] | None = None, *, signed: bool = False, by_unit: bool = False
) -> Outcomes:
    """Read outcomes; ``columns`` says which column holds what (keys ``time, unit, outcome``).

    With ``by_unit`` there must be a column of units.

    Raises
    ------
    PayolaError
        A column is missing, a value is no number or no date, a count is negative, or percent and shares are mixed.
    """
    told = known_keys(columns)
    sheet = read_sheet(path)
    when = find(sheet, "time", told, "the date")
    unit = find(sheet, "unit", told, "the unit (district, region)" if by_unit else "")
    value = find(sheet, "outcome", told, "the outcome")
    days = [as_date(text, sheet, line, when) for text, line in zip(sheet.columns[when], sheet.lines, strict=True)]
    numbers = checked(sheet, value, signed=signed)
    names = sheet.columns[unit] if unit else ["one"] * len(days)
    return gathered(sheet, value, names, days, numbers, average=not unit)


def gathered(
    sheet: Sheet, value: str, names: list[str], days: list[date], numbers: Floats, *, average: bool
) -> Outcomes:
    """Rows as a table of units and days; of one series with several values a day the mean (polls), noted."""
    known = np.isfinite(numbers)
    if not known.any():
        raise EffectError.no_values(sheet.name, value)
    units = sorted(set(names))
    dates = sorted({day for day, yes in zip(days, known, strict=True) if yes})
    at = {key: i for i, key in enumerate(units)}, {key: i for i, key in enumerate(dates)}
    total, count = np.zeros((len(units), len(dates))), np.zeros((len(units), len(dates)))
    seen: dict[tuple[str, date], int] = {}
    for name, day, number, line in zip(names, days, numbers, sheet.lines, strict=True):
        if np.isnan(number):
            continue
        if (name, day) in seen and not average:
            raise EffectError.twice(sheet.name, seen[name, day], line, f"{name} on {day}")
        seen[name, day] = line
        total[at[0][name], at[1][day]] += number
        count[at[0][name], at[1][day]] += 1
    with np.errstate(invalid="ignore"):
        values = np.where(count > 0, total / count, np.nan)
    several = int((count > 1).sum())
    notes = (f"{several} days hold several values; their mean is taken",) if several else ()
    return Outcomes(sheet.name, value, tuple(units), tuple(dates), values.astype(np.float64), notes)


def read_exposure(path: Path, columns: Mapping[str, str] | None = None) -> dict[str, float]:
    """Exposure by unit; a unit without a number is unknown, never zero."""
    told = known_keys(columns)
    sheet = read_sheet(path)
    unit = find(sheet, "unit", {k: v for k, v in told.items() if v in sheet.columns}, "the district")
    dose = find(sheet, "exposure", told, "the exposure")
    numbers = checked(sheet, dose, signed=False, key="exposure")
    found: dict[str, float] = {}
    where: dict[str, int] = {}
    for name, number, line in zip(sheet.columns[unit or ""], numbers, sheet.lines, strict=True):
        if name in where:
            raise EffectError.twice(sheet.name, where[name], line, name)
        where[name] = line
        found[name] = float(number)
    return found


def known_keys(columns: Mapping[str, str] | None) -> Mapping[str, str]:
    """The told columns, if every key is one of ours."""
    for key in columns or {}:
        if key not in KEYS:
            raise OptionError.unknown("column key", key, KEYS)
    return columns or {}


def find(sheet: Sheet, key: str, told: Mapping[str, str], wanted: str = "") -> str:
    """The column for ``key``: as told, else by name, else (an outcome) the only column of numbers; "" where none."""
    if key in told:
        if told[key] not in sheet.columns:
            raise InputError.no_column(sheet.name, wanted or f"the {key}", key, sheet.columns)
        return told[key]
    plain = {re.sub(r"[\W_]+", "_", name.casefold()).strip("_"): name for name in sheet.columns}
    found = [plain[hint] for hint in HINTS[key] if hint in plain]
    if not found and key in ("outcome", "exposure"):
        taken = {plain.get(h) for other in ("time", "unit") for h in HINTS[other]} | set(told.values())
        found = [name for name in sheet.columns if name not in taken and is_numeric(sheet.columns[name])]
        if len(found) > 1:
            raise InputError.ambiguous_column(sheet.name, wanted, key, found)
    if not found and wanted:
        raise InputError.no_column(sheet.name, wanted, key, sheet.columns)
    return found[0] if found else ""


def is_numeric(texts: Iterable[str]) -> bool:
    """Whether all texts are numbers or nothing, and one is a number."""
    try:
        return any([as_number(text) is not None for text in texts])  # noqa: C419 (every text is looked at)
    except ValueError:
        return False


def as_number(text: str) -> float | None:
    """``1 234,5`` or ``38 %`` as a number (a percent sign changes nothing: it is 38); None where there is none.

    Raises
    ------
    ValueError
        The text is no number.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").removesuffix("%")
    if plain.casefold() in NOTHING:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    number = float(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    if not np.isfinite(number):
        raise ValueError(text)
    return number


def checked(sheet: Sheet, column: str, *, signed: bool, key: str = "outcome") -> Floats:
    """The numbers of a column, refused where one is negative, or where percent and shares are mixed."""
    numbers = np.full(len(sheet.lines), np.nan)
    for i, (text, line) in enumerate(zip(sheet.columns[column], sheet.lines, strict=True)):
        try:
            number = as_number(text)
        except ValueError:
            raise EffectError.no_number(sheet.name, line, column, text) from None
        if number is not None:
            numbers[i] = number
        if number is not None and number < 0 and not signed:
            raise EffectError.negative(sheet.name, line, column, number, key)
    refuse_mixed(sheet, column, numbers)
    return numbers


def refuse_mixed(sheet: Sheet, column: str, numbers: Floats) -> None:
    """Two heaps about a hundredfold apart, one of fractions below 1 and one up to 100, are shares and percent."""
    signs = np.array([text.rstrip().endswith("%") for text in sheet.columns[column]])
    known = np.isfinite(numbers) & (numbers > 0)
    low, high = numbers[known & (numbers <= 1)], numbers[known & (numbers > 1)]
    if signs.any() and known[~signs].any() and (numbers[known & ~signs] <= 1).all():
        raise EffectError.mixed_shares(sheet.name, column, int((known & ~signs).sum()), int((known & signs).sum()))
    if not low.size or not high.size or high.max() > 100 or (low == np.round(low)).all():
        return
    apart = float(np.median(high) / np.median(low))
    if 25 <= apart <= 400 and high.min() > 3 * low.max():
        raise EffectError.mixed_shares(sheet.name, column, low.size, high.size)


def as_date(text: str, sheet: Sheet, line: int, column: str) -> date:
    """A day: ``2024-11-24`` (with a time or not), ``24.11.2024``, ``2024-11`` (its first day) or ``2024``."""
    plain = text.strip()
    patterns = (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", (1, 2, 3)),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", (3, 2, 1)),
        (r"(\d{4})-(\d{1,2})", (1, 2)),
        (r"(\d{4})(?:\.0)?", (1,)),
    )
    for pattern, order in patterns:
        if match := re.fullmatch(pattern, plain):
            year, month, day = [*(int(match[i]) for i in order), 1, 1][:3]
            try:
                return date(year, month, day)
            except ValueError:
                break
    raise EffectError.no_date(sheet.name, line, column, text)


def event_day(given: str | date | None) -> date | None:
    """The event as a day.

    Raises
    ------
    OptionError
        It is no date.
    """
    if given is None or isinstance(given, date):
        return given.date() if isinstance(given, datetime) else given
    try:
        return as_date(given, Sheet("--event", {}, []), 1, "")
    except EffectError:
        raise OptionError.bad("--event", given, "a date such as 2024-11-24") from None


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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;|", key=head.count))
    header = [field.strip() for field in next(reader)]
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
    return Sheet(name, {column: [row[i] for row in rows] for i, column in enumerate(header) if column}, lines)


def from_parquet(path: Path) -> Sheet:
    """A Parquet table as text."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    if not table.num_rows:
        raise EffectError.empty(path.name)
    columns = {name: ["" if v is None else str(v) for v in table[name].to_pylist()] for name in table.column_names}
    return Sheet(path.name, columns, list(range(1, table.num_rows + 1)))
