"""Storms of comments: what happened is known, and what is planted is what is said."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

from payola.columns import schema
from payola.simulate.storms import Storm, storm

SMALL = {"creators": 4, "videos": 10, "accounts": 800}


@pytest.fixture(scope="module")
def flooded() -> Storm:
    return storm(2, waves=5, wave_comments=30, wave_minutes=30.0, **SMALL)


def planted(made: Storm) -> list[dict[str, int]]:
    return made.comments.filter(np.isin(made.comments["comment_id"].to_numpy(), sorted(made.planted))).to_pylist()


def test_the_same_seed_gives_the_same_storm_and_another_another() -> None:
    assert storm(4, **SMALL).comments.equals(storm(4, **SMALL).comments)
    assert not storm(4, **SMALL).comments.equals(storm(5, **SMALL).comments)


def test_comments_have_the_columns_of_a_run_and_come_after_their_video(flooded: Storm) -> None:
    assert flooded.comments.schema.names == schema("comments").names
    posted = dict(zip(*(flooded.posts[name].to_pylist() for name in ("post_id", "created_at")), strict=True))
    rows = flooded.comments.select(["post_id", "created_at"]).to_pylist()
    assert all(row["created_at"] >= posted[row["post_id"]] + 5 for row in rows)


def test_waves_are_as_large_as_quick_and_as_much_alike_as_was_asked(flooded: Storm) -> None:
    rows = planted(flooded)
    assert len(flooded.flooded) == 5
    assert {row["post_id"] for row in rows} == flooded.flooded
    born = [row["account_created_at"] for row in rows]
    assert max(born) - min(born) <= 3 * 86_400
    for video in flooded.flooded:
        times = [row["created_at"] for row in rows if row["post_id"] == video]
        assert len(times) == 30
        assert 600 < max(times) - min(times) <= 1_800


def test_a_world_without_waves_has_pile_ons_news_and_calls_and_nothing_planted() -> None:
    made = storm(1, news=0.3, **SMALL)
    assert not made.planted
    assert not made.flooded
    assert all(made.happened.values())


def test_where_a_creator_asks_for_a_word_many_say_the_same(flooded: Storm) -> None:
    asked = sorted(flooded.happened["asked"])[0]
    said = flooded.comments.filter(pc.equal(flooded.comments["post_id"], asked))["text"].value_counts().to_pylist()
    assert max(entry["counts"] for entry in said) >= 20
