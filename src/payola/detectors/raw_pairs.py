"""Which accounts used the same object within seconds of each other? The uncalibrated network that other tools draw.

Needs: uses (object, account, post, time) of one layer.
Gives: pairs of accounts with the number of their coincidences, in three spellings: as CooRTweet counts them, with
participation asked of both sides (the default here), and directed as coordination-network-toolkit counts them.
Caveats: nothing is compared with chance. Two busy accounts meet under a popular tag by accident, and at a minute's
window nearly every pair with one coincidence is what chance gives. These pairs are no finding; they are what one gets.

The rule (Righetti and Balluff 2025, CooRTweet 2.1.3; Graham and others, coordination-network-toolkit 1.5.2):
1. accounts with fewer than ``min_participation`` uses are dropped;
2. two uses of one object coincide when they lie at most ``window`` seconds apart (inclusive), in two accounts, in two
   posts, and the object is neither post (a reply to a post does not coincide with it);
3. an account's participation is the number of its uses whose post is in any coincidence; pairs whose accounts have
   less than ``min_participation`` are dropped, once; CooRTweet keeps a pair if either side has enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola.errors import OptionError
from payola.kernels.coding import CodedUses, Codes, Flags, Ints, code_uses
from payola.kernels.listed import MOST, Run, listed
from payola.progress import Progress, Silent

if TYPE_CHECKING:
    from payola.kernels.sweep import Timeline

ROWS_AT_ONCE = 1 << 20
AT_ONCE = MOST  # coincidences that are listed; more are counted by compiled loops
POSTS_A_PAIR = 20

UNDIRECTED = {"account_a": "string", "account_b": "string", "weight": "int64", "mean_gap_s": "float64"}
DIRECTED = {"source": "string", "target": "string", "weight": "int64"}
BEHIND = {
    "account_a": "string", "account_b": "string", "object": "string",
    "post_a": "string", "post_b": "string", "created_a": "int64", "created_b": "int64",
}  # fmt: skip


def raw_pairs(
    uses: pa.Table,
    *,
    window: int,
    min_participation: int = 2,
    either_side: bool = False,
    directed: bool = False,
    progress: Progress | None = None,
) -> pa.Table:
    """The raw network of one layer's uses.

    Parameters
    ----------
    uses
        Columns object, account_id, post_id (strings) and created_at (Unix s), without nulls; rows count as they are.
    window
        Seconds, inclusive; 0: the same second.
    min_participation
        Coincident uses an account must have; 1 keeps every pair.
    either_side
        Keep a pair where one account has enough (as CooRTweet does), not only where both have.
    directed
        Count, for each ordered pair, the distinct posts of the source near a post of the target (as the toolkit does;
        a post that stands in several rows counts once).

    Returns
    -------
    account_a < account_b, weight (coincidences), mean_gap_s; or source, target, weight (posts); sorted by the ids.
    No account is paired with itself.

    Raises
    ------
    OptionError
        ``window`` or ``min_participation`` cannot be used.
    ValueError
        ``uses`` lacks a column or holds nulls.
    """
    _check_options(window, min_participation)
    progress = progress or Silent()
    with progress.stage("coding uses"):
        coded = code_uses(uses)
    with progress.stage("counting coincidences"):
        runs = _counted(coded, window, min_participation, either_side, directed)
        return _table(runs, coded.accounts, directed)


def _counted(uses: CodedUses, window: int, least: int, either_side: bool, directed: bool) -> Iterable[Run]:
    """Each pair once with its number of coincidences: from a list of them, or by compiled loops where they are many."""
    frequent = _frequent(uses, least)
    few = len(uses) <= AT_ONCE  # with more, trying in vain would cost more than loading the loops
    if few and (found := listed(uses, frequent, window, AT_ONCE)) is not None:
        found = found.among(_active(uses, found.posts(), least), either_side)
        return [found.directed() if directed else found.pairs()]
    from payola.kernels import sweep

    line = sweep.timeline(uses, frequent, window)
    coincident = np.ones(0, np.bool_) if least == 1 else sweep.coincident_posts(line, uses.n_posts)
    count = sweep.count_directed if directed else sweep.count_pairs
    return count(line, _active(uses, coincident, least), either_side)


def posts_behind(uses: pa.Table, pairs: pa.Table, window: int, limit: int = POSTS_A_PAIR) -> pa.Table:
    """The coincident posts behind pairs (columns account_a, account_b): for each pair the first ``limit`` of them.

    Returns
    -------
    account_a, account_b, object, post_a, post_b, created_a, created_b; account_a is the smaller id. Sorted by the pair
    and the later of the two times. The same uses in another order give the same rows.
    """
    _check_options(window, 1)
    if limit < 1:
        raise OptionError.bad("limit", limit, "at least 1")
    names = [pairs.column(name).cast(pa.string()).combine_chunks() for name in ("account_a", "account_b")]
    wanted = pc.unique(pa.concat_arrays([_flat(column) for column in names]))
    columns = ("object", "account_id", "post_id", "created_at")
    near = uses.select(columns).filter(pc.is_in(uses.column("account_id"), value_set=wanted))
    near = near.sort_by([(name, "ascending") for name in ("created_at", "object", "account_id", "post_id")])
    from payola.kernels import sweep

    coded = code_uses(near)
    line = sweep.timeline(coded, np.ones(len(coded), np.bool_), window)
    earlier, later, pair = sweep.coincidences_of(line, _asked(names, coded.accounts), limit)
    order = np.argsort(pair, kind="stable")
    return _behind(near, line, earlier[order], later[order])


def above_quantile(pairs: pa.Table, quantile: float = 0.5) -> pa.Table:
    """The pairs whose weight lies above this quantile of all weights (strictly): CooRTweet's ``edge_weight`` rule."""
    if not 0 <= quantile <= 1:
        raise OptionError.bad("quantile", quantile, "between 0 and 1")
    if pairs.num_rows == 0:
        return pairs
    weights = pairs.column("weight").to_numpy()
    return pairs.filter(pa.array(weights > np.quantile(weights, quantile)))


