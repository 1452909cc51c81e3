"""Every table as a sheet of one XLSX workbook: ids as text, times as dates, filters on, nothing that runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from payola.errors import MissingPartError
from payola.exports.shareable import TIMES, columns_of, made_at, shareable
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run

MOST_ROWS = 1_048_575  # a sheet's limit, less the header
LONGEST_CELL = 32_767
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """One sheet a table after a first sheet that says what this is (the network is in ``pairs`` and ``layout``)."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingPartError.extra("An XLSX workbook", "xlsx") from error

    with xlsxwriter.Workbook(str(out), PLAIN) as book:
        book.set_properties({"title": "payola", "created": made_at(run).replace(tzinfo=None)})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        frames = {table: shareable(run, table, names) for table in run.tables()}
        _about(book, formats, run, names, frames)
        for table, frame in frames.items():
            _sheet(book, formats, table, frame)


def _about(book: Any, formats: dict[str, Any], run: Run, names: Pseudonyms, frames: dict[str, pl.DataFrame]) -> None:
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 4, 40)
    banner = PERSONAL_BANNER if names.show_names else "Accounts and posts are pseudonyms (Account 17, Post 12)."
    lines: list[tuple[str, ...]] = [
        ("payola", str(run.manifest.get("payola", ""))),
        ("made", str(run.manifest.get("created_at", ""))),
        ("names", banner),
        ("network", "Weights are coincidences; where p is empty, chance has not been subtracted."),
        ("",),
        ("table", "column", "type", "unit", "meaning"),
    ]
    for table, frame in frames.items():
        if frame.height > MOST_ROWS:
            lines.append((table, f"the first {MOST_ROWS:,} of {frame.height:,} rows; all are in the CSV export"))
        lines += [(table, *row) for row in columns_of(table, frame)]
    for place, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(place, column, text, formats["head"] if line[0] == "table" else None)


def _sheet(book: Any, formats: dict[str, Any], table: str, frame: pl.DataFrame) -> None:
    sheet = book.add_worksheet(table)
    sheet.freeze_panes(1, 0)
    shown = frame.head(MOST_ROWS)
    sheet.set_column(0, len(frame.columns) - 1, 18)
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, name, formats["head"])
    sheet.autofilter(0, 0, max(shown.height, 1), len(frame.columns) - 1)
    for place, row in enumerate(shown.iter_rows(), 1):
        for column, (name, value) in enumerate(zip(frame.columns, row, strict=True)):
            _cell(sheet, place, column, name, value, formats["time"])


def _cell(sheet: Any, row: int, column: int, name: str, value: Any, time: Any) -> None:
    if value is None:
        return
    if name in TIMES:
        sheet.write_datetime(row, column, datetime.fromtimestamp(value, UTC).replace(tzinfo=None), time)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, value.replace("\x00", "")[:LONGEST_CELL])
