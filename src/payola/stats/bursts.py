"""How tightly do people of a clean corpus use one thing in one bin? The size-matched burst reference.

The jitter null alone cannot tell a squad from fans who react to every goal within minutes. The reference measures, on
a corpus without the campaign, which share of post pairs in a cell of n accounts lies within the window; a pair's chance
in a cell is then never taken below that of a tight burst of its size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CLASSES = (2, 3, 5, 9, 17, 33, 65)  # smallest number of accounts in each size class
SMALL = 4  # up to here a cell has so few pairs that its spread is counting noise
TRIMMED = (5, 95)  # winsorised at these percentiles
SPREADS = 1.28  # standard deviations above the mean: a tight burst of this size, not the average one
LARGEST = 4_096


@dataclass(frozen=True)
class BurstReference:
    """Chance of a coincidence in a cell by its number of accounts, for one window and bin; ``cells`` a class."""

    window_s: int
    bin_s: int
    chance: tuple[float, ...]
    cells: tuple[int, ...]

    def by_size(self) -> Floats:
        """(LARGEST,) chance in a cell of n accounts; a class without cells takes the larger of its neighbours."""
        found = np.array(self.chance)
        known = np.flatnonzero(np.array(self.cells) > 0)
        if not known.size:
            return np.zeros(LARGEST)
        for empty in np.flatnonzero(np.array(self.cells) == 0):
            below, above = known[known < empty][-1:], known[known > empty][:1]
            found[empty] = found[np.concatenate([below, above])].max()
        classes = np.searchsorted(CLASSES, np.arange(LARGEST), side="right") - 1
        return np.where(classes >= 0, found[np.maximum(classes, 0)], 0.0)

    def as_dict(self) -> dict[str, Any]:
        return {"window_s": self.window_s, "bin_s": self.bin_s, "chance": list(self.chance), "cells": list(self.cells)}


def fit_bursts(shares: Floats, accounts: Ints, window_s: int, bin_s: int) -> BurstReference:
    """Fit on the cells of a clean corpus.

    Parameters
    ----------
    shares
        (cells,) share of a cell's pairs of posts by two accounts that lie within the window.
    accounts
        (cells,) accounts in the cell.
    """
    classes = np.searchsorted(CLASSES, accounts, side="right") - 1
    chance, cells = [], []
    for number, smallest in enumerate(CLASSES):
        own = shares[classes == number]
        cells.append(int(own.size))
        chance.append(_upper(own, smallest) if own.size else 0.0)
    return BurstReference(window_s, bin_s, tuple(chance), tuple(cells))


def _upper(shares: Floats, smallest: int) -> float:
    if smallest <= SMALL:
        return float(min(shares.mean() + SPREADS * shares.std() / np.sqrt(shares.size), 1.0))
    low, high = np.percentile(shares, TRIMMED)
    trimmed = np.clip(shares, low, high)
    return float(min(trimmed.mean() + SPREADS * trimmed.std(), 1.0))
