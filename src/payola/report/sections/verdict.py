"""Does a family stand out, what else speaks for a push, and with what was it compared? One part a family."""

from __future__ import annotations

from typing import Any

import polars as pl

from payola import charts
from payola.columns import ENOUGH_POSTS
from payola.report import grid, words
from payola.report.family import caption_words, first_comers, neighbours
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

FAMILIES_SHOWN, TIMELINES_SHOWN, REFERENCE_SHOWN = 24, 12, 60
KINDS = {
    "brief": "A shared phrase",
    "roster": "Under other slogans too",
    "disclosure": "Labelled as advertising",
    "coordination": "Moving together",
    "wave": "Waves of comments",
    "apolitical": "No political posts before",
    "candidate": "Naming the candidate elsewhere",
    "unlabelled": "A shared phrase without a label",
}
DESCRIPTION = ("roster", "apolitical", "candidate", "unlabelled")  # kinds that raise no grade
DESCRIBED = {
    "lift": "first videos resemble each other more than habits do",
    "days": "days from the first new account to the last",
    "evenness": "evenness of new accounts (1: equal gaps, 0: as at random, below: bursts)",
    "busiest": "share of its posts by its five busiest accounts",
    "stature": "median rank of its accounts by usual views, 0 to 1",
    "views_lift": "views of first posts against the accounts' usual ones (logarithm)",
}
GLANCE = (
    Heading("Slogan"),
    Heading("Candidate"),
    Heading("Verdict"),
    Heading("Grade", "text", "C: stands out; B: with one further kind of evidence; A: with two"),
    Heading("p", "number", "share of other new tags at least as unusual, the slogan counted in"),
    Heading("Further evidence"),
)
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
    Heading("Found", "text", "opens the posts behind it, where posts are kept"),
    Heading("Raises the grade"),
    Heading("p", "number", "chance of as much from habit alone"),
    Heading("In words"),
)
DESCRIPTIONS = (
    Heading("Described, not tested"),
    Heading("Here", "number"),
    Heading("Place among other new tags", "number", "share of them that have less"),
)
REFERENCE = (
    Heading("New tag"),
    Heading("Looks like a push", "text", "used once, by accounts no more alike than chance; examined after 21 days"),
    Heading("First use", "time"),
    Heading("Accounts", "number", "within 21 days"),
    Heading("As unusual", "number", "share of the new tags that are at least as unusual"),
    Heading("Used once", "number", "share of its accounts that used it in one post only"),
    Heading("Share a phrase", "number", "share of its accounts with the same five words in the first post"),
    Heading("Labelled", "number", "share of first posts labelled as advertising"),
)


def show(material: Material) -> Shown | None:
    if material.table("verdicts").is_empty():
        return None
    told = material.manifest.get("verdicts") or {}
    families = in_order(material.table("families"))
    shown = families.filter(pl.col("verdict").is_not_null()).head(FAMILIES_SHOWN).to_dicts()
    drawn = charts_of(
        {"among-new-tags": charts.families_among_new_tags(material.run)}
        | {
            f"timeline-{row['family_id']}": charts.family_timeline(material.run, row["family_id"])
            for row in shown[:TIMELINES_SHOWN]
        }
    )
    facts: dict[str, Any] = {
        "glance": _glance(shown),
        "families": [_family(row, material) for row in shown],
        "rest": grid.left_out(len(shown), families.height, "families", "tables “verdicts” and “kinds”"),
        "standing": families.filter(pl.col("verdict") == "stands out").height,
        "named": told.get("named") or families.height,
        "level": told.get("level"),
        "reference": _reference(material),
        "contamination": told if told.get("tested") else None,
        "search_for": _search_for(told, material),
        "left_out": sorted((told.get("left_out") or {}).items()),
        "political": [material.names.tag(tag) for tag in (told.get("political_tags") or [])[:40]],
        "unknown": _without_history(material),
        "charts": list(drawn),
    }
    return Shown(render("verdict.html", **facts), drawn)


def in_order(families: pl.DataFrame) -> pl.DataFrame:
    """Those with most evidence first: by grade, then by kinds of evidence that raise one, then by p."""
    return families.sort(
        pl.col("grade").fill_null("D"), -pl.col("kinds").list.len().fill_null(0).cast(pl.Int64), "p", "family_id",
        nulls_last=True,
    )  # fmt: skip


def _glance(shown: list[dict[str, Any]]) -> Grid:
    rows = [
        (
            grid.text(row["slogan"]),
            grid.text(row["candidate"]),
            grid.text(row["verdict"]),
            Cell(row["grade"] or "none", row["grade"] or "D"),
            grid.chance(row["p"]),
            grid.text(", ".join(KINDS[kind].lower() for kind in row["kinds"] or [] if kind in KINDS) or "none found"),
        )
        for row in shown
    ]
    return Grid("verdicts-at-a-glance", "All slogans, those with most evidence first", GLANCE, rows)


