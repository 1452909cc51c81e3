"""In which time bins do two accounts coincide, and in which could they have? The compiled loops of the jitter null.

A **cell** is an object in a bin. Two accounts are *testable* in a bin where they share a cell; they *coincide* there
where two of their posts share an object and lie within the window. Only coincidences inside one bin count, and each
bin counts once: bins are then independent under the null, whatever a post carries.

Posts with a shared cell are laid out by account and time (``Posts``): ``first`` (accounts + 1,), ``bin`` (posts,), and
the objects of post x at ``objects[object_first[x]:object_first[x + 1]]``, sorted, with the number of accounts in each
cell beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coding import CodedUses, Codes, Flags, Ints, stable_order
from payola.kernels.coincidence import compiled

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posts:
    """Posts by account and time, each with its bin and its objects; ``cell_accounts`` stands beside ``objects``."""

    first: Ints
    bin: Ints
    time: Ints
    object_first: Ints
    objects: Codes
    cell_accounts: Codes


@dataclass(frozen=True)
class ByObject:
    """Uses by object and then time: those of a cell, and those near each other in it, stand in a row."""

    object: Codes
    account: Codes
    post: Codes
    time: Ints
    n_accounts: int

    def __len__(self) -> int:
        return len(self.time)

    def only(self, kept: Flags) -> ByObject:
        """Some of the uses, with the same codes."""
        return ByObject(self.object[kept], self.account[kept], self.post[kept], self.time[kept], self.n_accounts)


@dataclass(frozen=True)
class Crowds:
    """How many accounts each cell has.

    ``sizes``: (uses,) accounts of the cell of each use; ``first``: (uses,) whether it is its account's first use of the
    cell; ``met``: (accounts,) others met over all cells of an account; ``pairs``: pairs of accounts over all cells.
    """

    sizes: Codes
    first: Flags
    met: Ints
    pairs: int


@dataclass(frozen=True)
class Cells:
    """Cells of two accounts or more, each an ``object`` in one ``bin`` with ``sizes`` accounts.

    Uses stand by cell and time, those of cell c at ``first[c]:first[c + 1]``.
    """

    object: Codes
    bin: Ints
    sizes: Codes
    first: Ints
    account: Codes
    post: Codes
    time: Ints


def by_object(uses: CodedUses) -> ByObject:
    """Uses by object and time, without those of their own post: for bins of every width."""
    rows = np.flatnonzero(~uses.object_is_post)
    rows = rows[stable_order(uses.time[rows])]
    rows = rows[grouped(uses.object[rows], int(uses.object.max(initial=-1)) + 1)]
    return ByObject(uses.object[rows], uses.account[rows], uses.post[rows], uses.time[rows], len(uses.accounts))


@compiled
def grouped(codes: Codes, n_codes: int) -> Codes:  # pragma: no cover
    """Order that sorts codes in [0, n_codes) and keeps equal ones as they stand."""
    place = np.zeros(n_codes + 1, np.int64)
    for code in codes:
        place[code + 1] += 1
    for code in range(n_codes):
        place[code + 1] += place[code]
    order = np.empty(codes.size, np.int32)
    for i in range(codes.size):
        order[place[codes[i]]] = i
        place[codes[i]] += 1
    return order


def crowds(uses: ByObject, bin_s: int) -> Crowds:
    """The number of accounts in the cell of each use, for one bin width."""
    sizes, first, met = (
        np.empty(len(uses), np.int32),
        np.zeros(len(uses), np.bool_),
        np.zeros(uses.n_accounts, np.int64),
    )
    pairs = _crowds(uses.object, uses.account, uses.time, bin_s, sizes, first, met)
    return Crowds(sizes, first, met, pairs)


@compiled
def _crowds(
    objects: Codes, account: Codes, time: Ints, bin_s: int, sizes: Codes, first: Flags, met: Ints
) -> int:  # pragma: no cover
    seen_in, pairs, start = np.full(met.size, -1, np.int64), 0, 0
    while start < objects.size:
        end, stop, distinct = (time[start] // bin_s + 1) * bin_s, start, 0
        while stop < objects.size and objects[stop] == objects[start] and time[stop] < end:
            if seen_in[account[stop]] != start:
                seen_in[account[stop]], first[stop] = start, True
                distinct += 1
            stop += 1
        for i in range(start, stop):
            sizes[i] = distinct
            if first[i]:
                met[account[i]] += distinct - 1
        pairs += distinct * (distinct - 1) // 2
        start = stop
    return pairs


def cells_of(uses: ByObject, sizes: Codes, bin_s: int) -> Cells:
    """Cells of two accounts or more (``sizes`` as ``crowds`` gives them)."""
    shared = sizes >= 2
    held = uses.only(shared)
    bin_of = _bins(uses.time, bin_s)[shared]
    heads = np.flatnonzero(changes(held.object) | changes(bin_of))
    first = np.append(heads, len(held)).astype(np.int64)
    told = (held.object[heads], bin_of[heads], sizes[shared][heads])
    return Cells(*told, first, held.account, held.post, held.time)


def posts_of(uses: ByObject, sizes: Codes, bin_s: int, accounts: Codes | Ints | None = None) -> Posts:
    """Posts of some accounts (of all where not told) by account and time (``sizes`` as ``crowds`` gives them).

    Only uses that share their cell with another account are laid out: nobody can be met by the others.
    """
    kept = sizes >= 2
    if accounts is not None:
        wanted = np.zeros(uses.n_accounts, np.bool_)
        wanted[accounts] = True
        kept &= wanted[uses.account]
    held, bin_of, crowd = uses.only(kept), _bins(uses.time, bin_s)[kept], sizes[kept]
    rows = stable_order(held.post * (np.int64(held.object.max(initial=0)) + 1) + held.object)
    rows = rows[stable_order(held.time[rows])]
    rows = rows[grouped(held.account[rows], uses.n_accounts)]
    account, post, own_bin = held.account[rows], held.post[rows], bin_of[rows]
    starts = np.flatnonzero(changes(account) | changes(post) | changes(own_bin))
    return Posts(
        np.searchsorted(account[starts], np.arange(uses.n_accounts + 1)).astype(np.int64),
        own_bin[starts],
        held.time[rows][starts],
        np.append(starts, len(rows)).astype(np.int64),
        held.object[rows],
        crowd[rows],
    )


def _bins(time: Ints, bin_s: int) -> Ints:
    """The bin of each time, counted from the first."""
    found = time // bin_s
    found -= found.min() if len(found) else 0
    return np.asarray(found)


def in_shared_cells(uses: CodedUses, bin_s: int) -> Ints:
    """Rows of the uses whose object another account used in the same bin: all that can coincide there, however posts
    are moved within their bins."""
    kept = np.flatnonzero(~uses.object_is_post)
    if not len(kept):
        return kept
    bins = uses.time[kept] // bin_s
    cell = uses.object[kept].astype(np.int64) * (int(bins.max() - bins.min()) + 1) + bins - bins.min()
    order = stable_order(cell)
    starts = np.flatnonzero(changes(cell[order]))
    account = uses.account[kept][order]
    shared = np.maximum.reduceat(account, starts) != np.minimum.reduceat(account, starts)
    return np.sort(kept[order[np.repeat(shared, np.diff(np.append(starts, len(order))))]])


def changes(values: Codes | Ints) -> Flags:
    """Where a value differs from the one before it; the first always does."""
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


@compiled
def chances(
    first: Ints,
    bins: Ints,
    object_first: Ints,
    objects: Codes,
    cell_accounts: Codes,
    a: Codes,
    b: Codes,
    jitter: Floats,
    burst: Floats,
    starts: Ints,
    out: Floats,
) -> int:  # pragma: no cover
    """The chance of a coincidence of pair i (accounts ``a[i]``, ``b[i]``) in each bin in which it shares a cell.

    ``jitter`` (pairs,): chance of one pair of posts under the jitter null; ``burst[n]``: chance in a cell of n
    accounts on the reference (0: none), n capped at its last place. The chance of a bin is the sum over the distinct
    pairs of posts that share an object (union bound: conservative), at most 1.

    Writes ``starts`` (pairs + 1,) and ``out``, which has room for the posts of the quieter account of every pair.
    Returns how many were written.
    """
    written = 0
    for pair in range(a.size):
        starts[pair] = written
        x, x_stop = first[a[pair]], first[a[pair] + 1]
        y, y_stop = first[b[pair]], first[b[pair] + 1]
        while x < x_stop and y < y_stop:
            if bins[x] < bins[y]:
                x += 1
                continue
            if bins[y] < bins[x]:
                y += 1
                continue
            here, x_end, y_end, chance = bins[x], x, y, 0.0
            while y_end < y_stop and bins[y_end] == here:
                y_end += 1
            while x_end < x_stop and bins[x_end] == here:
                for other in range(y, y_end):
                    if chance >= 1.0:
                        break
                    largest = 0
                    i, j = object_first[x_end], object_first[other]
                    while i < object_first[x_end + 1] and j < object_first[other + 1]:
                        if objects[i] == objects[j]:
                            largest = max(largest, cell_accounts[i])
                            i += 1
                            j += 1
                        elif objects[i] < objects[j]:
                            i += 1
                        else:
                            j += 1
                    if largest:
                        chance += max(jitter[pair], burst[min(largest, burst.size - 1)])
                x_end += 1
            if chance > 0.0:
                out[written] = min(chance, 1.0)
                written += 1
            x, y = x_end, y_end
    starts[a.size] = written
    return written


@compiled
def burst_shares(first: Ints, account: Codes, post: Codes, time: Ints, window: int) -> Floats:  # pragma: no cover
    """Share of a cell's pairs of posts of two accounts that lie within the window, for each cell."""
    shares = np.zeros(first.size - 1)
    for cell in range(first.size - 1):
        near, pairs = 0, 0
        for i in range(first[cell], first[cell + 1]):
            for j in range(i + 1, first[cell + 1]):
                if account[i] != account[j] and post[i] != post[j]:
                    pairs += 1
                    near += abs(time[j] - time[i]) <= window
        if pairs:
            shares[cell] = near / pairs
    return shares
