"""Whose contests were close where a campaign's reach went? Reach beside odds by district; never one number."""

from __future__ import annotations

from typing import Any

import polars as pl

from payola.charts.contests import as_features, district_map, exposure_chart
from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

ROWS_SHOWN = 100
CLOSE = (0.2, 0.8)
HEADINGS = (
    Heading("District"),
    Heading("Slogan"),
    Heading("Verdict", "text", "on the slogan’s tags, from the posts alone"),
    Heading("Views", "number", "of the posts, never people or votes"),
    Heading("Loses", "number", "drawn elections of 100 in which the one to beat loses"),
    Heading("Contest", "text", "close: between 20 and 80"),
    Heading("Candidate"),
    Heading("Strongest", "number", "drawn elections of 100 in which the candidate is the strongest challenger"),
    Heading("Beats", "number", "drawn elections of 100 in which the candidate beats the one to beat"),
)


def show(material: Material) -> Shown | None:
    found = material.table("contest_exposure")
    if found.is_empty():
        return None
    contests = material.table("contests")
    ranked = found.sort("openness", "views", "district", "family_id", descending=[True, True, False, False],
                        nulls_last=True)  # fmt: skip
    rows = _rounded(ranked, material)
    shapes = _map(material, contests, set(found["district"].to_list()))
    charts = charts_of({"reach-beside-odds": exposure_chart(_drawn(ranked, rows)), "map-of-odds": shapes})
    scenarios = contests["scenario"].drop_nulls().unique().to_list()
    body = render(
        "contests.html",
        n_contests=contests["district"].n_unique(),
        n_close=contests.filter(pl.col("p_beaten").is_between(*CLOSE))["district"].n_unique(),
        n_reached=found["district"].n_unique(),
        n_both=found.filter(pl.col("p_beaten").is_between(*CLOSE))["district"].n_unique(),
        n_families=found["family_id"].n_unique(),
        scenario=scenarios[0] if scenarios else "",
        said=[line.removeprefix("- ") for line in material.manifest.get("contests") or []],
        charts=charts,
        table_of=_grid(rows),
    )
    return Shown(body, charts)


def _rounded(found: pl.DataFrame, material: Material) -> list[dict[str, Any]]:
    """Rows with the views of small families in two digits: exact counts would lead to their posts."""
    posts = dict(material.table("families").select("family_id", "n_posts").iter_rows())

    def shown(row: dict[str, Any], end: str) -> int | None:
        return None if row[end] is None else material.views(round(row[end]), posts.get(row["family_id"]) or 0)

    ends = ("views", "views_low", "views_high")
    return [row | {end: shown(row, end) for end in ends} for row in found.to_dicts()]


def _drawn(found: pl.DataFrame, rows: list[dict[str, Any]]) -> Any:
    """The rows as an Arrow table for the chart."""
    ends = [pl.Series(end, [row[end] for row in rows], pl.Float64) for end in ("views", "views_low", "views_high")]
    return found.with_columns(ends).to_arrow()


def _map(material: Material, contests: pl.DataFrame, reached: set[str]) -> Any:
    shapes = material.table("contest_shapes")
    if shapes.is_empty():
        return None
    return district_map(contests.to_arrow(), as_features(shapes.to_arrow()), "district", reached)


def _grid(rows: list[dict[str, Any]]) -> Grid:
    cells = [
        (
            grid.text(row["name"] or row["district"]),
            grid.text(row["slogan"]),
            grid.text(row["verdict"]),
            Cell(words.large(row["views"]), row["views"]),
            _chance(row["p_beaten"]),
            Cell(_closeness(row["p_beaten"]), row["openness"]),
            grid.text(row["candidate"]),
            _chance(row["p_strongest"]),
            _chance(row["p_beats"]),
        )
        for row in rows[:ROWS_SHOWN]
    ]
    rest = grid.left_out(len(cells), len(rows), "rows", "table “contest_exposure” of the Run folder")
    return Grid("contests-reached", "Reach beside odds, the most open contests first", HEADINGS, cells, rest)


def _chance(p: float | None) -> Cell:
    if p is None:
        return Cell(words.UNKNOWN)
    return Cell("under 1" if 0 < p < 0.01 else "over 99" if 0.99 < p < 1 else f"{100 * p:.0f}", p)


def _closeness(p: float | None) -> str:
    return words.UNKNOWN if p is None else "close" if CLOSE[0] <= p <= CLOSE[1] else "settled"


SECTION = Section(
    "contests",
    "Contests where the reach went",
    "Whose contests were close where a campaign’s reach went?",
    show,
    "Degree",
    "Contests",
)
