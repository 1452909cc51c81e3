"""How good were the odds? Log score, Brier score and reliability of probability forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 1e-4  # a forecast of zero is read as this: the log score stays finite


def log_loss(p_true: Floats) -> Floats:
    """-log of the probability given to what happened (n,); lower is better (Good 1952)."""
    return np.asarray(-np.log(np.clip(p_true, LEAST, 1.0)))


def brier_binary(p: Floats, happened: NDArray[np.bool_]) -> Floats:
    """Squared error of a yes-no forecast (n,) in [0, 1] (Brier 1950, one class)."""
    return np.asarray((p - happened) ** 2)


def brier_classes(p: Floats, happened: NDArray[np.bool_], begins: NDArray[np.int64]) -> Floats:
    """Sum over classes of squared errors, one value a case in [0, 2] (Brier 1950).

    ``p``, ``happened``: (n,) classes of all cases one after the other; ``begins`` (cases,): where each case begins.
    """
    return np.asarray(np.add.reduceat((p - happened) ** 2, begins))


@dataclass(frozen=True)
class Reliability:
    """(bins,) each: edges, how many, mean stated, observed; and the band in which a calibrated forecast would fall."""

    low: Floats
    high: Floats
    count: NDArray[np.int64]
    stated: Floats
    observed: Floats
    band_low: Floats
    band_high: Floats

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Whether the observed share lies in the band (bins without cases count as inside)."""
        empty = self.count == 0
        return np.asarray(
            empty | ((self.observed >= self.band_low - 1e-12) & (self.observed <= self.band_high + 1e-12))
        )


def reliability(
    p: Floats, happened: NDArray[np.bool_], drawn: NDArray[np.bool_] | None = None, bins: int = 10, level: float = 0.95
) -> Reliability:
    """Stated against observed by bins of equal width.

    ``drawn`` (k, n): what happened in each of k elections drawn from the forecast itself. The band is the central
    ``level`` of their observed shares; cases that fail together widen it, which a fixed tolerance would not show.
    Without ``drawn`` the cases are taken as independent (binomial).
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.digitize(p, edges[1:-1]), 0, bins - 1)
    count = np.bincount(place, minlength=bins)
    some = np.maximum(count, 1)
    stated = np.where(count > 0, np.bincount(place, p, bins) / some, np.nan)
    observed = np.where(count > 0, np.bincount(place, happened.astype(float), bins) / some, np.nan)
    tails = [(1 - level) / 2, (1 + level) / 2]
    if drawn is None:
        from scipy.stats import binom

        low, high = (binom.ppf(tail, some, np.nan_to_num(stated)) / some for tail in tails)
    else:
        member = np.zeros((p.size, bins), np.float32)
        member[np.arange(p.size), place] = 1
        low, high = np.quantile((drawn.astype(np.float32) @ member) / some, tails, axis=0)
    blank = count == 0
    low, high = np.where(blank, np.nan, low), np.where(blank, np.nan, high)
    return Reliability(edges[:-1], edges[1:], count, stated, observed, low, high)
