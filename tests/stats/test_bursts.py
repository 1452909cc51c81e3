"""The burst reference: means and spreads come back, few cells never say never, quick fans are not surprising."""

from __future__ import annotations

import numpy as np
import pytest

from payola.stats.bursts import CLASSES, SPEEDS, WEIGHTS, BurstReference, class_of, fit_meetings
from payola.stats.tails import mixture_tails, poisson_binomial_tail

KINDS = 2 * len(CLASSES)
AGAIN_33 = len(CLASSES) + 5


def crowd(seed: int, pairs: int = 4_000, bins: int = 10) -> BurstReference:
    """Pairs of one crowd that meets again and again, each with a chance of its own: Beta(1, 4)."""
    rng = np.random.default_rng(seed)
    pair = np.repeat(np.arange(pairs), bins)
    near = rng.random(pairs * bins) < rng.beta(1, 4, pairs)[pair]
    cell = np.tile(np.arange(bins), pairs)
    return fit_meetings(pair, np.full(len(pair), AGAIN_33), near, cell, 60, 21_600)


def tail(reference: BurstReference, kind: int, seen: int, bins: int) -> float:
    ways, kinds = np.ones(bins, np.int32), np.full(bins, kind)
    starts, table = np.array([0, bins]), reference.table()
    return float(mixture_tails(ways, kinds, starts, np.array([seen]), np.zeros(1), table, WEIGHTS)[0])


def test_speeds_stand_for_all_pairs() -> None:
    assert WEIGHTS.sum() == pytest.approx(1.0)
    assert np.all(np.diff(SPEEDS) > 0)


def test_the_mean_of_a_crowd_comes_back_a_little_larger() -> None:
    fitted = crowd(1)
    assert 0.2 <= fitted.mean[AGAIN_33] <= 0.2 + 1 / 10
    assert (fitted.table()[:, AGAIN_33] * WEIGHTS).sum() == pytest.approx(fitted.mean[AGAIN_33], rel=0.02)


def test_quick_pairs_of_a_crowd_are_no_surprise_but_would_be_by_the_mean_alone() -> None:
    fitted = crowd(2)
    by_mean = poisson_binomial_tail(np.full(10, fitted.mean[AGAIN_33]), 8)
    assert tail(fitted, AGAIN_33, 8, 10) > 20 * by_mean


def test_the_tail_of_a_crowd_is_about_what_such_crowds_do() -> None:
    rng = np.random.default_rng(3)
    met = rng.binomial(10, rng.beta(1, 4, 200_000))
    fitted = crowd(4)
    for seen in (3, 5, 7):
        assert 0.9 * (met >= seen).mean() <= tail(fitted, AGAIN_33, seen, 10) <= 6 * (met >= seen).mean()


def test_a_reference_without_cells_excludes_nothing() -> None:
    empty = np.empty(0, np.int64)
    fitted = fit_meetings(empty, empty, np.empty(0, np.bool_), empty, 60, 21_600)
    assert (fitted.table() == 1.0).all()


def test_one_cell_in_which_nobody_met_does_not_say_never() -> None:
    one = np.zeros(1, np.int64)
    fitted = fit_meetings(one, one, np.zeros(1, np.bool_), one, 60, 21_600)
    assert fitted.mean[0] == 0.5


def test_a_larger_crowd_that_meets_again_is_never_taken_as_looser() -> None:
    mean, cells = np.full(KINDS, 0.05), np.full(KINDS, 100)
    mean[AGAIN_33] = 0.6
    table = BurstReference(60, 21_600, tuple(mean), (0.1,) * KINDS, tuple(cells)).table()
    assert (table[:, AGAIN_33 + 1] >= table[:, AGAIN_33]).all()
    assert (table[:, AGAIN_33 - 1] < table[:, AGAIN_33]).all()


def test_crowds_a_third_larger_explain_ours() -> None:
    sizes, again = np.array([25, 24, 25], np.int32), np.array([True, True, False])
    assert class_of(sizes, again, 4 / 3).tolist() == [AGAIN_33, AGAIN_33 - 1, 4]
