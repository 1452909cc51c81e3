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
from payola.kernels.shards import Block, cut_into_shards, over_blocks
from payola.kernels.sweep import Timeline

Floats = NDArray[np.float64]

CHUNK = 1 << 22
ROOM = 1 << 24  # coincidences that are held at a time: 128 MB
NOTHING = np.empty(0, np.int64)


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

    Uses stand by cell and account, those of cell c at ``first[c]:first[c + 1]``; its accounts, each once, stand in
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


def by_account(uses: CodedUses) -> CodedUses:
    """Uses by account, time, post and object, without those of their own post: for layouts of every bin width."""
    rows = np.flatnonzero(~uses.object_is_post)
    rows = rows[
        stable_order(uses.post[rows].astype(np.int64) * (int(uses.object.max(initial=0)) + 1) + uses.object[rows])
    ]
    rows = rows[stable_order(uses.time[rows])]
    return uses.only(rows[stable_order(uses.account[rows].astype(np.int64))])


def lay_out(uses: CodedUses, bin_s: int) -> tuple[Posts, Cells]:
    """Posts by account, and cells, for one bin width; ``uses`` as ``by_account`` gives them.

    Of posts only uses that share their cell with another account are laid out: nobody can be met by the others.
    """
    bins = uses.time // bin_s
    bins -= bins.min() if len(bins) else 0
    sizes, cells = _cells(uses, bins)
    rows = np.flatnonzero(sizes >= 2)
    account, post, own_bin = uses.account[rows], uses.post[rows], bins[rows]
    starts = np.flatnonzero(_changes(account) | _changes(post) | _changes(own_bin))
    first = np.searchsorted(account[starts], np.arange(len(uses.accounts) + 1))
    posts = Posts(
        first.astype(np.int64),
        own_bin[starts],
        uses.time[rows][starts],
        np.append(starts, len(rows)).astype(np.int64),
        uses.object[rows],
        sizes[rows],
    )
    return posts, cells


def with_bins(posts: Posts, least: int) -> Flags:
    """(accounts,) which accounts share a cell in at least so many bins."""
    account = np.repeat(np.arange(len(posts.first) - 1), np.diff(posts.first))
    told = np.bincount(account[_changes(account) | _changes(posts.bin)], minlength=len(posts.first) - 1)
    return np.asarray(told >= least)


def in_shared_cells(uses: CodedUses, bin_s: int) -> Ints:
    """Rows of the uses whose object another account used in the same bin: all that can coincide there, however posts
    are moved within their bins."""
    kept = np.flatnonzero(~uses.object_is_post)
    if not len(kept):
        return kept
    bins = uses.time[kept] // bin_s
    cell = uses.object[kept].astype(np.int64) * (int(bins.max() - bins.min()) + 1) + bins - bins.min()
    order = stable_order(cell)
    starts = np.flatnonzero(_changes(cell[order]))
    account = uses.account[kept][order]
    shared = np.maximum.reduceat(account, starts) != np.minimum.reduceat(account, starts)
    return np.sort(kept[order[np.repeat(shared, np.diff(np.append(starts, len(order))))]])


def _changes(values: Codes | Ints) -> Flags:
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _cells(uses: CodedUses, bins: Ints) -> tuple[Codes, Cells]:
    """Number of accounts in the cell of each use, and the cells of two accounts or more."""
    cell = uses.object.astype(np.int64) * (int(bins.max(initial=0)) + 1) + bins
    order = stable_order(cell)
    begins = _changes(cell[order])
    member = begins | _changes(uses.account[order])
    starts = np.flatnonzero(begins)
    distinct = np.add.reduceat(member, starts, dtype=np.int32) if len(order) else np.empty(0, np.int32)
    lengths = np.diff(np.append(starts, len(order)))
    sizes = np.empty(len(order), np.int32)
    sizes[order] = np.repeat(distinct, lengths)
    shared = np.repeat(distinct >= 2, lengths)
    rows, heads = order[shared], order[starts[distinct >= 2]]
    chosen = Cells(
        object=uses.object[heads],
        bin=bins[heads],
        first=_ends(lengths[distinct >= 2]),
        account=uses.account[rows],
        post=uses.post[rows],
        time=uses.time[rows],
        member_first=_ends(distinct[distinct >= 2]),
        members=uses.account[rows][member[shared]],
    )
    return sizes, chosen


