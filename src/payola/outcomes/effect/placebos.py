"""How far does a series step when nothing happened? Steps at every placebo date, and what they say of one more step.

The step at a date is the mean of the ``m`` periods from it on, less the mean of the ``m`` before it. Neighbouring
steps share periods, so that n of them are worth fewer: the spread is corrected, and the t distribution has the degrees
of freedom that the autocorrelation of the steps leaves (Bartlett 1946; Satterthwaite's match of moments). A linear
trend adds the same to every step and drops out with their mean; a random walk makes all steps large alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Centre and standard error of one more step; ``df`` degrees of freedom; ``total`` and ``squares`` sum the
    autocorrelations and their squares over lags of both signs."""

    centre: float
    error: float
    df: float
    total: float
    squares: float


def steps(y: Floats, m: int) -> Floats:
    """Step at every date with ``m`` periods on both sides, shape (len(y) - 2 m + 1,); NaN where half are unknown."""
    if y.size < 2 * m:
        return np.empty(0)
    known = np.isfinite(y)
    sums, counts = (np.concatenate([[0.0], np.cumsum(part)]) for part in (np.where(known, y, 0.0), known))
    at = np.arange(m, y.size - m + 1)
    enough = np.minimum(counts[at] - counts[at - m], counts[at + m] - counts[at]) * 2 > m
    with np.errstate(invalid="ignore", divide="ignore"):
        before = (sums[at] - sums[at - m]) / (counts[at] - counts[at - m])
        after = (sums[at + m] - sums[at]) / (counts[at + m] - counts[at])
    return np.where(enough, after - before, np.nan).astype(np.float64)


def of_white(m: int) -> Floats:
    """Autocorrelation of steps of pure noise at lags 0 to 2 m - 1: what overlap alone makes."""
    weights = np.repeat([-1.0, 1.0], m)
    return np.asarray(np.correlate(weights, weights, "full")[2 * m - 1 :] / (2 * m), dtype=np.float64)


def correlations(placebo: Floats, m: int) -> Floats:
    """Autocorrelation of the placebo steps, from lag 0 until it first vanishes, never below what overlap makes."""
    d = placebo - placebo.mean()
    lags = min(d.size - 1, 2 * m)
    seen = np.array([d[: d.size - k] @ d[k:] for k in range(lags)]) / (d @ d)
    seen[np.cumsum(seen <= 0) > 0] = 0.0
    return np.asarray(np.maximum(seen, np.maximum(of_white(m)[:lags], 0.0)), dtype=np.float64)


def spread(placebo: Floats, m: int) -> Spread:
    """What the placebo steps say about one more step."""
    n = placebo.size
    rho = correlations(placebo, m)
    fade = 1 - np.arange(rho.size) / n
    total = float(1 + 2 * (rho * fade)[1:].sum())
    squares = float(1 + 2 * (rho**2 * fade)[1:].sum())
    share = min(total / n, 0.9)  # of the variance, that of the mean
    error = float(np.sqrt(placebo.var() / (1 - share) * (1 + share)))
    return Spread(float(placebo.mean()), error, max(n / squares - 1, 1.0), total, squares)


def own_rate(placebo: Floats, m: int, level: float = 0.05) -> tuple[float, int]:
    """Share of placebo dates that the design itself calls an effect, and how many it judged.

    Each is judged as the event is, by the dates at least ``m`` periods away. NaN where no date has enough of them.
    """
    from scipy.stats import t

    n, about = placebo.size, spread(placebo, m)
    i = np.arange(n)
    first, last = np.maximum(i - m + 1, 0), np.minimum(i + m, n)
    others = n - (last - first)
    judged = others >= 2 * m
    if not judged.any():
        return float("nan"), 0
    ones, twos = (np.concatenate([[0.0], np.cumsum(part)]) for part in (placebo, placebo**2))
    left = others[judged]
    mean = (ones[-1] - (ones[last] - ones[first])[judged]) / left
    variance = np.maximum((twos[-1] - (twos[last] - twos[first])[judged]) / left - mean**2, 1e-300)
    share = np.minimum(about.total / left, 0.9)
    ratio = np.abs(placebo[judged] - mean) / np.sqrt(variance / (1 - share) * (1 + share))
    called = ratio > t.ppf(1 - level / 2, np.maximum(left / about.squares - 1, 1))
    return float(called.mean()), int(judged.sum())
