"""What did it bring? Reach and reception of each family, and a ledger of what is claimed beside what can be shown."""

from __future__ import annotations

import math
from typing import Any

from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import MANY_POSTS, Material
from payola.report.section import Section, Shown, render

FAMILIES_SHOWN = 40
HEADINGS = (
    Heading("Slogan"),
    Heading("Measure"),
    Heading("Estimate", "number"),
    Heading("95 % interval", "text"),
    Heading("Unit"),
    Heading("Posts", "number"),
    Heading("Accounts", "number"),
    Heading("How, and what to know"),
)
TESTED = (*HEADINGS[:5], Heading("q", "number", "false discovery rate over all families and measures"), *HEADINGS[5:])
SHOWN = Heading("What a client would be shown"), Heading("What can be shown to have happened")
LEDGER = (Heading("Slogan"), *SHOWN)
RECEIVED = (
    "likes a view", "comments a view", "shares a view", "dislikes among likes and dislikes",
    "hostile comments, by words", "hostile comments, by labels",
)  # fmt: skip
HAPPENED = ("views beyond usual", "lift", "people", "cost of 1,000 views beyond usual")
BY_OTHERS = ("views by others", "views by posts without a label")  # what a subtraction leaves
PUSHED = (
    "share of views by pushed accounts",
    "share of views by posts labelled as advertising",
    *BY_OTHERS,
    "half-life of uptake",
    "half-life of posts without a label",
)  # where these are known; without a list of accounts those of labelled posts
NONE_GIVEN = "not enough data"
OUTWARDS: dict[str, words.Way] = {"low": "down", "high": "up"}  # ends of an interval; an estimate to the nearest
CEILING = {"eligible": 60, "district": 100, "persuaded": 1}  # per cent; the sliders start here


def show(material: Material) -> Shown | None:
    families = material.table("families")
    if families.is_empty() or material.table("reach").is_empty():
        return None
    ranked = families.sort("n_posts", "family_id", descending=[True, False]).head(FAMILIES_SHOWN)
    slogans = dict(ranked.select("family_id", "slogan").iter_rows())
    found = {name: _rows(material, name, slogans) for name in ("reach", "reception")}
    body = render(
        "brought.html",
        ledger=_ledger(found, slogans, families.height, material),
        reach=_table("reach", "Reach: views, never people", HEADINGS, found["reach"], slogans, material),
        reception=_table("reception", "Reception by those who watched", TESTED, found["reception"], slogans, material),
        ceilings=_ceilings(found["reach"], slogans, material),
        start=CEILING,
    )
    return Shown(body)


def _rows(material: Material, name: str, slogans: dict[str, str]) -> list[dict[str, Any]]:
    place = {family: i for i, family in enumerate(slogans)}
    rows = [row for row in material.table(name).to_dicts() if row["family_id"] in place]
    return sorted(rows, key=lambda row: place[row["family_id"]])


def _table(
    name: str, caption: str, headings: tuple[Heading, ...], rows: list[dict[str, Any]], slogans: Any, material: Material
) -> Grid:
    cells = [
        (
            grid.text(slogans[row["family_id"]]),
            grid.text(row["measure"]),
            Cell(_number(row, "estimate", material) if _given(row) else NONE_GIVEN, _value(row, "estimate", material)),
            Cell(_interval(row, material)),
            grid.text(row["unit"]),
            *([grid.chance(row["q"])] if headings is TESTED else []),
            grid.number(row["n_posts"]),
            grid.number(row["n_accounts"]),
            grid.text("; ".join(filter(None, (row["method"], row["note"])))),
        )
        for row in rows
    ]  # fmt: skip
    return Grid(name, caption, headings, cells)


def _value(row: dict[str, Any], end: str, material: Material) -> float | None:
    """A number to two digits where an exact one would name the views of few posts, as those left by a subtraction."""
    value: float | None = row[end]
    few = (row["n_posts"] or 0) < MANY_POSTS or row["measure"] in BY_OTHERS
    counted = row["unit"] in ("views", "people") or row["measure"].startswith("cost of 1,000")
    rounded = few and counted and not material.names.show_names
    return words.leading(value, 2, OUTWARDS.get(end, "near")) if rounded and value is not None else value


def _money(row: dict[str, Any]) -> str:
    """The currency of a price, else nothing."""
    return row["unit"].removeprefix("cost in ") if row["unit"].startswith("cost in ") else ""


