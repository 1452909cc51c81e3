"""Waves of comments are found, crowds that are none are not, and what cannot be known is said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from payola.columns import schema
from payola.detectors.waves import NOTE, UNKNOWN_ACCOUNTS, Waves, waves
from payola.language.slogan import Slogan
from payola.simulate.storms import Storm, storm

SMALL = {"creators": 6, "videos": 20, "accounts": 2_000}
THIRTY = {"wave_comments": 30, "wave_minutes": 30.0}


def found(made: Storm) -> set[str]:
    return set(waves(made.comments, made.posts).posts)


def emptied(comments: pa.Table, *columns: str) -> pa.Table:
    """The comments, with nothing known in these columns."""
    for name in columns:
        place = comments.column_names.index(name)
        comments = comments.set_column(place, name, pa.nulls(comments.num_rows, comments.schema.field(name).type))
    return comments


@pytest.fixture(scope="module")
def flooded() -> Storm:
    return storm(21, waves=6, **SMALL)


@pytest.fixture(scope="module")
def told(flooded: Storm) -> Waves:
    return waves(flooded.comments, flooded.posts)


@pytest.mark.parametrize("seed", range(3))
def test_pile_ons_news_and_answers_to_a_call_are_no_waves(seed: int) -> None:
    made = storm(seed, pile_ons=0.25, news=0.2, asked=0.25, **SMALL)
    quiet = waves(made.comments, made.posts)
    assert quiet.summary["unusual crowds"] > 30
    assert quiet.table.num_rows == 0
    assert quiet.behind.num_rows == 0


@pytest.mark.parametrize("shape", [{}, THIRTY, {**THIRTY, "wave_after_h": 24.0}], ids=["50 in 3", "30 in 30", "late"])
def test_nearly_all_planted_waves_are_found_and_hardly_anything_else(shape: dict[str, float]) -> None:
    made = storm(31, waves=15, **SMALL, **shape)
    hits = found(made)
    assert len(hits & made.flooded) >= 14
    assert len(hits - made.flooded) <= 1


def fans_of_one_season(whose: str) -> tuple[pa.Table, pa.Table]:
    """30 accounts made within three days write the same under a video: fans of its creator, or of nobody here."""
    rng, day, start = np.random.default_rng(4), 86_400, 1_730_000_000
    posts = [{"post_id": f"v{v}", "account_id": f"c{v // 15}", "created_at": start + v * day} for v in range(45)]
    said = []
    for v, post in enumerate(posts):
        regular = rng.choice(60, 20, replace=False) if v // 15 == 0 and whose == "fans" else []
        late = rng.exponential(7_200, 60)
        who = [*(f"fan{i}" for i in regular), *(f"u{i}" for i in rng.choice(20_000, 40, replace=False))]
        if v == 7:
            who += [f"fan{i}" for i in range(30)]
        for n, name in enumerate(who):
            text = "one sentence that is written nowhere else" if n >= 40 + len(regular) else f"remark {v} {n}"
            age = rng.random() * 900 if n >= 40 + len(regular) else late[n]
            born = day * int(name[1:]) // 10 if name[0] == "u" else 600 * day + 4_000 * int(name[3:])
            row = {"comment_id": f"{v}-{n}", "post_id": post["post_id"], "account_id": name, "text": text}
            said.append(
                {**row, "created_at": int(start + v * day + age), "account_created_at": start - 2_000 * day + born}
            )
    return pa.Table.from_pylist(said, schema=schema("comments")), pa.Table.from_pylist(posts)


def test_fans_who_joined_in_one_season_are_no_wave_where_they_are_the_creators_regulars() -> None:
    assert waves(*fans_of_one_season("strangers")).posts == {"v7"}
    assert waves(*fans_of_one_season("fans")).posts == frozenset()


def test_fans_of_one_season_who_answer_a_call_are_no_wave_although_others_came_twice_by_chance() -> None:
    """Worlds in which a season of fans was once taken for one make: half of the regulars were no fans."""
    for seed in (117, 128):
        assert found(storm(seed)) == set()


def test_dates_beside_comments_that_name_no_account_are_no_knowledge_of_accounts(flooded: Storm) -> None:
    unnamed = waves(emptied(flooded.comments, "account_id"), flooded.posts)
    assert unnamed.summary["videos tested"] == 0
    assert unnamed.summary["videos whose accounts are unknown"] > 100
    assert unnamed.posts == frozenset()


def test_serial_handles_are_evidence_where_dates_are_unknown() -> None:
    made = storm(8, waves=5, wave_serial=0.9, **SMALL)
    undated = emptied(made.comments, "account_created_at")
    rows = waves(undated, made.posts)
    assert rows.posts == made.flooded
    assert all("handles" in kinds and "batch" not in kinds for kinds in rows.table["kinds"].to_pylist())


def test_accounts_with_nothing_in_common_are_no_wave_however_many_they_are() -> None:
    assert found(storm(8, waves=5, wave_together=0.0, **SMALL)) == set()


def test_the_comments_behind_a_wave_are_those_that_were_planted(flooded: Storm, told: Waves) -> None:
    theirs = flooded.comments.filter(np.isin(flooded.comments["comment_id"].to_numpy(), sorted(flooded.planted)))
    key = ["post_id", "account_id", "created_at"]
    true = set(zip(*(theirs[name].to_pylist() for name in key), strict=True))
    named = set(zip(*(told.behind[name].to_pylist() for name in key), strict=True))
    assert len(named & true) >= 0.95 * len(named)
    assert len(named & true) >= 0.95 * len(true)


def test_a_wave_says_what_came_what_was_usual_and_what_it_cannot_be_told_from(told: Waves) -> None:
    assert told.table.schema == schema("waves")
    for row in told.table.to_pylist():
        assert row["seen"] > row["expected"]
        assert row["n_comments"] >= 40
        assert row["minutes"] <= 3.1
        assert {"text", "batch", "co-commenters"} <= set(row["kinds"])
        assert row["grade"] == ("A" if "arrival" in row["kinds"] else "B")
        assert max(row["p_accounts"], min(1, 2 * min(row["p_arrival"], row["p_text"]))) == pytest.approx(row["p"])
        assert row["p"] <= row["q"] <= 0.05
        assert (row["naming"], row["note"]) == (None, NOTE)


def test_an_early_crowd_without_a_text_in_common_names_only_accounts_of_one_make() -> None:
    made = storm(5, waves=2, wave_own_words=1.0, wave_comments=120, pile_ons=0.0, asked=0.0, news=0.0, **SMALL)
    rows = waves(made.comments, made.posts)
    assert rows.posts == made.flooded
    assert rows.table["grade"].to_pylist() == ["B", "B"]
    ids = made.comments.filter(np.isin(made.comments["comment_id"].to_numpy(), sorted(made.planted)))["account_id"]
    assert set(rows.behind["account_id"].to_pylist()) <= set(ids.to_pylist())


def test_crowds_of_unknown_accounts_are_told_apart_from_waves(flooded: Storm) -> None:
    nobody = emptied(flooded.comments, "account_id", "account_name", "account_created_at")
    rows = waves(nobody, flooded.posts)
    assert rows.posts == frozenset()
    assert rows.summary["videos tested"] == 0
    assert rows.summary["comments without an account"] == nobody.num_rows
    assert flooded.flooded <= set(rows.table["post_id"].to_pylist())
    for row in rows.table.to_pylist():
        assert (row["grade"], row["q"], row["p"], row["p_accounts"], row["note"]) == (
            "D",
            *[None] * 3,
            UNKNOWN_ACCOUNTS,
        )


def test_how_many_comments_name_a_candidate_is_told_and_changes_no_p(flooded: Storm, told: Waves) -> None:
    theirs = np.isin(flooded.comments["comment_id"].to_numpy(), sorted(flooded.planted))
    slogan = min(flooded.comments.filter(theirs)["text"].to_pylist(), key=len)
    named = waves(flooded.comments, flooded.posts, [Slogan(slogan, "A. Candidate")]).table
    assert named["p"].equals(told.table["p"])
    for row in named.to_pylist():
        assert row["naming"] >= 0.9 * row["n_comments"]
        assert row["p_naming"] < 1e-20


def test_the_order_of_rows_changes_nothing(flooded: Storm, told: Waves) -> None:
    order = np.random.default_rng(1).permutation(flooded.comments.num_rows)
    again = waves(flooded.comments.take(pa.array(order)), flooded.posts)
    assert again.table.equals(told.table)
    assert again.summary == told.summary


def test_a_lone_video_and_an_empty_table_are_not_enough_data(flooded: Storm) -> None:
    wave = sorted(flooded.flooded)[0]
    lone = waves(flooded.comments.filter(pc.equal(flooded.comments["post_id"], wave)), flooded.posts)
    assert lone.table.num_rows == 0
    nothing = waves(flooded.comments.slice(0, 0), flooded.posts)
    assert nothing.table.equals(schema("waves").empty_table())
    assert nothing.summary["videos tested"] == 0


def test_all_comments_in_one_second_or_of_one_account_are_no_wave(flooded: Storm) -> None:
    place = flooded.comments.column_names.index("account_id")
    one = flooded.comments.set_column(place, "account_id", pa.repeat("u1", flooded.comments.num_rows))
    assert waves(one, flooded.posts).posts == frozenset()
    times = flooded.comments.column_names.index("created_at")
    latest = pa.repeat(pc.max(flooded.comments["created_at"]), flooded.comments.num_rows)
    calm = storm(1, **SMALL)
    still = calm.comments.set_column(
        times, "created_at", latest.slice(0, 1).take(pa.array([0] * calm.comments.num_rows))
    )
    assert waves(still, calm.posts).posts == frozenset()
