"""Tails are exact, bounds are bounds, and false discovery counts what could have been found."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.reference import tails as slow

from payola.stats.discovery import account_p, best_of_scales, bh_q, by_q, partners_so_small, so_small
from payola.stats.tails import (
    beta_binomial_tail,
    certain_tails,
    mixture_tails,
    poisson_binomial_tail,
    poisson_binomial_tails,
    poisson_bound,
)

chances = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def slow_tail(q: list[float], seen: int) -> float:
    """All 2^n outcomes."""
    return sum(
        float(np.prod([c if hit else 1 - c for c, hit in zip(q, hits, strict=True)]))
        for hits in product([0, 1], repeat=len(q))
        if sum(hits) >= seen
    )


@given(
    of=st.integers(1, 60), share=st.floats(0, 1), a=st.floats(0.05, 30), b=st.floats(0.05, 30)
)  # fmt: skip
def test_the_beta_binomial_tail_is_that_of_scipy(of: int, share: float, a: float, b: float) -> None:
    seen = round(share * of)
    assert beta_binomial_tail(seen, of, a, b) == pytest.approx(float(stats.betabinom.sf(seen - 1, of, a, b)), abs=1e-12)


@given(q=chances, seen=st.integers(-1, 9))
def test_the_exact_tail_equals_the_sum_over_all_outcomes(q: list[float], seen: int) -> None:
    assert poisson_binomial_tail(np.array(q), seen) == pytest.approx(slow_tail(q, seen), abs=1e-12)


def test_a_tiny_tail_keeps_its_digits() -> None:
    assert poisson_binomial_tail(np.full(40, 0.01), 30) == pytest.approx(stats.binom.sf(29, 40, 0.01), rel=1e-10)
    assert poisson_binomial_tail(np.full(8, 0.29), 8) == pytest.approx(5.0e-5, rel=0.01)


def test_many_pairs_at_once_equal_one_pair_at_a_time() -> None:
    rng = np.random.default_rng(1)
    sizes = rng.integers(0, 9, 50)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    q, seen = rng.random(starts[-1]), rng.integers(0, 9, 50)
    one_by_one = [poisson_binomial_tail(q[a:b], k) for a, b, k in zip(starts, starts[1:], seen, strict=False)]
    assert np.array_equal(poisson_binomial_tails(q, starts, seen), one_by_one)


def test_tails_of_pairs_with_one_latent_speed_equal_the_slow_twin() -> None:
    rng = np.random.default_rng(2)
    sizes = rng.integers(0, 9, 40)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ways, kind = rng.integers(1, 4, starts[-1]).astype(np.int32), rng.integers(0, 6, starts[-1])
    least, table, weights = rng.random(40) * 0.3, rng.random((7, 6)) * 0.6, rng.dirichlet(np.ones(7))
    seen = rng.integers(0, 9, 40)

    def expected(counts: np.ndarray) -> list[float]:
        own = [slice(*ends) for ends in pairwise(starts)]
        return [
            slow.mixture_tail(ways[some], kind[some], int(count), float(low), table, weights)
            for some, count, low in zip(own, counts, least, strict=True)
        ]

    arrays = (least, table, weights)
    assert mixture_tails(ways, kind, starts, seen, *arrays) == pytest.approx(expected(seen), abs=1e-12)
    assert certain_tails(ways, kind, starts, *arrays) == pytest.approx(expected(sizes), rel=1e-9)


@given(q=chances, seen=st.integers(0, 9))
def test_the_poisson_bound_is_never_below_the_exact_tail(q: list[float], seen: int) -> None:
    bound = poisson_bound(np.array([seen]), np.array([sum(q)]))[0]
    assert bound >= poisson_binomial_tail(np.array(q), seen) - 1e-12


@given(p=st.lists(st.floats(0, 1), min_size=1, max_size=12), extra=st.integers(0, 50), level=st.floats(0.01, 0.3))
def test_a_q_value_rejects_exactly_what_the_step_up_procedure_rejects(p: list[float], extra: int, level: float) -> None:
    m = len(p) + extra
    ordered = sorted(p)
    passing = [k for k in range(1, len(p) + 1) if ordered[k - 1] * m / k <= level]
    expected = {i for i, value in enumerate(p) if passing and value <= ordered[max(passing) - 1]}
    assert set(np.flatnonzero(bh_q(np.array(p), m) <= level)) == expected


def test_more_hypotheses_never_make_a_finding_surer() -> None:
    p = np.array([0.001, 0.02, 0.4])
    assert np.all(bh_q(p, 300) >= bh_q(p, 3))
    assert np.all(by_q(p, 300) >= bh_q(p, 300))
    with pytest.raises(ValueError, match="only 2 hypotheses"):
        bh_q(p, 2)


def test_ordinary_p_values_beyond_m_are_never_rejected() -> None:
    assert bh_q(np.ones(1000), 1000).min() == 1.0
    assert bh_q(np.ones(5), 100_000).min() == 1.0


def test_an_account_pays_for_every_partner_it_could_have_had() -> None:
    one_pair = account_p(np.array([0, 1]), np.array([0.001, 0.001]), np.array([10, 2_000]), 2)
    assert one_pair.tolist() == [0.01, 1.0]
    assert best_of_scales(np.array([[0.01, 0.9], [0.2, 0.8]])).tolist() == [0.02, 1.0]


def test_an_account_gains_by_several_partners_and_never_falls_below_its_own_best_divided_by_them() -> None:
    p, ten = np.array([0.004, 0.003, 0.5]), np.full(3, 10)
    assert account_p(np.zeros(3, np.int64), p, ten, 1).tolist() == [0.02]
    assert account_p(np.zeros(3, np.int64), p, ten, 1)[0] >= p.min() * 10 / len(p)


def test_a_scale_that_could_not_have_said_as_much_costs_nothing() -> None:
    p, smallest = np.array([[0.01], [1.0]]), np.array([[0.001], [0.5]])
    assert best_of_scales(p, smallest=smallest).tolist() == [0.01]
    assert best_of_scales(p, smallest=np.zeros((2, 1))).tolist() == [0.02]


def test_only_partners_that_could_have_been_as_surprising_are_counted() -> None:
    of, smallest = np.array([7, 7, 7, 2]), np.array([0.001, 0.2, 0.01, 0.0])
    asked = partners_so_small(np.array([7, 7, 2, 5]), np.array([0.01, 0.5, 0.3, 0.3]), of, smallest)
    assert asked.tolist() == [2, 3, 1, 0]
    assert so_small(np.array([0.01, 0.0005]), smallest).tolist() == [3, 1]


def test_discrete_tests_that_count_only_what_could_be_found_keep_false_discovery_below_its_level() -> None:
    """3,000 coins of 2 to 12 throws a world, 20 of them loaded: false among found, on average over worlds."""
    rng = np.random.default_rng(5)
    shares, found, old = [], 0, 0
    for _ in range(150):
        n = rng.integers(2, 13, 3_000)
        chance = np.where(np.arange(3_000) < 20, 0.8, 0.1)
        hits = rng.binomial(n, chance)
        p = np.asarray(stats.binom.sf(hits - 1, n, 0.1))
        named = bh_q(p, so_small(p, 0.1**n)) <= 0.05
        shares.append(named[20:].sum() / max(named.sum(), 1))
        found += named[:20].sum()
        old += (bh_q(p, 3_000) <= 0.05)[:20].sum()
    assert np.mean(shares) <= 0.05
    assert found > old
