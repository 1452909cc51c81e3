"""Which groups of accounts keep meeting? Found on odd days, tested on even days, which share no post with them.

Needs: uses of one layer over several days; better with a burst reference.
Gives: groups with what was seen, what re-timed copies give, p and q, and their members (METHODS 2.2, groups).
Caveats: a fan club or the several accounts of one agency are groups too; only the reference tells a tight burst from a
tight group, and no number tells why accounts meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.detectors.pairs import LEVEL, coordination
from payola.kernels import bin_pairs, bins
from payola.kernels.coding import CodedUses, Codes, Ints, code_uses
from payola.kernels.shards import THREADS
from payola.stats.bursts import BurstReference
from payola.stats.discovery import bh_q
from payola.stats.jitter import SHRINKAGE, Scale, clock_tick

Floats = NDArray[np.float64]

DAY = 86_400
DRAWS = 199
MANY, FEW_DRAWS = 20_000, 99  # of a group with so many uses fewer copies are drawn: p cannot be below 1 in 100
SMALLEST_GROUP = 3


@dataclass(frozen=True)
class Groups:
    """``groups``: group (its number), n_accounts, seen, expected, p, q, grade; ``members``: account_id, group."""

    groups: pa.Table
    members: pa.Table


def groups(
    uses: pa.Table, *, reference: Sequence[BurstReference] = (), seed: int = 0, draws: int = DRAWS, level: float = LEVEL
) -> Groups:
    """Groups of accounts that coincide on odd days, tested on even days.

    A group is a set of accounts joined by pairs with q <= ``level`` on odd days. On even days its coincidences are
    counted and compared with ``draws`` copies in which every post keeps its bin, not its moment (drawn from its
    account's own profile). With a reference its pairs must also be beyond the burst null there (Simes 1986 over pairs).
    """
    odd = pc.equal(pc.bit_wise_and(pc.floor(pc.divide(uses["created_at"], DAY)).cast(pa.int64()), 1), 1)
    found = coordination(uses.filter(odd), reference=reference)
    joined = found.pairs.filter(pc.less_equal(found.pairs["q"], level))
    members = _components(joined)
    if not members:
        return Groups(_table([], [], [], [], [], level), _members([]))
    scales = [_usual_scale(joined, group) for group in members]
    even = uses.filter(pc.invert(odd))

    def test(number: int) -> tuple[int, float, float]:
        rng = np.random.default_rng([seed, number])
        return _tested(_of(even, members[number]), scales[number], rng, draws)

    with ThreadPoolExecutor(THREADS) as threads:
        seen, expected, p = zip(*threads.map(test, range(len(members))), strict=True)
    both = np.array(p)
    if reference:
        both = np.maximum(both, [_beyond_bursts(_of(even, group), reference) for group in members])
    return Groups(_table(members, seen, expected, both, reference, level), _members(members))


def _components(pairs: pa.Table) -> list[list[str]]:
    """Accounts joined by these pairs, three or more together; largest first."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs.num_rows:
        return []
    ends = pa.concat_arrays([pairs[name].combine_chunks() for name in ("account_a", "account_b")]).dictionary_encode()
    codes, ids = ends.indices.to_numpy(), ends.dictionary.to_pylist()
    a, b = codes[: pairs.num_rows], codes[pairs.num_rows :]
    _, label = connected_components(coo_matrix((np.ones(len(a)), (a, b)), shape=(len(ids), len(ids))), directed=False)
    together: dict[int, list[str]] = {}
    for account, number in zip(ids, label.tolist(), strict=True):
        together.setdefault(number, []).append(account)
    found = [sorted(group) for group in together.values() if len(group) >= SMALLEST_GROUP]
    return sorted(found, key=lambda group: (-len(group), group))


def _usual_scale(pairs: pa.Table, group: list[str]) -> Scale:
    """The scale at which most pairs of the group said most: chosen on odd days, so that even days stay untouched."""
    own = pairs.filter(pc.is_in(pairs["account_a"], value_set=pa.array(group)))
    counted = own.group_by(["window_s", "bin_s"]).aggregate([([], "count_all")])
    rows = sorted(counted.to_pylist(), key=lambda row: (-row["count_all"], row["window_s"], row["bin_s"]))
    return Scale(rows[0]["window_s"], rows[0]["bin_s"])


def _of(uses: pa.Table, group: list[str]) -> pa.Table:
    return uses.filter(pc.is_in(uses["account_id"], value_set=pa.array(group)))


def _tested(uses: pa.Table, scale: Scale, rng: np.random.Generator, draws: int) -> tuple[int, float, float]:
    """Coincidences within a group (bins, summed over its pairs), their mean in re-timed copies, and p.

    Posts keep their bins, so that only uses which share their cell with another account need to be moved."""
    coded, tick = code_uses(uses), clock_tick(uses["created_at"].to_numpy())
    draws = min(draws, FEW_DRAWS) if len(coded) > MANY else draws
    _, first, place = np.unique(coded.post, return_index=True, return_inverse=True)
    rows = bins.in_shared_cells(coded, scale.bin_s)
    moved, place = np.unique(place[rows], return_inverse=True)
    habits = _habits(coded.time[first], coded.account[first], moved, scale)
    met = coded.only(rows)
    seen = _coincidences(met, scale)
    copies = np.array([
        _coincidences(replace(met, time=_retimed(habits, scale, tick, rng)[place]), scale) for _ in range(draws)
    ])  # fmt: skip
    return seen, float(copies.mean()), float((1 + (copies >= seen).sum()) / (draws + 1))


def _coincidences(uses: CodedUses, scale: Scale) -> int:
    return int(bin_pairs.coincident_bins(bins.by_object(uses), scale.window_s, scale.bin_s)[1].sum())


@dataclass(frozen=True)
class Habits:
    """When accounts post: ``moment`` (posts,) in the bin, in whole windows, and ``by_account`` (posts,) their order.

    Of each post to be moved: begin of its bin, where its account's posts begin in ``by_account``, how many they are,
    and how often a moment is borrowed from anybody.
    """

    moment: Ints
    by_account: Ints
    bin_start: Ints
    begin: Ints
    count: Ints
    borrowed: Floats


def _habits(time: Ints, account: Codes, moved: Ints, scale: Scale) -> Habits:
    by_account = np.argsort(account, kind="stable")
    count = np.bincount(account)
    begin = np.searchsorted(account[by_account], np.arange(len(count)))
    who = account[moved]
    return Habits(
        moment=time % scale.bin_s // scale.window_s * scale.window_s,
        by_account=by_account,
        bin_start=time[moved] // scale.bin_s * scale.bin_s,
        begin=begin[who],
        count=count[who],
        borrowed=np.asarray(SHRINKAGE / (count[who] + SHRINKAGE), np.float64),
    )


def _retimed(habits: Habits, scale: Scale, tick: int, rng: np.random.Generator) -> Ints:
    """Posts at new moments of their own bins: moments of the account's own posts, or (as much as its profile is
    shrunken) of anybody's, and any tick of the clock within a window."""
    n = len(habits.count)
    own = habits.by_account[habits.begin + (rng.random(n) * habits.count).astype(np.int64)]
    anybody = rng.integers(0, len(habits.moment), n)
    donor = np.where(rng.random(n) < habits.borrowed, anybody, own)
    return habits.bin_start + habits.moment[donor] + rng.integers(0, scale.window_s // tick, n) * tick


def _beyond_bursts(uses: pa.Table, reference: Sequence[BurstReference]) -> float:
    """p of the group's pairs together under the burst reference (Simes 1986); 1 where no pair met twice."""
    found = coordination(uses, reference=reference)
    n = len(pc.unique(uses["account_id"]))
    m = max(n * (n - 1) // 2, found.pairs.num_rows, 1)
    p = np.sort(found.pairs["p"].to_numpy())
    return float(min((p * m / np.arange(1, len(p) + 1)).min(initial=1.0), 1.0))


def _table(
    members: list[list[str]], seen: Sequence[int], expected: Sequence[float], p: Floats | list[float],
    reference: Sequence[BurstReference], level: float,
) -> pa.Table:  # fmt: skip
    values = np.asarray(p, np.float64)
    q = bh_q(values, len(values))
    grade = [("B" if reference else "C") if value <= level else None for value in q]
    return pa.table(
        {
            "group": pa.array(range(len(members)), pa.int64()),
            "n_accounts": pa.array([len(group) for group in members], pa.int64()),
            "seen": pa.array(seen, pa.int64()),
            "expected": pa.array(expected, pa.float64()),
            "p": values,
            "q": q,
            "grade": pa.array(grade, pa.string()),
        }
    )


def _members(members: list[list[str]]) -> pa.Table:
    rows = [(account, number) for number, group in enumerate(members) for account in group]
    return pa.table(
        {
            "account_id": pa.array([account for account, _ in rows], pa.string()),
            "group": pa.array([number for _, number in rows], pa.int64()),
        }
    )
