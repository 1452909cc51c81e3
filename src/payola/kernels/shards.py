"""How is a large network counted in bounded memory? Coincidences are counted first, then added up shard by shard.

A **shard** is a range of accounts whose coincidences fit into one buffer of bounded size; the buffer is filled by all
time blocks, sorted, and reduced to a **run**. Shards come in the order of the accounts, so that their runs, one after
the other, are the sorted network: nothing is merged, and memory holds the buffer and the result, never all
coincidences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from payola.kernels.tally import Ints, Run, tally

Block = tuple[int, int]
T = TypeVar("T")

SMALL, LARGE = 1 << 23, 1 << 26  # numbers in the buffer: 64 MB, and 512 MB where there are very many coincidences
SCANS = 32  # each shard scans all blocks again: a larger buffer keeps that bounded
THREADS = 2


def runs(
    count: Callable[[Block], Ints],
    fill: Callable[[Block, Block, Ints], None],
    blocks: Sequence[Block],
    gap_bits: int,
    room: int | None = None,
) -> Iterator[Run]:
    """The runs of all shards, in the order of their keys.

    Parameters
    ----------
    count
        Gives for a block how many numbers it will write for each account (accounts,).
    fill
        Writes a block's numbers ``key << gap_bits | gap`` for a shard (first account, last account + 1) into an array
        of just that size.
    room
        Numbers the buffer should hold (one account's numbers are never cut).
    """
    counts = over_blocks(count, blocks)
    if not counts:
        return
    by_account = np.sum(counts, axis=0)
    shards = cut_into_shards(by_account, room or min(max(SMALL, int(by_account.sum()) // SCANS), LARGE))
    buffer = np.empty(max((int(by_account[slice(*shard)].sum()) for shard in shards), default=0), np.int64)
    for shard in shards:
        ends = np.cumsum([0] + [int(part[slice(*shard)].sum()) for part in counts])
        parts = {block: buffer[a:b] for block, (a, b) in zip(blocks, pairwise(ends), strict=True)}
        over_blocks(lambda block: fill(block, shard, parts[block]), blocks)  # noqa: B023  (used up before the next)
        yield tally(buffer[: ends[-1]], gap_bits)


def cut_into_shards(by_account: Ints, room: int) -> list[Block]:
    """Ranges of accounts with at most ``room`` numbers each, as far as no single account has more."""
    ends, shards, first = np.cumsum(by_account), [], 0
    while first < len(by_account):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + room, side="right")), first + 1)
        shards.append((first, last))
        first = last
    return shards


def over_blocks(work: Callable[[Block], T], blocks: Sequence[Block]) -> list[T]:
    """Work on all blocks, on two threads where there are several (the loops hold no lock)."""
    if len(blocks) < 2:
        return [work(block) for block in blocks]
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, blocks))
