"""What was the outcome, of whom, and when? A table of outcomes or of exposures, read with every value checked.

One row a unit and date: a date, a value, and where there are several a unit (district, region, candidate). CSV with
any usual delimiter and encoding, or Parquet. Values are named with their line where they cannot be used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from payola.errors import InputError, OptionError
from payola.outcomes.effect.errors import EffectError
from payola.outcomes.effect.numbers import checked, is_numeric
from payola.outcomes.effect.sheets import Sheet, read_sheet

Floats = NDArray[np.float64]
KEYS = ("time", "unit", "outcome", "exposure")
HINTS = {
    "time": ("date", "time", "day", "week", "month", "year", "quarter", "period", "election", "data", "дата"),
    "unit": ("unit", "district", "region", "state", "constituency", "county", "area", "judet", "keyword"),
    "outcome": ("outcome", "value", "share", "percent", "votes", "interest", "searches", "support", "signups", "count"),
    "exposure": ("exposure", "dose", "views", "reach", "exposed"),
}


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
    refuse_two_spellings(sheet.name, names, sheet.lines)
    found = gathered(sheet, value, names, days, numbers, average=not unit)
    return replace(found, notes=(*found.notes, *noted(sheet, when, numbers)))


def noted(sheet: Sheet, when: str, numbers: Floats) -> list[str]:
    """What was read in another way than it stands there."""
    unknown = int(np.isnan(numbers).sum())
    zoned = any(re.search(r"\d[T ]\d+:.*(Z|[+-]\d\d:?\d\d)$", text.strip()) for text in sheet.columns[when])
    notes = [f"{unknown} of {numbers.size} rows hold no value"] if unknown else []
    return notes + (["each row counts on the day as it is written; time zones are not turned"] if zoned else [])


def refuse_two_spellings(name: str, units: Iterable[str], lines: Iterable[int]) -> None:
    """Units that differ by capitals, signs or accents alone are one unit written in two ways."""
    seen: dict[str, tuple[str, int]] = {}
    for unit, line in zip(units, lines, strict=True):
        other, first = seen.setdefault(folded(unit), (unit, line))
        if other != unit:
            raise EffectError.two_spellings(name, first, other, line, unit)


def folded(unit: str) -> str:
    """A unit's name in small letters, without accents, its words joined by one space."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", unit.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters).strip()


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
    refuse_two_spellings(sheet.name, sheet.columns[unit or ""], sheet.lines)
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
