"""In how many bins does each pair of accounts coincide, or share a cell? The compiled loops, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from payola.kernels.bins import Cells, changes
from payola.kernels.coding import Codes, Ints
from payola.kernels.coincidence import compiled
from payola.kernels.shards import Block, cut_into_shards, over_blocks
from payola.kernels.sweep import Timeline

CHUNK = 1 << 22
ROOM = 1 << 24  # coincidences that are held at a time: 128 MB
NOTHING = np.empty(0, np.int64)


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
    return keys[changes(keys)]


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
