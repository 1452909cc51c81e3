"""Tails of pairs the slow way: the distribution of a sum of coincidences by convolution, speed after speed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def tail(q: Floats, seen: int) -> float:
    """P(K >= seen) for independent coincidences of chances ``q``."""
    states = np.ones(1)
    for chance in q:
        states = np.convolve(states, [1 - chance, chance])
    return float(states[max(seen, 0) :].sum())


def mixture_tail(
    ways: NDArray[np.int32], kind: NDArray[np.int64], seen: int, least: float, table: Floats, weights: Floats
) -> float:
    """P(K >= seen) averaged over speeds; given the speed, a bin's chance is ways * chance of its class, at most 1."""
    by_speed = (np.minimum(ways * np.maximum(least, chances[kind]), 1.0) for chances in table)
    return float(sum(weight * tail(q, seen) for weight, q in zip(weights, by_speed, strict=True)))
