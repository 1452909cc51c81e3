"""The Run folder: the waist between analysis and everything that people look at.

``RunWriter`` builds it beside its final place and moves it there in one step, so that an interrupted scan leaves
no half Run; ``Run`` reads it. A Run is readable by its owner only.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payola.columns import TABLES, schema
from payola.errors import RunError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

MANIFEST, TABLES_FOLDER, REPORT = "manifest.json", "tables", "report.html"
ROW_GROUP = 100_000


class RunWriter:
    """Collects tables in a hidden folder beside ``out``; ``publish`` moves it into place, leaving it removes it.

    Raises
    ------
    RunError
        ``out`` exists already, or nothing can be written there.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = Path()

    def __enter__(self) -> RunWriter:
        if self.out.exists() or self.out.is_symlink():
            raise RunError.exists(self.out)
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=f".{self.out.name}-", dir=self.out.absolute().parent))
            (self.folder / TABLES_FOLDER).mkdir(mode=0o700)
        except OSError as error:
            raise RunError.unwritable(self.out, error.strerror or str(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def scratch(self, name: str) -> Path:
        """A place for a file that is not part of the Run."""
        place = self.folder / "scratch"
        place.mkdir(mode=0o700, exist_ok=True)
        return place / name

    def write(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Path:
        """Write one declared table. A table is sorted in its declared order; a reader comes in that order."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        declared = schema(name)
        if isinstance(rows, pa.Table):
            rows = in_order(name, rows).to_reader(ROW_GROUP)
        path = self.folder / TABLES_FOLDER / f"{name}.parquet"
        with pq.ParquetWriter(path, declared, compression="zstd") as writer:
            for group in _row_groups(rows):
                writer.write_table(group.select(declared.names).cast(declared), row_group_size=ROW_GROUP)
        return path

    def read(self, name: str) -> pa.Table:
        """A table that was written already."""
        return TableView(self.folder / TABLES_FOLDER / f"{name}.parquet").to_arrow()

    def has(self, name: str) -> bool:
        """Whether a table was written already."""
        return (self.folder / TABLES_FOLDER / f"{name}.parquet").exists()

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest; names of files in it carry no folders."""
        text = json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True)
        (self.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def publish(self) -> Run:
        """Move the finished folder into its place, in one step."""
        shutil.rmtree(self.folder / "scratch", ignore_errors=True)
        try:
            os.rename(self.folder, self.out)  # noqa: PTH104  (must fail where the place is taken)
        except OSError as error:
            raise RunError.exists(self.out) from error
        return Run(self.out)


def in_order(name: str, rows: pa.Table) -> pa.Table:
    """A table with the declared columns, types and order of rows."""
    declared = schema(name)
    return rows.select(declared.names).cast(declared).sort_by([(c, "ascending") for c in TABLES[name].order])


def _row_groups(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Tables of exactly ROW_GROUP rows (the last may be shorter), so that equal rows give equal bytes."""
    import pyarrow as pa

    waiting = pa.Table.from_batches([], schema=reader.schema)
    for batch in reader:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
        while waiting.num_rows >= ROW_GROUP:
            yield waiting.slice(0, ROW_GROUP).combine_chunks()
            waiting = waiting.slice(ROW_GROUP)
    if waiting.num_rows:
        yield waiting.combine_chunks()


@dataclass(frozen=True)
class TableView:
    """One table of a Run, read when asked for, in the library you like."""

    path: Path

    def to_arrow(self) -> pa.Table:
        """The table in Arrow."""
        import pyarrow.parquet as pq

        return pq.read_table(self.path)

    def to_polars(self) -> polars.DataFrame:
        """The table in Polars."""
        import polars as pl

        return pl.DataFrame(self.to_arrow())

    def to_pandas(self) -> pandas.DataFrame:
        """The table in pandas (an optional part: ``pip install 'payola[pandas]'``)."""
        from payola.errors import MissingPartError

        try:
            frame: pandas.DataFrame = self.to_arrow().to_pandas()
        except ImportError as error:
            raise MissingPartError.extra("A pandas table", "pandas") from error
        return frame

    def rows(self) -> int:
        """How many rows the table has; nothing else is read."""
        import pyarrow.parquet as pq

        return int(pq.read_metadata(self.path).num_rows)

    def __repr__(self) -> str:
        return f"{self.path.stem}: {self.rows():,} rows (.to_polars(), .to_pandas(), .to_arrow())"

    def _repr_html_(self) -> str:
        return self.to_polars()._repr_html_()


class Run:
    """An analysis on disk: ``run.posts.to_polars()``, ``run.manifest``, ``run.report``.

    Raises
    ------
    RunError
        The folder is not a Run, or is damaged.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        if not (self.path / MANIFEST).is_file():
            raise RunError.not_a_run(self.path)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Versions, settings, seed, input files, stages and exclusions."""
        try:
            found = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunError.damaged(self.path, f"{MANIFEST} cannot be read ({error})") from error
        if not isinstance(found, dict):
            raise RunError.damaged(self.path, f"{MANIFEST} holds no object")
        return found

    def keep(self, tables: Mapping[str, pa.Table], facts: Mapping[str, Any]) -> None:
        """Add tables that were made after the scan, and facts about them to the manifest; earlier ones are replaced.

        Raises
        ------
        RunError
            Nothing can be written there.
        """
        import pyarrow.parquet as pq

        said = json.dumps({**self.manifest, **facts}, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        try:
            for name, rows in tables.items():
                beside = self.path / TABLES_FOLDER / f".{name}.new"
                pq.write_table(in_order(name, rows), beside, compression="zstd", row_group_size=ROW_GROUP)
                beside.replace(self.path / TABLES_FOLDER / f"{name}.parquet")
            beside = self.path / f".{MANIFEST}.new"
            beside.write_text(said, encoding="utf-8")
            beside.replace(self.path / MANIFEST)
        except OSError as error:
            raise RunError.unwritable(self.path, error.strerror or str(error)) from error
        self.__dict__.pop("manifest", None)

    @property
    def report(self) -> Path:
        """Where the report stands (after it was written)."""
        return self.path / REPORT

    def tables(self) -> list[str]:
        """Names of the tables that are there."""
        return sorted(path.stem for path in (self.path / TABLES_FOLDER).glob("*.parquet"))

    def __getitem__(self, table: str) -> TableView:
        path = self.path / TABLES_FOLDER / f"{table}.parquet"
        if not path.is_file():
            raise RunError.no_table(self.path, table, self.tables())
        return TableView(path)

    def __getattr__(self, name: str) -> TableView:
        if name in TABLES:
            return self[name]
        raise AttributeError(name)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables()]

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r}: {', '.join(self.tables())})"

    def _repr_html_(self) -> str:
        """The tables, for a notebook: name, rows, meaning."""
        rows = [
            f"<tr><td>{escape(name)}</td><td>{self[name].rows():,}</td><td>{TABLES[name].meaning}</td></tr>"
            for name in self.tables()
            if name in TABLES
        ]
        head = "<tr><th>table</th><th>rows</th><th>what it holds</th></tr>"
        return f"<p>Run {escape(str(self.path))}</p><table>{head}{''.join(rows)}</table>"
