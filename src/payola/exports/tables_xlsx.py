"""Every table as a sheet of one XLSX workbook: ids as text, times also as dates, filters on, nothing that runs.

XlsxWriter makes the workbook, its styles and headers; rows go in beside it as text cells made column by column
(``markup.py``), because cell by cell a table of half a million posts takes minutes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from payola.errors import MissingPartError
from payola.exports.markup import escaped, lines, where_known
from payola.exports.network import NOTE, banner
from payola.exports.shareable import columns_of, made_at, shareable, tables
from payola.pseudonyms import Pseudonyms
from payola.run import Run

MOST_ROWS = 1_048_575  # a sheet's limit, less the header
LONGEST_CELL, KEPT, CUT = 32_767, 16_000, " [cut here: longer than a cell can be; whole in the CSV export]"
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FIRST_DAY, DAY = 25_569, 86_400  # 1970-01-01 in a spreadsheet's days
LOOKS_ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"  # a workbook reads _x0041_ as A
ROWS_END = b"</sheetData>"


@dataclass(frozen=True)
class Sheet:
    """A part of a table that fits one sheet."""

    name: str
    rows: pl.DataFrame


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """One sheet a table after a first sheet that says what this is (the network is in ``pairs`` and ``layout``)."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingPartError.extra("An XLSX workbook", "xlsx") from error

    frames = {table: shareable(run, table, names) for table in tables(run, names)}
    sheets = [sheet for table, frame in frames.items() for sheet in _sheets(table, frame)]
    empty = out.with_name("headers.xlsx")
    with xlsxwriter.Workbook(str(empty), OPTIONS) as book:
        made = made_at(run).replace(tzinfo=None)
        book.set_properties({"title": "payola", "comments": banner(names), "created": made})
        head, time = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        _about(book.add_worksheet("about"), head, run, names, frames)
        for sheet in sheets:
            _headers(book.add_worksheet(sheet.name), head, time, sheet.rows)
    _fill(empty, out, sheets)


def _sheets(table: str, frame: pl.DataFrame) -> Iterator[Sheet]:
    """A table that is longer than a sheet goes on in ``posts 2``, ``posts 3``, ..."""
    yield Sheet(table[:28], frame.head(MOST_ROWS))
    for number, start in enumerate(range(MOST_ROWS, frame.height, MOST_ROWS), 2):
        yield Sheet(f"{table[:28]} {number}", frame.slice(start, MOST_ROWS))


def _about(sheet: Any, head: Any, run: Run, names: Pseudonyms, frames: dict[str, pl.DataFrame]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 4, 40)
    for place, line in enumerate(_about_lines(run, names, frames)):
        for column, text in enumerate(line):
            sheet.write_string(place, column, text, head if line[0] == "table" else None)


def _about_lines(run: Run, names: Pseudonyms, frames: dict[str, pl.DataFrame]) -> Iterator[tuple[str, ...]]:
    settings = run.manifest.get("settings", {})
    yield "names", banner(names)
    yield "payola", str(run.manifest.get("payola", ""))
    yield "made", str(run.manifest.get("created_at", ""))
    for name in ("window", "min_participation", "timezone", "collected_by", "seed"):
        if name in settings:
            yield name, str(settings[name])
    for row in run.manifest.get("exclusions", []):
        yield "left out", f"{row.get('what')}: {row.get('count')} ({row.get('reason')})"
    yield "network", NOTE
    for table, frame in frames.items():
        if frame.height > MOST_ROWS:
            yield table, f"{frame.height:,} rows are more than a sheet holds: they go on in the sheet {table} 2"
    yield ("",)
    yield "table", "column", "type", "unit", "meaning"
    for table, frame in frames.items():
        yield from ((table, *row) for row in columns_of(table, frame))


def _headers(sheet: Any, head: Any, time: Any, rows: pl.DataFrame) -> None:
    sheet.freeze_panes(1, 0)
    for column, (name, kind) in enumerate(rows.schema.items()):
        sheet.set_column(column, column, 18, time if kind == pl.Datetime else None)
        sheet.write_string(0, column, name, head)
    sheet.autofilter(0, 0, max(rows.height, 1), rows.width - 1)


def _fill(empty: Path, out: Path, sheets: list[Sheet]) -> None:
    """Copy the workbook, with the rows of each sheet after its headers; the same rows give the same bytes."""
    parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(sheets, 2)}
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name in source.namelist():
            with book.open(name, "w", force_zip64=name in parts) as file:  # dated 1980 by default
                if name in parts:
                    _sheet_with_rows(source.read(name), parts[name].rows, file)
                else:
                    file.write(source.read(name))
    empty.unlink()


def _sheet_with_rows(headers: bytes, rows: pl.DataFrame, file: Any) -> None:
    before, end, after = headers.partition(ROWS_END)
    assert end, "XlsxWriter writes sheets in another way than expected"
    last = f'<dimension ref="A1:{_letters(rows.width - 1)}{rows.height + 1}"/>'.encode()
    file.write(re.sub(rb'<dimension ref="[^"]*"/>', last, before))
    styles = re.findall(rb'<col min="(\d+)" max="\d+" width="[^"]*" style="(\d+)"', before)
    _write_rows(rows, {int(column) - 1: style.decode() for column, style in styles}, file)
    file.write(end + after)


def _write_rows(rows: pl.DataFrame, styles: dict[int, str], file: BinaryIO) -> None:
    numbered = rows.with_columns(pl.int_range(2, rows.height + 2, dtype=pl.Int64).cast(pl.String).alias("row number"))
    cells = [_cell(name, kind, _letters(n), styles.get(n, "0")) for n, (name, kind) in enumerate(rows.schema.items())]
    for text in lines(numbered, ['<row r="', pl.col("row number"), '">', *cells, "</row>"]):
        file.write(text.encode())


def _cell(name: str, kind: pl.DataType, letters: str, style: str) -> pl.Expr:
    """A cell of the form that XlsxWriter writes; nothing where the value is unknown."""
    where = [pl.lit(f'<c r="{letters}'), pl.col("row number")]
    if kind == pl.Datetime:
        days = pl.col(name).dt.epoch("s") / DAY + FIRST_DAY
        shown = pl.when(days >= 61).then(days)  # spreadsheets count a 29 February 1900
        return pl.concat_str(*where, pl.lit(f'" s="{style}"><v>'), shown, pl.lit("</v></c>")).fill_null("")
    if kind == pl.Boolean:
        return pl.concat_str(*where, pl.lit('" t="b"><v>'), pl.col(name).cast(pl.Int8), pl.lit("</v></c>")).fill_null(
            ""
        )
    if kind.is_numeric():
        finite = pl.when(pl.col(name).cast(pl.Float64).is_finite()).then(pl.col(name))
        return pl.concat_str(*where, where_known('"><v>', finite, "</v></c>").replace("", None)).fill_null("")
    text = pl.col(name).str.replace_all(r"\r\n?", "\n").str.replace_all(LOOKS_ESCAPED, "_x005F_${1}")
    too_long = (text.str.len_bytes() > LONGEST_CELL) & (text.str.len_chars() > KEPT)
    fits = pl.when(too_long).then(pl.concat_str(text.str.slice(0, KEPT), pl.lit(CUT))).otherwise(text)
    inside = pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), escaped(fits), pl.lit("</t></is></c>")
    return pl.concat_str(*where, *inside).fill_null("")


def _letters(column: int) -> str:
    """A, B, ..., Z, AA, ... for 0, 1, ..."""
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
