"""What does a reader hand over? Posts as Arrow, and the account of what it refused.

``READ_SCHEMA`` is the ``posts`` table plus ``object`` (set where a plain table has an ``object`` column: the row is
then a *use*, and post ids may repeat) and ``line`` (where in the file the row stands).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payola.columns import schema

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Refusal:
    """One row that was refused: where it stands, which field was wrong, and why (never its content)."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some rows of one file: ``rows`` were read, ``posts.num_rows`` kept, the rest is in ``refusals``."""

    posts: pa.Table
    rows: int
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_schema() -> pa.Schema:
    """The Arrow schema that every reader's ``Batch.posts`` has."""
    import pyarrow as pa

    posts = schema("posts")
    return posts.append(pa.field("object", pa.string())).append(pa.field("line", pa.int64()))
