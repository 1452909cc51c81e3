"""The network as GEXF 1.3 for Gephi: weights, positions, communities and times, written as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from payola.exports.markup import escape, escaped, lines, where_known
from payola.exports.network import Network, network
from payola.exports.shareable import made_at
from payola.pseudonyms import Pseudonyms
from payola.run import Run

SPREAD = 1_000.0  # positions are -1 to 1 in a Run; Gephi's nodes are about 10 wide
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
    """The backbone, or all pairs; an account is there from the day of its first use to that of its last.

    Days, because networkx reads no ``dateTime``; seconds are in the GraphML and CSV exports.
    """
    found = network(run, names, all_edges)
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        file.write(f'<meta lastmodifieddate="{made_at(run):%Y-%m-%d}"><creator>payola</creator>')
        file.write(f"<description>{escape(found.note)}</description></meta>\n")
        file.write('<graph defaultedgetype="undirected" mode="dynamic" timeformat="date">\n')
        file.write(_declared("node", NODE_VALUES) + _declared("edge", EDGE_VALUES) + "<nodes>\n")
        file.writelines(_nodes(found.nodes))
        file.write("</nodes>\n<edges>\n")
        file.writelines(_edges(found))
        file.write("</edges>\n</graph>\n</gexf>\n")


def _declared(kind: str, values: Mapping[str, str]) -> str:
    inside = "".join(f'<attribute id="{name}" title="{name}" type="{value}"/>' for name, value in values.items())
    return f'<attributes class="{kind}">{inside}</attributes>\n'


def _nodes(nodes: pl.DataFrame) -> Iterator[str]:
    x, y = (where_known("", pl.col(axis) * SPREAD, "") for axis in "xy")
    place = pl.concat_str(pl.lit('<viz:position x="'), x, pl.lit('" y="'), y, pl.lit('" z="0.0"/>'))
    drawn = pl.when(pl.col("x").is_not_null() & pl.col("y").is_not_null()).then(place).otherwise(pl.lit(""))
    return lines(
        nodes,
        ['<node id="', escaped("id"), '" label="', escaped("label"), '"', *_life(), ">",
         *_values(NODE_VALUES), drawn, "</node>"],
    )  # fmt: skip


def _edges(found: Network) -> Iterator[str]:
    kind = pl.concat_str("layer", pl.lit(" "), "window_s") if found.parallel else pl.lit(None, pl.String)
    return lines(
        found.edges,
        ['<edge id="', escaped("id"), '" source="', escaped("source"), '" target="', escaped("target"), '"',
         where_known(' weight="', pl.col("weight").cast(pl.Float64), '"'), where_known(' kind="', kind, '"'),
         *_life(), ">", *_values(EDGE_VALUES), "</edge>"],
    )  # fmt: skip


def _life() -> list[pl.Expr]:
    ends = {end: pl.from_epoch(end, time_unit="s").dt.strftime("%Y-%m-%d") for end in ("start", "end")}
    return [where_known(f' {end}="', time, '"') for end, time in ends.items()]


def _values(values: Mapping[str, str]) -> list[str | pl.Expr]:
    known = [where_known(f'<attvalue for="{name}" value="', name, '"/>') for name in values]
    return ["<attvalues>", *known, "</attvalues>"]
