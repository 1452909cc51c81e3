"""Every table as CSV, and the network as nodes and edges for Gephi, in one folder.

Text is quoted and harmless (``spreadsheet.py``). Tables begin with a byte order mark, without which Excel shows
Cyrillic as noise; ``nodes.csv`` and ``edges.csv`` have none, because Gephi 0.9.2 does not find its columns behind one.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from payola.exports.network import banner, network
from payola.exports.shareable import columns_of, shareable, tables
from payola.exports.spreadsheet import harmless
from payola.pseudonyms import Pseudonyms
from payola.run import Run

README = "README.txt"
TIME = "%Y-%m-%dT%H:%M:%SZ"
HOW_TO_READ = (
    "Tables are UTF-8 with a byte order mark; text is quoted, an empty cell without quotes is unknown.",
    "A cell that a spreadsheet would run as a formula, round or turn into a date (also ids and tags of digits) begins "
    "with an apostrophe: take one away to get the text. Within captions one stands before = + - @ after a semicolon, "
    "tab or new line. For exact text take the tables of the Run folder; for a spreadsheet the XLSX export.",
    "Times stand as Unix seconds and as ISO 8601 in UTC. Tags in one cell are separated by spaces.",
    "nodes.csv and edges.csv open in Gephi.",
)


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """One CSV a table, ``nodes.csv``, ``edges.csv`` and a README that explains every column."""
    out.mkdir()
    told = []
    for table in tables(run, names):
        frame = shareable(run, table, names)
        _save(frame, out / f"{table}.csv", mark=True)
        told += [f"\n{table}.csv ({frame.height:,} rows)", *(_line(*row) for row in columns_of(table, frame))]
    found = network(run, names, all_edges)
    _save(found.nodes.rename({"id": "Id", "label": "Label"}), out / "nodes.csv", mark=False)
    _save(_for_gephi(found.edges), out / "edges.csv", mark=False)
    head = [banner(names), *HOW_TO_READ, found.note.removeprefix(banner(names)).strip()]
    (out / README).write_text("\n".join([*head, *told]) + "\n", encoding="utf-8", newline="\n")


def _line(name: str, kind: str, unit: str, meaning: str) -> str:
    return f"  {name}: {meaning} ({', '.join(part for part in (kind, unit) if part)})"


def _for_gephi(edges: pl.DataFrame) -> pl.DataFrame:
    named = edges.rename({"id": "Id", "source": "Source", "target": "Target", "weight": "Weight"})
    return named.insert_column(4, pl.repeat("Undirected", named.height, eager=True).alias("Type"))


def _save(frame: pl.DataFrame, path: Path, mark: bool) -> None:
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    times = [name for name, kind in frame.schema.items() if kind == pl.Datetime]
    frame.with_columns(
        *(harmless(name) for name in text), *(pl.col(name).dt.strftime(TIME) for name in times)
    ).write_csv(path, quote_style="non_numeric", include_bom=mark)
