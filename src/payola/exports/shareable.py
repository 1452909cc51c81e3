"""What may leave the machine, table by table: names and ids replaced, captions and links left out.

Without names a column leaves only if ``columns.py`` declares it and it is not personal, or a rule below says what
stands in its place; a table that is not declared stays. Rows are put in order again after that, for an order by hidden
ids would undo the shuffling of the numbers. With ``names.show_names`` everything stands as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import numpy as np
import polars as pl

from payola.columns import TABLES
from payola.pseudonyms import MASKED_ACCOUNT, MASKED_LINK, Pseudonyms
from payola.run import Run

ACCOUNTS, POSTS = ("account_id", "account_a", "account_b"), ("post_id",)
FREE_TEXT = ("why", "reason", "path", "field", "notes")
TAGS = ("tag", "tags")
TIMES = ("created_at", "born_at", "collected_at", "first_use", "first_at")
LAST_SECOND = 253_402_300_799  # the end of the year 9999, beyond which no calendar goes
SOUND_ID = r"^\d+$"  # the platform's number of a sound; anything else is a title, and titles hold handles


def tables(run: Run, names: Pseudonyms) -> list[str]:
    """The tables that may leave."""
    return [table for table in run.tables() if names.show_names or table in TABLES]


def shareable(run: Run, table: str, names: Pseudonyms) -> pl.DataFrame:
    """One table as it may leave: lists joined to text, and each time also as a date (``created_at_utc``)."""
    frame = run[table].to_polars()
    if not names.show_names:
        frame = _masked(run, table, frame, names)
    return _dated(_flat(frame))


def columns_of(table: str, frame: pl.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, unit and meaning of each column of a shareable table."""
    declared = {column.name: column for column in TABLES[table].columns} if table in TABLES else {}
    for name, kind in frame.schema.items():
        column = declared.get(name)
        if column:
            yield name, column.type.replace("list<string>", "string"), column.unit, column.meaning
        elif kind == pl.Datetime:
            yield name, "time", "UTC", f"{name.removesuffix('_utc')} as a date"
        else:
            yield name, str(kind).lower(), "", ""


def made_at(run: Run) -> datetime:
    """When the Run was made: written instead of today, so that the same Run gives the same bytes."""
    told = str(run.manifest.get("created_at", "2020-01-01T00:00:00+00:00"))
    return datetime.fromisoformat(told).astimezone(UTC)


def labelled(ids: pl.Series, label: Callable[[list[str]], list[str]]) -> pl.Series:
    """What ``label`` gives for each id; each distinct id is labelled once."""
    distinct = ids.drop_nulls().unique().sort()
    labels = pl.Series(label(distinct.to_list()), dtype=pl.String)
    return ids.replace_strict(distinct, labels, default=None, return_dtype=pl.String)


def _masked(run: Run, table: str, frame: pl.DataFrame, names: Pseudonyms) -> pl.DataFrame:
    kept: list[pl.Series] = []
    for column in TABLES[table].columns:
        if column.name not in frame.columns:
            continue
        values = frame[column.name]
        if column.name in ACCOUNTS:
            kept.append(labelled(values, names.account))
        elif column.name in POSTS:
            kept.append(labelled(values, names.post))
        elif column.name in (*TAGS, *FREE_TEXT):
            kept.append(_changed(values, names.tag if column.name in TAGS else names.text))
        elif column.name == "file":
            kept.append(_changed(values, names.file))
        elif column.name == "music_id":
            kept.append(_sounds(values, run, names))
        elif column.name == "object":
            kept.append(_objects(frame, run, names))
        elif column.name == "finding_id":
            kept.append(_findings(frame, names))
        elif not column.personal:
            kept.append(values)
    masked = either_way(pl.DataFrame(kept), "account_a", "account_b")
    order = [name for name in TABLES[table].order if name in masked.columns]
    return masked.sort(order, maintain_order=True) if order else masked


def either_way(frame: pl.DataFrame, one: str, other: str) -> pl.DataFrame:
    """The two ends of undirected pairs in the order of their labels."""
    if one not in frame.columns or other not in frame.columns:
        return frame
    turned = pl.col(one) > pl.col(other)
    return frame.with_columns(
        pl.when(turned).then(pl.col(other)).otherwise(pl.col(one)).alias(one),
        pl.when(turned).then(pl.col(one)).otherwise(pl.col(other)).alias(other),
    )


