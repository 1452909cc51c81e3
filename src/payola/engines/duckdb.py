"""The embedded engine: frames over Parquet files and Arrow tables, kept results, sorted output.

Frames are lazy and run again on every read; ``keep`` is the verb that pays once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import narwhals.stable.v2 as nw
import pyarrow as pa

Frame = nw.LazyFrame[Any]

MEMORY = "1GB"  # beyond this DuckDB spills to the scratch folder
BATCH = 100_000


class Engine:
    """A DuckDB connection whose spill files and kept results live in ``scratch``."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._connection = duckdb.connect(
            config={
                "temp_directory": str(scratch),
                "memory_limit": MEMORY,
                "preserve_insertion_order": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def frame(self, source: pa.Table | Path) -> Frame:
        """A lazy frame over an Arrow table or a Parquet file."""
        found = (
            self._connection.read_parquet(str(source))
            if isinstance(source, Path)
            else self._connection.from_arrow(source)
        )
        return nw.from_native(found)

    def keep(self, frame: Frame, name: str) -> Frame:
        """Compute a frame once, to a file in scratch, and give a frame over the result."""
        path = self._scratch / f"{name}.parquet"
        frame.sink_parquet(path)
        return self.frame(path)

    def arrow(self, frame: Frame, order: Sequence[str] = ()) -> pa.Table:
        """The frame as an Arrow table, sorted where an order is given; sums come back as int64."""
        rows = (frame.sort(*order) if order else frame).collect("pyarrow").to_native()
        return rows.cast(pa.schema([_plain(field) for field in rows.schema]))

    def batches(self, frame: Frame, order: Sequence[str]) -> pa.RecordBatchReader:
        """The frame in order, batch by batch, for tables that should not stand in memory whole."""
        relation: duckdb.DuckDBPyRelation = frame.sort(*order).to_native()
        return relation.to_arrow_reader(BATCH)


def _plain(field: pa.Field) -> pa.Field:
    return field.with_type(pa.int64()) if pa.types.is_decimal(field.type) else field
