"""What else did the posts share: sounds, links, mentions? Counts only; what leads to a person is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payola.report import grid
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, render

if TYPE_CHECKING:
    import polars as pl

SOUNDS_SHOWN = 15
LAYERS = {"tag": "hashtags", "music": "sounds", "mention": "mentions", "link": "links", "object": "objects"}
LAYER_HEADINGS = (
    Heading("Kind"),
    Heading("Different ones", "number"),
    Heading("Uses", "number"),
    Heading("Accounts", "number"),
)
SOUND_HEADINGS = (
    Heading("Sound"),
    Heading("Posts", "number"),
    Heading("Accounts", "number"),
    Heading("With a slogan's tag", "number", "posts with this sound that carry a tag of a family"),
)


def show(material: Material) -> Shown:
    return Shown(render("objects.html", layers=_layers(material), sounds=_sounds(material)))


def _layers(material: Material) -> Grid:
    import polars as pl

    counted = (
        material.rows("uses")
        .group_by("layer")
        .agg(
            pl.col("object").n_unique().alias("different"), pl.len(), pl.col("account_id").n_unique().alias("accounts")
        )
        .sort("len", "layer", descending=[True, False])
        .collect()
    )
    rows = [
        (Cell(LAYERS.get(layer, layer), layer), grid.number(different), grid.number(uses), grid.number(accounts))
        for layer, different, uses, accounts in counted.iter_rows()
    ]
    return Grid("layers", "What accounts used in their posts", LAYER_HEADINGS, rows)


def _sounds(material: Material) -> Grid | None:
    """The sounds of most posts, numbered: a sound can be one person's own recording."""
    import polars as pl

    carried = material.carried.lazy().select("post_id", "account_id").unique().with_columns(carried=True)
    sounds: pl.DataFrame = (
        material.rows("uses")
        .filter(pl.col("layer") == "music")
        .join(carried, on=["post_id", "account_id"], how="left")
        .group_by("object")
        .agg(
            n_posts=pl.col("post_id").n_unique(),
            n_accounts=pl.col("account_id").n_unique(),
            n_carried=pl.col("carried").sum(),
        )
        .sort("n_posts", "object", descending=[True, False])
        .collect()
    )
    if sounds.is_empty():
        return None
    rows = [
        (
            grid.text(sound if material.names.show_names else f"Sound {rank}"),
            grid.number(posts),
            grid.number(accounts),
            grid.number(carried),
        )
        for rank, (sound, posts, accounts, carried) in enumerate(sounds.head(SOUNDS_SHOWN).iter_rows(), 1)
    ]
    rest = grid.left_out(len(rows), sounds.height, "sounds (the most used)", "table “uses”, layer music")
    return Grid("sounds", "Sounds of most posts", SOUND_HEADINGS, rows, rest)


SECTION = Section(
    "objects", "Sounds, links and mentions", "What else did the posts share?", show, "Content", "Sounds, links"
)
