"""Bins in which pairs coincide: equal to a slow twin and to a join in DuckDB, however the work is cut and pruned."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import bin_pairs as slow

from payola.kernels import bin_pairs, bins
from payola.kernels.bins import ByObject
from payola.kernels.coding import CodedUses, code_uses

DAY, WINDOW = 86_400, 1_800


def crowd(seed: int, n: int = 500, accounts: int = 30, days: int = 8) -> CodedUses:
    """Accounts of very different activity on few tags; some posts have several tags, a few stand at two accounts,
    and two accounts meet nobody."""
    random = np.random.default_rng(seed)
    weights = np.append([0.1, 0.1], random.lognormal(0, 1.5, accounts - 2))
    who = random.choice(accounts, n, p=weights / weights.sum())
    tags = np.where(who < 2, "own", random.choice(["fyp", "x", "y"], n, p=[0.6, 0.3, 0.1]))
    post = np.where(random.random(n) < 0.05, random.integers(0, 5, n), np.arange(n) // 2 + 5)
    return code_uses(
        pa.table(
            {
                "object": [f"{tag}-{i}" if tag == "own" else tag for i, tag in enumerate(tags)],
                "account_id": [f"u{i:03}" for i in who],
                "post_id": [f"p{i}" for i in post],
                "created_at": random.integers(0, days * DAY // 60, n) * 60,
            }
        )
    )


def told(uses: ByObject, found: bin_pairs.Found) -> slow.Pairs:
    keys, seen = found
    assert (np.diff(keys) > 0).all()
    pairs = zip((keys // uses.n_accounts).tolist(), (keys % uses.n_accounts).tolist(), strict=True)
    return dict(zip(pairs, seen.tolist(), strict=True))


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 999), least=st.integers(1, 7), room=st.sampled_from([1, 50, 1 << 18]))
@pytest.mark.parametrize("pruned", [False, True])
def test_pairs_equal_the_slow_twin_with_and_without_leaving_quiet_accounts_out(
    pruned: bool, seed: int, least: int, room: int
) -> None:
    uses = bins.by_object(crowd(seed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bin_pairs, "CROWDED", 0 if pruned else 1 << 30)
        patch.setattr(bin_pairs, "MANY", 0 if pruned else 1 << 30)  # two threads, or one
        seen = bin_pairs.coincident_bins(uses, WINDOW, DAY, least, room)
        shared = bin_pairs.shared_bins(uses, bins.crowds(uses, DAY).first, DAY, least, room)
    assert told(uses, seen) == slow.coincident(uses, WINDOW, DAY, least)
    assert told(uses, shared) == slow.shared(uses, DAY, least)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 999), bin_s=st.sampled_from([3_600, DAY]))
def test_crowds_and_how_tight_they_are_equal_the_slow_twin(seed: int, bin_s: int) -> None:
    uses = bins.by_object(crowd(seed, n=200))
    crowds = bins.crowds(uses, bin_s)
    sizes = slow.crowd_sizes(uses, bin_s)
    assert crowds.sizes.tolist() == sizes
    told_once = [n * (n - 1) / 2 / row.sum() for n, row in zip(sizes, slow.same_cell(uses, bin_s), strict=True)]
    assert crowds.pairs == pytest.approx(sum(told_once))
    cells = bins.cells_of(uses, crowds.sizes, bin_s)
    shares = bins.burst_shares(cells.first, cells.account, cells.post, cells.time, WINDOW)
    for cell, share in enumerate(shares):
        own = slice(cells.first[cell], cells.first[cell + 1])
        assert share == slow.burst_share(cells.account[own], cells.post[own], cells.time[own], WINDOW)


@pytest.mark.parametrize(("window", "bin_s", "least"), [(10, 3_600, 1), (300, 43_200, 2), (3_600, DAY, 3)])
def test_pairs_equal_what_a_join_in_duckdb_gives(window: int, bin_s: int, least: int) -> None:
    coded = crowd(5, n=20_000, accounts=700, days=20)
    uses = bins.by_object(coded)
    rows = pa.table({name: getattr(uses, name) for name in ("object", "account", "post", "time")})
    with duckdb.connect() as joined:
        joined.register("uses", rows)
        expected = joined.execute(
            f"""
            select a.account, b.account, count(distinct a.time // {bin_s}) as seen
            from uses a join uses b
              on a.object = b.object and a.time // {bin_s} = b.time // {bin_s} and a.account < b.account
            where abs(a.time - b.time) <= {window} and a.post <> b.post
            group by all having seen >= {least}
            """
        ).fetchall()
    found = told(uses, bin_pairs.coincident_bins(uses, window, bin_s, least))
    assert len(expected) > 100
    assert found == {(a, b): seen for a, b, seen in expected}
