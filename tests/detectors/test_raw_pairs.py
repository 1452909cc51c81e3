"""The raw network: the rule, held against its slow twin, a join, and cases one can check by hand."""

from __future__ import annotations

import random
from unittest.mock import patch

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import raw_pairs as slow
from tests.reference.raw_pairs import Use

from payola.detectors import raw_pairs as module
from payola.detectors.raw_pairs import above_quantile, posts_behind, raw_pairs
from payola.errors import OptionError

BUSY = [Use("tag", "A", f"a{i}", 1000 + i) for i in range(100)]


def table(uses: list[Use]) -> pa.Table:
    kinds = [("object", pa.string()), ("account_id", pa.string()), ("post_id", pa.string()), ("created_at", pa.int64())]
    return pa.Table.from_pylist([use._asdict() for use in uses], schema=pa.schema(kinds))


def weights(pairs: pa.Table) -> dict[tuple[str, str], tuple[int, float]]:
    rows = zip(*(pairs.column(i).to_pylist() for i in range(4)), strict=True)
    return {(a, b): (weight, pytest.approx(gap)) for a, b, weight, gap in rows}


def edges(pairs: pa.Table) -> dict[tuple[str, str], int]:
    return {(row["source"], row["target"]): row["weight"] for row in pairs.to_pylist()}


# few values each, so that ties, repeated posts, posts of several accounts and objects that are posts all occur
few_uses = st.lists(
    st.builds(
        Use,
        object=st.sampled_from(["x", "y", "p1"]),
        account_id=st.sampled_from(["a", "b", "c", "ä", "10", "9"]),
        post_id=st.sampled_from([f"p{i}" for i in range(8)]),
        created_at=st.integers(0, 30),
    ),
    max_size=25,
)
listed_or_compiled = st.sampled_from([module.AT_ONCE, -1])


@settings(deadline=None)  # the first call compiles
@given(few_uses, st.integers(0, 20), st.integers(1, 4), st.booleans(), listed_or_compiled)
def test_pairs_weights_and_gaps_equal_the_slow_twin(uses, window, least, either_side, at_once):
    with patch.object(module, "AT_ONCE", at_once):
        found = raw_pairs(table(uses), window=window, min_participation=least, either_side=either_side)
    assert weights(found) == slow.undirected(uses, window, least, either_side)


@settings(deadline=None)  # the first call compiles
@given(few_uses, st.integers(0, 20), st.integers(1, 4), st.booleans(), listed_or_compiled)
def test_directed_counts_equal_the_slow_twin(uses, window, least, either_side, at_once):
    with patch.object(module, "AT_ONCE", at_once):
        found = raw_pairs(table(uses), window=window, min_participation=least, either_side=either_side, directed=True)
    assert edges(found) == slow.directed(uses, window, least, either_side)


@settings(deadline=None)  # the first call compiles
@given(few_uses, st.integers(0, 20))
def test_the_posts_behind_all_pairs_are_all_coincidences(uses, window):
    pairs = raw_pairs(table(uses), window=window, min_participation=1)
    behind = posts_behind(table(uses), pairs, window, limit=1000).to_pylist()
    shown = sorted(
        (row["object"], *sorted([(row["account_a"], row["post_a"], row["created_a"]),
                                 (row["account_b"], row["post_b"], row["created_b"])]))
        for row in behind
    )  # fmt: skip
    wanted = sorted(
        (one.object, *sorted((use.account_id, use.post_id, use.created_at) for use in (one, other)))
        for one, other in slow.coincidences(uses, window, 1, False)
    )
    assert shown == wanted


