"""Uses held with their strings once are the uses that the frames give."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from payola import uses as steps
from payola.columns import schema
from payola.corpus import unfolded
from payola.engines import Engine

OBJECTS = ("account_id", "post_id", "created_at", "object")


@settings(max_examples=30, deadline=None)
@given(
    posts=st.lists(st.none() | st.lists(st.sampled_from(["a", "b", "ö"]) | st.none(), unique=True), max_size=6),
    cut=st.integers(0, 6),
)
def test_unfolding_posts_gives_the_uses_of_their_layer(tmp_path_factory, posts, cut):
    columns = {name: schema("posts").field(name) for name in ("account_id", "created_at", "post_id", "tags")}
    rows = [
        {"account_id": f"account {i % 2}", "created_at": i, "post_id": str(i), "tags": tags}
        for i, tags in enumerate(posts)
    ]
    table = pa.Table.from_pylist(rows, schema=pa.schema(columns.values()))
    in_chunks = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    found = unfolded(in_chunks, "tags")
    with Engine(Path(tmp_path_factory.mktemp("engine"))) as engine:
        frame = engine.frame(table)
        nothing = engine.frame(pa.table({name: pa.array([], pa.string()) for name in OBJECTS}))
        expected = engine.arrow(steps.uses_of_layer(frame, nothing, "tag"))
    assert _rows(found) == _rows(expected)


def _rows(uses: pa.Table) -> list[tuple[object, ...]]:
    return sorted(zip(*(uses[name].to_pylist() for name in OBJECTS), strict=True), key=str)
