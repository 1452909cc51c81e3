"""What do banded views say? ``10K-100K`` is an interval, and sums of intervals are intervals.

Some libraries of advertisements publish views in bands. A band is at least its lower end and less than its upper end;
nothing is known of where in it a post lies, so that no middle is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_END = r"(\d+(?:[.,]\d+)?)\s*([KMB]?)"
_BAND = re.compile(rf"\s*{_END}\s*(?:[-–—]\s*{_END}|(\+))\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Total:
    """Views of several posts: at least ``low``, less than ``high``; ``unknown`` posts without a band are in neither."""

    low: float
    high: float
    posts: int
    unknown: int = 0


def band(text: str | None) -> tuple[float, float] | None:
    """The ends of a band (``10K-100K``; ``20M+`` has no upper end); None where the text is no band."""
    found = _BAND.fullmatch(text or "")
    if not found:
        return None
    low = _value(found[1], found[2])
    high = inf if found[5] else _value(found[3], found[4])
    return (low, high) if low < high else None


def _value(digits: str, unit: str) -> float:
    return float(digits.replace(",", ".")) * _UNITS[unit.upper()]


def total(texts: Iterable[str | None]) -> Total:
    """Sum of the bands of several posts."""
    bands = [band(text) for text in texts]
    known = [each for each in bands if each is not None]
    unknown = len(bands) - len(known)
    return Total(sum(low for low, _ in known), sum(high for _, high in known), len(bands), unknown)
