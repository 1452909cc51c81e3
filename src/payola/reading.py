"""What was read, and what was dropped? Files to one staged table of posts, with the ledger of every row.

Posts go to a Parquet file as they are read, so that a dump larger than memory can be read; each gets its place
in the reading order (``row``) and the number of its file (``file``).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from payola import formats
from payola.columns import schema
from payola.engines.duckdb import Engine, Frame
from payola.errors import InputError
from payola.formats.batch import Batch, read_schema
from payola.progress import Progress
from payola.settings import Settings

if TYPE_CHECKING:
    from payola.formats import Source

NO_ZONE = "had no zone"  # in the note on a file


@dataclass
class Ledger:
    """What became of the rows of one file."""

    source: Source
    read: int = 0
    usable: int = 0
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        self.read += batch.rows
        self.usable += batch.posts.num_rows
        self.refusals += [(r.line, r.field, r.reason) for r in batch.refusals]
        self.notes += [note for note in batch.notes if note not in self.notes]


def stage_posts(inputs: Sequence[Path], settings: Settings, staged: Path, progress: Progress) -> list[Ledger]:
    """Read all inputs into one Parquet file and account for every row.

    Raises
    ------
    InputError
        A file is missing, empty or in no known format, or not one row could be used.
    """
    sources = formats.open_inputs(inputs)
    ledgers = [Ledger(source) for source in sources]
    columns = read_schema().append(pa.field("row", pa.int64())).append(pa.field("file", pa.int64()))
    rows = 0
    with (
        progress.stage("reading", total=sum(source.size for source in sources)) as stage,
        pq.ParquetWriter(staged, columns, compression="lz4", use_dictionary=False, write_statistics=False) as writer,
        ThreadPoolExecutor(1) as beside,
    ):
        written: Future[None] | None = None  # the batch before is written while the next one is read
        batches = formats.read(sources, columns=settings.columns, timezone=settings.timezone, on_bytes=stage.advance)
        for file, batch in batches:
            ledgers[file].add(batch)
            if batch.posts.num_rows:
                numbered = _numbered(batch.posts, rows, file, columns)
                rows += batch.posts.num_rows
                if written:
                    written.result()
                written = beside.submit(writer.write_table, numbered)
        if written:
            written.result()
    if not rows:
        reasons = {reason for ledger in ledgers for _, _, reason in ledger.refusals}
        raise InputError.nothing_kept([source.name for source in sources], sorted(reasons)[:5])
    if said := mixed_zones([(ledger.source.name, ledger.usable, ledger.notes) for ledger in ledgers], settings):
        progress.say(said)
    return ledgers


def mixed_zones(files: Sequence[tuple[str, int, Sequence[str]]], settings: Settings, *, named: bool = True) -> str:
    """A warning where some files' times have no zone and others' do, and nobody said which it is; else nothing.

    ``files``: name, usable rows and notes of each. ``named``: whether the files are named.
    """
    without = [name for name, rows, notes in files if rows and any(NO_ZONE in note for note in notes)]
    n_read = sum(rows > 0 for _, rows, _ in files)
    if not without or len(without) == n_read or "timezone" in settings.model_fields_set:
        return ""
    which = f" ({', '.join(without[:3])}{' and others' if len(without) > 3 else ''})" if named else ""
    return (
        f"Warning: in {len(without)} of {n_read} files{which} times have no time zone and were taken as "
        f"{settings.timezone}; the other files name theirs. If these are local times, they are hours off against the "
        "others: say which zone they are in with --timezone, such as --timezone Europe/Bucharest "
        f"(--timezone {settings.timezone}, if they are right as they are)."
    )


def _numbered(posts: pa.Table, first: int, file: int, columns: pa.Schema) -> pa.Table:
    numbers = pa.array(np.arange(first, first + posts.num_rows))
    files = pa.repeat(pa.scalar(file, pa.int64()), posts.num_rows)
    return posts.append_column("row", numbers).append_column("file", files).cast(columns)


def files_table(ledgers: Sequence[Ledger], kept: dict[int, int]) -> pa.Table:
    """Table ``files``: read = kept + duplicate + refused, one row a file."""
    rows: list[dict[str, Any]] = [
        {
            "file": ledger.source.name,
            "format": ledger.source.format,
            "read": ledger.read,
            "kept": kept.get(number, 0),
            "duplicate": ledger.usable - kept.get(number, 0),
            "refused": ledger.read - ledger.usable,
            "bytes": ledger.source.size,
            "sha256": ledger.source.sha256,
            "notes": ledger.notes,
        }
        for number, ledger in enumerate(ledgers)
    ]
    return pa.Table.from_pylist(rows, schema=schema("files"))


def refusals_table(ledgers: Sequence[Ledger]) -> pa.Table:
    """Table ``refusals``: one row a refused row, never the row itself."""
    rows = [
        {"file": ledger.source.name, "line": line, "field": where, "reason": reason}
        for ledger in ledgers
        for line, where, reason in ledger.refusals
    ]
    return pa.Table.from_pylist(rows, schema=schema("refusals"))


def kept_by_file(engine: Engine, posts: Frame, objects: Frame) -> dict[int, int]:
    """How many rows of each file stand as a post or as a use of an object."""
    rows = nw.concat([posts.filter(nw.col("object").is_null()).select("file"), objects.select("file")])
    counts = engine.arrow(rows.group_by("file").agg(nw.len().alias("kept")))
    return dict(zip(counts["file"].to_pylist(), counts["kept"].to_pylist(), strict=True))
