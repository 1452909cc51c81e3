"""What was read, and what was dropped on the way?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payola import charts
from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, charts_of, render

if TYPE_CHECKING:
    import polars as pl

ZONE = "had no zone"  # hours off, where what was assumed is wrong: never in a fold
FILES_SHOWN, REASONS_SHOWN = 100, 40

FILE_HEADINGS = (
    Heading("File"),
    Heading("Format"),
    Heading("Size", "number"),
    Heading("Read", "number", "rows found"),
    Heading("Kept", "number", "rows that became posts or uses"),
    Heading("Duplicate", "number", "rows of a post that stands in another row already"),
    Heading("Refused", "number", "rows that could not be trusted"),
    Heading("What was assumed"),
)
REASON_HEADINGS = (
    Heading("Reason"),
    Heading("Field"),
    Heading("Rows", "number"),
    Heading("File"),
    Heading("First line", "number", "line in the file, or number of the item"),
)


def show(material: Material) -> Shown:
    per_bin = charts.posts_over_time(material.run)
    body = render(
        "ledger.html",
        files=_files(material),
        reasons=_reasons(material),
        exclusions=[row for row in material.manifest.get("exclusions") or [] if row.get("count")],
        notes=_notes(material),
        charted=per_bin is not None,
    )
    return Shown(body, charts_of({"posts-over-time": per_bin}))


def _files(material: Material) -> Grid:
    files = material.table("files")
    rows = [_file(row, material) for row in files.head(FILES_SHOWN).iter_rows(named=True)]
    if files.height > 1:
        rows.append(_total(files))
    rest = grid.left_out(min(FILES_SHOWN, files.height), files.height, "files", "table “files” of the Run folder")
    return Grid("files", "Files, and what became of their rows", FILE_HEADINGS, rows, rest)


def _notes(material: Material) -> list[str]:
    """What the analysis noted beyond the notes on single files, and what it took for the zone of their times."""
    on_files = {note for notes in material.table("files")["notes"].to_list() for note in notes or []}
    notes = [str(note) for note in material.manifest.get("notes") or []]
    shown = [note for note in notes if ZONE in note or not any(note.endswith(told) for told in on_files)]
    return [material.names.text(note) for note in shown]


def _file(row: dict[str, Any], material: Material) -> tuple[Cell, ...]:
    notes = [material.names.text(note) for note in row["notes"] or []]
    return (
        grid.text(material.names.file(row["file"])),
        grid.text(row["format"]),
        Cell(words.size(row["bytes"]), row["bytes"]),
        *(grid.number(row[name]) for name in ("read", "kept", "duplicate", "refused")),
        Cell(render("notes.html", notes=notes)),
    )


def _total(files: pl.DataFrame) -> tuple[Cell, ...]:
    size = int(files["bytes"].sum())
    counts = (grid.number(int(files[name].sum())) for name in ("read", "kept", "duplicate", "refused"))
    return (Cell("All files"), Cell(""), Cell(words.size(size), size), *counts, Cell(""))


def _reasons(material: Material) -> Grid | None:
    """Refused rows by reason; None where nothing was refused."""
    import polars as pl

    counted = (
        material.rows("refusals")
        .group_by("reason", "field", "file")
        .agg(pl.len().alias("n"), pl.col("line").min())
        .sort("n", "reason", "file", "field", descending=[True, False, False, False])
        .collect()
    )
    if counted.is_empty():
        return None
    rows = [
        (
            grid.text(material.names.text(row["reason"] or "")),
            grid.text(row["field"]),
            grid.number(row["n"]),
            grid.text(material.names.file(row["file"] or "")),
            grid.number(row["line"]),
        )
        for row in counted.head(REASONS_SHOWN).iter_rows(named=True)
    ]
    rest = grid.left_out(len(rows), counted.height, "reasons", "table “refusals” of the Run folder")
    return Grid("refusals", "Refused rows, by reason", REASON_HEADINGS, rows, rest)


SECTION = Section("data", "What was read and dropped", "Which posts is all of this about?", show, short="What was read")
