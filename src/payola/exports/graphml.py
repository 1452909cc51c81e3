"""The network as GraphML with typed keys, for networkx, igraph, yEd and others; written as a stream."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from payola.exports.graph import NOTE, attributes, escaped
from payola.exports.shareable import backbone
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run

NODE_KEYS = {"label": "string", "x": "double", "y": "double", "community": "long", "strength": "long"}
EDGE_KEYS = {
    "weight": "long", "layer": "string", "window_s": "long", "mean_gap_s": "double", "expected": "double",
    "p": "double", "q": "double", "grade": "string",
}  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """The backbone, or all pairs."""
    nodes, edges = backbone(run, names, all_edges)
    note = f"{PERSONAL_BANNER} {NOTE}" if names.show_names else NOTE
    with out.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.write('<key id="about" for="graph" attr.name="about" attr.type="string"/>\n')
        file.writelines(_keys("node", NODE_KEYS))
        file.writelines(_keys("edge", EDGE_KEYS))
        file.write(f'<graph edgedefault="undirected"><data key="about">{escaped(note)}</data>\n')
        for row in nodes.iter_rows(named=True):
            file.write(f"<node id={attributes(row['id'])}>{_data('node', row, NODE_KEYS)}</node>\n")
        for row in edges.iter_rows(named=True):
            ends = f"source={attributes(row['source'])} target={attributes(row['target'])}"
            file.write(f"<edge {ends}>{_data('edge', row, EDGE_KEYS)}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def _keys(kind: str, keys: dict[str, str]) -> Iterable[str]:
    for name, value in keys.items():
        yield f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{value}"/>\n'


def _data(kind: str, row: dict[str, object], keys: dict[str, str]) -> str:
    known = (name for name in keys if row[name] is not None)
    return "".join(f'<data key="{kind}-{name}">{escaped(str(row[name]))}</data>' for name in known)
