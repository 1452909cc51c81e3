"""How are numbers, times and shares written for people?"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Literal

UNKNOWN = "unknown"
NO_VERDICT = "no verdict: not computed"

Way = Literal["near", "up", "down"]  # the ends of an interval are rounded outwards: what is "at most" stays so
ROUNDING = {"near": ROUND_HALF_EVEN, "up": ROUND_CEILING, "down": ROUND_FLOOR}
EXACT = Context(prec=700)  # digits of the largest double at any step


def count(value: int | float | None) -> str:
    """12345 as ``12,345``; unknown stays unknown and never becomes 0."""
    return UNKNOWN if value is None else f"{round(value) if math.isfinite(value) else value:,.0f}"


def stepped(value: float, exponent: int, way: Way = "near") -> float:
    """A number to a step of 10**exponent: 1.26 to 1.3 at -1. Never a negative zero."""
    if not math.isfinite(value):
        return value
    step = Decimal(1).scaleb(exponent)
    return float(Decimal(str(value)).quantize(step, ROUNDING[way], EXACT)) + 0.0


def large(value: int | None, way: Way = "near") -> str:
    """12345678 as ``12.3 million``: for reading, where the last digit does not matter."""
    if value is None:
        return UNKNOWN
    for size, name in ((10**9, "billion"), (10**6, "million")):
        if value >= size:
            return f"{stepped(value / size, -1, way):.1f} {name}"
    return count(value)


def of(value: int | float | None, one: str, many: str | None = None) -> str:
    """``1 post``, ``2 posts``, ``unknown posts``."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def rounded(value: int | None, digits: int = 2, way: Way = "near") -> int | None:
    """Two leading digits: enough to read, too few to search for."""
    return value if not value else int(leading(value, digits, way))


def leading(value: float, digits: int = 2, way: Way = "near") -> float:
    """Two leading digits of any number; those of a whole number with fewer are kept."""
    first = math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0
    whole = isinstance(value, int)
    return stepped(value, max(0, first + 1 - digits) if whole else first + 1 - digits, way)


def moment(seconds: int | None) -> str:
    """Unix seconds as ``3 Nov 2024 14:05`` (UTC)."""
    if seconds is None:
        return UNKNOWN
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%b %Y %H:%M}"


def day(seconds: int | None) -> str:
    """Unix seconds as ``3 Nov 2024`` (UTC)."""
    if seconds is None:
        return UNKNOWN
    when = datetime.fromtimestamp(seconds, UTC)
    return f"{when.day} {when:%b %Y}"


def stamp(iso: str | None) -> str:
    """An ISO time of the manifest as ``3 Nov 2024 14:05 UTC``."""
    try:
        return moment(int(datetime.fromisoformat(iso or "").timestamp())) + " UTC"
    except ValueError:
        return UNKNOWN


def size(n_bytes: int | None) -> str:
    """Bytes as ``1.2 MB``."""
    if n_bytes is None:
        return UNKNOWN
    for step, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if n_bytes >= step:
            return f"{n_bytes / step:.1f} {name}"
    return f"{n_bytes} bytes"
