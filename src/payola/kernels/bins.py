"""In which time bins do two accounts coincide, and in which could they have? The compiled loops of the jitter null.

A **cell** is an object in a bin. Two accounts are *testable* in a bin where they share a cell; they *coincide* there
where two of their posts share an object and lie within the window. Only coincidences inside one bin count, and each
bin counts once: bins are then independent under the null, whatever a post carries.

Posts with a shared cell are laid out by account and time (``Posts``): ``first`` (accounts + 1,), ``bin`` (posts,), and
the objects of post x at ``objects[object_first[x]:object_first[x + 1]]``, sorted, with the number of accounts in each
cell beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coding import CodedUses, Codes, Flags, Ints, stable_order
from payola.kernels.coincidence import compiled
from payola.kernels.sweep import Timeline

Floats = NDArray[np.float64]

CHUNK = 1 << 22


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
class Cells:
    """Cells of two accounts or more, each an ``object`` in one ``bin``.

    Uses stand by cell and time, those of cell c at ``first[c]:first[c + 1]``; its accounts, each once, stand in
    ``members[member_first[c]:member_first[c + 1]]``.
    """

    object: Codes
    bin: Ints
    first: Ints
    account: Codes
    post: Codes
    time: Ints
    member_first: Ints
    members: Codes

    def sizes(self) -> Ints:
        """Accounts of each cell."""
        return np.diff(self.member_first)


def lay_out(uses: CodedUses, bin_s: int) -> tuple[Posts, Cells]:
    """Posts by account, and cells, for one bin width.

    Uses of their own post are left out; of posts only uses that share their cell with another account are laid out,
    since nobody can be met by the others.
    """
    kept, bins, n_bins = _in_bins(uses, bin_s)
    sizes, cells = _cells(uses, kept, uses.object[kept].astype(np.int64) * n_bins + bins, bins)
    shared = sizes >= 2
    kept, bins, sizes = kept[shared], bins[shared], sizes[shared]
    order = stable_order(uses.post[kept].astype(np.int64) * (int(uses.object.max(initial=0)) + 1) + uses.object[kept])
    order = order[stable_order((uses.account[kept].astype(np.int64) * n_bins + bins)[order])]
    rows = kept[order]
    account, post, own_bin = uses.account[rows], uses.post[rows], bins[order]
    starts = np.flatnonzero(_changes(account) | _changes(post) | _changes(own_bin))
    first = np.searchsorted(account[starts], np.arange(len(uses.accounts) + 1))
    posts = Posts(
        first.astype(np.int64),
        own_bin[starts],
        uses.time[rows][starts],
        np.append(starts, len(rows)).astype(np.int64),
        uses.object[rows],
        sizes[order],
    )
    return posts, cells


def in_shared_cells(uses: CodedUses, bin_s: int) -> Ints:
    """Rows of the uses whose object another account used in the same bin: all that can coincide there, however posts
    are moved within their bins."""
    kept, bins, n_bins = _in_bins(uses, bin_s)
    cell = uses.object[kept].astype(np.int64) * n_bins + bins
    order = stable_order(cell)
    starts = np.flatnonzero(_changes(cell[order]))
    account = uses.account[kept][order]
    if not len(order):
        return kept
    shared = np.maximum.reduceat(account, starts) != np.minimum.reduceat(account, starts)
    return np.sort(kept[order[np.repeat(shared, np.diff(np.append(starts, len(order))))]])


def _in_bins(uses: CodedUses, bin_s: int) -> tuple[Ints, Ints, int]:
    """Rows of the uses that are not of their own post, the bin of each from 0 on, and the number of bins."""
    kept = np.flatnonzero(~uses.object_is_post)
    bins = uses.time[kept] // bin_s
    bins -= bins.min() if len(bins) else 0
    return kept, bins, int(bins.max()) + 1 if len(bins) else 1


def _changes(values: Codes | Ints) -> Flags:
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _cells(uses: CodedUses, kept: Ints, cell: Ints, bins: Ints) -> tuple[Codes, Cells]:
    """Number of accounts in the cell of each kept use, and the cells of two accounts or more."""
    order = stable_order(uses.time[kept])
    order = order[stable_order(cell[order])]
    starts = np.append(np.flatnonzero(_changes(cell[order])), len(order))
    members = _members(uses.account[kept][order], starts, len(uses.accounts))
    distinct = np.add.reduceat(members, starts[:-1], dtype=np.int32) if len(order) else np.empty(0, np.int32)
    sizes = np.empty(len(kept), np.int32)
    sizes[order] = np.repeat(distinct, np.diff(starts))
    shared = np.repeat(distinct >= 2, np.diff(starts))
    rows, lengths = kept[order[shared]], np.diff(starts)[distinct >= 2]
    chosen = Cells(
        object=uses.object[kept[order[starts[:-1]]]][distinct >= 2],
        bin=bins[order[starts[:-1]][distinct >= 2]],
        first=_ends(lengths),
        account=uses.account[rows],
        post=uses.post[rows],
        time=uses.time[rows],
        member_first=_ends(distinct[distinct >= 2]),
        members=uses.account[rows][members[shared]],
    )
    return sizes, chosen


def _ends(lengths: Codes | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


@compiled
def _members(account: Codes, starts: Ints, n_accounts: int) -> Flags:  # pragma: no cover
    """Marks the first use of each account in each run of ``starts``."""
    last = np.full(n_accounts, -1, np.int64)
    first_use = np.zeros(account.size, np.bool_)
    for c in range(starts.size - 1):
        for i in range(starts[c], starts[c + 1]):
            if last[account[i]] != c:
                last[account[i]] = c
                first_use[i] = True
    return first_use


@compiled
def _emit_coincident_bins(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    window: int,
    n_accounts: int,
    bin_s: int,
    row: int,
    link: int,
    out: Ints,
) -> tuple[int, int, int]:  # pragma: no cover
    """Write ``(smaller account * n + larger account) * bins + bin`` for each coincidence inside one bin."""
    first_bin = time[0] // bin_s
    n_bins = time[-1] // bin_s - first_bin + 1
    written, i, k = 0, row, link
    while i < time.size:
        here = time[i] // bin_s
        while k >= 0 and time[i] - time[k] <= window and time[k] // bin_s == here:
            if account[i] != account[k] and post[i] != post[k]:
                if written == out.size:
                    return written, i, k
                low, high = min(account[i], account[k]), max(account[i], account[k])
                out[written] = (np.int64(low) * n_accounts + high) * n_bins + here - first_bin
                written += 1
            k = previous[k]
        i += 1
        k = previous[i] if i < time.size else -1
    return written, i, -1


def coincident_bins(line: Timeline, bin_s: int, chunk: int = CHUNK) -> tuple[Ints, Ints]:
    """Pairs that coincide (keys ``a * n_accounts + b``, sorted) and the number of bins in which each does."""
    if not len(line):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return _bins_a_pair(_coincidences(line, bin_s, chunk), int(line.time[-1] // bin_s - line.time[0] // bin_s + 1))


def _coincidences(line: Timeline, bin_s: int, chunk: int) -> Iterator[Ints]:
    out = np.empty(chunk, np.int64)
    row, link = 0, int(line.previous[0])
    while row < len(line):
        written, row, link = _emit_coincident_bins(
            line.time, line.account, line.post, line.previous, line.window, line.n_accounts, bin_s, row, link, out
        )
        yield once(out[:written])


def _bins_a_pair(parts: Iterator[Ints], n_bins: int) -> tuple[Ints, Ints]:
    """Distinct (pair, bin) keys of all parts, counted by pair; parts are merged when as many wait as are settled."""
    settled = np.empty(0, np.int64)
    waiting: list[Ints] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting)) >= len(settled):
            settled, waiting = _merged([settled, *waiting]), []
    settled = _merged([settled, *waiting])
    pairs = settled // n_bins
    starts = np.flatnonzero(_changes(pairs))
    return pairs[starts], np.diff(np.append(starts, len(pairs)))


def _merged(parts: list[Ints]) -> Ints:
    """The keys of all parts, each sorted, once and sorted."""
    full = [part for part in parts if len(part)]
    return full[0] if len(full) == 1 else once(np.concatenate(parts))


def once(keys: Ints) -> Ints:
    """Each key once, sorted (in place)."""
    keys.sort()
    return keys[_changes(keys)]


@compiled
def _emit_cell_pairs(
    first: Ints, members: Codes, bins: Ints, n_accounts: int, n_bins: int, cell: int, i: int, j: int, out: Ints
) -> tuple[int, int, int, int]:  # pragma: no cover
    """Write each pair of accounts of each cell with its bin; goes on where it stopped."""
    written = 0
    while cell < first.size - 1:
        stop = first[cell + 1]
        while i < stop:
            while j < stop:
                if written == out.size:
                    return written, cell, i, j
                low, high = min(members[i], members[j]), max(members[i], members[j])
                out[written] = (np.int64(low) * n_accounts + high) * n_bins + bins[cell]
                written += 1
                j += 1
            i += 1
            j = i + 1
        cell += 1
        i, j = stop, stop + 1
    return written, cell, i, j


def shared_bins(cells: Cells, n_accounts: int, chunk: int = CHUNK) -> tuple[Ints, Ints]:
    """Pairs that share a cell (keys ``a * n_accounts + b``, sorted) and the number of bins in which each does."""
    n_bins = int(cells.bin.max()) + 1 if len(cells.bin) else 1
    return _bins_a_pair(_cell_pairs(cells, n_accounts, n_bins, chunk), n_bins)


def _cell_pairs(cells: Cells, n_accounts: int, n_bins: int, chunk: int) -> Iterator[Ints]:
    out = np.empty(chunk, np.int64)
    cell, i, j = 0, 0, 1
    while cell < len(cells.bin):
        written, cell, i, j = _emit_cell_pairs(
            cells.member_first, cells.members, cells.bin, n_accounts, n_bins, cell, i, j, out
        )
        yield once(out[:written])


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
                    near += time[j] - time[i] <= window
        if pairs:
            shares[cell] = near / pairs
    return shares
