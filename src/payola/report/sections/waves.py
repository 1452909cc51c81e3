"""Under which videos did comments come in waves? What came, what speaks for one make, and what looks the same."""

from __future__ import annotations

from typing import Any

import polars as pl

from payola.report import grid
from payola.report.evidence import Behind
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, render

WAVES_SHOWN = 100
KINDS = {
    "arrival": "many at once",
    "text": "much the same words",
    "batch": "accounts made within days of each other",
    "handles": "handles of one make (a word and a number)",
    "co-commenters": "the accounts of other waves",
}
FIRST = (
    Heading("Video"),
    Heading("First comment", "time", "UTC"),
    Heading("Comments", "number", "that belong to it"),
    Heading("Minutes", "number", "from its first to its last comment"),
    Heading("First minutes", "number", "all comments in the first 3, 10 or 30 minutes, whichever says most"),
    Heading("Usual", "number", "comments that the creator’s other videos would give there"),
    Heading("What is unusual"),
)
NAMING = Heading("Naming", "number", "comments that name a candidate or hold a slogan")
TESTED = (
    Heading("q", "number", "false discovery rate at which it would be kept, over all videos tested"),
    Heading("Grade"),
)


def show(material: Material) -> Shown | None:
    told = material.manifest.get("waves")
    if told is None:
        return None
    found = material.table("waves")
    waves, unknown = (found.filter(test) for test in (pl.col("q").is_not_null(), pl.col("q").is_null()))
    videos = _videos(material, found["post_id"].to_list())
    return Shown(
        render(
            "waves.html",
            n_comments=material.height("comments"),
            n_tested=told.get("videos tested", 0),
            n_few=told.get("videos with too few comments", 0),
            n_unknown=told.get("videos whose accounts are unknown", 0),
            n_unusual=told.get("unusual crowds", 0),
            n_waves=waves.height,
            waves=_grid("waves-found", "Waves of comments", waves, videos, material),
            unknown=_grid("waves-unknown", "Unusual crowds whose accounts are unknown", unknown, videos, material),
        )
    )


def _videos(material: Material, posts: list[str]) -> dict[str, tuple[str, int]]:
    """Creator and time of each video."""
    rows = material.rows("posts").filter(pl.col("post_id").is_in(posts)).select("post_id", "account_id", "created_at")
    return {post: (account, created) for post, account, created in rows.collect().iter_rows()}


def _grid(
    name: str, caption: str, found: pl.DataFrame, videos: dict[str, tuple[str, int]], material: Material
) -> Grid | None:
    if found.is_empty():
        return None
    with_slogans, tested = found["naming"].count() > 0, found["q"].count() > 0
    shown = found.sort("first_at", "wave_id").head(WAVES_SHOWN)
    labels = material.names.post(shown["post_id"].to_list())
    rows = [
        _row(row, label, videos.get(row["post_id"]), with_slogans, tested, material)
        for label, row in zip(labels, shown.iter_rows(named=True), strict=True)
    ]
    headings = (*FIRST, *([NAMING] if with_slogans else []), *(TESTED if tested else []))
    rest = grid.left_out(len(rows), found.height, "rows", "table “waves” of the Run folder")
    return Grid(name, caption, headings, rows, rest)


def _row(
    row: dict[str, Any], label: str, video: tuple[str, int] | None, with_slogans: bool, tested: bool, material: Material
) -> tuple[Cell, ...]:
    what = ", ".join(KINDS[kind] for kind in row["kinds"] or [] if kind in KINDS)
    behind = [Behind(row["post_id"], *video, f"comments came in a wave: {what}")] if video else []
    opened = material.book.open_rows(f"Video under which wave {row['wave_id']} stands", len(behind), behind)
    return (
        grid.opener(opened, label, label),
        grid.moment(row["first_at"]),
        grid.number(row["n_comments"]),
        grid.number(row["minutes"], 1),
        grid.number(row["seen"]),
        grid.number(row["expected"], 1),
        grid.text(what),
        *([_naming(row)] if with_slogans else []),
        *([grid.chance(row["q"]), grid.text(row["grade"])]
          if tested else []),
    )  # fmt: skip


def _naming(row: dict[str, Any]) -> Cell:
    return grid.share(row["naming"], row["n_comments"])


SECTION = Section(
    "waves", "Waves of comments", "Were comments flooded under a video?", show, "Behaviour", "Comment waves"
)
