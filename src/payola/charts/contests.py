"""How well were odds kept, and whose contests were close where reach went? Charts of tables, ranked."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt

from payola.charts.look import ACCENT, MUTED, dressed, svg
from payola.errors import InputError, OptionError, RunError

if TYPE_CHECKING:
    import pyarrow as pa
    from altair import TopLevelMixin

MOST = 40  # districts drawn
SHAPES_MOST = 1_000_000  # characters of shapes that a page can hold


def reliability_chart(table: pa.Table, transition: str = "all") -> TopLevelMixin | None:
    """What came against what was said by tenths, over the band of calibrated odds (table ``contest_reliability``)."""
    rows = [row for row in table.to_pylist() if row["transition"] == transition]
    if not rows:
        return None
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("stated:Q", title="said: chance of being the strongest challenger", axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1])),
        tooltip=[alt.Tooltip("stated:Q", format=".1%", title="said"), alt.Tooltip("count:Q", title="districts"),
                 alt.Tooltip("observed:Q", format=".1%", title="came")],
    )  # fmt: skip
    share = alt.Y("band_low:Q", title="came", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    band = base.mark_rule(color=MUTED, opacity=0.5, strokeWidth=9).encode(y=share, y2="band_high:Q")
    came = base.mark_circle(color=ACCENT, opacity=1).encode(y="observed:Q", size=alt.Size("count:Q", legend=None))
    ends: list[dict[str, Any]] = [{"p": 0}, {"p": 1}]
    ideal = alt.Chart(alt.InlineData(values=ends)).mark_line(color=MUTED, strokeDash=[4, 4]).encode(x="p:Q", y="p:Q")
    said = "Stated chances against what came; grey bars hold what calibrated odds would show in 95 of 100 elections."
    return dressed(ideal + band + came, 300, said)


def exposure_chart(table: pa.Table) -> TopLevelMixin | None:
    """The most open contests that a family reached: its views, with interval (table ``contest_exposure``)."""
    rows = [row for row in table.to_pylist() if row["views"] is not None and row["openness"] is not None][:MOST]
    if not rows:
        return None
    for row in rows:
        odds = f"{row['p_beaten']:.0%}".replace("%", " %")
        row["who"] = f"{row['name'] or row['district']} (loses in {odds}): {row['slogan']}"
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("who:N", title=None, sort=[row["who"] for row in rows], axis=alt.Axis(labelLimit=240))
    )
    dots = base.mark_circle(color=ACCENT, size=90).encode(x=alt.X("views:Q", title="views of the family's posts"))
    bars = base.mark_rule(color=ACCENT).encode(x="views_low:Q", x2="views_high:Q")
    return dressed(
        bars + dots, 22 * len(rows) + 20, "Reach beside odds: most open contests first; no effect is claimed."
    )


def shapes_table(contests: pa.Table, path: Path, key: str) -> pa.Table:
    """The shapes of a GeoJSON file as table ``contest_shapes``, coordinates rounded to about a hundred metres.

    Raises
    ------
    InputError
        The file is no GeoJSON, names no district of the table, or is too detailed to stand in a page.
    """
    import pyarrow as pa

    from payola.columns import schema

    known = set(contests["district"].to_pylist())
    rows = [
        {"district": str(shape["properties"].get(key)), "geometry": json.dumps(_coarse(shape.get("geometry")))}
        for shape in _features(path, key, contests)
        if str(shape["properties"].get(key)) in known
    ]
    size = sum(len(row["geometry"]) for row in rows)
    if size > SHAPES_MOST:
        raise InputError.unreadable(
            path.name,
            f"its shapes are too detailed for a report ({size:,} of {SHAPES_MOST:,} characters); simplify them",
        )
    return pa.Table.from_pylist(rows, schema("contest_shapes"))


def _coarse(value: Any) -> Any:
    """A GeoJSON value with three decimals a number."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, list):
        return [_coarse(part) for part in value]
    return {name: _coarse(part) for name, part in value.items()} if isinstance(value, dict) else value


