"""Tags in common: as the slow twin counts them, whatever the order of rows; silent where nobody moves together."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import co_use as slow

from payola.detectors import co_use as tested
from payola.detectors.co_use import FEW, FEWEST, GENERIC, co_use, largest_within
from payola.simulate import simulate
from payola.stats.discovery import bh_q

POST = st.tuples(st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("uvwxyz123456"), min_size=1, max_size=3))


def table(posts: list[slow.Post]) -> pa.Table:
    """Uses of posts, the tags of each post once."""
    rows = [(tag, account, f"p{n}") for n, (account, tags) in enumerate(posts) for tag in sorted(tags)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    names = ("object", "account_id", "post_id")
    return pa.table({name: pa.array(list(told), pa.string()) for name, told in zip(names, columns, strict=True)})


def in_groups(
    seed: int, groups: int, size: int, tags: int, *, posts: int = 20, width: int = 3, lists: int = 0
) -> pa.Table:
    """Independent accounts that post under the tags of their group; with ``lists`` of eight tags of all groups, that
    every other account copies and uses five times."""
    rng = np.random.default_rng(seed)
    told = [
        (f"u{group:03}-{k:02}", frozenset(f"g{group:03}-{tag}" for tag in (rng.random(width) ** 2 * tags).astype(int)))
        for group, k, _ in product(range(groups), range(size), range(posts))
    ]
    copied = [
        frozenset(f"g{g:03}-{t}" for g, t in zip(*rng.integers(0, (groups, tags), (8, 2)).T, strict=True))
        for _ in range(lists)
    ]
    if copied:
        told += [
            (f"u{group:03}-{k:02}", copied[of])
            for group, k in product(range(groups), range(0, size, 2))
            for of in [int(rng.integers(lists))] * 5
        ]
    return table(told)


def by_pair(found: tested.CoUse) -> dict[tuple[str, str], dict[str, object]]:
    return {(row["account_a"], row["account_b"]): row for row in found.pairs.to_pylist()}


def acts_of(found: tested.CoUse) -> dict[tuple[str, str], set[str]]:
    told: dict[tuple[str, str], set[str]] = {}
    for row in found.acts.to_pylist():
        told.setdefault((row["account_a"], row["account_b"]), set()).add(row["object"])
    return told


def thirds(tags: list[str]) -> dict[str, int]:
    """Topics for tags in order of rarity; every fifth tag has none."""
    return {tag: n % 3 for n, tag in enumerate(tags) if n % 5 != 4}


@settings(deadline=None, max_examples=150)  # the first call compiles
@given(st.lists(POST, min_size=5, max_size=60))
def test_tags_chance_and_p_are_those_of_the_slow_twin(posts: list[slow.Post]) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tested, "SCREEN", 1.0)
        patched.setattr(
            tested,
            "topics",
            lambda account, tag, n, seed: np.array([thirds(list(range(n))).get(t, -1) for t in range(n)]),
        )
        found = co_use(table(posts), level=1.0)
    wanted = slow.shared(posts, thirds, FEWEST, GENERIC, FEW)
    assert found.summary["pairs_tested"] == len(wanted)
    rows, tags = by_pair(found), acts_of(found)
    for pair, row in rows.items():
        assert row["expected"] == pytest.approx(wanted[pair].expected, rel=1e-12)
        assert (row["seen"], tags.get(pair, set())) == (len(wanted[pair].tags), set(wanted[pair].tags))
        if row["seen"] >= max(FEWEST, 2 * wanted[pair].expected):
            assert row["p"] == pytest.approx(wanted[pair].p, rel=1e-6, abs=1e-12)
        else:
            assert row["p"] == 1.0
    surprising = {
        pair for pair, told in wanted.items() if len(told.tags) >= FEWEST and len(told.tags) > 2 * told.expected
    }
    assert surprising <= set(rows)


@pytest.fixture(scope="module")
def slow_squad() -> tuple[pa.Table, set[str]]:
    """Squads under other people's tags, every post up to two days late; and who is in them."""
    world = simulate("squads", seed=102, hijack=True, delay_s=2 * 86_400, accounts=400, episodes=20)
    rows = world.posts.select(["account_id", "post_id", "tags"]).to_pylist()
    uses = [(tag, row["account_id"], row["post_id"]) for row in rows for tag in dict.fromkeys(row["tags"] or [])]
    names = ("object", "account_id", "post_id")
    told = {name: pa.array(list(c), pa.string()) for name, c in zip(names, zip(*uses, strict=True), strict=True)}
    planted = {row["account_id"] for row in world.truth_accounts.to_pylist() if row["role"] == "squad"}
    return pa.table(told), planted


def test_a_squad_that_posts_days_apart_under_other_peoples_tags_is_found(slow_squad) -> None:
    uses, planted = slow_squad
    named = {account for pair in by_pair(co_use(uses)) for account in pair}
    assert len(named & planted) > len(planted) / 2
    assert not named - planted


def test_order_of_rows_and_rows_given_twice_change_nothing(slow_squad) -> None:
    uses, _ = slow_squad
    told = co_use(uses)
    order = np.random.default_rng(5).permutation(uses.num_rows)
    twice = pa.concat_tables([uses.take(order), uses.slice(0, 5_000)])
    again = co_use(twice)
    assert told.pairs.num_rows > 20
    assert again.pairs.equals(told.pairs)
    assert again.acts.equals(told.acts)


