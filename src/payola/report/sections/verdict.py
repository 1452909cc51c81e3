"""Does a family stand out, what else speaks for a push, and with what was it compared? One part a family."""

from __future__ import annotations

from typing import Any

import polars as pl

from payola import charts
from payola.columns import ENOUGH_POSTS
from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

FAMILIES_SHOWN, REFERENCE_SHOWN, NEIGHBOURS_SHOWN = 24, 60, 8
KINDS = {
    "brief": "A shared phrase",
    "roster": "Invited before",
    "disclosure": "Labelled as advertising",
    "coordination": "Moving together",
    "wave": "Waves of comments",
    "apolitical": "No political posts before",
}
LOOKS = (
    Heading("Looked at"),
    Heading("Accounts", "number", "that had used the family's tags by then"),
    Heading("Other new tags", "number", "that it was compared with"),
    Heading("p", "number", "share of them at least as unusual, the family counted in"),
    Heading("q", "number", "false discovery rate over the families tested at this look"),
    Heading("Verdict"),
    Heading("Why"),
)
EVIDENCE = (
    Heading("Kind"),
    Heading("Found"),
    Heading("p", "number", "chance of as much from habit alone"),
    Heading("In words"),
)
NEIGHBOURS = (
    Heading("Tag beside the family's"),
    Heading("Of its accounts, here", "number", "used it in a post of the family"),
    Heading("Of them, elsewhere", "number", "use it in their other posts"),
)
REFERENCE = (
    Heading("New tag"),
    Heading("First use", "time"),
    Heading("Accounts", "number", "within 21 days"),
    Heading("As unusual", "number", "share of the new tags that are at least as unusual"),
    Heading("Labelled", "number", "share of first posts labelled as advertising"),
)


def show(material: Material) -> Shown | None:
    looks = material.table("verdicts")
    if looks.is_empty():
        return None
    told = material.manifest.get("verdicts") or {}
    families = material.table("families").sort("p", "family_id", nulls_last=True)
    drawn = charts_of({"among-new-tags": charts.families_among_new_tags(material.run)})
    shown = families.filter(pl.col("verdict").is_not_null()).head(FAMILIES_SHOWN)
    facts: dict[str, Any] = {
        "families": [_family(row, material) for row in shown.to_dicts()],
        "rest": grid.left_out(shown.height, families.height, "families", "tables “verdicts” and “kinds”"),
        "standing": families.filter(pl.col("verdict") == "stands out").height,
        "named": told.get("named") or families.height,
        "level": told.get("level"),
        "reference": _reference(material),
        "left_out": sorted((told.get("left_out") or {}).items()),
        "political": [material.names.tag(tag) for tag in (told.get("political_tags") or [])[:40]],
        "unknown": _without_history(material),
        "charts": list(drawn),
    }
    return Shown(render("verdict.html", **facts), drawn)


def _family(row: dict[str, Any], material: Material) -> dict[str, Any]:
    family = row["family_id"]
    return {
        "slogan": row["slogan"],
        "verdict": row["verdict"],
        "grade": row["grade"],
        "reason": row["reason"],
        "disclosed": row["disclosed"],
        "looks": _looks(family, row["slogan"], material),
        "kinds": _kinds(family, row["slogan"], material),
        "neighbours": _neighbours(family, row, material),
    }


def _looks(family: str, slogan: str, material: Material) -> Grid:
    told = material.table("verdicts").filter(pl.col("family_id") == family, pl.col("statistic") == "strangers")
    rows = [
        (
            Cell(_age(look["age_h"]), look["age_h"]),
            grid.number(look["n_accounts"]),
            grid.number(look["n_ref"]),
            _p(look["p"]),
            _p(look["q"]),
            grid.text(look["verdict"]),
            grid.text(look["reason"]),
        )
        for look in told.sort("age_h").to_dicts()
    ]
    return Grid(f"looks-{family}", f"“{slogan}” at four ages", LOOKS, rows)


def _age(hours: int) -> str:
    return f"after {hours} h" if hours <= 72 else f"after {words.of(hours // 24, 'day')}"


def _p(value: float | None) -> Cell:
    return Cell("not tested" if value is None else "below 0.001" if value < 0.001 else f"{value:.3f}", value)


def _kinds(family: str, slogan: str, material: Material) -> Grid:
    rows = []
    for kind in material.table("kinds").filter(pl.col("family_id") == family).to_dicts():
        name = KINDS.get(kind["kind"], kind["kind"])
        finding = material.book.open("kinds", f"{family}:{kind['kind']}", f"“{slogan}”: {name.lower()}")
        found = grid.opener(finding, "yes", 1) if kind["found"] else Cell("no", 0)
        rows.append((grid.text(name), found, _p(kind["p"]), grid.text(kind["note"])))
    return Grid(f"kinds-{family}", f"“{slogan}”: further kinds of evidence", EVIDENCE, rows)


def _neighbours(family: str, row: dict[str, Any], material: Material) -> Grid | None:
    """What the videos were about: tags beside the family's, and how many of its accounts use them elsewhere."""
    key = ["post_id", "account_id", "created_at"]
    mine = material.carried.lazy().filter(pl.col("family_id") == family).select(key)
    people = mine.select("account_id").unique()
    tags = material.tags_of_creators.lazy().join(people, on="account_id", how="semi")
    theirs = tags.filter(~pl.col("object").is_in(row["tags"] or []))
    here = theirs.join(mine.with_columns(here=pl.lit(value=True)), on=key, how="left")
    counted = (
        here.group_by("object")
        .agg(
            inside=pl.col("account_id").filter(pl.col("here")).n_unique(),
            outside=pl.col("account_id").filter(pl.col("here").is_null()).n_unique(),
        )
        .filter(pl.col("inside") >= 2)
        .sort("inside", "object", descending=[True, False])
        .head(NEIGHBOURS_SHOWN)
        .collect()
    )
    if counted.is_empty():
        return None
    rows = [
        (grid.tags([material.names.tag(one["object"])]), grid.number(one["inside"]), grid.number(one["outside"]))
        for one in counted.to_dicts()
    ]
    return Grid(f"neighbours-{family}", f"“{row['slogan']}”: what stood beside it", NEIGHBOURS, rows)


def _reference(material: Material) -> Grid | None:
    tags = material.table("reference_tags")
    if tags.is_empty():
        return None
    shown = tags.sort("p", "tag", nulls_last=True).head(REFERENCE_SHOWN)
    rows = [
        (
            grid.tags([material.names.tag(row["tag"])]),
            grid.moment(row["born_at"]),
            grid.number(row["n_accounts"]),
            _p(row["p"]),
            Cell(words.UNKNOWN if row["disclosed"] is None else f"{100 * row['disclosed']:.0f} %", row["disclosed"]),
        )
        for row in shown.to_dicts()
    ]
    rest = grid.left_out(shown.height, tags.height, "new tags", "table “reference_tags” of the Run folder")
    return Grid(
        "reference-tags", "The new tags that families are compared with, most unusual first", REFERENCE, rows, rest
    )


def _without_history(material: Material) -> int:
    """Accounts of families whose habit is unknown."""
    few = material.table("creators").filter(pl.col("n_other") < ENOUGH_POSTS)
    return few["account_id"].n_unique()


SECTION = Section(
    "verdict", "Which slogans stand out", "Was a slogan's tag used like other new tags?", show, "Content", "Verdict"
)
