"""What does one measure of an outcome look like? A row with its estimate, its interval, and how it was made."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

BOUNDS = (("estimate", "value"), ("low", "low"), ("high", "high"))  # of a row, and of an ``Estimate``


def row(measure: str, unit: str, method: str, **facts: Any) -> Row:
    """One row of table ``reach`` or ``reception``; what is not given is unknown."""
    empty = dict.fromkeys(("estimate", "low", "high", "p", "q", "n_posts", "n_accounts", "note"))
    return empty | {"measure": measure, "unit": unit, "method": method} | facts


def exactly(value: float) -> Row:
    """A count: no sampling is behind it."""
    return {"estimate": value, "low": value, "high": value}


def missing(measure: str, unit: str, why: str, **facts: Any) -> Row:
    """A measure that these data do not give, with the reason."""
    return row(measure, unit, "not enough data", note=why, **facts)
