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
    starts = np.flatnonzero(changes(account) | changes(post) | changes(own_bin))
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
    told = np.bincount(account[changes(account) | changes(posts.bin)], minlength=len(posts.first) - 1)
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
    starts = np.flatnonzero(changes(cell[order]))
    account = uses.account[kept][order]
    shared = np.maximum.reduceat(account, starts) != np.minimum.reduceat(account, starts)
    return np.sort(kept[order[np.repeat(shared, np.diff(np.append(starts, len(order))))]])


def changes(values: Codes | Ints) -> Flags:
    """Where a value differs from the one before it; the first always does."""
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _cells(uses: CodedUses, bins: Ints) -> tuple[Codes, Cells]:
    """Number of accounts in the cell of each use, and the cells of two accounts or more."""
    cell = uses.object.astype(np.int64) * (int(bins.max(initial=0)) + 1) + bins
    order = stable_order(cell)
    begins = changes(cell[order])
    member = begins | changes(uses.account[order])
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
