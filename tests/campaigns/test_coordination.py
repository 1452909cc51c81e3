"""Layers put together: they share the error rate, two of them make grade A, and every graded pair has its posts."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from tests.detectors.corpora import busy_corpus

from payola.campaigns.coordination import coordinated
from payola.columns import schema
from payola.detectors.reference import fit

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


def test_what_is_graded_says_what_was_not_excluded() -> None:
    found = coordinated({"tag": busy_corpus(1, squad=8)}, None, 0)
    rows = found.accounts.filter(pc.is_valid(found.accounts["grade"])).to_pylist()
    assert all("not excluded" in row["why"] for row in rows)


def test_no_use_at_all_gives_empty_tables_as_declared() -> None:
    found = coordinated({"tag": NOTHING, "music": NOTHING}, None, 0)
    for name in ("pairs", "accounts", "groups"):
        assert getattr(found, name).schema == schema(name)
        assert getattr(found, name).num_rows == 0


def test_a_corpus_of_one_account_or_one_second_is_no_finding() -> None:
    lone = busy_corpus(1).filter(pc.equal(busy_corpus(1)["account_id"], "u01"))
    uses = busy_corpus(1)
    same = uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array([7] * uses.num_rows))
    for corpus in (lone, same):
        assert grades(coordinated({"tag": corpus}, None, 0).accounts) == {}
