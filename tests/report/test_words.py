"""Numbers and times as people read them."""

from __future__ import annotations

import pytest

from payola.report import words


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "unknown"), (0, "0"), (999_999, "999,999"), (1_234_567, "1.2 million")]
)
def test_large_numbers_lose_their_last_digits_and_unknown_stays_unknown(value: int | None, shown: str) -> None:
    assert words.large(value) == shown


@pytest.mark.parametrize(
    ("value", "kept"), [(None, None), (0, 0), (7, 7), (87, 87), (123_456, 120_000), (9_960, 10_000)]
)
def test_two_digits_are_kept(value: int | None, kept: int | None) -> None:
    assert words.rounded(value) == kept


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [(404_598, 400_000, 410_000), (400_000, 400_000, 400_000), (0, 0, 0), (7, 7, 7), (-1_234, -1_300, -1_200)],
)
def test_ends_of_intervals_are_rounded_outwards(value: int, down: int, up: int) -> None:
    assert (words.rounded(value, way="down"), words.rounded(value, way="up")) == (down, up)


def test_what_needs_no_rounding_is_moved_by_no_floating_point() -> None:
    assert all(words.stepped(n / 100, -2, way) == n / 100 for n in range(-300, 300) for way in words.ROUNDING)
    assert words.stepped(1e300, -2, "up") == 1e300
    assert words.stepped(float("inf"), -2, "up") == float("inf")


def test_one_post_is_no_posts() -> None:
    assert [words.of(n, "post") for n in (1, 2, None)] == ["1 post", "2 posts", "unknown posts"]


def test_times_are_utc_to_the_minute() -> None:
    assert words.moment(1_730_419_259) == "1 Nov 2024 00:00"
    assert words.day(None) == "unknown"
    assert words.stamp("2026-11-23T17:00:00+02:00") == "23 Nov 2026 15:00 UTC"
    assert words.stamp("<script>") == words.stamp(None) == "unknown"


def test_sizes_of_files() -> None:
    assert [words.size(n) for n in (12, 1_234, 5_000_000, None)] == ["12 bytes", "1.2 kB", "5.0 MB", "unknown"]