def _family(row: dict[str, Any], material: Material) -> dict[str, Any]:
    family, slogan = row["family_id"], row["slogan"]
    kinds = material.table("kinds").filter(pl.col("family_id") == family).to_dicts()
    return {
        **{name: row[name] for name in ("slogan", "candidate", "verdict", "grade", "reason", "disclosed", "born_at")},
        **{name: row[name] for name in ("could_be", "would_change", "n_posts", "n_accounts")},
        "open": row["verdict"] == "stands out" or bool(row["kinds"]),
        "timeline": f"timeline-{family}",
        "looks": _looks(family, slogan, material),
        "kinds": _kinds(family, slogan, [kind for kind in kinds if kind["found"]], row["grade"], material),
        "absent": [f"{KINDS.get(kind['kind'], kind['kind'])} ({kind['note']})" for kind in kinds if not kind["found"]],
        "comers": first_comers(family, slogan, material),
        "about": [part for part in (neighbours(family, row, material), caption_words(family, row, material)) if part],
        "described": _described(family, slogan, material),
    }


def _looks(family: str, slogan: str, material: Material) -> Grid:
    told = material.table("verdicts").filter(pl.col("family_id") == family, pl.col("statistic") == "strangers")
    rows = [
        (
            Cell(_age(look["age_h"]), look["age_h"]),
            grid.number(look["n_accounts"]),
            grid.number(look["n_ref"]),
            grid.chance(look["p"]),
            grid.chance(look["q"]),
            grid.text(look["verdict"]),
            grid.text(look["reason"]),
        )
        for look in told.sort("age_h").to_dicts()
    ]
    return Grid(f"looks-{family}", f"“{slogan}” at four ages", LOOKS, rows)


def _age(hours: int) -> str:
    return f"after {hours} h" if hours <= 72 else f"after {words.of(hours // 24, 'day')}"


def _kinds(family: str, slogan: str, found: list[dict[str, Any]], grade: str | None, material: Material) -> Grid | None:
    """The kinds that were found, those that raise the grade first; each opens its posts."""
    rows = []
    for kind in sorted(found, key=lambda kind: (kind["kind"] in DESCRIPTION, kind["kind"])):
        name = KINDS.get(kind["kind"], kind["kind"])
        finding = material.book.open("kinds", f"{family}:{kind['kind']}", f"“{slogan}”: {name.lower()}")
        raises = "no" if kind["kind"] in DESCRIPTION else "yes" if grade else "would raise a grade, but there is none"
        opener, p = grid.opener(finding, name, name), grid.chance(kind["p"])
        rows.append((opener, grid.text(raises), p, grid.text(kind["note"])))
    return Grid(f"kinds-{family}", f"“{slogan}”: further evidence found", EVIDENCE, rows) if rows else None


def _described(family: str, slogan: str, material: Material) -> Grid | None:
    told = material.table("verdicts").filter(pl.col("family_id") == family, pl.col("value").is_not_null())
    last = told.filter(pl.col("statistic").is_in(list(DESCRIBED))).sort("age_h").unique("statistic", keep="last")
    rows = [
        (
            Cell(DESCRIBED[one["statistic"]]),
            grid.number(one["value"], 2),
            Cell(words.UNKNOWN if one["rank"] is None else f"{100 * one['rank']:.0f} %", one["rank"]),
        )
        for one in sorted(last.to_dicts(), key=lambda one: list(DESCRIBED).index(one["statistic"]))
    ]
    return Grid(f"described-{family}", f"“{slogan}”: described, not tested", DESCRIPTIONS, rows) if rows else None


def _reference(material: Material) -> Grid | None:
    tags = material.table("reference_tags")
    if tags.is_empty():
        return None
    shown = tags.sort(~pl.col("looks_pushed").fill_null(value=False), "p", "tag", nulls_last=True).head(REFERENCE_SHOWN)
    rows = [
        (
            grid.tags([material.names.tag(row["tag"])]),
            grid.text({True: "yes", False: "no"}.get(row["looks_pushed"], "not examined")),
            grid.moment(row["born_at"]),
            grid.number(row["n_accounts"]),
            grid.chance(row["p"]),
            _percent(row["once"]),
            _percent(row["shared_phrase"]),
            _percent(row["disclosed"]),
        )
        for row in shown.to_dicts()
    ]
    rest = grid.left_out(shown.height, tags.height, "new tags", "table “reference_tags” of the Run folder")
    title = "The new tags that slogans are compared with: those that look like a push first, then the most unusual"
    return Grid("reference-tags", title, REFERENCE, rows, rest)


def _percent(share: float | None) -> Cell:
    return Cell(words.UNKNOWN if share is None else f"{100 * share:.0f} %", share)


def _search_for(told: dict[str, Any], material: Material) -> list[str]:
    """New tags to search for, where no look had enough others to compare with."""
    looks = material.table("verdicts").filter(pl.col("statistic") == "strangers")
    small = looks["p"].count() == 0 and looks["reason"].str.contains("reference is too small", literal=True).any()
    return [material.names.tag(tag) for tag in told.get("too_seldom") or []] if small else []


def _without_history(material: Material) -> int:
    """Accounts of families whose habit is unknown."""
    few = material.table("creators").filter(pl.col("n_other") < ENOUGH_POSTS)
    return few["account_id"].n_unique()


SECTION = Section(
    "verdict", "Which slogans stand out", "Was a slogan's tag used like other new tags?", show, "Content", "Verdict"
)
