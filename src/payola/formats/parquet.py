"""How is a Parquet file read? Some tens of thousands of rows at a time, only the columns that are needed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from payola.errors import InputError
from payola.formats.source import OnBytes, Source

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 50_000


def opened(source: Source) -> Any:
    """The ``ParquetFile``.

    Raises
    ------
    InputError
        It is damaged or cut off.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        if source.compression:
            return pq.ParquetFile(io.BytesIO(b"".join(source.stream())))
        return pq.ParquetFile(source.path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError.unreadable(source.name, "the Parquet file is damaged or cut off") from error


def batches(source: Source, columns: Sequence[str], on_bytes: OnBytes) -> Iterator[pa.RecordBatch]:
    """The rows of some columns; ``on_bytes`` hears of the file's bytes in proportion to its rows."""
    import pyarrow as pa

    file = opened(source)
    rows = max(file.metadata.num_rows, 1)
    try:
        for batch in file.iter_batches(ROWS, columns=list(columns)):
            yield batch
            on_bytes(source.size * batch.num_rows // rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError.unreadable(source.name, f"the Parquet file is damaged ({type(error).__name__})") from error