def _ends(lengths: Codes | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


@compiled
def _sweep_bins(
    time: Ints,
    account: Codes,
    post: Codes,
    previous: Codes,
    bins: Ints,
    window: int,
    n_accounts: int,
    counts: Ints,
    first: int,
    last: int,
    out: Ints,
) -> int:  # pragma: no cover
    """Coincidences inside one bin; ``previous`` leads to uses of the same bin alone.

    With ``counts`` (accounts,) they are counted by their smaller account; with ``counts`` empty, those whose smaller
    account is in [first, last) are written as ``(smaller account * n + larger account) * bins + bin``. Returns how
    many were written.
    """
    n_bins, written, counting = bins[-1] + 1, 0, counts.size > 0
    for i in range(time.size):
        k, a, earliest = previous[i], account[i], time[i] - window
        while k >= 0 and time[k] >= earliest:
            low, high = min(a, account[k]), max(a, account[k])
            if low != high and post[i] != post[k]:
                if counting:
                    counts[low] += 1
                elif first <= low < last:
                    out[written] = (np.int64(low) * n_accounts + high) * n_bins + bins[i]
                    written += 1
            k = previous[k]
    return written


def coincident_bins(line: Timeline, bin_s: int, least: int = 1, room: int = ROOM) -> tuple[Ints, Ints]:
    """Pairs that coincide in at least so many bins (keys ``a * n_accounts + b``, sorted), and in how many each does.

    Memory holds ``room`` coincidences a thread and what is found, never all of them: pairs are taken by ranges of
    their smaller account, which leaves them sorted.
    """
    if not len(line):
        return NOTHING, NOTHING
    bin_of = line.time // bin_s - line.time[0] // bin_s
    n_bins = int(bin_of[-1]) + 1
    inside = np.where(bin_of[line.previous] == bin_of, line.previous, -1).astype(np.int32)
    arrays = (line.time, line.account, line.post, inside, bin_of, line.window, line.n_accounts)
    counts = np.zeros(line.n_accounts, np.int64)
    _sweep_bins(*arrays, counts, 0, 0, NOTHING)

    def found(shard: Block) -> tuple[Ints, Ints]:
        out = np.empty(int(counts[slice(*shard)].sum()), np.int64)
        _sweep_bins(*arrays, NOTHING, *shard, out)
        out.sort()
        return _bins_of_pairs(out, n_bins, least)

    parts = over_blocks(found, cut_into_shards(counts, room))
    return np.concatenate([pairs for pairs, _ in parts]), np.concatenate([seen for _, seen in parts])


def _bins_a_pair(parts: Iterator[Ints], n_bins: int) -> tuple[Ints, Ints]:
    """Distinct (pair, bin) keys of all parts, counted by pair; parts are merged when as many wait as are settled."""
    settled = np.empty(0, np.int64)
    waiting: list[Ints] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting)) >= len(settled):
            settled, waiting = _merged([settled, *waiting]), []
    return _bins_of_pairs(_merged([settled, *waiting]), n_bins, 1)


@compiled
def _bins_of_pairs(keys: Ints, n_bins: int, least: int) -> tuple[Ints, Ints]:  # pragma: no cover
    """Pairs with at least so many different bins, and their number, from sorted keys ``pair * n_bins + bin``."""
    room = keys.size // max(least, 1)
    pairs, seen = np.empty(room, np.int64), np.empty(room, np.int64)
    found, i = 0, 0
    while i < keys.size:
        pair = keys[i] // n_bins
        end, different = (pair + 1) * n_bins, 1
        i += 1
        while i < keys.size and keys[i] < end:
            different += keys[i] != keys[i - 1]
            i += 1
        if different >= least:
            pairs[found], seen[found] = pair, different
            found += 1
    return pairs[:found].copy(), seen[:found].copy()


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
                    near += abs(time[j] - time[i]) <= window
        if pairs:
            shares[cell] = near / pairs
    return shares
