"""Into which steps of time is a span cut so that a chart can be read, and stays small?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

HOUR, DAY = 3600, 86400


@dataclass(frozen=True)
class Step:
    """A step of time: its name and length in seconds."""

    name: str
    seconds: int

    def starts(self, column: str) -> pl.Expr:
        """Start of the step a time falls in, in ms (as charts count)."""
        import polars as pl

        return (pl.col(column) // self.seconds * self.seconds * 1000).alias("start")


STEPS = (Step("hour", HOUR), Step("day", DAY), Step("week", 7 * DAY), Step("30 days", 30 * DAY))
LONGEST = (4 * DAY, 200 * DAY, 4 * 365 * DAY)


def step_for(first: int, last: int) -> Step:
    """Hours for a few days, days for months, weeks for years, then 30 days: at most about 200 steps."""
    for step, longest in zip(STEPS, LONGEST, strict=False):
        if last - first <= longest:
            return step
    return STEPS[-1]
