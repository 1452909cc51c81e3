"""How often does each pair occur? Emitted chunks become sorted runs; runs are merged as they come.

A **run** is three int64 arrays of one length: keys (sorted, each once), weights (how often) and gaps (their sum in
seconds). Memory holds one chunk a thread and the distinct pairs, never the whole emission.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coincidence import compiled

Ints = NDArray[np.int64]
Run = tuple[Ints, Ints, Ints]


def tally(packed: Ints, gap_bits: int) -> Run:
    """The run of one chunk of ``key << gap_bits | gap``; ``packed`` is sorted in place."""
    packed.sort()
    return _reduce(packed, gap_bits)


class Tally:
    """Adds up runs. Runs of like size are merged first, so that each pair is moved a few times only."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def add(self, run: Run) -> None:
        if len(run[0]):
            self._runs.append(run)
        while len(self._runs) > 1 and 2 * len(self._runs[-1][0]) > len(self._runs[-2][0]):
            self._merge_last_two()

    def total(self) -> Run:
        """One run of everything that was added."""
        while len(self._runs) > 1:
            self._merge_last_two()
        nothing = np.empty(0, np.int64)
        return self._runs[0] if self._runs else (nothing, nothing, nothing)

    def _merge_last_two(self) -> None:
        right, left = self._runs.pop(), self._runs.pop()
        self._runs.append(merge(left, right))


def merge(left: Run, right: Run) -> Run:
    """One run of two."""
    return _merge(*left, *right)


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


@compiled
def _merge(
    keys_a: Ints, weights_a: Ints, gaps_a: Ints, keys_b: Ints, weights_b: Ints, gaps_b: Ints
) -> Run:  # pragma: no cover
    i, j, distinct = 0, 0, 0
    while i < keys_a.size and j < keys_b.size:  # count first: no room is taken that is not needed
        a, b = keys_a[i], keys_b[j]
        i += a <= b
        j += b <= a
        distinct += 1
    distinct += keys_a.size - i + keys_b.size - j
    keys, weights, gaps = np.empty(distinct, np.int64), np.empty(distinct, np.int64), np.empty(distinct, np.int64)
    i, j = 0, 0
    for place in range(distinct):
        from_a = j >= keys_b.size or (i < keys_a.size and keys_a[i] <= keys_b[j])
        from_b = i >= keys_a.size or (j < keys_b.size and keys_b[j] <= keys_a[i])
        keys[place], weights[place], gaps[place] = keys_a[i] if from_a else keys_b[j], 0, 0
        if from_a:
            weights[place] += weights_a[i]
            gaps[place] += gaps_a[i]
            i += 1
        if from_b:
            weights[place] += weights_b[j]
            gaps[place] += gaps_b[j]
            j += 1
    return keys, weights, gaps
