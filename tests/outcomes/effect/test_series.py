"""One series and a date: the step is judged by the steps that the series makes anyway."""

from __future__ import annotations

import sys
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.outcomes.effect.worlds import START, daily, remembering

from payola.errors import PayolaError
from payola.outcomes.effect import placebos
from payola.outcomes.effect.periods import Series, regular, without_weekdays
from payola.outcomes.effect.series import DESIGN, PLAIN, interrupted, placebo_in_time, segmented
from payola.outcomes.effect.words import BESIDE, NOT_IDENTIFIABLE, NOT_SEEN, SEEN

EVENT = daily(181)[180]


@pytest.mark.parametrize("memory", [0.0, 0.7])
def test_without_an_effect_about_one_series_in_twenty_is_called(memory: float) -> None:
    rng = np.random.default_rng(3)
    worlds = [Series(remembering(194, memory, rng), 180, "period") for _ in range(300)]
    called = [placebo_in_time(world, 14)["result"] == SEEN for world in worlds]
    assert np.mean(called) <= stats.binom.ppf(0.999, 300, 0.06) / 300


def test_a_plain_regression_calls_far_more_and_says_so_itself() -> None:
    rng = np.random.default_rng(4)
    worlds = [remembering(194, 0.7, rng) for _ in range(40)]
    called = [fit["p"] <= 0.05 for y in worlds if (fit := segmented(y, 180, 14, "nonrobust"))]
    rows = [interrupted(daily(194), y, EVENT, after=14)[1] for y in worlds[:3]]
    assert {(row["design"], row["result"]) for row in rows} == {(PLAIN, BESIDE)}
    assert np.mean(called) > 0.15
    assert np.mean([row["placebo_rate"] for row in rows]) > 0.15


def test_an_effect_of_twice_the_detectable_size_is_seen_and_covered() -> None:
    rng = np.random.default_rng(5)
    y = remembering(194, 0.4, rng) + 40
    mde = interrupted(daily(194), y, EVENT, after=14)[0]["mde"]
    y[180:] += 2 * mde
    found = interrupted(daily(194), y, EVENT, after=14)[0]
    assert found["result"] == SEEN
    assert found["low"] <= 2 * mde <= found["high"]


def test_the_step_is_the_level_term_of_the_segmented_regression() -> None:
    y = remembering(60, 0.4, np.random.default_rng(6))
    fitted = segmented(y, 40, 10, "nonrobust")
    assert fitted is not None
    assert fitted["estimate"] == pytest.approx(placebos.steps(y, 10)[30], abs=1e-12)
    assert fitted["p"] == pytest.approx(stats.ttest_ind(y[40:50], y[30:40]).pvalue, abs=1e-12)


def test_steps_and_their_correlations_equal_slow_twins() -> None:
    y, m = remembering(80, 0.5, np.random.default_rng(7)), 6
    slow = [y[i : i + m].mean() - y[i - m : i].mean() for i in range(m, 80 - m + 1)]
    assert placebos.steps(y, m) == pytest.approx(slow, abs=1e-12)
    noise = np.random.default_rng(8).standard_normal(200_000)
    step = placebos.steps(noise, m)
    seen = [np.corrcoef(step[: step.size - k], step[k:])[0, 1] if k else 1.0 for k in range(2 * m)]
    assert placebos.of_white(m) == pytest.approx(seen, abs=0.02)


def test_a_trend_is_no_effect() -> None:
    y = 0.5 * np.arange(194) + remembering(194, 0.3, np.random.default_rng(9))
    assert interrupted(daily(194), y, EVENT, after=14)[0]["result"] == NOT_SEEN


def test_a_weekly_pattern_is_no_effect_and_is_taken_out() -> None:
    rng = np.random.default_rng(10)
    y = np.tile([9.0, 0, 0, 0, 0, -4, -5], 28)[:190] + rng.standard_normal(190)
    series = without_weekdays(regular(daily(190), y, EVENT))
    assert np.std(series.y) < 1.3
    found = interrupted(daily(190), y, EVENT, after=3)[0]
    assert found["result"] == NOT_SEEN
    assert "weekdays taken out" in found["note"]