@pytest.mark.parametrize("window", [0, 7, 600])
def test_pairs_equal_what_a_join_in_duckdb_gives(window):
    draw = random.Random(5)
    uses = [
        Use(f"t{draw.randrange(7)}", f"u{draw.randrange(40)}", f"p{i // 2}", draw.randrange(900)) for i in range(3000)
    ]
    rows = table(uses)
    with duckdb.connect() as joined:
        joined.register("uses", rows)
        wanted = joined.sql(f"""
            select l.account_id, r.account_id, count(*), avg(abs(l.created_at - r.created_at))
            from uses l join uses r on l.object = r.object and l.account_id < r.account_id
                and l.post_id <> r.post_id and abs(l.created_at - r.created_at) <= {window}
            group by all order by all""").fetchall()
    assert wanted
    assert weights(raw_pairs(rows, window=window, min_participation=1)) == {
        (a, b): (weight, gap) for a, b, weight, gap in wanted
    }


def test_the_window_is_inclusive_and_zero_means_the_same_second():
    uses = table([Use("t", "a", "1", 100), Use("t", "b", "2", 160), Use("t", "c", "3", 160)])
    assert raw_pairs(uses, window=59, min_participation=1)["account_a"].to_pylist() == ["b"]
    assert raw_pairs(uses, window=60, min_participation=1).num_rows == 3
    assert raw_pairs(uses, window=0, min_participation=1)["account_b"].to_pylist() == ["c"]


def test_times_twenty_two_hours_apart_are_not_within_ten_seconds():
    uses = table([Use("t", "a", "1", 1734390000), Use("t", "b", "2", 1734390000 + 22 * 3600)])
    assert raw_pairs(uses, window=10, min_participation=1).num_rows == 0


def test_no_account_coincides_with_itself_and_no_post_with_itself_or_its_object():
    uses = [
        Use("t", "a", "1", 0), Use("t", "a", "2", 0),  # one account
        Use("s", "b", "3", 0), Use("s", "c", "3", 0),  # one post under two accounts
        Use("4", "d", "4", 0), Use("4", "e", "5", 0),  # a repost beside the post itself
    ]  # fmt: skip
    assert raw_pairs(table(uses), window=60, min_participation=1).num_rows == 0
    assert raw_pairs(table(uses), window=60, min_participation=1, directed=True).num_rows == 0


def test_participation_is_asked_of_both_sides_or_of_one_as_coortweet_does():
    partners = [Use("tag", f"once{i}", f"o{i}", 1000 + i) for i in range(3)]
    regulars = [Use("tag", f"once{i}", f"far{i}{j}", 10**6 * (1 + i + 5 * j)) for i in range(3) for j in range(2)]
    uses = table([*BUSY[:3], *partners, *regulars])
    assert raw_pairs(uses, window=10, min_participation=3).num_rows == 0
    assert raw_pairs(uses, window=10, min_participation=3, either_side=True)["account_a"].to_pylist() == ["A"] * 3


def test_a_hundred_posts_around_one_weigh_a_hundred_wherever_the_one_stands():
    for place in (1000, 1050, 1099):
        uses = table([*BUSY, Use("tag", "B", "b", place)])
        assert raw_pairs(uses, window=200, min_participation=1)["weight"].to_pylist() == [100]
        directed = raw_pairs(uses, window=200, min_participation=1, directed=True)
        assert edges(directed) == {("A", "B"): 100, ("B", "A"): 1}


def test_directed_counts_follow_the_toolkit_posts_of_the_source_that_met_the_target():
    uses = [
        Use("r1", "u0", "m1", 100), Use("r1", "u1", "m2", 130), Use("r2", "u0", "m3", 900),
        Use("r2", "u0", "m4", 905),  # two posts of u0 near one of u1
        Use("r2", "u1", "m5", 901), Use("r3", "u2", "m6", 5000), Use("r3", "u3", "m7", 5060),
        Use("r3", "u4", "m8", 5061),  # one second too late for u2
        Use("r4", "u5", "m9", 9000), Use("r4", "u5", "m10", 9001),  # alone with itself
    ]  # fmt: skip
    assert edges(raw_pairs(table(uses), window=60, min_participation=1, directed=True)) == {
        ("u0", "u1"): 3, ("u1", "u0"): 2, ("u2", "u3"): 1, ("u3", "u2"): 1, ("u3", "u4"): 1, ("u4", "u3"): 1,
    }  # fmt: skip


