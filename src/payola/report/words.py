"""How are numbers, times and shares written for people?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

UNKNOWN = "unknown"
NO_VERDICT = "no verdict: not computed"


def count(value: int | float | None) -> str:
    """12345 as ``12,345``; unknown stays unknown and never becomes 0."""
    return UNKNOWN if value is None else f"{value:,.0f}"


def large(value: int | None) -> str:
    """12345678 as ``12.3 million``: for reading, where the last digit does not matter."""
    if value is None:
        return UNKNOWN
    for size, name in ((10**9, "billion"), (10**6, "million")):
        if value >= size:
            return f"{value / size:.1f} {name}"
    return count(value)


def of(value: int | float | None, one: str, many: str | None = None) -> str:
    """``1 post``, ``2 posts``, ``unknown posts``."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def rounded(value: int | None, digits: int = 2) -> int | None:
    """Two leading digits: enough to read, too few to search for."""
    if not value:
        return value
    step = 10 ** max(0, math.floor(math.log10(abs(value))) + 1 - digits)
    return int(round(value / step) * step)


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
