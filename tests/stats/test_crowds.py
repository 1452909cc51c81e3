"""Chances of crowds: exact where they can be, at most nominal where nothing is going on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from payola.stats.crowds import DAY, arrival_p, batch_p, copies_p, early_shares, more_common_p, spread

RNG = np.random.default_rng(11)


def test_the_share_of_early_comments_is_that_of_the_creators_other_videos() -> None:
    early, total = np.array([5, 40, 5, 5]), np.array([50, 50, 50, 50])
    shares = early_shares(early, total, np.array([0, 0, 1, 1]))
    assert shares[0] > shares[2] == shares[3]
    assert shares[1] < shares[0]


def test_arrival_is_at_most_nominal_where_videos_differ_as_much_as_they_do() -> None:
    total = RNG.integers(20, 200, 4_000)
    early = stats.betabinom.rvs(total, 2.0, 18.0, random_state=RNG)
    share = early_shares(early, total, np.repeat(np.arange(100), 40))
    p = arrival_p(early, total, share, spread(early, total, share))
    for level in (0.05, 0.01):
        assert (p <= level).mean() < level + 3 * np.sqrt(level / p.size)


def test_copies_beyond_the_first_are_compared_with_the_text_elsewhere() -> None:
    here, elsewhere = np.array([1, 2, 30, 30]), np.array([0, 0, 0, 3_000])
    p = copies_p(here, elsewhere, np.full(4, 100), np.full(4, 10_000))
    assert p[0] == 1.0
    assert p[1] == pytest.approx(stats.poisson.sf(0, 100 / 10_001))
    assert p[2] < 1e-30
    assert p[3] > 0.4  # everybody says it everywhere


def test_a_text_without_anything_to_compare_with_is_no_finding() -> None:
    assert copies_p(np.array([9]), np.array([0]), np.array([9]), np.array([0]))[0] > 0.4


def test_a_batch_is_found_with_its_days_and_accounts_of_all_years_are_none() -> None:
    others = np.sort(RNG.integers(0, 2_000 * DAY, 300))
    batch = np.sort(RNG.integers(700 * DAY, 702 * DAY, 12))
    p, first, last = batch_p(batch, np.sort(np.concatenate([batch, others])))
    assert p < 1e-12
    assert first == batch[0]
    assert last >= batch[-1]
    assert batch_p(others[::20], others)[0] > 0.05


def test_batches_are_at_most_nominal_where_the_crowd_is_drawn_from_everyone() -> None:
    everyone = np.sort(np.concatenate([RNG.integers(0, 1_500 * DAY, 300), RNG.integers(1_480 * DAY, 1_500 * DAY, 150)]))
    p = np.array([batch_p(np.sort(RNG.choice(everyone, 12, replace=False)), everyone)[0] for _ in range(600)])
    for level in (0.05, 0.01):
        assert (p <= level).mean() < level + 3 * np.sqrt(level / p.size)


def test_a_mark_is_tested_exactly_and_only_where_a_third_of_the_crowd_carries_it() -> None:
    assert more_common_p(8, 10, 30, 200) == pytest.approx(stats.fisher_exact([[8, 2], [22, 168]], "greater").pvalue)
    assert more_common_p(3, 10, 3, 2_000) == 1.0


@pytest.mark.parametrize(("n", "others"), [(4, 100), (10, 19)])
def test_too_few_accounts_are_no_evidence(n: int, others: int) -> None:
    inside = np.full(n, 5 * DAY)
    everyone = np.sort(np.concatenate([inside, np.arange(others) * 30 * DAY]))
    assert batch_p(inside, everyone)[0] == 1.0
    assert more_common_p(n, n, n, n + others) == 1.0