def _check_options(window: int, min_participation: int) -> None:
    if window < 0:
        raise OptionError.bad("window", window, "0 seconds or more")
    if min_participation < 1:
        raise OptionError.bad("min_participation", min_participation, "at least 1")


def _frequent(uses: CodedUses, least: int) -> Flags:
    """Which uses are by accounts with at least ``least`` uses."""
    enough: Flags = np.bincount(uses.account, minlength=len(uses.accounts)) >= least
    return enough[uses.account]


def _active(uses: CodedUses, coincident: Flags, least: int) -> Flags:
    """Which accounts have at least ``least`` uses whose post is in a coincidence (n_accounts,)."""
    if least == 1:  # whoever is in a pair has one
        return np.ones(len(uses.accounts), np.bool_)
    taken = np.bincount(uses.account[coincident[uses.post]], minlength=len(uses.accounts))
    return taken >= least


def _table(runs: Iterable[Run], accounts: pa.Array, directed: bool) -> pa.Table:
    columns = DIRECTED if directed else UNDIRECTED
    ids = accounts.cast(pa.string())
    batches = [
        pa.record_batch(list(part)[: len(columns)], names=list(columns)) for run in runs for part in _parts(run, ids)
    ]
    empty = pa.schema([pa.field(name, pa.type_for_alias(kind)) for name, kind in columns.items()])
    return pa.Table.from_batches(batches, schema=empty)


def _parts(run: Run, ids: pa.Array) -> Iterator[tuple[pa.Array, ...]]:
    """Ids, weights and mean gaps, so many rows at once that no array of strings grows beyond 2 GB."""
    keys, weights, gaps = run
    for start in range(0, len(keys), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        first, second = np.divmod(keys[part], len(ids))
        mean = pa.array(gaps[part] / weights[part])
        yield ids.take(pa.array(first)), ids.take(pa.array(second)), pa.array(weights[part]), mean


def _asked(names: list[pa.Array], accounts: pa.Array) -> Ints:
    """Sorted keys of the pairs that can be there at all."""
    codes = [pc.index_in(_flat(column), value_set=accounts.cast(pa.string())) for column in names]
    a, b = (column.fill_null(-1).to_numpy().astype(np.int64) for column in codes)
    there = (a >= 0) & (b >= 0) & (a != b)
    keys: Ints = np.unique(np.minimum(a, b)[there] * len(accounts) + np.maximum(a, b)[there])
    return keys


def _behind(uses: pa.Table, line: Timeline, earlier: Codes, later: Codes) -> pa.Table:
    swap = line.account[earlier] > line.account[later]
    a = uses.take(pa.array(line.rows[np.where(swap, later, earlier)]))
    b = uses.take(pa.array(line.rows[np.where(swap, earlier, later)]))
    values = (
        a["account_id"],
        b["account_id"],
        a["object"],
        a["post_id"],
        b["post_id"],
        a["created_at"],
        b["created_at"],
    )
    columns = dict(zip(BEHIND, values, strict=True))
    schema = pa.schema([pa.field(name, pa.type_for_alias(kind)) for name, kind in BEHIND.items()])
    return pa.table(columns).cast(schema)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column