def test_other_names_of_accounts_change_no_number(slow_squad) -> None:
    uses, _ = slow_squad
    ids = sorted(set(uses["account_id"].to_pylist()))
    renamed = dict(zip(ids, np.random.default_rng(6).permutation([f"x{n:05}" for n in range(len(ids))]), strict=True))
    place = uses.column_names.index("account_id")
    other = uses.set_column(
        place, "account_id", pa.array([str(renamed[one]) for one in uses["account_id"].to_pylist()])
    )
    told, again = by_pair(co_use(uses)), by_pair(co_use(other))
    numbers = ("seen", "expected", "p", "q")
    wanted = {frozenset(str(renamed[one]) for one in pair): [row[n] for n in numbers] for pair, row in told.items()}
    assert {frozenset(pair) for pair in again} == set(wanted)
    for pair, row in again.items():
        assert [row[n] for n in numbers] == pytest.approx(wanted[frozenset(pair)], rel=1e-9)


def test_a_prefix_on_every_tag_changes_no_number(slow_squad) -> None:
    uses, _ = slow_squad
    prefixed = uses.set_column(
        uses.column_names.index("object"), "object", pc.binary_join_element_wise("x", uses["object"], "")
    )
    assert co_use(prefixed).pairs.equals(co_use(uses).pairs)


def test_no_two_tags_that_count_stand_in_one_post(slow_squad) -> None:
    uses, _ = slow_squad
    posts: dict[str, list[set[str]]] = {}
    for post in uses.group_by(["account_id", "post_id"]).aggregate([("object", "list")]).to_pylist():
        posts.setdefault(post["account_id"], []).append(set(post["object_list"]))
    found = co_use(uses)
    for pair, tags in acts_of(found).items():
        assert all(len(tags & post) <= 1 for account in pair for post in posts[account])
        assert by_pair(found)[pair]["seen"] == len(tags)


def test_many_true_pairs_do_not_carry_a_doubtful_one_along() -> None:
    a, b = np.triu_indices(20, 1)  # a squad, and two more accounts that are nearly as unlikely
    a, b, p = np.append(a, 20), np.append(b, 21), np.append(np.full(a.size, 1e-9), 3e-3)
    assert bh_q(p, 30 * 29 // 2)[-1] < 0.01
    assert tested._q(a, b, p, 30)[-1] > 0.05
    assert (tested._q(a, b, p, 30)[:-1] < 0.01).all()


@pytest.mark.parametrize(("groups", "size", "tags"), [(50, 10, 8), (50, 10, 20), (150, 4, 20), (60, 20, 40)])
def test_groups_with_an_interest_however_small_are_no_finding(groups: int, size: int, tags: int) -> None:
    found = co_use(in_groups(groups, groups, size, tags))
    assert found.summary["pairs_tested"] > 1_000
    assert found.pairs.num_rows == 0


def test_a_list_of_tags_that_many_copied_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    uses = in_groups(3, 20, 60, 300, posts=15, width=6, lists=60)
    assert co_use(uses).pairs.num_rows == 0
    alone = uses.set_column(
        uses.column_names.index("post_id"), "post_id", pa.array([f"q{n}" for n in range(uses.num_rows)])
    )
    assert co_use(alone).pairs.num_rows > 100  # what counting every tag would find


@pytest.mark.parametrize("name", ["null-all", "null-memes", "null-agencies"])
def test_a_world_without_a_campaign_is_no_finding(name: str) -> None:
    world = simulate(name, seed=7, accounts=600)
    rows = world.posts.select(["account_id", "tags"]).to_pylist()
    found = co_use(table([(row["account_id"], frozenset(row["tags"] or [])) for row in rows]))
    assert found.summary["pairs_tested"] > 50_000
    assert found.pairs.num_rows == 0


@pytest.mark.parametrize(
    "posts",
    [
        [],
        [("a", frozenset("xyz"))],
        [("a", frozenset("xyz")), ("a", frozenset("uvw"))] * 20,
        [(f"u{n}", frozenset("x")) for n in range(50)],
        [(f"u{n}", frozenset({f"t{n}"})) for n in range(50)],
        [(f"u{n % 40:02}", frozenset({"x", "y", "z"})) for n in range(200)],
    ],
    ids=["no use", "one post", "one account", "all the same tag", "all different tags", "all the same list"],
)
def test_where_there_is_nothing_to_compare_it_is_said(posts: list[slow.Post]) -> None:
    found = co_use(table(posts))
    assert found.pairs.num_rows == found.acts.num_rows == 0
    assert found.pairs.column_names == ["account_a", "account_b", "seen", "expected", "p", "q"]
    assert "not_tested" in found.summary


def test_beyond_its_budget_the_most_popular_are_left_out() -> None:
    sizes = np.array([1, 2, 2, 5, 100])
    assert largest_within(sizes, 10**6) == 100
    assert largest_within(sizes, 34) == 5
    assert largest_within(sizes, 33) == 2
    assert largest_within(sizes, 0) == 0
    assert largest_within(sizes[:0], 10) == 0


def test_blocks_change_nothing(slow_squad, monkeypatch: pytest.MonkeyPatch) -> None:
    uses, _ = slow_squad
    whole = co_use(uses)
    monkeypatch.setattr(tested, "AT_ONCE", 500)
    cut = co_use(uses)
    assert cut.pairs.equals(whole.pairs)
    assert cut.acts.equals(whole.acts)
