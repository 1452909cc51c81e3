"""Which periods lie before and after the event? Dates of any rhythm as one regular series.

Daily, weekly, monthly, quarterly and yearly dates keep their rhythm; irregular ones (polls) are averaged in weeks, two
or four weeks counted from the event. A period that the event cuts in two is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RHYTHMS = (("day", 1, 1), ("week", 6, 8), ("month", 28, 31), ("quarter", 89, 93), ("year", 359, 372))
MOST_MISSING = 0.1  # of the periods, before an irregular series is averaged more coarsely


@dataclass(frozen=True)
class Series:
    """A regular series: ``before`` periods, then those after the event; NaN where a period has no value."""

    y: Floats
    before: int
    rhythm: str
    notes: tuple[str, ...] = ()

    @property
    def after(self) -> int:
        return int(self.y.size - self.before)


def regular(days: tuple[date, ...], values: Floats, event: date) -> Series:
    """One series on regular periods; ``values`` has one value a day of ``days``, NaN where unknown."""
    kept = np.isfinite(values)
    when = [day for day, yes in zip(days, kept, strict=True) if yes]
    known = values[kept]
    gaps = np.diff([day.toordinal() for day in when])
    for name, least, most in RHYTHMS:
        fitting = (gaps >= least) & (gaps <= most)
        if gaps.size and fitting.mean() >= 1 - MOST_MISSING:
            return rhythmic(when, known, event, name)
    return averaged(when, known, event)


def numbered(day: date, rhythm: str) -> int:
    """The number of the period a date lies in; periods of one rhythm are numbered without gaps."""
    if rhythm in ("day", "week"):
        return day.toordinal()
    months = day.year * 12 + day.month - 1
    return {"month": months, "quarter": months // 3, "year": day.year}[rhythm]


def rhythmic(when: list[date], known: Floats, event: date, rhythm: str) -> Series:
    """A series of one rhythm, its missing periods as NaN; the period that the event cuts is left out."""
    numbers = np.array([numbered(day, rhythm) for day in when])
    at = np.round((numbers - numbers[0]) / (7 if rhythm == "week" else 1)).astype(np.int64)
    y = np.full(int(at[-1]) + 1, np.nan)
    y[at] = known
    begun = np.array([day < event for day in when])
    before = int(at[begun].max()) + 1 if begun.any() else 0
    if rhythm == "day":
        before = min(max(event.toordinal() - when[0].toordinal(), 0), y.size)
    notes: tuple[str, ...] = ()
    if rhythm != "day" and before and cut(when[int(begun.sum()) - 1], event, rhythm):
        before -= 1
        y = np.delete(y, before)
        notes = (f"the {rhythm} in which the event lies is left out",)
    missing = int(np.isnan(y).sum())
    if missing:
        notes = (*notes, f"{missing} of {y.size} periods have no value")
    return Series(y.astype(np.float64), before, rhythm, notes)


def cut(last: date, event: date, rhythm: str) -> bool:
    """Whether the period that begins with ``last`` holds the event but for its first day."""
    if rhythm == "week":
        return 0 < (event - last).days < 7
    return numbered(last, rhythm) == numbered(event, rhythm)


def averaged(when: list[date], known: Floats, event: date) -> Series:
    """Irregular dates (polls) averaged in periods counted from the event, as fine as leaves few of them empty."""
    offsets = np.array([day.toordinal() - event.toordinal() for day in when])
    chosen = Series(known, int((offsets < 0).sum()), "period")
    for weeks in (1, 2, 4):
        bins = offsets // (7 * weeks)
        first = int(bins.min()) if bins.size else 0
        total, count = (np.bincount(bins - first, part) for part in (known, np.ones(known.size)))
        with np.errstate(invalid="ignore", divide="ignore"):
            y = np.where(count > 0, total / count, np.nan)
        named = "week" if weeks == 1 else f"{weeks} weeks"
        notes = [f"irregular dates, averaged by {named} counted from the event"]
        if (count == 0).any():
            notes.append(f"{int((count == 0).sum())} of {count.size} periods have no value")
        chosen = Series(y.astype(np.float64), max(-first, 0), named, tuple(notes))
        if (count == 0).mean() <= MOST_MISSING:
            break
    return chosen


def without_weekdays(series: Series) -> Series:
    """A daily series less its weekly pattern, which is learnt before the event from at least four weeks."""
    if series.rhythm != "day" or series.before < 28:
        return series
    past = series.y[: series.before]
    smooth = np.full(past.size, np.nan)
    smooth[3:-3] = np.convolve(past, np.full(7, 1 / 7), "valid")
    away, weekday = past - smooth, np.arange(series.y.size) % 7
    pattern = np.array([mean_known(away[weekday[: past.size] == day]) for day in range(7)])
    adjusted = series.y - (pattern - pattern.mean())[weekday]
    return Series(adjusted.astype(np.float64), series.before, series.rhythm, (*series.notes, "weekdays taken out"))


def mean_known(values: Floats) -> float:
    """Mean of the known values, 0 where none is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else 0.0