def test_polls_at_irregular_dates_become_weeks_counted_from_the_event() -> None:
    rng = np.random.default_rng(11)
    days = sorted(rng.choice(np.arange(400), 190, replace=False).tolist())
    polls = tuple(daily(401)[int(day)] for day in days)
    series = regular(polls, 30 + rng.standard_normal(190), daily(401)[350])
    assert (series.rhythm, series.before) == ("week", 50)
    assert any("irregular dates" in note for note in series.notes)


def test_the_month_that_the_event_cuts_is_left_out() -> None:
    months = tuple(date(2018 + i // 12, i % 12 + 1, 1) for i in range(84))
    series = regular(months, np.arange(84.0), date(2024, 11, 24))
    assert (series.rhythm, series.before, series.after) == ("month", 82, 1)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [(0, 14, "no period before the event"), (20, 14, "20 days before the event for 14 after it; 168 would")],
)
def test_a_past_that_is_too_short_is_said_with_what_would_be_enough(before: int, after: int, says: str) -> None:
    y = remembering(before + after, 0.0, np.random.default_rng(12))
    found = interrupted(daily(before + after), y, daily(before + 1)[before], after=after)
    assert [(row["design"], row["result"]) for row in found] == [(DESIGN, NOT_IDENTIFIABLE)]
    assert says in found[0]["note"]
    assert "would be enough" in found[0]["note"]
    assert found[0]["estimate"] is None


def test_a_constant_series_is_not_identifiable() -> None:
    found = interrupted(daily(194), np.full(194, 3.0), EVENT, after=14)
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "constant" in found[0]["note"]


def test_a_series_with_many_gaps_is_not_identifiable() -> None:
    y = remembering(194, 0.0, np.random.default_rng(13))
    kept = np.ones(194, bool)
    kept[20:60] = False
    days = tuple(day for day, yes in zip(daily(194), kept, strict=True) if yes)
    found = interrupted(days, y[kept], EVENT, after=14)
    assert found[0]["result"] == NOT_IDENTIFIABLE
    assert "no value" in found[0]["note"]
    assert days[0] == START


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e3), st.integers(0, 10_000))
@settings(max_examples=15)
def test_another_unit_of_the_outcome_changes_no_p_and_no_rate(shift: float, scale: float, seed: int) -> None:
    y = remembering(130, 0.5, np.random.default_rng(seed))
    one = placebo_in_time(Series(y, 120, "period"), 10)
    assume(one["p"] is not None)
    other = placebo_in_time(Series(shift + scale * y, 120, "period"), 10)
    assert other["p"] == pytest.approx(one["p"], abs=1e-6)
    assert other["mde"] == pytest.approx(scale * one["mde"], rel=1e-5)
    assert other["placebo_rate"] == pytest.approx(one["placebo_rate"], abs=0.02)


@given(st.floats(-20, 20), st.integers(0, 10_000))
@settings(max_examples=15)
def test_an_effect_moves_the_estimate_and_its_interval_by_itself(effect: float, seed: int) -> None:
    y = remembering(130, 0.2, np.random.default_rng(seed))
    moved = y.copy()
    moved[120:] += effect
    one, other = (placebo_in_time(Series(each, 120, "period"), 10) for each in (y, moved))
    assume(one["p"] is not None)
    for name in ("estimate", "low", "high"):
        assert other[name] == pytest.approx(one[name] + effect, abs=1e-9)
    assert (other["p"] <= 0.05) == (not other["low"] <= 0 <= other["high"])


def test_without_the_optional_part_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.api", None)
    with pytest.raises(PayolaError, match=r"pip install 'payola\[effect\]'"):
        segmented(remembering(60, 0.0, np.random.default_rng(1)), 40, 10, "nonrobust")
