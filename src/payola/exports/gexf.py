"""The network as GEXF 1.3 for Gephi: weights on edges, positions and communities on nodes, written as a stream."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import polars as pl

from payola.exports.graph import NOTE, attributes, escaped, number
from payola.exports.shareable import backbone, made_at
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run

SPREAD = 1_000.0  # Gephi's canvas: positions are -1 to 1 in a Run
NODE_VALUES = {"community": "integer", "strength": "integer"}
EDGE_VALUES = {
    "layer": "string", "window_s": "integer", "mean_gap_s": "double", "expected": "double", "p": "double",
    "q": "double", "grade": "string",
}  # fmt: skip
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
)


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """The backbone, or all pairs."""
    nodes, edges = backbone(run, names, all_edges)
    note = f"{PERSONAL_BANNER} {NOTE}" if names.show_names else NOTE
    with out.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.write(f'<meta lastmodifieddate="{made_at(run):%Y-%m-%d}"><creator>payola</creator>')
        file.write(f"<description>{escaped(note)}</description></meta>\n")
        file.write('<graph defaultedgetype="undirected" mode="static">\n')
        _declare(file, "node", NODE_VALUES)
        _declare(file, "edge", EDGE_VALUES)
        _nodes(file, nodes)
        _edges(file, edges)
        file.write("</graph>\n</gexf>\n")


def _declare(file: TextIO, kind: str, values: dict[str, str]) -> None:
    file.write(f'<attributes class="{kind}">')
    for name, value in values.items():
        file.write(f'<attribute id="{name}" title="{name}" type="{value}"/>')
    file.write("</attributes>\n")


def _nodes(file: TextIO, nodes: pl.DataFrame) -> None:
    file.write("<nodes>\n")
    for row in nodes.iter_rows(named=True):
        file.write(f"<node id={attributes(row['id'])} label={attributes(row['label'])}>")
        _values(file, row, NODE_VALUES)
        if row["x"] is not None:
            x, y = number(row["x"] * SPREAD), number(row["y"] * SPREAD)
            file.write(f'<viz:position x="{x}" y="{y}" z="0.0"/>')
        file.write("</node>\n")
    file.write("</nodes>\n")


def _edges(file: TextIO, edges: pl.DataFrame) -> None:
    file.write("<edges>\n")
    for place, row in enumerate(edges.iter_rows(named=True)):
        ends = f"source={attributes(row['source'])} target={attributes(row['target'])}"
        file.write(f'<edge id="{place}" {ends} weight="{number(row["weight"])}">')
        _values(file, row, EDGE_VALUES)
        file.write("</edge>\n")
    file.write("</edges>\n")


def _values(file: TextIO, row: dict[str, object], values: dict[str, str]) -> None:
    known = [name for name in values if row[name] is not None]
    if known:
        inside = "".join(f'<attvalue for="{name}" value={attributes(row[name])}/>' for name in known)
        file.write(f"<attvalues>{inside}</attvalues>")
