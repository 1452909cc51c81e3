"""Which accounts meet more often than chance gives? What was tested, what was found, and what could look the same."""

from __future__ import annotations

from typing import Any

import polars as pl

from payola import charts
from payola.report import grid, words
from payola.report.evidence import tags_in_common
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

LEVELS = (0.001, 0.01, grid.LEVEL, 0.1, 0.2)
ACCOUNTS_SHOWN, GROUPS_SHOWN, IN_COMMON_SHOWN, TAGS_SHOWN = 200, 50, 50, 4


def show(material: Material) -> Shown | None:
    told = material.manifest.get("coordination")
    if not told:
        return None
    layers: dict[str, Any] = told.get("layers") or {}
    reference = told.get("reference")
    accounts = material.table("accounts")
    graded = accounts.filter(pl.col("grade").is_not_null()).sort("grade", "p", "account_id")
    facts: dict[str, Any] = {
        "layers": list(layers),
        "tests": _tests(layers, reference is not None),
        "levels": _levels(accounts, layers, material),
        "beyond_bursts": any(layer.get("reference") for layer in layers.values()),
        "refused": any(layer.get("refused_scales") for layer in layers.values()),
        "n_testable": told.get("testable_accounts", 0),
        "n_graded": graded.height,
        "n_beyond": graded.filter(pl.col("grade") != "C").height,
        "with_reference": reference is not None,
        "reference_posts": (reference or {}).get("posts"),
        "notes": (reference or {}).get("notes") or [],
        "groups": _groups(material),
        "accounts": _accounts(graded, material),
        **_in_common(told.get("shared_tags") or {}, material),
    }
    check = told.get("check") or {}
    drawn = charts_of({"seen-and-expected": charts.seen_and_expected(material.run)})
    facts |= {
        "charts": list(drawn),
        "kept": _span(check["bin_s"]).removeprefix("1 ") if check else "",
        "near": check.get("window_s"),
    }
    return Shown(render("coordination.html", **facts), drawn)


def _tests(layers: dict[str, Any], with_reference: bool) -> Grid | None:
    """Every scale of every layer: what was seen and found, so that nobody has to choose a window."""
    by_use = sorted(layers.items(), key=lambda item: -sum(test["pairs"] for test in item[1].get("tests") or []))
    rows = [
        (
            grid.text(layer),
            Cell(_span(test["window_s"]), test["window_s"]),
            Cell(_span(test["bin_s"]), test["bin_s"]),
            grid.number(test["pairs"]),
            grid.number(test["seen"]),
            grid.number(test["expected"], 1),
            grid.number(test["found"]),
        )
        for layer, summary in by_use
        for test in summary.get("tests") or []
    ]
    headings = (
        Heading("Kind"),
        Heading("Window", "number", "how near two posts must lie"),
        Heading("Bin", "number", "inside which moments are redrawn"),
        Heading("Pairs", "number", "that met in two bins or more"),
        Heading("Met", "number", "bins in which those pairs met"),
        Heading("Chance", "number", "bins in which chance would have those pairs meet"),
        Heading(
            "Beyond chance" + (" and bursts" if with_reference else ""),
            "number",
            "pairs that this scale alone would keep at 5 % false discoveries",
        ),
    )
    return Grid("tests", "What was tested, scale by scale", headings, rows) if rows else None


def _levels(accounts: pl.DataFrame, layers: dict[str, Any], material: Material) -> Grid | None:
    """How many would be kept at other levels, so that nobody has to ask what a stricter threshold would give.

    With a reference: beyond it too, so that kinds of object which it lacks count no pairs."""
    known = [layer for layer, told in layers.items() if told.get("reference")] or list(layers)
    of_pairs = material.table("pairs").filter(pl.col("layer").is_in(known))["q"].drop_nulls()
    of_accounts = accounts["q"].drop_nulls()
    if of_accounts.is_empty():
        return None
    rows = [
        (
            Cell(f"{100 * level:g} %" + (" (used here)" if level == grid.LEVEL else ""), level),
            grid.number(int((of_pairs <= level).sum())),
            grid.number(int((of_accounts <= level).sum())),
        )
        for level in LEVELS
    ]
    headings = (
        Heading("False discoveries held at", "number"),
        Heading("Pairs", "number", "that would be kept, over all kinds and scales"),
        Heading("Accounts", "number", "that would be kept"),
    )
    return Grid("levels", "The same at other thresholds", headings, rows)


