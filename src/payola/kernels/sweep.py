"""How many coincidences has each pair of accounts? The compiled loops, run over time blocks on two threads.

Sums are of integers, so neither the cut into blocks nor the number of threads changes any number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from payola.errors import OptionError
from payola.kernels.coding import CodedUses, Codes, Flags, Ints, stable_order
from payola.kernels.coincidence import (
    emit_directed,
    emit_pairs,
    find_coincidences,
    link_following,
    link_previous,
    mark_coincident_posts,
)
from payola.kernels.tally import Run, Tally, tally

BLOCK = 1 << 18  # uses a time block: large enough to keep two threads busy, small enough to show progress
CHUNK = 1 << 22  # coincidences held at once by a thread (32 MB)
THREADS = 2

Advance = Callable[[float], None]
T = TypeVar("T")


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


def coincident_posts(line: Timeline, n_posts: int, block: int = BLOCK) -> Flags:
    """Which posts occur in any coincidence of two accounts."""
    found = np.zeros(n_posts, np.bool_)

    def mark(start: int, stop: int) -> None:
        mark_coincident_posts(line.time, line.account, line.post, line.previous, line.window, start, stop, found)

    for _ in _over_blocks(mark, _blocks(len(line), block)):
        pass
    return found


def count_pairs(
    line: Timeline,
    active: Flags,
    either_side: bool,
    advance: Advance,
    block: int = BLOCK,
    chunk: int = CHUNK,
) -> Run:
    """Coincidences of each undirected pair, key ``a * n_accounts + b`` with a < b, and the sum of their gaps.

    Raises
    ------
    OptionError
        So many accounts and so long a window that a coincidence does not fit into 63 bits.
    """
    gap_bits = _gap_bits(line)

    def count(start: int, stop: int) -> Run:
        out, here = np.empty(chunk, np.int64), Tally()
        row, link = start, int(line.previous[start])
        while row < stop:
            written, row, link = emit_pairs(
                line.time, line.account, line.post, line.previous, line.window,
                active, either_side, gap_bits, row, link, stop, out,
            )  # fmt: skip
            here.add(tally(out[:written], gap_bits))
        return here.total()

    return _sum(count, _blocks(len(line), block), advance)


def count_directed(
    line: Timeline,
    active: Flags,
    either_side: bool,
    advance: Advance,
    block: int = BLOCK,
    chunk: int = CHUNK,
) -> Run:
    """Posts of a source with a use near a use of a target, key ``source * n_accounts + target`` (gaps are 0)."""
    following = link_following(line.previous)
    by_post = stable_order(line.post.astype(np.int64) * line.n_accounts + line.account)

    def count(start: int, stop: int) -> Run:
        out, here = np.empty(max(chunk, line.n_accounts), np.int64), Tally()
        met_in = np.full(line.n_accounts, -1, np.int64)
        row = start
        while row < stop:
            written, row = emit_directed(
                line.time, line.account, line.post, line.previous, following, line.window,
                active, either_side, by_post, row, stop, met_in, out,
            )  # fmt: skip
            here.add(tally(out[:written], 0))
        return here.total()

    return _sum(count, _post_blocks(line, by_post, block), advance)


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


def _blocks(n: int, block: int) -> list[tuple[int, int]]:
    return [(start, min(start + block, n)) for start in range(0, n, block)]


def _post_blocks(line: Timeline, by_post: Ints, block: int) -> list[tuple[int, int]]:
    """Blocks of ``by_post`` that never cut through the uses of one post and account."""
    post, account = line.post[by_post], line.account[by_post]
    starts = np.flatnonzero((post[1:] != post[:-1]) | (account[1:] != account[:-1])) + 1
    wanted = np.arange(block, len(line), block)
    places = np.searchsorted(starts, wanted)
    cuts = np.unique(starts[places[places < len(starts)]])
    edges = [0, *cuts.tolist(), len(line)] if len(line) else [0]
    return list(pairwise(edges))


def _sum(count: Callable[[int, int], Run], blocks: list[tuple[int, int]], advance: Advance) -> Run:
    total = Tally()
    for (start, stop), run in zip(blocks, _over_blocks(count, blocks), strict=True):
        total.add(run)
        advance(stop - start)
    return total.total()


def _over_blocks(work: Callable[[int, int], T], blocks: list[tuple[int, int]]) -> Iterator[T]:
    if len(blocks) < 2:
        yield from (work(*block) for block in blocks)
        return
    with ThreadPoolExecutor(THREADS) as threads:
        yield from threads.map(lambda block: work(*block), blocks)
