"""Reads files in tests: all batches of all files in one table, with refusals and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from payola import formats
from payola.formats.batch import Refusal, read_schema


@dataclass
class Got:
    """What came out of some files."""

    posts: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    read: int = 0

    def reasons(self) -> list[str]:
        return [refusal.reason for refusal in self.refusals]

    def column(self, name: str) -> list[Any]:
        return [post[name] for post in self.posts]


def got(*paths: Path, columns: Mapping[str, str] | None = None, timezone: str = "UTC") -> Got:
    sources = formats.open_inputs(list(paths))
    result, heard = Got(), []
    for _, batch in formats.read(sources, columns=columns, timezone=timezone, on_bytes=heard.append):
        assert batch.posts.schema == read_schema()
        assert batch.rows == batch.posts.num_rows + len(batch.refusals)
        assert isinstance(batch.posts, pa.Table)
        assert batch.posts.num_rows <= 50_000
        result.posts += batch.posts.to_pylist()
        result.rows += batch.rows
        result.refusals += batch.refusals
        result.notes += batch.notes
    result.formats = [source.format for source in sources]
    result.read = sum(heard)
    return result


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