def as_features(shapes: pa.Table) -> list[dict[str, Any]]:
    """Table ``contest_shapes`` as GeoJSON features."""
    return [
        {"type": "Feature", "properties": {"district": row["district"]}, "geometry": json.loads(row["geometry"])}
        for row in shapes.to_pylist()
    ]


def district_map(
    contests: pa.Table, shapes: list[dict[str, Any]], key: str, reached: Collection[str] = ()
) -> TopLevelMixin:
    """Chance that the one to beat loses, on the shapes (GeoJSON features) whose property ``key`` is the district.

    ``reached``: districts that are outlined.
    """
    chance = {row["district"]: row["p_beaten"] for row in contests.to_pylist()}
    drawn = []
    for shape in shapes:
        district = str((shape.get("properties") or {}).get(key))
        known = {"chance": chance.get(district), "reached": district in reached}
        drawn.append(shape | known)
    base = alt.Chart(alt.InlineData(values=drawn)).project(type="mercator")
    fill = base.mark_geoshape(stroke=MUTED, strokeWidth=0.3).encode(
        color=alt.Color("chance:Q", title="loses in", scale=alt.Scale(domain=[0, 1], scheme="purpleorange"),
                        legend=alt.Legend(format="%")),
    )  # fmt: skip
    missing = chance.keys() - {str((shape.get("properties") or {}).get(key)) for shape in shapes}
    said = "Chance, district by district, that the one to beat loses."
    gap = f"{len(missing):,} of {len(chance):,} districts have no shape here." if missing else ""
    title = alt.Title(gap, anchor="start", fontSize=12, fontWeight="normal", color=MUTED)
    fill = fill.properties(title=title) if gap else fill
    if not reached:
        return dressed(fill, 480, f"{said} {gap}".strip())
    outline = base.transform_filter("datum.reached").mark_geoshape(filled=False, stroke=ACCENT, strokeWidth=2.5)
    return dressed(fill + outline, 480, f"{said} {gap} Outlined: where a slogan's candidate stands.")


def wound(geometry: Any) -> Any:
    """A polygon's rings turned as the map needs them (outer ones clockwise); files differ, and half fill the globe."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        return geometry
    single = geometry["type"] == "Polygon"
    parts = [[_turned(ring, i == 0) for i, ring in enumerate(part)]
             for part in ([geometry["coordinates"]] if single else geometry["coordinates"])]  # fmt: skip
    return geometry | {"coordinates": parts[0] if single else parts}


def _turned(ring: list[Any], outer: bool) -> list[Any]:
    """A ring clockwise where it is an outer one, else the other way."""
    area = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))  # above 0: clockwise
    return ring if (area > 0) == outer else ring[::-1]


def draw_to(table: pa.Table, out: Path, shapes: Path | None, key: str) -> None:
    """Write the chart that belongs to a table as SVG.

    Raises
    ------
    RunError, OptionError, InputError
        ``out`` exists; nothing to draw; the shapes are no GeoJSON or name no district of the table.
    """
    if out.exists():
        raise RunError.exists(out)
    if out.suffix != ".svg":
        raise OptionError.bad("--chart", out.name, "a file that ends in .svg")
    if shapes is not None:
        chart: TopLevelMixin | None = district_map(table, _features(shapes, key, table), key)
    else:
        chart = reliability_chart(table) if "band_low" in table.column_names else exposure_chart(table)
    if chart is None:
        raise OptionError.bad("--chart", out.name, "left out: no row has anything to draw")
    out.write_text(svg(chart), encoding="utf-8")


def _features(path: Path, key: str, table: pa.Table) -> list[dict[str, Any]]:
    try:
        read: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        features = [feature | {"geometry": wound(feature.get("geometry"))} for feature in read]
        named = {str(feature["properties"].get(key)) for feature in features}
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise InputError.unreadable(path.name, f"it is no GeoJSON with features ({error})") from error
    if not named & set(table["district"].to_pylist()):
        raise InputError.unreadable(path.name, f"no feature's property {key!r} is a district of the results")
    return features