def _changed(values: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """Each text, or each member of each list, changed; an empty list stays empty and an unknown one unknown."""
    if values.dtype != pl.List(pl.String):
        return labelled(values, lambda texts: [change(text) for text in texts])
    members = values.explode()
    distinct = members.drop_nulls().unique()
    changed = pl.Series([change(text) for text in distinct.to_list()], dtype=pl.String)
    return values.list.eval(pl.element().replace_strict(distinct, changed, default=None, return_dtype=pl.String))


def _sounds(values: pl.Series, run: Run, names: Pseudonyms) -> pl.Series:
    """Numbers of sounds stand; titles (``original sound - somebody``) become ``Sound 3``, the same in all tables."""
    in_posts = pl.scan_parquet(run["posts"].path).select("music_id")
    in_uses = pl.scan_parquet(run["uses"].path).filter(layer="music").select(music_id="object")
    title = pl.col("music_id").is_not_null() & ~pl.col("music_id").str.contains(SOUND_ID)
    titles = pl.concat([in_posts, in_uses]).filter(title).collect()["music_id"]
    numbered = _numbered("Sound", titles, names)
    plain = values.str.contains(SOUND_ID).fill_null(False)
    return pl.select(pl.when(plain).then(values).otherwise(numbered(values)).alias(values.name)).to_series()


def _objects(frame: pl.DataFrame, run: Run, names: Pseudonyms) -> pl.Series:
    """Objects of uses: tags stand, sounds as in posts, mentions and links are masked, all others get numbers."""
    layer = frame["layer"]
    parts = []
    for kind in layer.unique().sort().to_list():
        here = layer == kind
        objects = frame["object"].filter(here)
        if kind == "tag":
            told = _changed(objects, names.tag)
        elif kind == "music":
            told = _sounds(objects, run, names)
        elif kind in ("mention", "link"):
            told = pl.repeat(MASKED_ACCOUNT if kind == "mention" else MASKED_LINK, len(objects), eager=True)
        else:
            told = _numbered("Object", objects, names)(objects)
        parts.append(pl.DataFrame({"row": here.arg_true(), "object": told}, schema_overrides={"object": pl.String}))
    if not parts:
        return frame["object"]
    return pl.concat(parts).sort("row")["object"]


def _numbered(what: str, values: pl.Series, names: Pseudonyms) -> Callable[[pl.Series], pl.Series]:
    """Numbers shuffled by the Run's seed for all distinct values, as accounts have them."""
    distinct = values.drop_nulls().unique().sort()
    numbers = np.random.default_rng([names.seed, 3]).permutation(len(distinct)) + 1
    told = pl.Series([f"{what} {number}" for number in numbers], dtype=pl.String)
    return lambda some: some.replace_strict(distinct, told, default=None, return_dtype=pl.String)


def _findings(frame: pl.DataFrame, names: Pseudonyms) -> pl.Series:
    """Ids of findings without ids of accounts (``tag:Account 3|Account 9``); those of families and tags stand."""
    pairs = (
        frame.filter(pl.col("table").is_in(["pairs", "shared_tags"]))
        .group_by("finding_id")
        .agg(pl.col("account_id").unique().sort())
    )
    known = pairs.sort("finding_id").with_columns(
        pl.col("finding_id").str.extract("^([^:]*):").alias("layer"), pl.col("account_id").list.len().alias("width")
    )
    accounts = labelled(known["account_id"].explode(), names.account)
    told = (
        pl.DataFrame({"finding_id": known["finding_id"].gather(_repeated(known["width"])), "account": accounts})
        .group_by("finding_id", maintain_order=True)
        .agg(pl.col("account").sort().str.join("|"))
        .join(known, on="finding_id", maintain_order="left")
        .select("finding_id", pl.concat_str("layer", pl.lit(":"), "account").alias("told"))
    )
    masked = frame.select("finding_id", "table").join(told, on="finding_id", how="left", maintain_order="left")
    own = pl.col("table").is_in(["families", "matches", "waves", "kinds"])
    return masked.select(pl.when(own).then("finding_id").otherwise("told").alias("finding_id")).to_series()


def _repeated(widths: pl.Series) -> pl.Series:
    return pl.Series(np.repeat(np.arange(len(widths)), widths.to_numpy()))


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as text: tags, mentions and links with spaces between them, sentences with semicolons."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    numbers = [name for name, kind in frame.schema.items() if kind.is_float()]
    return frame.with_columns(
        *(pl.col(name).list.join("; " if name in FREE_TEXT else " ") for name in lists),
        *(pl.col(name).fill_nan(None) for name in numbers),
    )


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    for name in [name for name in TIMES if name in frame.columns]:
        sane = pl.when(pl.col(name).is_between(-LAST_SECOND, LAST_SECOND)).then(pl.col(name))
        date = frame.select(pl.from_epoch(sane, time_unit="s").alias(f"{name}_utc")).to_series()
        frame = frame.insert_column(frame.columns.index(name) + 1, date)
    return frame
