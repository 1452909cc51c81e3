"""Every table as CSV, and the network as nodes and edges for Gephi, in one folder.

Safe for a spreadsheet: a cell that a spreadsheet would run as a formula starts with an apostrophe. All text is quoted
and ids stand exactly; a spreadsheet that turns long numbers into 7.3E+18 should open the XLSX export instead.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from payola.exports.shareable import backbone, columns_of, shareable
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run

FORMULA = r"^[\s\"'\u200b\ufeff]*[=+\-@\t\r\n＝＋－＠]"
README = "README.txt"


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """One CSV a table, ``nodes.csv``, ``edges.csv`` and a README that explains every column."""
    out.mkdir()
    told = []
    for table in run.tables():
        frame = shareable(run, table, names)
        _save(frame, out / f"{table}.csv")
        told += [f"\n{table}.csv"] + [
            f"  {' | '.join(part for part in row if part)}" for row in columns_of(table, frame)
        ]
    nodes, edges = backbone(run, names, all_edges)
    _save(nodes.rename({"id": "Id", "label": "Label"}), out / "nodes.csv")
    _save(edges.rename({"source": "Source", "target": "Target", "weight": "Weight"}), out / "edges.csv")
    (out / README).write_text(_readme(names, told), encoding="utf-8")


def _readme(names: Pseudonyms, told: list[str]) -> str:
    head = [PERSONAL_BANNER] if names.show_names else ["Accounts and posts are pseudonyms (Account 17, Post 12)."]
    head += [
        "Text is UTF-8 and quoted; a cell that begins with an apostrophe would otherwise run as a formula.",
        "Import columns of ids as text; numbers of more than 15 digits do not survive a spreadsheet.",
        "nodes.csv and edges.csv open in Gephi; weights are coincidences, chance not subtracted.",
    ]
    return "\n".join([*head, *told]) + "\n"


def _save(frame: pl.DataFrame, path: Path) -> None:
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    frame.with_columns(_harmless(name) for name in text).write_csv(path, quote_style="non_numeric")


def _harmless(name: str) -> pl.Expr:
    plain = pl.col(name).str.replace_all("\x00", "")
    return pl.when(plain.str.contains(FORMULA)).then(pl.concat_str(pl.lit("'"), plain)).otherwise(plain).alias(name)
