"""Posts to uses: duplicates, snapshots and names of accounts are settled as a slow twin settles them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payola import uses as steps
from payola.engines import Engine
from payola.formats.batch import read_schema

STAGED = read_schema().append(pa.field("row", pa.int64())).append(pa.field("file", pa.int64()))
LONG = "7300000000000000001"


def staged(rows: list[dict[str, Any]]) -> pa.Table:
    base = {"platform": "tiktok", "created_at": 100, "file": 0}
    return pa.Table.from_pylist([base | {"row": number} | row for number, row in enumerate(rows)], schema=STAGED)


def settle(tmp_path: Path, rows: list[dict[str, Any]], *names: str) -> list[list[dict[str, Any]]]:
    """The asked-for tables (``posts``, ``uses``) of some staged rows."""
    with Engine(tmp_path) as engine:
        named = steps.one_id_an_account(steps.one_platform_a_post(engine.frame(staged(rows))))
        settled = engine.keep(named, "settled")
        posts, objects = steps.latest_posts(settled), steps.uses_of_objects(settled)
        frames = {"posts": posts, "uses": steps.all_uses(posts, objects)}
        order = {"posts": ["platform", "post_id"], "uses": ["layer", "object", "account_id", "post_id", "created_at"]}
        return [engine.arrow(frames[name], order[name]).to_pylist() for name in names]


def test_of_two_snapshots_of_a_post_the_latest_counts_are_kept(tmp_path: Path) -> None:
    late = {"post_id": "1", "account_id": "a", "views": 90, "collected_at": 2000}
    early = {"post_id": "1", "account_id": "a", "views": 10, "collected_at": 1000}
    (posts,) = settle(tmp_path, [late, early], "posts")
    assert [post["views"] for post in posts] == [90]


def test_where_no_collection_time_is_known_the_row_read_last_is_kept(tmp_path: Path) -> None:
    rows = [{"post_id": "1", "account_id": "a", "views": views} for views in (5, 7)]
    (posts,) = settle(tmp_path, rows, "posts")
    assert [post["views"] for post in posts] == [7]


def test_an_account_named_by_id_in_one_file_and_by_handle_in_another_is_one_account(tmp_path: Path) -> None:
    rows = [
        {"post_id": "1", "account_id": "900", "account_name": "anna", "tags": ["x"]},
        {"post_id": "2", "account_id": "anna", "tags": ["x"]},
    ]
    posts, uses = settle(tmp_path, rows, "posts", "uses")
    assert {post["account_id"] for post in posts} == {"900"}
    assert {post["account_name"] for post in posts} == {"anna"}
    assert {use["account_id"] for use in uses} == {"900"}


def test_a_handle_that_two_ids_have_had_is_left_alone(tmp_path: Path) -> None:
    rows = [
        {"post_id": "1", "account_id": "900", "account_name": "anna"},
        {"post_id": "2", "account_id": "901", "account_name": "anna"},
        {"post_id": "3", "account_id": "anna"},
    ]
    (posts,) = settle(tmp_path, rows, "posts")
    assert [post["account_id"] for post in posts] == ["900", "901", "anna"]


def test_a_post_in_a_plain_table_and_in_a_platform_dump_counts_once(tmp_path: Path) -> None:
    rows = [
        {"post_id": LONG, "account_id": "a", "collected_at": 5},
        {"post_id": LONG, "account_id": "a", "platform": ""},
        {"post_id": "1", "account_id": "a"},
        {"post_id": "1", "account_id": "b", "platform": ""},
    ]
    (posts,) = settle(tmp_path, rows, "posts")
    assert [(post["platform"], post["post_id"]) for post in posts] == [("", "1"), ("tiktok", "1"), ("tiktok", LONG)]


def test_a_table_of_uses_may_repeat_post_ids_and_only_equal_rows_collapse(tmp_path: Path) -> None:
    rows = [
        {"post_id": "1", "account_id": "a", "object": "x"},
        {"post_id": "1", "account_id": "a", "object": "x"},
        {"post_id": "1", "account_id": "a", "object": "y"},
        {"post_id": "1", "account_id": "a", "object": "x", "created_at": 101},
    ]
    posts, uses = settle(tmp_path, rows, "posts", "uses")
    assert len(posts) == 1
    assert [(use["object"], use["created_at"]) for use in uses] == [("x", 100), ("x", 101), ("y", 100)]


def test_tags_sounds_mentions_and_links_are_layers_of_uses(tmp_path: Path) -> None:
    post = {
        "post_id": "1", "account_id": "a", "tags": ["x", "y"], "mentions": ["b"], "links": ["https://example.org"],
        "music_id": "77",
    }  # fmt: skip
    (uses,) = settle(tmp_path, [post], "uses")
    assert [(use["layer"], use["object"]) for use in uses] == [
        ("link", "https://example.org"), ("mention", "b"), ("music", "77"), ("tag", "x"), ("tag", "y"),
    ]  # fmt: skip


ids = st.sampled_from(["1", "2", "3"])
post_rows = st.lists(
    st.fixed_dictionaries(
        {
            "post_id": ids,
            "account_id": st.sampled_from(["a", "b"]),
            "created_at": st.integers(100, 102),
            "tags": st.none() | st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True),
            "collected_at": st.none() | st.integers(1, 3),
        }
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(rows=post_rows)
def test_settling_equals_its_slow_twin(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> None:
    posts, uses = settle(tmp_path_factory.mktemp("engine"), rows, "posts", "uses")
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(enumerate(rows), key=lambda pair: (pair[1]["collected_at"] or -1, pair[0])):
        latest[row[1]["post_id"]] = row[1]
    assert {post["post_id"]: post["created_at"] for post in posts} == {k: v["created_at"] for k, v in latest.items()}
    expected = {
        (row["account_id"], tag, row["created_at"], row["post_id"])
        for row in latest.values()
        for tag in row["tags"] or []
    }
    found = [(use["account_id"], use["object"], use["created_at"], use["post_id"]) for use in uses]
    assert len(found) == len(set(found))
    assert set(found) == expected
