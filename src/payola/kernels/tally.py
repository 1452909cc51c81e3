"""How often does each pair occur? Sorting what was emitted, and adding up equal neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coincidence import compiled

Ints = NDArray[np.int64]
Run = tuple[Ints, Ints, Ints]  # keys (sorted, each once), weights (how often), gaps (their sum in s), of one length


def tally(packed: Ints, gap_bits: int) -> Run:
    """The run of some numbers ``key << gap_bits | gap``; they are sorted in place."""
    packed.sort()
    return _reduce(packed, gap_bits)


@compiled
def _reduce(packed: Ints, gap_bits: int) -> Run:  # pragma: no cover
    distinct = 0
    for i in range(packed.size):
        if i == 0 or packed[i] >> gap_bits != packed[i - 1] >> gap_bits:
            distinct += 1
    keys, weights, gaps = np.empty(distinct, np.int64), np.zeros(distinct, np.int64), np.zeros(distinct, np.int64)
    mask, place = (1 << gap_bits) - 1, -1
    for i in range(packed.size):
        key = packed[i] >> gap_bits
        if place < 0 or keys[place] != key:
            place += 1
            keys[place] = key
        weights[place] += 1
        gaps[place] += packed[i] & mask
    return keys, weights, gaps
