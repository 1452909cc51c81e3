"""Which comments are there, and what of them was dropped? Files to one table, with the ledger of each row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from payola import formats
from payola.errors import InputError
from payola.formats import comments as reader
from payola.progress import Progress
from payola.reading import Ledger, files_table, refusals_table
from payola.settings import Settings


def read_comments(inputs: Sequence[Path], settings: Settings, progress: Progress) -> tuple[pa.Table, list[Ledger]]:
    """Table ``comments`` of all files (and ``file``, their number), each comment once, and what became of every row.

    Raises
    ------
    InputError
        A file is missing or holds no comments, or not one row could be used.
    """
    sources = formats.open_inputs(inputs)
    ledgers, parts = [], []
    with progress.stage("reading comments", total=len(sources)) as stage:
        for number, source in enumerate(sources):
            ledger = Ledger(source)
            for batch in reader.read(source, timezone=settings.timezone, stance=settings.stance_column):
                ledger.add(batch)
                file = pa.repeat(pa.scalar(number, pa.int64()), batch.posts.num_rows)
                parts.append(batch.posts.append_column("file", file))
            ledgers.append(ledger)
            stage.advance()
    found = reader.each_once(pa.concat_tables(parts))
    if not found.num_rows:
        reasons = {reason for ledger in ledgers for _, _, reason in ledger.refusals}
        raise InputError.no_comment_kept([source.name for source in sources], sorted(reasons)[:5])
    return found, ledgers


def comment_files(found: pa.Table, ledgers: Sequence[Ledger]) -> tuple[pa.Table, pa.Table]:
    """Rows of tables ``files`` and ``refusals`` for files of comments."""
    kept = np.bincount(found["file"].to_numpy(), minlength=len(ledgers))
    return files_table(ledgers, dict(enumerate(kept.tolist()))), refusals_table(ledgers)
