"""What do banded views say? ``10K-100K`` is an interval, and sums of intervals are intervals.

Some libraries of advertisements publish views in bands. A band is at least its lower end and less than its upper end;
nothing is known of where in it a post lies, so that no middle is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from payola.formats.counts import band


@dataclass(frozen=True)
class Total:
    """Views of several posts: at least ``low``, less than ``high``; ``unknown`` posts without a band are in neither."""

    low: float
    high: float
    posts: int
    unknown: int = 0


def total(texts: Iterable[str | None]) -> Total:
    """Sum of the bands of several posts."""
    bands = [band(text) for text in texts]
    known = [each for each in bands if each is not None]
    unknown = len(bands) - len(known)
    return Total(sum(low for low, _ in known), sum(high for _, high in known), len(bands), unknown)
