"""The jitter null: chances agree with a brute-force count, clocks are recognised, copies keep their bins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.stats.jitter import Scale, clock_tick, offset_profiles, pair_chances, retimed, uniform_chance


def slow_chance(window: int, first: np.ndarray, second: np.ndarray) -> float:
    """All pairs of ticks, weighted."""
    ticks = np.arange(first.size)
    near = np.abs(ticks[:, None] - ticks[None, :]) <= window
    return float(np.sum(near * first[:, None] * second[None, :]))


@given(window=st.integers(0, 12), ticks=st.integers(1, 40))
def test_the_uniform_chance_equals_a_count_of_all_pairs_of_ticks(window: int, ticks: int) -> None:
    uniform = np.full(ticks, 1 / ticks)
    assert uniform_chance(window, ticks) == pytest.approx(slow_chance(window, uniform, uniform))


def test_the_chances_of_the_usual_scales_are_those_of_the_exact_formula() -> None:
    assert uniform_chance(60, 21_600) == pytest.approx(0.0056, abs=1e-4)
    assert uniform_chance(10, 3_600) / (2 * 10 / 3_600 - (10 / 3_600) ** 2) == pytest.approx(1.05, abs=0.005)
    assert uniform_chance(1, 360) / (2 / 360 - 1 / 360**2) == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize(("scale", "tick"), [(Scale(10, 60), 1), (Scale(60, 3_600), 60), (Scale(120, 3_600), 60)])
def test_a_pairs_chance_equals_a_count_over_its_profiles(scale: Scale, tick: int) -> None:
    rng = np.random.default_rng(3)
    account = rng.integers(0, 3, 200).astype(np.int32)
    time = rng.integers(0, 40 * scale.bin_s // tick, 200) * tick
    profiles = offset_profiles(account, time, 3, scale, tick)
    a, b = np.array([0, 1], np.int32), np.array([1, 2], np.int32)
    spread = np.repeat(profiles.own.astype(float), scale.window_s // tick, axis=1) / (scale.window_s // tick)
    expected = [slow_chance(scale.window_s // tick, spread[i], spread[j]) for i, j in zip(a, b, strict=True)]
    # within one slot two ticks are at most window - 1 apart, so the slots lose nothing against single ticks
    assert pair_chances(profiles.own, profiles.adjacent, a, b) == pytest.approx(expected, rel=1e-5)


def test_accounts_that_post_on_the_same_minute_of_the_hour_meet_more_often_by_chance() -> None:
    scheduled = np.arange(200) * 3_600
    account = np.repeat(np.array([0, 1], np.int32), 100)
    profiles = offset_profiles(account, scheduled, 2, Scale(60, 3_600), 60)
    chance = pair_chances(profiles.own, profiles.adjacent, np.array([0], np.int32), np.array([1], np.int32))
    assert chance[0] > 0.9 > uniform_chance(1, 60)


@pytest.mark.parametrize("tick", [1, 60, 3_600])
def test_the_clock_of_the_data_is_recognised(tick: int) -> None:
    times = np.random.default_rng(1).integers(400_000, 500_000, 5_000) * tick
    assert clock_tick(times) == tick


@given(st.lists(st.integers(10**9, 2 * 10**9), min_size=1, max_size=30), st.integers(0, 9))
def test_a_retimed_copy_keeps_every_posts_bin(times: list[int], seed: int) -> None:
    given_times = np.array(times)
    copy = retimed(given_times, 3_600, 1, np.random.default_rng(seed))
    assert np.array_equal(copy // 3_600, given_times // 3_600)
