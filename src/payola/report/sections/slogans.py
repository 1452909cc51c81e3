"""Which hashtags carry which slogan, when, and how do they look beside the other large tags?"""

from __future__ import annotations

from typing import Any

from payola import charts
from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

MATCHES_SHOWN, FAMILIES_SHOWN = 300, 100

FAMILY_HEADINGS = (
    Heading("Slogan"),
    Heading("Candidate"),
    Heading("Tags"),
    Heading("Posts", "number"),
    Heading("Accounts", "number"),
    Heading("Used once", "number", "accounts with a single post under the family's tags"),
    Heading("Views", "number", "views when collected; a sum over posts that have a count"),
    Heading("First use", "time", "in these data; UTC"),
    Heading("Labelled", "number", "posts labelled as advertising, of posts where the label is known"),
    Heading("Verdict", "text", "stands out, does not stand out, or not testable; why: under Verdict"),
)  # fmt: skip
MATCH_HEADINGS = (
    Heading("Tag"),
    Heading("Slogan"),
    Heading("Candidate"),
    Heading("How the tag follows from the slogan"),
    Heading("Nearness", "number", "1: the slogan itself; a description, no probability"),
    Heading("q", "number", "estimated share of false ones among matches as near as this"),
    Heading("In the family", "text", "whether the tag's posts count in the family"),
    Heading("Posts", "number"),
    Heading("Accounts", "number"),
)


def show(material: Material) -> Shown:
    families = material.table("families")
    over_time = charts.families_over_time(material.run) if families.height else None
    beside = charts.tags_beside(material.run, material.names) if families.height else None
    drawn = charts_of({"families-over-time": over_time, "tags-beside": beside})
    body = render(
        "slogans.html",
        asked=bool(material.manifest.get("slogans")) or bool(families.height),
        families=_families(material) if families.height else None,
        matches=_matches(material) if material.table("matches").height else None,
        judged=families["verdict"].count() > 0,
        no_verdict=words.NO_VERDICT,
        charts=list(drawn),
    )
    return Shown(body, drawn)


def _families(material: Material) -> Grid:
    families = material.table("families").sort("n_posts", "family_id", descending=[True, False])
    told = _accounts_and_labels(material)
    rows = [_family(row, told.get(row["family_id"], {}), material) for row in families.head(FAMILIES_SHOWN).to_dicts()]
    rest = grid.left_out(len(rows), families.height, "families", "table “families” of the Run folder")
    return Grid("families", "Slogans and the family of tags that carries each", FAMILY_HEADINGS, rows, rest)


def _accounts_and_labels(material: Material) -> dict[str, dict[str, Any]]:
    """By family: accounts with one post, posts labelled, posts whose label is known."""
    import polars as pl

    carried = material.carried
    once = carried.group_by("family_id", "account_id").len().group_by("family_id").agg((pl.col("len") == 1).sum())
    labels = carried.group_by("family_id").agg(
        labelled=pl.col("disclosed").sum(), label_known=pl.col("disclosed").count()
    )
    both = once.rename({"len": "once"}).join(labels, on="family_id")
    return {row["family_id"]: row for row in both.to_dicts()}


def _family(row: dict[str, Any], told: dict[str, Any], material: Material) -> tuple[Cell, ...]:
    finding = material.book.open("families", row["family_id"], f"“{row['slogan']}”: posts with its tags")
    views = material.views(row["views"], row["n_posts"])
    return (
        grid.text(row["slogan"]),
        grid.text(row["candidate"]),
        grid.tags([material.names.tag(name) for name in row["tags"] or []]),
        grid.opener(finding, words.of(row["n_posts"], "post"), row["n_posts"]),
        grid.number(row["n_accounts"]),
        grid.number(told.get("once")),
        Cell(words.large(views), views),
        grid.moment(row["born_at"]),
        grid.share(told.get("labelled"), told.get("label_known")),
        _verdict(row),
    )


def _verdict(row: dict[str, Any]) -> Cell:
    if row["verdict"] is None:
        return Cell(words.NO_VERDICT)
    graded = f", grade {row['grade']}" if row["grade"] else ""
    return grid.text(f"{row['verdict']}{graded}")


def _counted(row: dict[str, Any]) -> str:
    return words.NO_VERDICT if row.get("in_family") is None else "yes" if row["in_family"] else "no"


def _matches(material: Material) -> Grid:
    matches = material.table("matches").sort("n_posts", "tag", descending=[True, False])
    ids = {
        (candidate, slogan): family
        for family, candidate, slogan in material.table("families")
        .select("family_id", "candidate", "slogan")
        .iter_rows()
    }
    rows = []
    for row in matches.head(MATCHES_SHOWN).to_dicts():
        family = ids.get((row["candidate"], row["slogan"]))
        tag = material.names.tag(row["tag"])
        finding = material.book.open("matches", f"{family}:{row['tag']}", f"#{tag}: posts with this tag")
        rows.append(
            (
                grid.tags([tag]),
                grid.text(row["slogan"]),
                grid.text(row["candidate"]),
                grid.text(material.names.text(row["path"] or "")),
                grid.number(row["score"], 2),
                grid.chance(row["q"]),
                grid.text(_counted(row)),
                grid.opener(finding, words.of(row["n_posts"], "post"), row["n_posts"]),
                grid.number(row["n_accounts"]),
            )
        )
    rest = grid.left_out(len(rows), matches.height, "matches", "table “matches” of the Run folder")
    return Grid("matches", "Tags that carry a slogan, and why", MATCH_HEADINGS, rows, rest)


SECTION = Section("slogans", "Slogans and their tags", "Which hashtags carry which slogan?", show, "Content")
