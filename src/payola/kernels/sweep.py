"""How many coincidences has each pair of accounts? The compiled loops, run over time blocks on two threads.

Sums are of integers, so neither the cut into blocks and shards nor the number of threads changes any number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from payola.errors import OptionError
from payola.kernels.coding import CodedUses, Codes, Flags, Ints, stable_order
from payola.kernels.coincidence import (
    find_coincidences,
    link_following,
    link_previous,
    mark_coincident_posts,
    sweep_directed,
    sweep_pairs,
)
from payola.kernels.shards import THREADS, Block, over_blocks, runs
from payola.kernels.tally import Run

WORTH_THREADS = 1 << 16  # uses below which a second thread gains nothing
NOTHING = np.empty(0, np.int64)


@dataclass(frozen=True)
class Timeline:
    """Uses in the order of time, linked within their object; ``rows`` says where each stood in the table."""

    time: Ints
    account: Codes
    post: Codes
    previous: Codes
    rows: Ints
    window: int
    n_accounts: int

    def __len__(self) -> int:
        return len(self.time)


def timeline(uses: CodedUses, kept: Flags, window: int) -> Timeline:
    """The kept uses in the order of time (equal times as they stand), without those of a post of itself."""
    rows = np.flatnonzero(kept & ~uses.object_is_post)
    rows = rows[stable_order(uses.time[rows])]
    time, objects = uses.time[rows], uses.object[rows]
    n_objects = int(objects.max()) + 1 if len(objects) else 0
    window = min(window, int(time[-1] - time[0])) if len(time) else 0
    previous = link_previous(time, objects, n_objects, window)
    return Timeline(time, uses.account[rows], uses.post[rows], previous, rows, window, len(uses.accounts))


def coincident_posts(line: Timeline, n_posts: int, n_blocks: int | None = None) -> Flags:
    """Which posts occur in any coincidence of two accounts."""
    found = np.zeros(n_posts, np.bool_)

    def mark(block: Block) -> None:
        mark_coincident_posts(line.time, line.account, line.post, line.previous, line.window, *block, found)

    over_blocks(mark, time_blocks(line, n_blocks))
    return found


def count_pairs(
    line: Timeline, active: Flags, either_side: bool, n_blocks: int | None = None, room: int | None = None
) -> Iterator[Run]:
    """Coincidences of each undirected pair, key ``a * n_accounts + b`` with a < b, and the sum of their gaps.

    Raises
    ------
    OptionError
        So many accounts and so long a window that a coincidence does not fit into 63 bits.
    """
    gap_bits = _gap_bits(line)
    arrays = (line.time, line.account, line.post, line.previous, line.window, active, either_side)

    def count(block: Block) -> Ints:
        counts = np.zeros(line.n_accounts, np.int64)
        sweep_pairs(*arrays, *block, counts, gap_bits, 0, 0, NOTHING)
        return counts

    def fill(block: Block, shard: Block, out: Ints) -> None:
        sweep_pairs(*arrays, *block, NOTHING, gap_bits, *shard, out)

    return runs(count, fill, time_blocks(line, n_blocks), gap_bits, room)


def count_directed(
    line: Timeline, active: Flags, either_side: bool, n_blocks: int | None = None, room: int | None = None
) -> Iterator[Run]:
    """Posts of a source with a use near a use of a target, key ``source * n_accounts + target`` (gaps are 0).

    A post counts once for a target however many of its uses are near, in whatever time block, so that these blocks are
    ranges of sources; the links lead from each use to both sides.
    """
    following = link_following(line.previous)
    by_source = stable_order(line.account * (np.int64(line.post.max(initial=0)) + 1) + line.post)
    begins = np.searchsorted(line.account[by_source], np.arange(line.n_accounts + 1))
    arrays = (line.time, line.account, line.post, line.previous, following, line.window, active, either_side)

    def count(block: Block) -> Ints:
        counts = np.zeros(line.n_accounts, np.int64)
        sweep_directed(*arrays, by_source, begins[block[0]], begins[block[1]], counts, NOTHING)
        return counts

    def fill(block: Block, shard: Block, out: Ints) -> None:
        first, last = max(block[0], shard[0]), min(block[1], shard[1])
        if first < last:
            sweep_directed(*arrays, by_source, begins[first], begins[last], NOTHING, out)

    return runs(count, fill, cut(begins, n_blocks or _usual_blocks(line)), 0, room)


def coincidences_of(line: Timeline, asked: Ints, limit: int) -> tuple[Codes, Codes, Ints]:
    """The first ``limit`` coincidences of each pair asked for: earlier use, later use, place in ``asked``."""
    none = np.empty(0, np.int32)
    arrays = (line.time, line.account, line.post, line.previous, line.window, line.n_accounts, asked, limit)
    n = find_coincidences(*arrays, np.zeros(len(asked), np.int64), none, none, np.empty(0, np.int64))
    earlier, later, pair = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int64)
    find_coincidences(*arrays, np.zeros(len(asked), np.int64), earlier, later, pair)
    return earlier, later, pair


def _gap_bits(line: Timeline) -> int:
    bits = line.window.bit_length()
    if (line.n_accounts**2).bit_length() + bits > 63:
        raise OptionError.bad("window", line.window, f"shorter: there are {line.n_accounts:,} accounts")
    return bits


def time_blocks(line: Timeline, n_blocks: int | None = None) -> list[Block]:
    """Ranges of uses, one after the other in time, of like size."""
    return cut(np.arange(len(line) + 1), n_blocks or _usual_blocks(line))


def cut(begins: Ints, n_blocks: int) -> list[Block]:
    """Cut things that begin at these places (and end at the last) into ranges of like size; none is empty."""
    wanted = np.linspace(0, begins[-1], n_blocks + 1)[1:-1]
    edges = np.unique([0, *np.searchsorted(begins, wanted), len(begins) - 1])
    return list(pairwise(edges.tolist()))


def _usual_blocks(line: Timeline) -> int:
    return 1 if len(line) < WORTH_THREADS else 4 * THREADS
