"""Time blocks and bounded shards: wherever the work is cut, the numbers are the same."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payola.errors import OptionError
from payola.kernels import sweep
from payola.kernels.coding import CodedUses, code_uses
from payola.kernels.shards import cut_into_shards
from payola.kernels.tally import Run, tally

cuts = st.tuples(st.integers(1, 40), st.integers(1, 400))


def crowd(n: int = 300, seed: int = 3) -> CodedUses:
    """Many uses of few objects in few seconds: blocks and chunks are cut within coincidences and ties."""
    random = np.random.default_rng(seed)
    return code_uses(
        pa.table(
            {
                "object": random.choice(["x", "y"], n),
                "account_id": random.choice([f"u{i}" for i in range(9)], n),
                "post_id": random.choice([f"p{i}" for i in range(200)], n),
                "created_at": random.integers(0, 120, n),
            }
        )
    )


def everyone(uses: CodedUses) -> np.ndarray:
    return np.ones(len(uses.accounts), np.bool_)


def in_one(runs: Iterable[Run]) -> list[list[int]]:
    """Runs one after the other; that they stay sorted without merging is what the cut promises."""
    return [np.concatenate(parts).tolist() for parts in zip(*runs, strict=True)]


@settings(deadline=None)  # the first call compiles
@given(cuts)
def test_no_cut_into_blocks_and_shards_changes_a_pair(cut):
    uses = crowd()
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 10)
    for count in (sweep.count_pairs, sweep.count_directed):
        whole = in_one(count(line, everyone(uses), False))
        assert len(whole[0]) > 30
        assert whole[0] == sorted(set(whole[0]))
        assert in_one(count(line, everyone(uses), False, n_blocks=cut[0], room=cut[1])) == whole


def test_a_shard_holds_no_more_than_its_room_unless_one_account_does():
    uses = crowd()
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 10)
    weights = [int(run[1].sum()) for run in sweep.count_pairs(line, everyone(uses), False, room=1000)]
    assert len(weights) > 1
    assert max(weights) <= 1000 < sum(weights)
    assert cut_into_shards(np.array([0, 3, 9, 1, 1, 0]), 5) == [(0, 2), (2, 3), (3, 6)]


def test_no_cut_into_blocks_changes_which_posts_take_part():
    uses = crowd(60)
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 0)
    whole = sweep.coincident_posts(line, uses.n_posts)
    assert 0 < whole.sum() < uses.n_posts
    assert sweep.coincident_posts(line, uses.n_posts, n_blocks=7).tolist() == whole.tolist()


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(1, 40))
def test_time_blocks_cover_each_use_once(n, n_blocks):
    blocks = sweep.cut(np.arange(n + 1), n_blocks)
    assert [use for start, stop in blocks for use in range(start, stop)] == list(range(n))
    assert len(blocks) <= n_blocks


def test_more_accounts_and_seconds_than_fit_are_refused_not_miscounted():
    none = np.empty(0, np.int32)
    line = sweep.Timeline(np.empty(0, np.int64), none, none, none, np.empty(0, np.int64), 3600, 2**26)
    with pytest.raises(OptionError, match="67,108,864 accounts"):
        sweep.count_pairs(line, np.ones(1, np.bool_), False)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 15))))
def test_a_run_holds_each_key_once_with_its_number_and_the_sum_of_its_gaps(pairs):
    keys, weights, gaps = tally(np.array([key << 4 | gap for key, gap in pairs], np.int64), 4)
    assert keys.tolist() == sorted({key for key, _ in pairs})
    assert weights.tolist() == [sum(key == one for key, _ in pairs) for one in keys.tolist()]
    assert gaps.tolist() == [sum(gap for key, gap in pairs if key == one) for one in keys.tolist()]