def _number(row: dict[str, Any], end: str, material: Material) -> str:
    value, way = _value(row, end, material), OUTWARDS.get(end, "near")
    if row["low"] == row["high"]:
        way = "near"  # a count has no ends
    if value is None:
        return words.UNKNOWN
    if row["unit"] in ("views", "people"):
        return words.large(int(words.stepped(value, 0, way)), way)
    if row["unit"] == "share":
        return f"{100 * words.stepped(value, -2, way):.0f} %"
    return f"{words.stepped(value, -2, way):,.2f}"


def _interval(row: dict[str, Any], material: Material) -> str:
    low, high = row["low"], row["high"]
    if low is None and high is None:
        return "none"
    if low is None:
        return f"at most {_number(row, 'high', material)}"
    if high is None:
        return f"at least {_number(row, 'low', material)}"
    if low == high:
        return "a count"
    return f"{_number(row, 'low', material)} to {_number(row, 'high', material)}"


def _ledger(found: dict[str, Any], slogans: dict[str, str], total: int, material: Material) -> Grid:
    """Two columns a family: the counts that sell, and what is left of them."""
    lines = []
    for family, slogan in slogans.items():
        reach = {row["measure"]: row for row in found["reach"] if row["family_id"] == family}
        received = [row for row in found["reception"] if row["family_id"] == family and row["measure"] in RECEIVED]
        left, right = _claimed(reach, material), _happened(reach, received, material)
        cells = (Cell(render("lines.html", notes=part)) for part in (left, right))
        lines.append((grid.text(slogan), *cells))
    rest = grid.left_out(len(lines), total, "families", "tables “reach” and “reception” of the Run folder")
    return Grid("two-columns", "The ledger: two columns that are never added up", LEDGER, lines, rest)


def _claimed(reach: dict[str, Any], material: Material) -> list[str]:
    views = reach["views"]
    lines = [f"{words.of(views['n_posts'], 'post')} by {words.of(views['n_accounts'], 'creator')}"]
    interval = _interval(views, material)
    known = f"{_number(views, 'estimate', material)} views ({interval})"
    lines.append(known if views["estimate"] is not None else f"{interval} views")
    if (price := reach.get("cost of 1,000 views")) and price["estimate"] is not None:
        lines.append(f"{_money(price)} {_number(price, 'estimate', material)} for 1,000 views, at the list")
    return lines


def _happened(reach: dict[str, Any], received: list[dict[str, Any]], material: Material) -> list[str]:
    asked = [reach[name] for name in HAPPENED if name in reach] + received
    lines = [_line(row, material) for row in asked if _given(row)]
    lines += [_line(reach[name], material) for name in PUSHED if name in reach and _given(reach[name])]
    if unknown := [row["measure"] for row in asked if not _given(row)]:
        lines.append(f"{NONE_GIVEN} (why stands below): {'; '.join(unknown)}")
    return [*lines, "effect on votes: not part of these numbers, and not to be read from them"]


def _given(row: dict[str, Any]) -> bool:
    """Whether a row has any number, be it one end of an interval alone."""
    return any(row[end] is not None for end in ("estimate", "low", "high"))


def _line(row: dict[str, Any], material: Material) -> str:
    unit = {"times": " times the usual", "days": " days"}.get(row["unit"], "")
    money = f"{_money(row)} " if _money(row) else ""
    interval = _interval(row, material)
    if row["estimate"] is None:
        return f"{row['measure']}: {money}{interval}{unit}"
    return f"{row['measure']}: {money}{_number(row, 'estimate', material)}{unit} ({interval})"


def _most(people: int | None, share: float) -> int:
    """Votes at most: a part of a vote is one, what floating point adds is none."""
    return math.ceil(words.stepped((people or 0) * share, -6))


def _ceilings(rows: list[dict[str, Any]], slogans: dict[str, str], material: Material) -> list[dict[str, Any]]:
    """The most people that each family can have reached, two digits rounded up, for the sliders."""
    found = [
        (slogans[row["family_id"]], words.rounded(math.ceil(row["high"]), way="up"))
        for row in rows
        if row["measure"] == "people" and row["high"]
    ]
    share = CEILING["eligible"] * CEILING["district"] * CEILING["persuaded"] / 1e6
    return [
        {"slogan": slogan, "people": people, "votes": words.count(words.rounded(_most(people, share), way="up"))}
        for slogan, people in found
    ]


SECTION = Section("brought", "What it brought", "What did it bring, and what can be shown?", show, "Degree", "Reach")
