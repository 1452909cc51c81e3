"""Time blocks and bounded chunks: wherever the work is cut, the numbers are the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payola.errors import OptionError
from payola.kernels import sweep
from payola.kernels.coding import CodedUses, code_uses
from payola.kernels.tally import Tally, merge, tally

cuts = st.tuples(st.integers(1, 40), st.integers(1, 40))
runs = st.dictionaries(st.integers(0, 50), st.tuples(st.integers(1, 9), st.integers(0, 99)))


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


def as_lists(run: tuple[np.ndarray, ...]) -> list[list[int]]:
    return [part.tolist() for part in run]


@settings(deadline=None)  # the first call compiles
@given(cuts)
def test_no_cut_into_blocks_and_chunks_changes_a_pair(cut):
    uses = crowd()
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 10)
    everyone = np.ones(len(uses.accounts), np.bool_)
    for count in (sweep.count_pairs, sweep.count_directed):
        whole = count(line, everyone, False, lambda _: None)
        cut_up = count(line, everyone, False, lambda _: None, block=cut[0], chunk=cut[1])
        assert len(whole[0]) > 30
        assert as_lists(cut_up) == as_lists(whole)


def test_no_cut_into_blocks_changes_which_posts_take_part():
    uses = crowd(60)
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 0)
    whole = sweep.coincident_posts(line, uses.n_posts)
    assert 0 < whole.sum() < uses.n_posts
    assert sweep.coincident_posts(line, uses.n_posts, block=7).tolist() == whole.tolist()


def test_progress_reaches_the_number_of_uses():
    uses, done = crowd(), []
    line = sweep.timeline(uses, np.ones(len(uses), np.bool_), 10)
    sweep.count_pairs(line, np.ones(len(uses.accounts), np.bool_), False, done.append, block=50)
    assert done == [50] * 6


def test_more_accounts_and_seconds_than_fit_are_refused_not_miscounted():
    none = np.empty(0, np.int32)
    line = sweep.Timeline(np.empty(0, np.int64), none, none, none, np.empty(0, np.int64), 3600, 2**26)
    with pytest.raises(OptionError, match="67,108,864 accounts"):
        sweep.count_pairs(line, np.ones(1, np.bool_), False, lambda _: None)


def as_run(pairs: dict[int, tuple[int, int]]) -> tuple[np.ndarray, ...]:
    keys = sorted(pairs)
    columns = (keys, [pairs[key][0] for key in keys], [pairs[key][1] for key in keys])
    return tuple(np.array(column, np.int64) for column in columns)


@settings(deadline=None)  # the first call compiles
@given(runs, runs)
def test_merged_runs_add_up(left, right):
    wanted = {
        key: tuple(a + b for a, b in zip(left.get(key, (0, 0)), right.get(key, (0, 0)), strict=True))
        for key in left | right
    }
    assert as_lists(merge(as_run(left), as_run(right))) == as_lists(as_run(wanted))


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 15)))))
def test_chunks_tallied_in_any_number_give_what_one_chunk_gives(chunks):
    def packed(pairs: list[tuple[int, int]]) -> np.ndarray:
        return np.array([key << 4 | gap for key, gap in pairs], np.int64)

    total = Tally()
    for chunk in chunks:
        total.add(tally(packed(chunk), 4))
    assert as_lists(total.total()) == as_lists(tally(packed([pair for chunk in chunks for pair in chunk]), 4))
