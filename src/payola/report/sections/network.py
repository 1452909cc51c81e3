"""Which accounts used the same thing at nearly the same time? The part that can be drawn, as counted."""

from __future__ import annotations

from typing import Any

from payola import charts
from payola.charts.backbone import Drawing
from payola.report import grid, words
from payola.report.evidence import shared_objects
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

PAIRS_SHOWN, PAIRS_STILL, OBJECTS_SHOWN = 200, 600, 3


def show(material: Material) -> Shown | None:
    n_pairs = material.counted_pairs
    drawing = charts.drawing(material.run, material.names) if n_pairs else None
    summary = material.manifest.get("network") or {}
    body = render(
        "network.html",
        n_pairs=n_pairs,
        summary=summary,
        window=summary.get("window_s", material.settings("window")),
        participation=summary.get("min_participation", material.settings("min_participation")),
        drawing=drawing,
        what="tag" if drawing is None or set(drawing.layer) == {"tag"} else "object",
        pairs=_pairs(drawing, n_pairs, material) if drawing else None,
        graded=bool(drawing and any(grade for grade in drawing.grade)),
    )
    if drawing is None:
        return Shown(body)
    return Shown(
        body,
        charts_of({"network-still": charts.network(material.run, material.names, PAIRS_STILL)}),
        {"network-data": _data(drawing, material)},
    )


def _title(drawing: Drawing, edge: int) -> str:
    a, b = drawing.ends[edge]
    return f"{drawing.labels[a]} and {drawing.labels[b]}: together {words.of(drawing.seen[edge], 'time')}"


def _finding(drawing: Drawing, edge: int, material: Material) -> str | None:
    return material.book.open("pairs", drawing.findings[edge], _title(drawing, edge))


def _data(drawing: Drawing, material: Material) -> dict[str, Any]:
    """What the drawing script needs: places of accounts, and edges with the key of their evidence."""
    return {
        "labels": drawing.labels,
        "x": drawing.x,
        "y": drawing.y,
        "cluster": drawing.cluster,
        "carried": drawing.carried,
        "ends": drawing.ends,
        "seen": drawing.seen,
        "findings": [_finding(drawing, edge, material) for edge in range(len(drawing.ends))],
    }


def _pairs(drawing: Drawing, n_pairs: int, material: Material) -> Grid:
    graded = any(p is not None for p in drawing.p)
    headings = [
        Heading("Account"),
        Heading("Other account"),
        Heading("Together", "number", "times both used the same thing within the window"),
        Heading("What"),
        Heading("Mean distance", "number", "in time, seconds"),
        Heading("Carried a slogan", "text", "which of the two used a tag of a family"),
    ]
    if graded:
        headings += [
            Heading(
                "q", "number", "false discovery rate at which the pair would be kept; as bursts: the reference has such"
            ),
            Heading("Grade"),
        ]
    rows = [_pair(drawing, edge, graded, material) for edge in range(min(PAIRS_SHOWN, len(drawing.ends)))]
    rest = grid.left_out(len(rows), n_pairs, "pairs (the heaviest)", "table “pairs” of the Run folder")
    return Grid("pairs", "Pairs of accounts, heaviest first", tuple(headings), rows, rest)


def _pair(drawing: Drawing, edge: int, graded: bool, material: Material) -> tuple[Cell, ...]:
    a, b = drawing.ends[edge]
    layer, seen = drawing.layer[edge], drawing.seen[edge]
    shared = shared_objects(material.book.behind("pairs", drawing.findings[edge]), layer, material.names)
    carried = ("neither", "one", "both")[int(drawing.carried[a]) + int(drawing.carried[b])]
    cells = [
        grid.text(drawing.labels[a]),
        grid.text(drawing.labels[b]),
        grid.opener(_finding(drawing, edge, material), words.of(seen, "time"), seen),
        grid.tags(shared, OBJECTS_SHOWN) if layer == "tag" else grid.text(f"the same {layer}"),
        grid.number(drawing.mean_gap[edge], 1),
        Cell(carried, carried),
    ]
    if graded:
        cells += [grid.level(drawing.q[edge], drawing.grade[edge]), grid.text(drawing.grade[edge])]
    return tuple(cells)


SECTION = Section(
    "network", "Accounts that used the same tags together", "Who moves together?", show, "Behaviour", "Network"
)
