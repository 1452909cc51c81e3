"""Layers put together: they share the error rate, two of them make grade A, and every graded pair has its posts."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.detectors.corpora import DAY, busy_corpus

from payola.campaigns.coordination import coordinated
from payola.columns import schema
from payola.detectors.reference import fit
from payola.simulate import simulate

SQUAD = {f"s{k:02}" for k in range(8)}
NOTHING = busy_corpus(0).slice(0, 0)


def grades(accounts: pa.Table) -> dict[str, str]:
    rows = accounts.filter(pc.is_valid(accounts["grade"]))
    return dict(zip(rows["account_id"].to_pylist(), rows["grade"].to_pylist(), strict=True))


def test_one_layer_is_grade_b_and_two_are_grade_a() -> None:
    clean = fit({"tag": busy_corpus(11), "music": busy_corpus(12)}, posts=12_000)
    one = coordinated({"tag": busy_corpus(1, squad=8), "music": busy_corpus(4)}, clean, 0)
    both = coordinated({"tag": busy_corpus(1, squad=8), "music": busy_corpus(4, squad=8)}, clean, 0)
    assert {account for account, grade in grades(one.accounts).items() if grade in ("A", "B")} == SQUAD
    assert "A" not in grades(one.accounts).values()
    assert {account for account, grade in grades(both.accounts).items() if grade == "A"} == SQUAD


def test_with_a_reference_q_is_small_exactly_where_the_grade_is_above_c() -> None:
    clean = fit({"tag": busy_corpus(11)}, posts=6_000)
    accounts = coordinated({"tag": busy_corpus(1, squad=8), "music": busy_corpus(2, squad=8)}, clean, 0).accounts
    above = pc.is_in(accounts["grade"], pa.array(["A", "B"]))
    assert pc.any(pc.equal(accounts["grade"], "C")).as_py() or pc.any(above).as_py()
    assert pc.less_equal(accounts["q"], 0.05).equals(pc.fill_null(above, False))


def test_a_layer_without_a_reference_of_its_own_is_not_graded_above_c() -> None:
    tags_only = fit({"tag": busy_corpus(11)}, posts=6_000)
    found = coordinated({"music": busy_corpus(2, squad=8)}, tags_only, 0)
    assert set(grades(found.accounts).values()) == {"C"}


def test_every_graded_pair_has_the_posts_of_both_sides() -> None:
    found = coordinated({"tag": busy_corpus(1, squad=8)}, None, 0)
    graded = found.pairs.filter(pc.is_valid(found.pairs["grade"])).to_pylist()
    behind = {(row["account_a"], row["account_b"]) for row in found.behind.to_pylist()}
    assert graded
    assert {(row["account_a"], row["account_b"]) for row in graded} <= behind


def test_accounts_that_could_be_tested_are_counted_whether_or_not_they_ever_met() -> None:
    found = coordinated({"tag": busy_corpus(1), "music": busy_corpus(4)}, None, 0)
    assert found.summary["testable_accounts"] == 60
    assert found.accounts.num_rows < 60


def test_what_is_graded_says_what_was_not_excluded() -> None:
    found = coordinated({"tag": busy_corpus(1, squad=8)}, None, 0)
    rows = found.accounts.filter(pc.is_valid(found.accounts["grade"])).to_pylist()
    assert all("not excluded" in row["why"] for row in rows)


def test_no_use_at_all_gives_empty_tables_as_declared() -> None:
    found = coordinated({"tag": NOTHING, "music": NOTHING}, None, 0)
    for name in ("pairs", "shared_tags", "accounts", "groups"):
        assert getattr(found, name).schema == schema(name)
        assert getattr(found, name).num_rows == 0


def test_a_corpus_of_one_account_or_one_second_is_no_finding() -> None:
    lone = busy_corpus(1).filter(pc.equal(busy_corpus(1)["account_id"], "u01"))
    uses = busy_corpus(1)
    same = uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array([7] * uses.num_rows))
    for corpus in (lone, same):
        assert grades(coordinated({"tag": corpus}, None, 0).accounts) == {}


@pytest.fixture(scope="module")
def squads() -> dict[str, pa.Table]:
    """Squads under other people's tags, every post up to a day late."""
    world = simulate("squads", seed=102, hijack=True, accounts=400, episodes=20, delay_s=DAY)
    rows = world.posts.select(["account_id", "post_id", "created_at", "tags"]).to_pylist()
    uses = [
        (tag, row["account_id"], row["post_id"], row["created_at"])
        for row in rows
        for tag in dict.fromkeys(row["tags"] or [])
    ]
    types = (pa.string(), pa.string(), pa.string(), pa.int64())
    names = ("object", "account_id", "post_id", "created_at")
    columns = zip(names, zip(*uses, strict=True), types, strict=True)
    return {"tag": pa.table({name: pa.array(list(told), kind) for name, told, kind in columns})}


def ends_of(rows: pa.Table) -> set[tuple[str, str]]:
    return {(row["account_a"], row["account_b"]) for row in rows.to_pylist()}


def test_tags_in_common_are_grade_d_where_moments_give_no_grade(squads: dict[str, pa.Table]) -> None:
    found = coordinated(squads, None, 0)
    by_moments = ends_of(found.pairs.filter(pc.is_valid(found.pairs["grade"])))
    alone = found.shared_tags.filter(pc.equal(found.shared_tags["grade"], "D"))
    also = found.shared_tags.filter(pc.is_null(found.shared_tags["grade"]))
    assert alone.num_rows > 50
    assert not ends_of(alone) & by_moments
    assert ends_of(also) <= by_moments


def test_tags_in_common_grade_no_account_and_no_group(squads: dict[str, pa.Table]) -> None:
    told, without = (coordinated(squads, None, 0, whole_histories=whole) for whole in (True, False))
    assert told.shared_tags.num_rows > 50
    assert without.shared_tags.num_rows == without.shared.num_rows == 0
    for name in ("pairs", "accounts", "groups", "behind"):
        assert getattr(told, name).equals(getattr(without, name))
    assert "D" not in set(told.accounts["grade"].to_pylist()) | set(told.pairs["grade"].to_pylist())


def test_of_a_tag_search_it_is_said_that_tags_in_common_were_not_tested(squads: dict[str, pa.Table]) -> None:
    assert "tag search" in coordinated(squads, None, 0, whole_histories=False).summary["shared_tags"]["not_tested"]


def test_every_tag_in_common_has_a_post_of_either_account(squads: dict[str, pa.Table]) -> None:
    found = coordinated(squads, None, 0)
    posts: dict[tuple[str, str], set[str]] = {}
    for row in found.shared.to_pylist():
        assert row["table"] == "shared_tags"
        posts.setdefault((row["finding_id"], row["account_id"]), set()).add(row["post_id"])
    for row in found.shared_tags.to_pylist():
        finding = f"shared:{row['account_a']}|{row['account_b']}"
        assert [len(posts[finding, row[end]]) for end in ("account_a", "account_b")] == [row["seen"]] * 2
    assert found.shared.num_rows == 2 * sum(found.shared_tags["seen"].to_pylist())
