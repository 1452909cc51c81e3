"""How do some videos of a creator differ from the creator's others? Estimates, intervals and tests over creators.

Videos of one creator are alike; the creators are what was sampled. An interval therefore resamples creators (bootstrap
of the studentised estimate: Efron 1979; Hall 1992; clusters: Cameron, Gelbach and Miller 2008), and a test exchanges
videos inside each creator (exact where a creator's videos are exchangeable but for what is tested).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DRAWS = 1_999  # resamplings of creators
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


def ratio_interval(above: Floats, below: Floats, *, log: bool, seed: int, draws: int = DRAWS) -> Estimate:
    """Sum of ``above`` over sum of ``below``, one entry (n,) a creator, with an interval over creators.

    ``log``: the logarithm of the ratio (both positive in sum); else the ratio itself, a weighted mean where ``below``
    holds the weights. Needs at least two creators.
    """
    rng = np.random.default_rng(seed)
    n = above.size
    value, error = _studentised(above[None, :], below[None, :], log)
    values, errors = _resampled(above, below, log, rng, draws)
    sound = np.isfinite(values) & (errors > 1e-12)
    t = (values[sound] - value[0]) / errors[sound]
    if t.size < draws // 2 or not error[0] > 0:
        return Estimate(float(value[0]), -np.inf, np.inf, float("nan"), n)
    low, high = np.quantile(t, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(
        float(value[0]), float(value[0] - high * error[0]), float(value[0] - low * error[0]), float(error[0]), n
    )


def _resampled(above: Floats, below: Floats, log: bool, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Estimates and standard errors of resamplings, some at a time."""
    n = above.size
    step = max(1, 1_000_000 // n)
    parts = []
    for first in range(0, draws, step):
        picks = rng.integers(0, n, (min(step, draws - first), n))
        parts.append(_studentised(above[picks], below[picks], log))
    return np.concatenate([v for v, _ in parts]), np.concatenate([e for _, e in parts])


def _studentised(above: Floats, below: Floats, log: bool) -> tuple[Floats, Floats]:
    """Estimates and standard errors (linearised) of the ratio of sums in each row."""
    n = above.shape[1]
    top, bottom = above.sum(axis=1), below.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = top / bottom
        value = np.log(ratio) if log else ratio
        influence = above - ratio[:, None] * below
        scale = top if log else bottom
        error = np.sqrt((influence**2).sum(axis=1) * n / max(n - 1, 1)) / np.abs(scale)
    return value, error


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


def adjusted(y: Floats, creator: Ints, chosen: Bools, covariates: Floats, creators: int) -> Floats:
    """``y`` (n,) without what the covariates (n, k) explain, fitted on videos that are not chosen, inside creators.

    A covariate that does not vary there explains nothing.
    """
    if not covariates.size:
        return y
    fit = ~chosen
    x0, y0 = _demeaned(covariates[fit], creator[fit], creators), _demeaned(y[fit, None], creator[fit], creators)[:, 0]
    varies = x0.std(axis=0) > 1e-6 * np.maximum(covariates.std(axis=0), 1e-9)
    if not varies.any():
        return y
    slopes, *_ = np.linalg.lstsq(x0[:, varies], y0, rcond=1e-8)
    centred = covariates[:, varies] - covariates[fit][:, varies].mean(axis=0)
    without: Floats = y - centred @ slopes
    return without


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