def test_a_post_in_several_rows_counts_once_in_the_directed_network_and_each_row_in_the_undirected():
    uses = table([Use("t", "a", "1", 0), Use("s", "a", "1", 0), Use("t", "b", "2", 0), Use("s", "b", "2", 0)])
    assert edges(raw_pairs(uses, window=0, min_participation=1, directed=True)) == {("a", "b"): 1, ("b", "a"): 1}
    assert raw_pairs(uses, window=0, min_participation=1)["weight"].to_pylist() == [2]


def test_rows_come_sorted_by_the_id_strings_whatever_the_order_of_the_input():
    uses = [Use("t", account, f"p{account}", 0) for account in ("9", "10", "b", "B", "ä")]
    found = raw_pairs(table(uses), window=0, min_participation=1)
    pairs = list(zip(found["account_a"].to_pylist(), found["account_b"].to_pylist(), strict=True))
    assert pairs == sorted(pairs)
    assert all(a < b for a, b in pairs)
    assert found.equals(raw_pairs(table(uses[::-1]), window=0, min_participation=1))


def test_posts_behind_a_pair_are_its_first_ones_and_no_more_than_the_limit():
    uses = [*BUSY, Use("tag", "B", "b", 1050), Use("tag", "C", "c", 1050)]
    pairs = pa.table({"account_a": ["B", "nobody", "B"], "account_b": ["A", "else", "A"]})
    behind = posts_behind(table(uses), pairs, 200, limit=3)
    assert behind.equals(posts_behind(table(uses[::-1]), pairs, 200, limit=3))
    assert behind["account_a"].to_pylist() == ["A"] * 3
    assert behind["account_b"].to_pylist() == ["B"] * 3
    assert behind["post_b"].to_pylist() == ["b"] * 3
    assert set(behind["created_b"].to_pylist()) == {1050}


def test_the_median_rule_keeps_only_what_lies_above_it():
    pairs = pa.table({"weight": [1, 1, 1, 2, 5]})
    assert above_quantile(pairs)["weight"].to_pylist() == [2, 5]
    assert above_quantile(pairs, 0.99)["weight"].to_pylist() == [5]
    assert above_quantile(pairs.slice(0, 3)).num_rows == 0
    assert above_quantile(pairs.slice(0, 0)).num_rows == 0


def test_no_uses_give_no_pairs_in_the_same_columns():
    none = table([])
    assert raw_pairs(none, window=60).column_names == ["account_a", "account_b", "weight", "mean_gap_s"]
    assert raw_pairs(none, window=60, directed=True).column_names == ["source", "target", "weight"]
    assert posts_behind(none, raw_pairs(none, window=60), 60).num_rows == 0


def test_options_that_make_no_sense_are_refused():
    uses = table(BUSY)
    with pytest.raises(OptionError, match="window"):
        raw_pairs(uses, window=-1)
    with pytest.raises(OptionError, match="min_participation"):
        raw_pairs(uses, window=1, min_participation=0)
    with pytest.raises(OptionError, match="limit"):
        posts_behind(uses, raw_pairs(uses, window=1), 1, limit=0)
    with pytest.raises(OptionError, match="quantile"):
        above_quantile(raw_pairs(uses, window=1), 50)


def test_a_use_without_an_account_stops_the_count_instead_of_changing_it():
    broken = pa.table(
        {"object": ["t"], "account_id": pa.array([None], pa.string()), "post_id": ["1"], "created_at": [1]}
    )
    with pytest.raises(ValueError, match="1 nulls in 'account_id'"):
        raw_pairs(broken, window=1)
    with pytest.raises(ValueError, match="no column 'account_id'"):
        raw_pairs(broken.drop_columns("account_id"), window=1)


@settings(deadline=None)
@given(few_uses, st.integers(0, 10**12))
def test_times_too_far_apart_to_be_numbered_are_left_to_the_loops(uses, far):
    spread = [use._replace(created_at=use.created_at + far * (i % 2)) for i, use in enumerate(uses)]
    found = raw_pairs(table(spread), window=5, min_participation=1)
    assert weights(found) == slow.undirected(spread, 5, 1, False)
