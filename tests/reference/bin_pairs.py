"""Cells, and the bins in which pairs coincide or share one, the slow way: every use against every other, in NumPy."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from payola.kernels.bins import ByObject

Matrix = NDArray[np.bool_]
Pairs = dict[tuple[int, int], int]


def same_cell(uses: ByObject, bin_s: int) -> Matrix:
    """(uses, uses) whether two uses are of one object in one bin."""
    bins = uses.time // bin_s
    found: Matrix = (uses.object[:, None] == uses.object) & (bins[:, None] == bins)
    return found


def near(uses: ByObject, window_s: int, bin_s: int) -> Matrix:
    """(uses, uses) whether they lie in one cell and at most ``window_s`` apart."""
    return same_cell(uses, bin_s) & (np.abs(uses.time[:, None] - uses.time) <= window_s)


def crowd_sizes(uses: ByObject, bin_s: int) -> list[int]:
    """Accounts of the cell of each use."""
    return [len(set(uses.account[row].tolist())) for row in same_cell(uses, bin_s)]


def in_bins(uses: ByObject, meet: Matrix, bin_s: int, least: int) -> Pairs:
    """In how many bins two accounts have uses that meet, of pairs with at least so many."""
    bins: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one, other in np.argwhere(meet & (uses.account[:, None] < uses.account)).tolist():
        bins[int(uses.account[one]), int(uses.account[other])].add(int(uses.time[one]) // bin_s)
    return {pair: len(some) for pair, some in bins.items() if len(some) >= least}


def coincident(uses: ByObject, window_s: int, bin_s: int, least: int) -> Pairs:
    return in_bins(uses, near(uses, window_s, bin_s) & (uses.post[:, None] != uses.post), bin_s, least)


def shared(uses: ByObject, bin_s: int, least: int) -> Pairs:
    return in_bins(uses, same_cell(uses, bin_s), bin_s, least)


def burst_share(account: NDArray[np.int32], post: NDArray[np.int32], time: NDArray[np.int64], window_s: int) -> float:
    """Share of a cell's pairs of posts of two accounts that lie within the window."""
    two = np.triu((account[:, None] != account) & (post[:, None] != post), 1)
    close = np.abs(time[:, None] - time) <= window_s
    return float((two & close).sum() / two.sum()) if two.any() else 0.0