def _span(seconds: int) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0 and seconds >= size:
            return words.of(seconds // size, name)
    return words.of(seconds, "second")


def _groups(material: Material) -> Grid | None:
    found = material.table("groups").sort("p", "group_id")
    if found.is_empty():
        return None
    rows = [
        (
            grid.text(row["group_id"]),
            grid.number(row["n_accounts"]),
            grid.number(row["seen"]),
            grid.number(row["expected"], 1),
            grid.chance(row["q"]),
            grid.text(row["grade"]) if row["grade"] else Cell("none"),
        )
        for row in found.head(GROUPS_SHOWN).iter_rows(named=True)
    ]
    headings = (
        Heading("Group"),
        Heading("Accounts", "number"),
        Heading("Met", "number", "on even days, at most once a pair and bin"),
        Heading("Chance", "number", "mean of copies with redrawn moments"),
        Heading("q", "number", "false discovery rate at which the group would be kept"),
        Heading("Grade"),
    )
    rest = grid.left_out(len(rows), found.height, "groups", "table “groups” of the Run folder")
    return Grid("groups", "Groups, found on odd days and tested on even days", headings, rows, rest)


def _accounts(graded: pl.DataFrame, material: Material) -> Grid | None:
    if graded.is_empty():
        return None
    shown = graded.head(ACCOUNTS_SHOWN)
    labels = material.names.person(shown["account_id"].to_list())
    rows = [
        (
            grid.text(label),
            grid.text(row["grade"]),
            grid.text(", ".join(row["layers"] or [])),
            grid.text(row["group_id"]) if row["group_id"] else Cell("none"),
            grid.level(row["q"], row["grade"]),
            grid.text(row["why"]),
        )
        for label, row in zip(labels, shown.iter_rows(named=True), strict=True)
    ]
    headings = (
        Heading("Account"),
        Heading("Grade"),
        Heading("Kinds", "text", "of object in which it meets others beyond chance"),
        Heading("Group"),
        Heading(
            "q", "number", "false discovery rate at which the account would be kept; as bursts: the reference has such"
        ),
        Heading("What it rests on"),
    )
    rest = grid.left_out(len(rows), graded.height, "accounts", "table “accounts” of the Run folder")
    return Grid("graded", "Accounts that meet others beyond chance", headings, rows, rest)


def _in_common(compared: dict[str, Any], material: Material) -> dict[str, Any]:
    """Pairs with unusual tags in common: what was compared, how many were found, and the pairs that are shown."""
    found = material.table("shared_tags").sort("grade", "p", "account_a", "account_b", nulls_last=True)
    graded = found.filter(pl.col("grade").is_not_null())
    ends = pl.concat([graded["account_a"], graded["account_b"]])
    return {
        "n_compared": compared.get("accounts"),
        "not_tested": compared.get("not_tested"),
        "n_in_common": graded.height,
        "n_sharing": ends.n_unique(),
        "n_also": found.height - graded.height,
        "in_common": _sharing(found, material) if found.height else None,
    }


def _sharing(found: pl.DataFrame, material: Material) -> Grid:
    shown = found.head(IN_COMMON_SHOWN)
    ones, others = (material.names.person(shown[end].to_list()) for end in ("account_a", "account_b"))
    pairs = zip(ones, others, shown.iter_rows(named=True), strict=True)
    rows = [_pair(one, other, row, material) for one, other, row in pairs]
    headings = (
        Heading("Account"),
        Heading("Other account"),
        Heading("In common", "number", "tags that both used, no two of them in one post of either"),
        Heading("Chance", "number", "tags that two accounts so active in these topics share"),
        Heading("Tags"),
        Heading("q", "number", "false discovery rate at which the pair would be kept"),
        Heading("Grade"),
    )
    rest = grid.left_out(len(rows), found.height, "pairs", "table “shared_tags” of the Run folder")
    return Grid("in-common", "Pairs with unusual tags in common, at whatever times", headings, rows, rest)


def _pair(one: str, other: str, row: dict[str, Any], material: Material) -> tuple[Cell, ...]:
    finding = f"shared:{row['account_a']}|{row['account_b']}"
    title = f"{one} and {other}: {words.of(row['seen'], 'tag')} in common"
    tags = tags_in_common(material.book.behind("shared_tags", finding), material.names)
    return (
        grid.text(one),
        grid.text(other),
        grid.opener(material.book.open("shared_tags", finding, title), words.of(row["seen"], "tag"), row["seen"]),
        grid.number(row["expected"], 1),
        grid.tags(tags, TAGS_SHOWN, row["seen"]),
        grid.chance(row["q"]),
        grid.text(row["grade"]) if row["grade"] else Cell("graded by moments"),
    )


SECTION = Section(
    "coordination", "Accounts that meet beyond chance", "Who moves together?", show, "Behaviour", "Beyond chance"
)
