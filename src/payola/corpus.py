"""The corpus: posts and uses of any dump, each once. What every analysis starts from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import narwhals.stable.v2 as nw
import pyarrow as pa

from payola import uses as steps
from payola.columns import TABLES
from payola.engines.duckdb import Engine, Frame
from payola.errors import OptionError
from payola.progress import Progress
from payola.reading import stage_posts
from payola.settings import Settings


def settled(staged: Path, engine: Engine) -> tuple[Frame, Frame]:
    """Posts and uses of objects, each once, from the rows as they were read."""
    named = steps.one_id_an_account(steps.one_platform_a_post(engine.frame(staged)))
    settled = engine.keep(named, "settled")
    return (
        engine.keep(steps.latest_posts(settled), "latest"),
        engine.keep(steps.uses_of_objects(settled), "objects"),
    )


def read_and_settle(
    inputs: Sequence[Path], settings: Settings, scratch: Path, engine: Engine, progress: Progress
) -> tuple[Frame, Frame]:
    """Read all inputs; posts and uses of objects, each once."""
    staged = scratch / "read.parquet"
    stage_posts(inputs, settings, staged, progress)
    return settled(staged, engine)


def posts_of(inputs: Sequence[Path], settings: Settings, scratch: Path, progress: Progress) -> pa.Table:
    """The posts of dumps, duplicates removed (table ``posts``)."""
    with Engine(scratch) as engine:
        posts, _ = read_and_settle(inputs, settings, scratch, engine, progress)
        return engine.arrow(posts.select(*TABLES["posts"].column_names()), TABLES["posts"].order)


def uses_of_layer(
    inputs: Sequence[Path], settings: Settings, layer: str | None, scratch: Path, progress: Progress
) -> pa.Table:
    """The uses of one layer: ``object`` where a table names its objects, else ``tag``, unless told."""
    with Engine(scratch) as engine:
        posts, objects = read_and_settle(inputs, settings, scratch, engine, progress)
        uses = engine.keep(steps.all_uses(posts, objects), "uses")
        present = engine.arrow(uses.select("layer").unique(), ["layer"])["layer"].to_pylist()
        chosen = layer or ("object" if "object" in present else "tag")
        if layer and layer not in present:
            raise OptionError.unknown("layer with uses in these data", layer, present)
        return engine.arrow(uses.filter(nw.col("layer") == chosen))
