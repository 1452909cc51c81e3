"""How do some videos of a creator differ from the creator's others? Estimates, intervals and tests over creators.

Videos of one creator are alike; the creators are what was sampled. An interval therefore leaves out one creator after
the other (jackknife over clusters: Tukey 1958; MacKinnon, Nielsen and Webb 2023), and a test exchanges videos inside
each creator (exact where a creator's videos are exchangeable but for what is tested).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EXCHANGES, FEW, MANY = 999, 199, 50_000  # exchanges; fewer from so many videos on
LEVEL = 0.95
MDE = 2.8  # standard errors that a test at 5 % sees with power 80 %


@dataclass(frozen=True)
class Estimate:
    """An estimate on the log scale, its interval, its standard error and the creators behind it."""

    value: float
    low: float
    high: float
    error: float
    creators: int

    @property
    def smallest_seen(self) -> float:
        """The smallest true ratio that would be seen with power 80 % (minimum detectable effect)."""
        return float(np.exp(MDE * self.error))


def ratio_interval(above: Floats, below: Floats, *, log: bool, doubt: float = 0.0) -> Estimate:
    """Sum of ``above`` over sum of ``below``, one entry (n,) a creator, with an interval over creators.

    ``log``: the logarithm of the ratio; else the ratio itself, a weighted mean where ``below`` holds the weights.
    ``doubt`` is a variance that comes on top. The error is that of leaving out one creator at a time, the interval of t
    with n - 1 degrees of freedom; it has no ends where one creator alone holds all. Needs at least two creators.
    """
    from scipy.stats import t

    n = above.size
    tops, bottoms = (np.append(x.sum(), x.sum() - x) for x in (above, below))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(tops / bottoms) if log else tops / bottoms
    value, without = float(values[0]), values[1:]
    if not np.isfinite(values).all():
        return Estimate(value, -np.inf, np.inf, float("nan"), n)
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum() + doubt))
    half = float(t.ppf((1 + LEVEL) / 2, n - 1)) * error
    return Estimate(value, value - half, value + half, error, n)


def paired(y: Floats, creator: Ints, chosen: Bools, creators: int) -> tuple[Floats, Floats]:
    """Per creator the weighted difference of means (chosen minus others) and its weight, as ``ratio_interval`` takes.

    The weights n1 n0 / (n1 + n0) are those of a regression with an effect for each creator.
    """
    sums = np.bincount(creator[chosen], y[chosen], creators).astype(np.float64)
    return differences(sums, y, creator, chosen, creators)


def differences(sums: Floats, y: Floats, creator: Ints, chosen: Bools, creators: int) -> tuple[Floats, Floats]:
    """``paired`` for given sums over the chosen videos (..., creators)."""
    one = np.bincount(creator[chosen], minlength=creators).astype(float)
    other = np.bincount(creator[~chosen], minlength=creators).astype(float)
    total = np.bincount(creator, y, creators)
    weight = one * other / np.maximum(one + other, 1)
    return weight * (sums / np.maximum(one, 1) - (total - sums) / np.maximum(other, 1)), weight


def adjusted(y: Floats, creator: Ints, chosen: Bools, covariates: Floats, creators: int) -> tuple[Floats, float]:
    """``y`` (n,) without what the covariates (n, k) explain, fitted on videos that are not chosen, inside creators.

    A covariate that does not vary there explains nothing. The second number is the variance that the error of the
    fitted slopes (clustered by creator) adds to the difference of means that ``paired`` gives.
    """
    fit = ~chosen
    if not covariates.size:
        return y, 0.0
    x0, y0 = _demeaned(covariates[fit], creator[fit], creators), _demeaned(y[fit, None], creator[fit], creators)[:, 0]
    varies = x0.std(axis=0) > 1e-6 * np.maximum(covariates.std(axis=0), 1e-9)
    if not varies.any():
        return y, 0.0
    x0, x = x0[:, varies], covariates[:, varies]
    slopes, *_ = np.linalg.lstsq(x0, y0, rcond=1e-8)
    sums = [paired(column, creator, chosen, creators) for column in x.T]
    apart = np.array([above.sum() / max(below.sum(), 1e-12) for above, below in sums])
    scores = summed((x0 * (y0 - x0 @ slopes)[:, None]).T, creator[fit], creators)
    weights = np.linalg.pinv(x0.T @ x0) @ apart
    doubt = float(((weights @ scores) ** 2).sum()) * creators / max(creators - 1, 1)
    return y - (x - x[fit].mean(axis=0)) @ slopes, doubt


def _demeaned(x: Floats, group: Ints, groups: int) -> Floats:
    count = np.maximum(np.bincount(group, minlength=groups), 1)
    means = np.stack([np.bincount(group, x[:, j], groups) / count for j in range(x.shape[1])], axis=1)
    inside: Floats = x - means[group]
    return inside


def masses(hits: Floats, exposure: Floats) -> Floats:
    """(2, n) weighted rate and weight of each video, for ``rate_ratio``.

    ``hits`` (n,) of ``exposure`` (n,) > 0, such as likes of views. A video counts by its exposure as long as its count
    is small, and hardly more beyond: rates of videos differ by more than counting noise (about one half in logs).
    """
    base = hits.sum() / max(exposure.sum(), 1.0)
    weight = exposure / (1.0 + 0.3 * base * exposure)
    return np.stack([weight * hits / exposure, weight])


def rate_ratio(sums: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Numerator and denominator by creator of the stratified ratio of rates (Mantel and Haenszel 1959).

    ``sums`` (..., 2, creators) of ``masses`` over the chosen videos, ``totals`` (2, creators) over all.
    """
    a1, m1 = sums[..., 0, :], sums[..., 1, :]
    a0, m0 = totals[0] - a1, totals[1] - m1
    whole = np.maximum(totals[1], 1e-12)
    return a1 * m0 / whole, a0 * m1 / whole


