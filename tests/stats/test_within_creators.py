"""Intervals over creators: one creator is left out after the other, and what was adjusted for adds its own error."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t
from statsmodels.api import OLS

from payola.stats.within_creators import adjusted, paired, ratio_interval


@pytest.mark.parametrize("log", [True, False])
def test_the_interval_is_that_of_leaving_out_each_creator(log: bool) -> None:
    rng = np.random.default_rng(1)
    above, below = rng.gamma(2.0, size=9), rng.gamma(2.0, size=9)
    found = ratio_interval(above, below, log=log)
    values = []
    for left in range(9):
        ratio = sum(a for i, a in enumerate(above) if i != left) / sum(b for i, b in enumerate(below) if i != left)
        values.append(np.log(ratio) if log else ratio)
    error = np.sqrt(8 / 9 * sum((v - np.mean(values)) ** 2 for v in values))
    assert found.error == pytest.approx(error)
    assert found.high - found.value == pytest.approx(t.ppf(0.975, 8) * error)
    assert found.value - found.low == pytest.approx(found.high - found.value)


def test_where_one_creator_has_all_there_are_no_ends() -> None:
    found = ratio_interval(np.array([5.0, 0.0, 0.0]), np.ones(3), log=True)
    assert (found.low, found.high) == (-np.inf, np.inf)


def test_the_error_of_what_was_adjusted_for_is_that_of_the_fitted_slopes() -> None:
    rng = np.random.default_rng(2)
    creator, chosen = np.repeat(np.arange(8), 10), np.tile(np.arange(10) == 0, 8)
    x = rng.normal(size=(80, 2)) + chosen[:, None]
    y = rng.normal(size=80) + x @ [1.0, -0.5]
    _, doubt = adjusted(y, creator, chosen, x, 8)
    fit, group = ~chosen, creator[~chosen]
    means = np.array([[x[fit & (creator == c)].mean(0), x[chosen & (creator == c)].mean(0)] for c in range(8)])
    inside = x[fit] - means[group, 0]
    level = y[fit] - np.array([y[fit & (creator == c)].mean() for c in range(8)])[group]
    fitted = OLS(level, inside).fit(cov_type="cluster", cov_kwds={"groups": group, "use_correction": False})
    apart = (means[:, 1] - means[:, 0]).mean(0)  # every creator weighs the same here
    assert doubt == pytest.approx(apart @ fitted.cov_params() @ apart * 8 / 7)
    same = paired(x[:, 0], creator, chosen, 8)
    assert same[0].sum() / same[1].sum() == pytest.approx(apart[0])
