"""Ranks and p-values without a model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payola.stats.conformal import conformal_p, mid_ranks, rank_test, reference_needed, score

NUMBERS = st.lists(st.floats(-5, 5).map(lambda x: round(x, 1)), min_size=1, max_size=30).map(np.array)


@given(NUMBERS)
def test_a_mid_rank_is_the_share_below_and_half_the_share_alike(values: np.ndarray) -> None:
    slow = [((values < v).sum() + (values == v).sum() / 2) / values.size for v in values]
    assert mid_ranks(values) == pytest.approx(slow)


def test_an_unknown_value_ranks_in_the_middle() -> None:
    assert mid_ranks(np.array([1.0, np.nan, 3.0])).tolist() == [0.25, 0.5, 0.75]


def test_the_smallest_p_is_one_over_the_reference_and_the_candidate() -> None:
    assert conformal_p(9.0, np.arange(9.0)) == pytest.approx(0.1)
    assert conformal_p(-1.0, np.arange(9.0)) == 1.0


def test_ordinary_candidates_have_uniform_p_values() -> None:
    rng = np.random.default_rng(1)
    draws = rng.standard_normal((2000, 40, 3)) @ np.array([[1, 0.6, 0], [0, 1, 0.3], [0, 0, 1]])  # correlated
    p = np.array([rank_test(world[0], world[1:])[1] for world in draws])
    for level in (0.05, 0.1, 0.25, 0.5):
        assert abs((p <= level).mean() - level) < 3 * np.sqrt(level * (1 - level) / 2000)


def test_one_extreme_statistic_is_not_averaged_away() -> None:
    rng = np.random.default_rng(2)
    others = rng.standard_normal((200, 3))
    extreme, lukewarm = np.array([9.0, 0.0, 0.0]), np.array([0.6, 0.6, 0.6])
    scores = score(np.vstack([others, extreme, lukewarm]))
    assert scores[-2] > scores[-1]


def test_the_reference_that_is_needed_grows_with_the_hypotheses() -> None:
    assert reference_needed(1, 0.05) == 19
    assert reference_needed(5, 0.05) == 99
    assert conformal_p(1.0, np.zeros(reference_needed(5, 0.05))) == pytest.approx(0.01)
