"""The corpus: posts and uses of any dump, each once. What every analysis starts from."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola import uses as steps
from payola.columns import TABLES
from payola.engines.duckdb import Engine, Frame
from payola.errors import InputError, OptionError
from payola.progress import Progress
from payola.reading import Ledger, stage_posts
from payola.settings import Settings


def settled(staged: Path, ledgers: Sequence[Ledger], engine: Engine) -> tuple[Frame, Frame]:
    """Posts and uses of objects, each once, from the rows as they were read."""
    read = engine.frame(staged)
    if len(ledgers) > 1:  # files may name the same post or account in different ways; one file does not
        read = engine.keep(steps.one_id_an_account(steps.one_platform_a_post(read)), "settled")
    posts = read if _each_once(read, engine) else engine.keep(steps.latest_posts(read), "latest")
    return posts, engine.keep(steps.uses_of_objects(read), "objects")


def _each_once(read: Frame, engine: Engine) -> bool:
    """Whether no post stands twice: then there is nothing to choose between."""
    ids = read.select("platform", "post_id")
    (rows,), (posts,) = (
        engine.arrow(frame.select(nw.len().alias("n")))["n"].to_pylist() for frame in (ids, ids.unique())
    )
    return bool(rows == posts)


def read_and_settle(
    inputs: Sequence[Path], settings: Settings, scratch: Path, engine: Engine, progress: Progress
) -> tuple[Frame, Frame]:
    """Read all inputs; posts and uses of objects, each once."""
    staged = scratch / "read.parquet"
    ledgers = stage_posts(inputs, settings, staged, progress)
    return settled(staged, ledgers, engine)


def posts_of(inputs: Sequence[Path], settings: Settings, scratch: Path, progress: Progress) -> pa.Table:
    """The posts of dumps, duplicates removed (table ``posts``)."""
    with Engine(scratch) as engine:
        posts, _ = read_and_settle(inputs, settings, scratch, engine, progress)
        return engine.arrow(posts.select(*TABLES["posts"].column_names()), TABLES["posts"].order)


def uses_of_layer(
    inputs: Sequence[Path], settings: Settings, layer: str | None, scratch: Path, progress: Progress
) -> pa.Table:
    """The uses of one layer: ``object`` where a table names its objects, else ``tag``, unless told."""
    if layer and layer not in steps.ALL_LAYERS:
        raise OptionError.unknown("layer", layer, steps.ALL_LAYERS)
    with Engine(scratch) as engine:
        posts, objects = read_and_settle(inputs, settings, scratch, engine, progress)
        chosen = layer or ("object" if engine.arrow(objects.head(1)).num_rows else "tag")
        uses = _uses(posts, objects, chosen, engine)
        present = [other for other in steps.ALL_LAYERS if not uses.num_rows and _used(posts, objects, other, engine)]
    if not uses.num_rows:
        raise InputError.no_uses(chosen, present)
    pa.default_memory_pool().release_unused()  # reading ten million uses leaves 250 MB behind
    return uses


def _uses(posts: Frame, objects: Frame, layer: str, engine: Engine) -> pa.Table:
    """The uses of one layer; where posts list their objects, strings are held once, in dictionaries."""
    if layer not in steps.LAYERS:
        return engine.arrow(steps.uses_of_layer(posts, objects, layer))
    column = steps.LAYERS[layer]
    return unfolded(engine.arrow(posts.select("account_id", "created_at", "post_id", column)), column)


def unfolded(posts: pa.Table, column: str) -> pa.Table:
    """One row an object of a post (object, account_id, post_id, created_at): what ``steps.uses_of_layer`` gives.

    Ids and objects come as dictionaries: ten million rows that repeat the same strings need a third of the memory.
    """
    lists = posts[column]
    rows = np.repeat(np.arange(len(posts)), pc.list_value_length(lists).fill_null(0).to_numpy())
    objects = pa.chunked_array([chunk.flatten() for chunk in lists.chunks], lists.type.value_type)
    if objects.null_count:
        rows, objects = rows[objects.is_valid().to_numpy()], objects.drop_null()
    with ThreadPoolExecutor(2) as threads:
        coded, accounts, ids = threads.map(_encoded, (objects, posts["account_id"], posts["post_id"]))
    at = pa.array(rows)
    times = posts["created_at"].to_numpy()[rows]
    return pa.table({"object": coded, "account_id": accounts.take(at), "post_id": ids.take(at), "created_at": times})


def _encoded(strings: pa.ChunkedArray) -> pa.DictionaryArray:
    return strings.cast(pa.large_string()).combine_chunks().dictionary_encode()


def _used(posts: Frame, objects: Frame, layer: str, engine: Engine) -> bool:
    return bool(engine.arrow(steps.uses_of_layer(posts, objects, layer).head(1)).num_rows)
