"""How tightly do people of a clean corpus meet? The burst reference: chances of a pair in a bin, learnt elsewhere.

The jitter null alone cannot tell a squad from fans who react to every goal within minutes. On a corpus without the
campaign the reference measures how often two accounts that share two bins or more lie within the window in one of
them, by the number of accounts in the largest cell they share there, apart for objects that the pair shares **once**
and **again** (in several bins: a team, a show). It also measures how much pairs differ: who are quick meet in every
burst. With a mean and a spread for each class, a pair's chances are Beta distributed and rise together (one latent
speed a pair); chance then gives a mixture of Poisson-binomial tails. A mean alone gives fans away as a squad.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CLASSES = (2, 3, 5, 9, 17, 33, 65)  # smallest number of accounts in each size class
SMALL = 4  # up to here a cell has so few pairs that its spread is counting noise
TRIMMED = (5, 95)  # winsorised at these percentiles
SPREADS = 1.28  # standard deviations above the mean: a tight burst of this size, not the average one
CROWD = 2  # from this class on, 5 accounts and more, it is a crowd
LARGER = 4 / 3  # crowds of the reference so much larger than ours explain ours
STATUS = 2  # objects that a pair shares once, and again
LEAST_SPREAD, MOST_SPREAD = 1e-6, 0.999

# Speeds of pairs: halves, quarters, ... of the pairs, cut in three, down to one pair in a million.
_EDGES = np.append(1 - 2.0 ** (-np.arange(61) / 3), 1.0)
WEIGHTS: Floats = np.diff(_EDGES)
SPEEDS: Floats = (_EDGES[1:] + _EDGES[:-1]) / 2


@dataclass(frozen=True)
class BurstReference:
    """Chances by class, for one window and bin: objects shared once in ``CLASSES``, then objects shared again.

    ``mean``: chance that a pair with one pair of posts in a bin lies within the window; ``spread``: correlation of two
    bins of one pair (0: all pairs alike; 1: some always, the others never); ``cells`` they were measured on.
    """

    window_s: int
    bin_s: int
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    cells: tuple[int, ...]

    def table(self) -> Floats:
        """(speeds, STATUS * CLASSES) chance of a pair of each speed; what was not measured is taken from neighbours.

        A crowd that meets again is never less tight than a smaller one: #fyp is large too, and says nothing of fans."""
        known = np.array(self.cells).reshape(STATUS, -1) > 0
        mean, spread = (_filled(np.array(told).reshape(STATUS, -1), known) for told in (self.mean, self.spread))
        for told in (mean, spread):
            told[1, CROWD:] = np.maximum.accumulate(told[1, CROWD:])
        mean, spread = mean.ravel(), np.clip(spread.ravel(), LEAST_SPREAD, MOST_SPREAD)
        certain = mean >= 1
        rest = (1 - spread) / spread
        first, second = (np.where(certain, 1.0, part * rest) for part in (mean, 1 - mean))
        chances = betaincinv(np.maximum(first, 1e-12), second, SPEEDS[:, None])
        return np.asarray(np.where(certain, 1.0, chances), dtype=np.float64)


def _filled(told: Floats, known: NDArray[np.bool_]) -> Floats:
    """A class without cells takes the larger of its neighbours; without any it takes 1."""
    found = told.copy()
    for status in range(STATUS):
        have = np.flatnonzero(known[status])
        for empty in np.flatnonzero(~known[status]):
            near = np.concatenate([have[have < empty][-1:], have[have > empty][:1]])
            found[status, empty] = told[status, near].max() if near.size else 1.0
    return found


def class_of(sizes: NDArray[np.int32], again: NDArray[np.bool_], room: float = 1.0) -> Ints:
    """The class of each bin: position in ``BurstReference.mean``.

    ``room``: how much larger the reference's crowds may be than ours and still explain them, where they meet again."""
    size = np.searchsorted(CLASSES, np.where(again, sizes * room, sizes), side="right") - 1
    size = np.maximum(size, 0)
    return np.asarray(size + len(CLASSES) * again, dtype=np.int64)


def fit_meetings(
    pair: Ints, kind: Ints, near: NDArray[np.bool_], cell: Ints, window_s: int, bin_s: int
) -> BurstReference:
    """Fit on the bins that pairs of a clean corpus share.

    Parameters
    ----------
    pair, kind, near, cell
        (bins,) whose bin it is, its class (``class_of``), whether they lay within the window, which cell it was.

    One more cell, all of it near, counts in every class, so that a few cells do not say "never"; in the spread one more
    cell in which pairs meet always or never.
    """
    classes = STATUS * len(CLASSES)
    n, hits = np.bincount(kind, minlength=classes), np.bincount(kind, near, classes)
    _, once = np.unique(cell * classes + kind, return_index=True)
    cells = np.bincount(kind[once], minlength=classes)
    share = hits / np.maximum(n, 1)
    of_pair, place = np.unique(pair * classes + kind, return_inverse=True)
    bins, met = np.bincount(place).astype(np.float64), np.bincount(place, near)
    twice = np.bincount(of_pair % classes, bins * (bins - 1), classes)
    both = np.bincount(of_pair % classes, met * (met - 1), classes) / np.maximum(twice, 1)
    alike = np.clip((both - share**2) / np.maximum(share * (1 - share), 1e-12), 0.0, 1.0)
    told = np.minimum(cells, twice)
    mean, spread = (share * cells + 1) / (cells + 1), (alike * told + 1) / (told + 1)
    return BurstReference(window_s, bin_s, tuple(mean.tolist()), tuple(spread.tolist()), tuple(int(c) for c in cells))


def tightness(shares: Floats, accounts: Ints) -> tuple[Floats, Ints]:
    """How tight the tight cells of each size are: (classes,) share of near pairs of posts, and number of cells.

    Parameters
    ----------
    shares
        (cells,) share of a cell's pairs of posts by two accounts that lie within the window.
    accounts
        (cells,) accounts in the cell.
    """
    classes = np.searchsorted(CLASSES, accounts, side="right") - 1
    tight = np.zeros(len(CLASSES))
    for number, smallest in enumerate(CLASSES):
        own = shares[classes == number]
        tight[number] = _upper(own, smallest) if own.size else 0.0
    return tight, np.bincount(classes, minlength=len(CLASSES))


def _upper(shares: Floats, smallest: int) -> float:
    if smallest <= SMALL:
        return float(min(shares.mean() + SPREADS * shares.std() / np.sqrt(shares.size), 1.0))
    low, high = np.percentile(shares, TRIMMED)
    trimmed = np.clip(shares, low, high)
    return float(min(trimmed.mean() + SPREADS * trimmed.std(), 1.0))
