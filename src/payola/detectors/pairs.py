"""Which accounts coincide more often than their habits, their tags and the hour explain?

Needs: uses (object, account, post, time) of one layer; better with a clean reference corpus.
Gives: pairs and accounts with what was seen, what chance would give, p, q and a grade (METHODS 2.2, 2.3).
Caveats: without a reference a live event, a fan club or a scheduler looks the same: nothing is graded above C.

Two nulls. **J** keeps every post in its time bin and re-draws its moment (``stats.jitter``). **J and R** never takes a
pair's chance below that of pairs of the reference in crowds of that size, quick pairs among them (``stats.bursts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from payola.detectors.testable import Corpus, Possible, PossibleAt, least_at, possible, testable
from payola.kernels import bin_pairs, bins
from payola.kernels.coding import CodedUses, Codes, Ints, code_uses
from payola.kernels.meetings import meetings
from payola.kernels.shards import over_blocks
from payola.kernels.sweep import cut
from payola.stats.bursts import CLASSES, LARGER, STATUS, WEIGHTS, BurstReference, class_of
from payola.stats.discovery import account_p, best_of_scales, bh_q, partners_so_small, so_small
from payola.stats.jitter import SCALES, Scale, clock_tick
from payola.stats.tails import mixture_tails, poisson_binomial_tails, poisson_bound

Floats = NDArray[np.float64]

LEVEL = 0.05
CHANCES_AT_ONCE = 1 << 18
NO_PARTNERS = pa.table(
    {"account_id": pa.array([], pa.string()), "partners": pa.array([], pa.int64()), "always": pa.array([], pa.int64())}
)
NO_PAIRS = pa.table(
    {name: pa.array([], pa.string()) for name in ("account_a", "account_b")}
    | {name: pa.array([], pa.float64()) for name in ("jitter", "both")}
)
EVERYTHING = np.ones((len(WEIGHTS), STATUS * len(CLASSES)))  # a reference that explains all
SCREEN = 0.05  # pairs whose Poisson bound is above this need no exact tail


@dataclass(frozen=True)
class Tested:
    """One scale: candidate pairs (key ``a * n + b``) with seen, expected and p under J and under J and R."""

    scale: Scale
    keys: Ints
    seen: Ints
    expected: Floats
    p_jitter: Floats
    p_both: Floats
    testable: PossibleAt


@dataclass(frozen=True)
class Coordination:
    """All scales together: one row a candidate pair, one row an account with a partner it could be tested with.

    ``partners``: ``account_id, partners, always`` of all testable accounts (``always``: partners that count whatever
    the p). ``possible``: ``account_a, account_b, jitter, both``: pairs that could have shown a p worth a look, and the
    smallest; ``more`` pairs were not looked at one by one.
    """

    pairs: pa.Table
    accounts: pa.Table
    summary: dict[str, Any] = field(default_factory=dict)
    partners: pa.Table = field(default_factory=lambda: NO_PARTNERS)
    possible: pa.Table = field(default_factory=lambda: NO_PAIRS)
    more: int = 0


def coordination(
    uses: pa.Table,
    *,
    reference: Sequence[BurstReference] = (),
    scales: Sequence[Scale] = SCALES,
    layer: str = "tag",
    level: float = LEVEL,
) -> Coordination:
    """Pairs and accounts that coincide beyond chance.

    Parameters
    ----------
    uses
        ``object, account_id, post_id, created_at`` of one layer.
    reference
        Burst references of a clean corpus. Without any, all is tested under J alone; what is seen at a scale that they
        lack counts as explained by bursts.
    level
        False discovery rate at which pairs and accounts are graded (smaller where several layers share the error rate).

    Returns
    -------
    pairs: ``account_a, account_b, layer, window_s, bin_s, seen, expected, p, q, grade`` of the scale that says most;
    p counts all scales (Bonferroni). accounts: ``account_id, p, q, grade``. summary: m, scales used and refused.
    """
    coded = code_uses(uses)
    corpus = Corpus(bins.by_object(coded), *_posts_of(coded), tick := clock_tick(coded.time))
    accounts = coded.accounts
    del coded  # ten million uses need not stand in memory twice, nor what coding them took
    pa.default_memory_pool().release_unused()
    usable = [scale for scale in scales if scale.window_s >= tick]
    bursts = {(known.window_s, known.bin_s): known.table() for known in reference}
    unknown = EVERYTHING if reference else None
    tested = [_test(corpus, scale, bursts.get((scale.window_s, scale.bin_s), unknown)) for scale in usable]
    summary = {
        "tick_s": tick,
        "scales": [vars(scale) for scale in usable],
        "refused_scales": [vars(scale) for scale in scales if scale not in usable],
        "reference": bool(reference),
    }
    if not tested:
        return Coordination(_no_pairs(), _no_accounts(), summary | {"testable_pairs": 0, "testable_accounts": 0})
    return _combine(tested, accounts, layer, bool(reference), summary, level)


def _test(corpus: Corpus, scale: Scale, burst: Floats | None) -> Tested:
    n = corpus.uses.n_accounts
    crowds = bins.crowds(corpus.uses, scale.bin_s)
    found = testable(corpus, crowds, scale, burst)
    keys, seen = bin_pairs.coincident_bins(corpus.uses, scale.window_s, scale.bin_s, found.bins)
    a, b = (keys // n).astype(np.int32), (keys % n).astype(np.int32)
    posts = bins.posts_of(corpus.uses, crowds.sizes, scale.bin_s, np.concatenate([a, b]))
    jitter = corpus.chances(a, b, scale)
    expected, p_jitter = _tails(posts, a, b, jitter, np.zeros(1), seen)
    p_both = p_jitter if burst is None else _burst_tails(posts, a, b, scale, jitter, burst, seen, p_jitter)
    return Tested(scale, keys, seen, expected, p_jitter, p_both, found)


def _posts_of(uses: CodedUses) -> tuple[Codes, Ints]:
    """Account and time of each post, once a post: profiles count posts, not tags."""
    account, time = np.zeros(uses.n_posts, np.int32), np.zeros(uses.n_posts, np.int64)
    account[uses.post[::-1]], time[uses.post[::-1]] = uses.account[::-1], uses.time[::-1]
    return account, time


def _tails(posts: bins.Posts, a: Codes, b: Codes, jitter: Floats, burst: Floats, seen: Ints) -> tuple[Floats, Floats]:
    """Expected coincidences of each pair and the chance of as many as were seen; on two threads, some pairs a time."""
    work = np.diff(posts.first)
    room = np.minimum(work[a], work[b])  # bins in which a pair can share a cell at all

    def part(block: tuple[int, int]) -> tuple[Floats, Floats]:
        some = slice(*block)
        q, starts = np.empty(int(room[some].sum())), np.zeros(len(room[some]) + 1, np.int64)
        arrays = (posts.first, posts.bin, posts.object_first, posts.objects, posts.cell_accounts)
        q = q[: bins.chances(*arrays, a[some], b[some], jitter[some], burst, starts, q)]
        return _tails_of(q, starts, seen[some])

    if not len(a):
        return np.empty(0), np.empty(0)
    blocks = cut(np.concatenate([[0], np.cumsum(room)]), max(int(room.sum()) // CHANCES_AT_ONCE, 1))
    expected, p = zip(*over_blocks(part, blocks), strict=True)
    return np.concatenate(expected), np.concatenate(p)


def _burst_tails(
    posts: bins.Posts, a: Codes, b: Codes, scale: Scale, jitter: Floats, burst: Floats, seen: Ints, p_jitter: Floats
) -> Floats:
    """p of each pair under the jitter null and the burst reference; 1 where the jitter null alone does not reject."""
    p = np.ones(len(a))
    some = np.flatnonzero(p_jitter <= SCREEN)

    def part(block: tuple[int, int]) -> Floats:
        chosen = some[slice(*block)]
        found = meetings(posts, a[chosen], b[chosen], scale.window_s)
        kind = class_of(found.size, found.again, LARGER)
        return mixture_tails(found.ways, kind, found.starts, seen[chosen], jitter[chosen], burst, WEIGHTS)

    if len(some):
        work = np.diff(posts.first)
        room = np.minimum(work[a[some]], work[b[some]])
        blocks = cut(np.concatenate([[0], np.cumsum(room)]), max(int(room.sum()) // CHANCES_AT_ONCE, 1))
        p[some] = np.maximum(np.concatenate(over_blocks(part, blocks)), p_jitter[some])
    return p


def _tails_of(q: Floats, starts: Ints, seen: Ints) -> tuple[Floats, Floats]:
    """Expected number and upper tail of pairs with chances ``q[starts[i]:starts[i + 1]]``: bound, exact where small."""
    expected = np.add.reduceat(np.append(q, 0.0), starts[:-1])
    p = poisson_bound(seen, expected)
    exact = np.flatnonzero(p <= SCREEN)
    lengths = np.diff(starts)[exact]
    chosen = np.concatenate([q[starts[i] : starts[i + 1]] for i in exact]) if len(exact) else np.empty(0)
    p[exact] = poisson_binomial_tails(chosen, np.concatenate([[0], np.cumsum(lengths)]), seen[exact])
    return expected, p


def _combine(
    tested: list[Tested], ids: pa.Array, layer: str, with_reference: bool, summary: dict[str, Any], level: float
) -> Coordination:
    """One p a pair over all scales, false discovery over all testable pairs, and accounts."""
    keys = np.unique(np.concatenate([scale.keys for scale in tested]))
    jitter, best = _over_scales(tested, keys, "jitter")
    both = _over_scales(tested, keys, "both")[0] if with_reference else jitter  # else they are the same numbers
    n = len(ids)
    could = possible([scale.testable for scale in tested], n)
    q_jitter = bh_q(jitter, so_small(jitter, could.jitter) + could.more)
    q_both = bh_q(both, so_small(both, could.both) + could.more) if with_reference else q_jitter
    chosen_p, chosen_q = (both, q_both) if with_reference else (jitter, q_jitter)
    grade = grades(q_jitter, q_both, with_reference, level)
    pairs = pa.table(
        {
            "account_a": ids.take(pa.array(keys // n)),
            "account_b": ids.take(pa.array(keys % n)),
            "layer": pa.repeat(layer, len(keys)),
            **_of_scale(tested, keys, best),
            "p": chosen_p,
            "q": chosen_q,
            "grade": pa.array(grade, pa.string()),
            "p_jitter": jitter,
        }
    )
    accounts, partners = _accounts(could, ids, keys, jitter, both, with_reference, level)
    told = {
        "testable_pairs": len(could.keys) + could.more,
        "testable_accounts": partners.num_rows,
        "tests": [_told(scale) for scale in tested],
    }
    return Coordination(pairs, accounts, summary | told, partners, _possible(could, ids), could.more)


def _possible(could: Possible, ids: pa.Array) -> pa.Table:
    """Pairs that could have shown a p worth a look under J (under both nulls p is no smaller)."""
    some = could.jitter <= SCREEN
    n = len(ids)
    ends = {"account_a": could.keys[some] // n, "account_b": could.keys[some] % n}
    named = {name: pa.DictionaryArray.from_arrays(pa.array(end, pa.int32()), ids) for name, end in ends.items()}
    return pa.table(named | {"jitter": could.jitter[some], "both": could.both[some]})


def _told(scale: Tested) -> dict[str, Any]:
    """Of one scale: pairs that met often enough to be a candidate, how often, by chance, and how many it would keep."""
    m = scale.testable.bound if scale.testable.keys is None else so_small(scale.p_both, scale.testable.both)
    return vars(scale.scale) | {
        "pairs": len(scale.keys),
        "seen": int(scale.seen.sum()),
        "expected": round(float(scale.expected.sum()), 3),
        "found": int((bh_q(scale.p_both, np.maximum(m, len(scale.keys))) <= LEVEL).sum()),
    }


def _over_scales(tested: list[Tested], keys: Ints, which: str) -> tuple[Floats, Ints]:
    """Weighted Bonferroni over scales that could have said as much (a scale without the pair as candidate gives 1), and
    the scale that says most."""
    p = np.ones((len(tested), len(keys)))
    for number, scale in enumerate(tested):
        p[number, np.searchsorted(keys, scale.keys)] = getattr(scale, f"p_{which}")
    shares = np.array([scale.scale.share for scale in tested])
    best = (p / shares[:, None]).argmin(axis=0) if len(keys) else np.empty(0, np.int64)
    return best_of_scales(p, shares.tolist(), least_at([scale.testable for scale in tested], keys, which)), best


def _of_scale(tested: list[Tested], keys: Ints, best: Ints) -> dict[str, Any]:
    """What the chosen scale of each pair saw and expected."""
    columns: dict[str, Any] = {
        "window_s": np.array([scale.scale.window_s for scale in tested], np.int64)[best],
        "bin_s": np.array([scale.scale.bin_s for scale in tested], np.int64)[best],
        "seen": np.zeros(len(keys), np.int64),
        "expected": np.zeros(len(keys)),
    }
    for number, scale in enumerate(tested):
        places = np.searchsorted(keys, scale.keys)
        mine = best[places] == number
        columns["seen"][places[mine]] = scale.seen[mine]
        columns["expected"][places[mine]] = scale.expected[mine]
    return columns


def grades(
    q_jitter: Floats, q_both: Floats, with_reference: bool | NDArray[np.bool_], level: float
) -> list[str | None]:
    """B: beyond both nulls; C: beyond the jitter null alone, a shared event or scheduler is not excluded."""
    both = (q_both <= level) & (q_jitter <= level) & with_reference
    return ["B" if b else "C" if j else None for j, b in zip(q_jitter <= level, both, strict=True)]


def _accounts(
    could: Possible,
    ids: pa.Array,
    keys: Ints,
    jitter: Floats,
    both: Floats,
    with_reference: bool,
    level: float,
) -> tuple[pa.Table, pa.Table]:
    """Accounts with a pair, each with the p-value of all its pairs together; all testable accounts and partners."""
    n = len(ids)
    ends, of = (np.concatenate([pairs // n, pairs % n]) for pairs in (keys, could.keys))
    counted = np.bincount(of, minlength=n) + could.always
    partners = np.clip(counted, np.bincount(ends, minlength=n), n - 1)  # a bound cannot be below what is there
    m = int((partners > 0).sum())

    def together(p: Floats, smallest: Floats) -> Floats:
        twice = np.concatenate([p, p])
        room = partners_so_small(ends, twice, of, np.concatenate([smallest, smallest])) + could.always[ends]
        return account_p(ends, twice, room, n)

    p_jitter = together(jitter, could.jitter)
    p_both = together(both, could.both) if with_reference else p_jitter
    shown = np.unique(ends[np.concatenate([jitter, jitter]) < 1.0])
    q_jitter, q_both = bh_q(p_jitter[shown], max(m, len(shown))), bh_q(p_both[shown], max(m, len(shown)))
    table = pa.table(
        {
            "account_id": ids.take(pa.array(shown)),
            "p": (p_both if with_reference else p_jitter)[shown],
            "q": q_both if with_reference else q_jitter,
            "grade": pa.array(grades(q_jitter, q_both, with_reference, level), pa.string()),
            "p_jitter": p_jitter[shown],
        }
    )
    known = np.flatnonzero(partners)
    return table, pa.table(
        {"account_id": ids.take(pa.array(known)), "partners": partners[known], "always": could.always[known]}
    )


def _no_pairs() -> pa.Table:
    names = {"account_a": "string", "account_b": "string", "layer": "string", "window_s": "int64", "bin_s": "int64"}
    more = {"seen": "int64", "expected": "float64", "p": "float64", "q": "float64", "grade": "string"}
    more["p_jitter"] = "float64"
    return pa.schema([pa.field(k, pa.type_for_alias(v)) for k, v in {**names, **more}.items()]).empty_table()


def _no_accounts() -> pa.Table:
    types = {"account_id": "string", "p": "float64", "q": "float64", "grade": "string", "p_jitter": "float64"}
    return pa.schema([pa.field(k, pa.type_for_alias(v)) for k, v in types.items()]).empty_table()
