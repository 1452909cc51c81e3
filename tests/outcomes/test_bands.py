"""Banded views are intervals, and stay intervals when they are summed."""

from __future__ import annotations

from math import inf

import pytest

from payola.formats.counts import band
from payola.outcomes.bands import total


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("0-1K", (0, 1_000)),
        ("900K-1M", (900_000, 1_000_000)),
        ("10M–20M", (10_000_000, 20_000_000)),
        ("1.5k - 3k", (1_500, 3_000)),
        ("20M+", (20_000_000, inf)),
        ("1234", None),
        ("3K-1K", None),
        ("", None),
        (None, None),
    ],
)
def test_a_band_is_read_as_its_two_ends(text: str | None, ends: tuple[float, float] | None) -> None:
    assert band(text) == ends


def test_a_sum_keeps_what_is_not_known_and_takes_no_middle() -> None:
    found = total(["0-1K", "0-1K", "10K-100K", "?"])
    assert (found.low, found.high, found.posts, found.unknown) == (10_000, 102_000, 4, 1)
