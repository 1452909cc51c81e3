"""The network as GraphML with typed keys, for networkx, igraph, yEd and others; written as a stream."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from payola.exports.markup import escape, escaped, lines, where_known
from payola.exports.network import network
from payola.pseudonyms import Pseudonyms
from payola.run import Run

NODE_KEYS = {
    "label": "string", "x": "double", "y": "double", "community": "long", "strength": "long", "start": "long",
    "end": "long",
}  # fmt: skip
EDGE_KEYS = {
    "weight": "long", "layer": "string", "window_s": "long", "mean_gap_s": "double", "expected": "double",
    "p": "double", "q": "double", "grade": "string", "start": "long", "end": "long",
}  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """The backbone, or all pairs; ``start`` and ``end`` are Unix seconds UTC."""
    found = network(run, names, all_edges)
    ends: list[str | pl.Expr] = ['" source="', escaped("source"), '" target="', escaped("target"), '">']
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        file.write('<key id="about" for="graph" attr.name="about" attr.type="string"/>\n')
        file.write(_keys("node", NODE_KEYS) + _keys("edge", EDGE_KEYS))
        file.write(f'<graph id="payola" edgedefault="undirected"><data key="about">{escape(found.note)}</data>\n')
        file.writelines(lines(found.nodes, ['<node id="', escaped("id"), '">', *_data("node", NODE_KEYS), "</node>"]))
        file.writelines(lines(found.edges, ['<edge id="', escaped("id"), *ends, *_data("edge", EDGE_KEYS), "</edge>"]))
        file.write("</graph>\n</graphml>\n")


def _keys(kind: str, keys: dict[str, str]) -> str:
    return "".join(
        f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{value}"/>\n'
        for name, value in keys.items()
    )


def _data(kind: str, keys: dict[str, str]) -> list[pl.Expr]:
    return [where_known(f'<data key="{kind}-{name}">', name, "</data>") for name in keys]
