"""Calibrated pairs: equal to a slow twin, blind to what must not matter, silent on the null itself."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.corpora import Row, busy_corpus, minute_clock, table

from payola.detectors.pairs import coordination
from payola.detectors.reference import fit_reference
from payola.kernels import bin_pairs, bins
from payola.kernels.coding import code_uses
from payola.stats.jitter import Scale, retimed

HOUR = Scale(60, 3_600)

rows = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd"), st.sampled_from("123"), st.integers(0, 3 * 3_600 // 30)),
    max_size=25,
).map(lambda drawn: [(tag, account, f"{account}{post}", 30 * time) for tag, account, post, time in drawn])


def slow_bins(uses: pa.Table, window: int, bin_s: int, *, near: bool) -> dict[tuple[str, str], set[int]]:
    """Bins in which two accounts share an object; with ``near`` only where two such posts lie within the window."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one, other in combinations(uses.to_pylist(), 2):
        same_bin = one["created_at"] // bin_s == other["created_at"] // bin_s
        if one["object"] != other["object"] or one["account_id"] == other["account_id"] or not same_bin:
            continue
        if not near or abs(one["created_at"] - other["created_at"]) <= window:
            pair = tuple(sorted((one["account_id"], other["account_id"])))
            found[pair[0], pair[1]].add(one["created_at"] // bin_s)
    return found


def in_at_least(least: int, met: dict[tuple[str, str], set[int]]) -> dict[tuple[str, str], int]:
    return {pair: len(some) for pair, some in met.items() if len(some) >= least}


def as_dict(uses: pa.Table, keys: np.ndarray, counts: np.ndarray) -> dict[tuple[str, str], int]:
    ids = code_uses(uses).accounts.to_pylist()
    return {
        (ids[key // len(ids)], ids[key % len(ids)]): n for key, n in zip(keys.tolist(), counts.tolist(), strict=True)
    }


@given(uses=rows, least=st.integers(1, 4), room=st.sampled_from([1, 3, 1_000]))
def test_bins_of_coincidence_and_shared_bins_equal_the_slow_twin(uses: list[Row], least: int, room: int) -> None:
    given_uses = table(uses)
    found = bins.by_object(code_uses(given_uses))
    seen = as_dict(given_uses, *bin_pairs.coincident_bins(found, HOUR.window_s, HOUR.bin_s, least, room))
    assert seen == in_at_least(least, slow_bins(given_uses, HOUR.window_s, HOUR.bin_s, near=True))
    first = bins.crowds(found, HOUR.bin_s).first
    shared = as_dict(given_uses, *bin_pairs.shared_bins(found, first, HOUR.bin_s, least, room))
    assert shared == in_at_least(least, slow_bins(given_uses, HOUR.window_s, HOUR.bin_s, near=False))


@given(uses=rows)
def test_the_chances_of_a_pair_count_distinct_pairs_of_posts_that_share_a_tag(uses: list[Row]) -> None:
    given_uses = table(uses)
    coded = code_uses(given_uses)
    found = bins.by_object(coded)
    posts = bins.posts_of(found, bins.crowds(found, HOUR.bin_s).sizes, HOUR.bin_s)
    ids = coded.accounts.to_pylist()
    pairs = list(combinations(range(len(ids)), 2))
    a, b = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    starts = np.zeros(len(pairs) + 1, np.int64)
    jitter, burst = np.full(len(pairs), 0.001), np.array([0.0, 0.0, 0.01, 0.02])
    arrays = (posts.first, posts.bin, posts.object_first, posts.objects, posts.cell_accounts, a, b, jitter, burst)
    q = np.empty(len(pairs) * max(len(posts.bin), 1))
    assert bins.chances(*arrays, starts, q) == starts[-1]
    for number, (one, other) in enumerate(pairs):
        expected = slow_chances(given_uses, ids[one], ids[other], 0.001, [0.0, 0.0, 0.01, 0.02])
        assert q[starts[number] : starts[number + 1]] == pytest.approx(expected)


def slow_chances(uses: pa.Table, one: str, other: str, jitter: float, burst: list[float]) -> list[float]:
    cell_accounts: dict[tuple[str, int], set[str]] = defaultdict(set)
    tags: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for use in uses.to_pylist():
        here = use["created_at"] // HOUR.bin_s
        cell_accounts[use["object"], here].add(use["account_id"])
        tags[use["account_id"], use["post_id"], here].add(use["object"])
    by_bin: dict[int, float] = defaultdict(float)
    for (account, _, here), own in tags.items():
        for (partner, _, there), its in tags.items():
            if account == one and partner == other and here == there and own & its:
                largest = max(len(cell_accounts[tag, here]) for tag in own & its)
                by_bin[here] += max(jitter, burst[min(largest, len(burst) - 1)])
    return [min(by_bin[here], 1.0) for here in sorted(by_bin)]


def test_a_squad_that_meets_ten_times_is_found_and_nobody_else_is() -> None:
    found = coordination(busy_corpus(1, squad=8))
    named = found.accounts.filter(pa.compute.is_valid(found.accounts["grade"]))
    assert set(named["account_id"].to_pylist()) == {f"s{k:02}" for k in range(8)}
    assert set(named["grade"].to_pylist()) == {"C"}


def test_without_a_reference_nothing_is_graded_above_c() -> None:
    found = coordination(busy_corpus(2, squad=8))
    assert set(found.pairs["grade"].to_pylist()) <= {"C", None}
    assert not found.summary["reference"]


def test_with_a_clean_reference_a_squad_beyond_it_is_graded_b() -> None:
    reference = fit_reference(busy_corpus(3))
    found = coordination(busy_corpus(4, squad=8), reference=reference)
    named = found.accounts.filter(pa.compute.equal(found.accounts["grade"], "B"))
    assert set(named["account_id"].to_pylist()) == {f"s{k:02}" for k in range(8)}


@pytest.mark.parametrize("seed", range(5))
def test_retimed_copies_of_a_corpus_with_a_squad_give_nothing(seed: int) -> None:
    uses = busy_corpus(5, squad=8)
    posts, rows_of = np.unique(uses["post_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    moments = np.zeros(len(posts), np.int64)
    moments[rows_of] = uses["created_at"].to_numpy()
    copy = retimed(moments, HOUR.bin_s, 1, np.random.default_rng(seed))[rows_of]
    found = coordination(uses.set_column(3, "created_at", pa.array(copy)), scales=[HOUR])
    assert set(found.pairs["grade"].to_pylist()) <= {None}


def test_a_shift_by_whole_bins_and_other_names_change_no_p_value() -> None:
    uses = busy_corpus(6, squad=6)
    shifted = uses.set_column(3, "created_at", pa.compute.add(uses["created_at"], 7 * 86_400))
    renamed = uses.set_column(0, "object", pa.compute.binary_join_element_wise(uses["object"], "z", "-"))
    expected = sorted(coordination(uses).pairs["p"].to_pylist())
    assert sorted(coordination(shifted).pairs["p"].to_pylist()) == pytest.approx(expected)
    assert sorted(coordination(renamed).pairs["p"].to_pylist()) == pytest.approx(expected)


def test_windows_below_the_clocks_resolution_are_refused_and_said() -> None:
    uses = busy_corpus(7)
    minutes = pa.compute.multiply(pa.compute.divide(uses["created_at"], 60), 60)
    summary = coordination(uses.set_column(3, "created_at", minutes)).summary
    assert summary["tick_s"] == 60
    assert [scale["window_s"] for scale in summary["refused_scales"]] == [10]


@pytest.mark.parametrize("uses", [[], [("x", "a", "1", 5)], [("x", "a", "1", 5), ("x", "a", "2", 9)]])
def test_a_corpus_of_nothing_one_post_or_one_account_has_no_pairs(uses: list[Row]) -> None:
    found = coordination(table(uses))
    assert found.pairs.num_rows == 0
    assert found.summary["testable_pairs"] == 0


def test_all_posts_in_one_second_are_one_coincidence_and_no_finding() -> None:
    found = coordination(table([("x", f"u{n}", f"p{n}", 1_000) for n in range(200)]))
    assert found.pairs.num_rows == 0


def test_popular_tags_and_a_popular_sound_link_no_strangers() -> None:
    rng = np.random.default_rng(8)
    uses = [
        (tag, f"u{n % 300:03}", f"p{n}", int(time))
        for n, time in enumerate(rng.integers(0, 10 * 86_400, 9_000))
        for tag in ("fyp", "foryou", "sound-1")
    ]
    assert set(coordination(table(uses)).pairs["grade"].to_pylist()) <= {None}


def test_accounts_in_separate_interest_groups_give_no_finding() -> None:
    rng = np.random.default_rng(9)
    uses = [
        (f"g{account % 10}-{rng.integers(30)}", f"u{account:03}", f"p{account}-{n}", int(rng.integers(0, 30 * 86_400)))
        for account in range(500)
        for n in range(15)
    ]
    assert set(coordination(table(uses)).pairs["grade"].to_pylist()) <= {None}


def test_a_squad_of_sixty_inside_one_busy_tag_is_found_and_nobody_else_is() -> None:
    rng = np.random.default_rng(11)
    days = 9
    uses = [("fyp", f"u{rng.integers(1_000):04}", f"p{n}", int(rng.integers(0, days * 86_400))) for n in range(10_000)]
    for episode, start in enumerate(rng.integers(0, days * 86_400 - 60, 12).tolist()):
        uses += [("fyp", f"s{k:02}", f"q{episode}-{k}", start + int(rng.integers(0, 45))) for k in range(60)]
    accounts = coordination(table(uses)).accounts
    named = accounts.filter(pa.compute.is_valid(accounts["grade"]))["account_id"].to_pylist()
    assert sorted(named) == [f"s{k:02}" for k in range(60)]


@pytest.mark.parametrize("corpus", [busy_corpus(1, squad=6), minute_clock(busy_corpus(1, squad=6))])
def test_every_account_with_a_pair_is_among_the_testable_ones(corpus: pa.Table) -> None:
    found = coordination(corpus)
    inside = {*found.pairs["account_a"].to_pylist(), *found.pairs["account_b"].to_pylist()}
    assert inside
    assert inside <= set(found.partners["account_id"].to_pylist())
