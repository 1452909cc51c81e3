"""In how many bins does each pair of accounts coincide, or share a cell? The compiled loops, in bounded memory.

Account by account: whom it meets is counted in one array of all accounts, and nothing is listed or sorted but the pairs
that meet in enough bins. Who must meet in k of an account's n bins has met in one of any n - k + 1 of them, in two of
any n - k + 2, and so on (prefix filter: Chaudhuri, Ganti and Kaushik 2006): the emptiest bins come first, and the
crowded ones are not looked at where nobody is left. Quiet accounts come first, and the others are then looked at
without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from payola.kernels.bins import ByObject, changes, grouped
from payola.kernels.coding import Codes, Flags, Ints, stable_order
from payola.kernels.coincidence import compiled
from payola.kernels.shards import THREADS, Block, over_blocks
from payola.kernels.sweep import cut

ROOM = 1 << 18  # pairs that are written at a time
TOGETHER = 3  # accounts with up to so many times the uses of the quietest are looked at together, where
CROWDED = 4  # uses meet more than so many others
LEFT = 0.9  # uses are copied without those that meet nobody where this share of them or less is left
MANY = 1 << 20  # visits from which a second thread is worth it
COUNT = 24  # bits of a count of bins

Found = tuple[Ints, Ints]


def coincident_bins(uses: ByObject, window_s: int, bin_s: int, least: int = 1, room: int = ROOM) -> Found:
    """Pairs that coincide in at least so many bins (keys ``a * n_accounts + b``, sorted), and in how many each does.

    Two uses of one object in one bin coincide where they lie at most ``window_s`` apart, in two accounts and two posts.
    """
    return _pairs(uses, window_s, bin_s, least, True, room)


def shared_bins(uses: ByObject, first: Flags, bin_s: int, least: int = 1, room: int = ROOM) -> Found:
    """Pairs that share a cell in at least so many bins (keys ``a * n_accounts + b``, sorted), and in how many.

    ``first`` (uses,) marks one use of each account in each cell (``bins.crowds``).
    """
    return _pairs(uses.only(first), bin_s, bin_s, least, False, room)


def once(keys: Ints) -> Ints:
    """Each key once, sorted (in place)."""
    keys.sort()
    return keys[changes(keys)]


@dataclass(frozen=True)
class _Company:
    """Uses, and whom each meets: those at ``low:high``, itself among them.

    Of each account: ``held`` uses, ``busy`` ones that meet another, and ``visits``, the meetings of all of them.
    """

    uses: ByObject
    low: Codes
    high: Codes
    held: Ints
    busy: Ints
    visits: Ints


def _pairs(uses: ByObject, window_s: int, bin_s: int, least: int, apart: bool, room: int) -> Found:
    """As ``coincident_bins``; with ``apart`` uses of one post never meet."""
    parts = list(_quiet_first(uses, window_s, bin_s, least, apart, room))
    keys, seen = (np.concatenate([np.empty(0, np.int64), *(part[side] for part in parts)]) for side in (0, 1))
    order = stable_order(keys)
    return keys[order], seen[order]


def _quiet_first(uses: ByObject, window_s: int, bin_s: int, least: int, apart: bool, room: int) -> Iterator[Found]:
    """Pairs with one of the quietest accounts, then those of the quietest that are left, and so on."""
    while True:
        found = _company(uses, window_s, bin_s, least)
        enough = found.busy[found.busy >= least]
        if not enough.size:
            return
        crowded = int(found.visits.sum()) > CROWDED * len(found.uses)
        most = TOGETHER * int(enough.min()) - 1 if crowded else int(enough.max())
        yield from _counted(found, bin_s, least, most, apart, room)
        uses = found.uses.only((found.busy > most)[found.uses.account])


def _company(uses: ByObject, window_s: int, bin_s: int, least: int) -> _Company:
    """Whom each use meets, without most of the uses of accounts that meet others fewer than ``least`` times."""
    while True:
        low, high = _near(uses.object, uses.time, bin_s, window_s)
        told = _by_account(uses.account, low, high, uses.n_accounts)
        _, busy, _ = told
        kept = int(busy[busy >= least].sum())
        if not kept or kept > LEFT * len(uses):
            return _Company(uses, low, high, *told)
        uses = uses.only((high > low + 1) & (busy >= least)[uses.account])
        del low, high  # before the next ones are made


def _counted(found: _Company, bin_s: int, least: int, most: int, apart: bool, room: int) -> Iterator[Found]:
    """Pairs of the accounts with ``least`` to ``most`` such uses, and of each of them with a busier one."""
    uses = found.uses
    ranked = np.flatnonzero(found.held)
    ranked = ranked[np.argsort(found.busy[ranked], kind="stable")]
    places = np.zeros(uses.n_accounts, np.int32)
    places[ranked] = np.arange(len(ranked))
    start, stop = np.searchsorted(found.busy[ranked], [least, most + 1])
    rank = places[uses.account]
    begin = np.concatenate([[0], np.cumsum(found.held[ranked])])
    arrays = (grouped(rank, len(ranked)), begin, ranked, rank, uses.post, uses.time, found.low, found.high)

    def part(block: Block) -> list[Found]:
        some, at, size = [], start + block[0], room
        while at < start + block[1]:
            keys, seen = np.empty(size, np.int64), np.empty(size, np.int64)
            n, reached = _count(*arrays, bin_s, uses.n_accounts, least, apart, at, start + block[1], keys, seen)
            size = size if reached > at else 2 * size
            at = reached
            some.append((keys[:n].copy(), seen[:n].copy()))
        return some

    visits = np.cumsum(found.visits[ranked[start:stop]])
    several = 4 * THREADS if visits[-1] > MANY else 1
    for parts in over_blocks(part, cut(np.concatenate([[0], visits]), several)):
        yield from parts


@compiled
def _near(objects: Codes, time: Ints, bin_s: int, window: int) -> tuple[Codes, Codes]:  # pragma: no cover
    """For each use the range of those of its cell that lie at most ``window`` away, itself among them."""
    n = objects.size
    low, high, start = np.empty(n, np.int32), np.empty(n, np.int32), 0
    while start < n:
        end, stop = (time[start] // bin_s + 1) * bin_s, start
        while stop < n and objects[stop] == objects[start] and time[stop] < end:
            stop += 1
        first, last = start, start
        for i in range(start, stop):
            while time[first] < time[i] - window:
                first += 1
            while last < stop and time[last] <= time[i] + window:
                last += 1
            low[i], high[i] = first, last
        start = stop
    return low, high


@compiled
def _by_account(
    account: Codes, low: Codes, high: Codes, n_accounts: int
) -> tuple[Ints, Ints, Ints]:  # pragma: no cover
    """Of each account: its uses, those that meet another, and the meetings of all."""
    held, busy, visits = np.zeros(n_accounts, np.int64), np.zeros(n_accounts, np.int64), np.zeros(n_accounts, np.int64)
    for i in range(account.size):
        held[account[i]] += 1
        busy[account[i]] += high[i] - low[i] > 1
        visits[account[i]] += high[i] - low[i]
    return held, busy, visits


@compiled
def _count(
    order: Codes,
    begin: Ints,
    ranked: Ints,
    rank: Codes,
    post: Codes,
    time: Ints,
    low: Codes,
    high: Codes,
    bin_s: int,
    n_accounts: int,
    least: int,
    apart: bool,
    start: int,
    stop: int,
    keys: Ints,
    seen: Ints,
) -> tuple[int, int]:  # pragma: no cover
    """Pairs of the accounts ``ranked[start:stop]`` with accounts of higher rank; ``order`` has the uses by account.

    ``state[c]`` holds the last bin (of all bins of all accounts, numbered as they come) in which c was met, and in how
    many bins of this account. Returns how many pairs were written, and the rank to go on with.
    """
    state, hits, written, now = np.zeros(ranked.size, np.int64), np.empty(ranked.size, np.int32), 0, 0
    reached = np.empty(least + 1, np.int64)
    for me in range(start, stop):
        own, head, turn = _emptiest_first(order[begin[me] : begin[me + 1]], time, low, high, bin_s)
        found, before = 0, now
        reached[:] = 0
        for done in range(turn.size):
            needed = least - (turn.size - done)  # whoever was met in fewer bins by now cannot be met in enough
            if turn.size < least or (needed > 0 and reached[needed] == 0):
                break
            now += 1
            for use in own[head[turn[done]] : head[turn[done] + 1]]:
                for other in range(low[use], high[use]):
                    partner = rank[other]
                    last = state[partner] >> COUNT
                    if last == now or partner == me:
                        continue
                    met = state[partner] & ((1 << COUNT) - 1) if last > before else 0
                    if met < needed or (apart and post[other] == post[use]):
                        continue
                    met += 1
                    state[partner] = (now << COUNT) | met
                    if met <= least:
                        reached[met] += 1
                        if met == least:
                            hits[found] = partner
                            found += 1
        if written + found > keys.size:
            return written, me
        for partner in hits[:found]:
            if partner > me:
                a, b = ranked[me], ranked[partner]
                keys[written] = min(a, b) * n_accounts + max(a, b)
                seen[written] = state[partner] & ((1 << COUNT) - 1)
                written += 1
    return written, stop


@compiled
def _emptiest_first(
    own: Codes, time: Ints, low: Codes, high: Codes, bin_s: int
) -> tuple[Codes, Ints, Ints]:  # pragma: no cover
    """An account's uses that meet another by bin, where each bin begins and ends, and the bins by visits it costs."""
    own = own[high[own] - low[own] > 1]
    bins = time[own] // bin_s
    by_bin = np.argsort(bins)
    own, bins = own[by_bin], bins[by_bin]
    head, cost, n_bins = np.empty(own.size + 1, np.int64), np.zeros(own.size, np.int64), 0
    for i in range(own.size):
        if i == 0 or bins[i] != bins[i - 1]:
            head[n_bins] = i
            n_bins += 1
        cost[n_bins - 1] += high[own[i]] - low[own[i]]
    head[n_bins] = own.size
    return own, head, np.argsort(cost[:n_bins])