def summed(columns: Floats, creator: Ints, creators: int) -> Floats:
    """(k, creators) sums of columns (k, n)."""
    return np.stack([np.bincount(creator, column, creators) for column in columns])


def exchanged(columns: Floats, creator: Ints, chosen: Bools, creators: int, seed: int) -> Floats:
    """(draws, k, creators) sums of columns (k, n) over as many videos of each creator, drawn at random.

    Every creator has at least one chosen video. Fewer draws are made where there are many videos.
    """
    rng = np.random.default_rng(seed)
    order = np.argsort(creator, kind="stable")
    group, values = creator[order], columns[:, order]
    count = np.bincount(creator[chosen], minlength=creators)
    first = np.searchsorted(group, group)
    picked = np.flatnonzero(np.arange(group.size) - first < count[group])  # places after a shuffle inside creators
    starts = np.searchsorted(group[picked], np.arange(creators))
    draws = EXCHANGES if group.size < MANY else FEW
    step = max(1, 2_000_000 // max(group.size, 1))
    made = []
    for begin in range(0, draws, step):
        keys = rng.random((min(step, draws - begin), group.size)) + group
        drawn = values[:, np.argsort(keys, axis=1)[:, picked]]
        made.append(np.add.reduceat(drawn, starts, axis=2).transpose(1, 0, 2))
    return np.concatenate(made)


def two_sided(seen: float, drawn: Floats) -> float:
    """p-value of a statistic against draws under the null, the smaller tail doubled."""
    upper = 1 + np.sum(drawn >= seen - 1e-12)
    lower = 1 + np.sum(drawn <= seen + 1e-12)
    return float(min(1.0, 2 * min(upper, lower) / (drawn.size + 1)))


def two_sided_t(estimate: Estimate) -> float:
    """p-value of no difference (0) by the error and the t of the interval; 1 where there is no error to go by."""
    from scipy.stats import t

    if not estimate.error > 0:
        return 1.0
    return float(2 * t.sf(abs(estimate.value) / estimate.error, estimate.creators - 1))
