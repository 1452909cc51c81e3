"""Which texts are nearly the same? MinHash of character 4-grams, candidates by bands, joined where they agree.

Broder (1997); bands as in Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3. 16 bands of 4 rows:
two texts of Jaccard similarity 0.8 are candidates with chance 0.9998, of 0.7 with 0.99, of 0.3 with 0.12. Candidates
join where at least SIMILAR of their 64 minima agree.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coincidence import compiled

Ints = NDArray[np.int64]

GRAM, MINIMA, ROWS = 4, 64, 4
SIMILAR = 0.7
PRIME = np.uint64(0x9E3779B97F4A7C15)
SALTS = (np.arange(1, MINIMA + 1, dtype=np.uint64) * PRIME >> np.uint64(32)).astype(np.uint32)


@compiled
def signatures(
    letters: NDArray[np.uint32], starts: Ints, salts: NDArray[np.uint32]
) -> NDArray[np.uint32]:  # pragma: no cover
    """(texts, salts) minima; text i is ``letters[starts[i]:starts[i + 1]]`` as code points.

    Everything is of 32 bits, so that the minima of a gram are taken eight at a time.
    """
    texts = starts.size - 1
    found = np.empty((texts, salts.size), np.uint32)
    best = np.empty(salts.size, np.uint32)
    for i in range(texts):
        low, high = starts[i], starts[i + 1]
        best[:] = np.uint32(0xFFFFFFFF)
        for j in range(low, max(low + 1, high - 3)):
            gram = np.uint32(2166136261)
            for k in range(j, min(j + 4, high)):
                gram = np.uint32((gram ^ letters[k]) * np.uint32(16777619))
            for m in range(salts.size):
                mixed = np.uint32((gram ^ salts[m]) * np.uint32(0x85EBCA6B))
                mixed = np.uint32(mixed ^ (mixed >> np.uint32(15)))
                best[m] = min(best[m], np.uint32(mixed * np.uint32(0xC2B2AE35)))
        found[i] = best
    return found


@compiled
def root_of(parent: Ints, i: int) -> int:  # pragma: no cover
    """The first text of a text's group, halving the way there."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@compiled
def join_band(
    parent: Ints, minima: NDArray[np.uint32], keys: NDArray[np.uint64], order: Ints
) -> None:  # pragma: no cover
    """Join texts with the same key of a band to the first of them, where they agree; ``order`` sorts the keys."""
    first = 0
    for place in range(1, order.size):
        if keys[order[place]] != keys[order[first]]:
            first = place
            continue
        a, b = order[first], order[place]
        same = 0
        for m in range(minima.shape[1]):
            if minima[a, m] == minima[b, m]:
                same += 1
        if same >= 0.7 * minima.shape[1]:
            left, right = root_of(parent, a), root_of(parent, b)
            parent[max(left, right)] = min(left, right)


def near_duplicates(texts: list[str]) -> Ints:
    """(n,) group of each text: the place of the first text that it is joined with, itself where it stands alone."""
    parent = np.arange(len(texts))
    if not texts:
        return parent
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.concatenate([[0], np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))])
    minima = signatures(letters, starts, SALTS)
    for band in range(0, MINIMA, ROWS):
        rows = minima[:, band : band + ROWS].astype(np.uint64)
        keys = np.zeros(len(texts), np.uint64)
        for row in range(ROWS):
            keys = (keys ^ rows[:, row]) * PRIME
        join_band(parent, minima, keys, np.argsort(keys, kind="stable"))
    while (parent[parent] != parent).any():
        parent = parent[parent]
    return parent
