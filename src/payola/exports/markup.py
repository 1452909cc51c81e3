"""XML from tables: text that XML can hold, attributes, and many lines at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

INVALID = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
AT_ONCE = 50_000


def escaped(value: str | pl.Expr) -> pl.Expr:
    """A column as text for an element or a double-quoted attribute."""
    text = (pl.col(value) if isinstance(value, str) else value).cast(pl.String).str.replace_all(INVALID, "")
    return text.str.replace_many(list(ENTITIES), list(ENTITIES.values()))


def escape(text: str) -> str:
    """One text, as ``escaped``."""
    return str(pl.select(escaped(pl.lit(text))).item())


def where_known(before: str, value: str | pl.Expr, after: str) -> pl.Expr:
    """The value between two pieces of XML; nothing where it is null."""
    return pl.concat_str(pl.lit(before), escaped(value), pl.lit(after)).fill_null("")


def lines(frame: pl.DataFrame, pieces: Sequence[str | pl.Expr]) -> Iterator[str]:
    """One line a row: plain pieces stand, expressions give their value (never null)."""
    row = pl.concat_str(pl.lit(piece) if isinstance(piece, str) else piece for piece in pieces)
    for part in frame.iter_slices(AT_ONCE):
        yield "\n".join(part.select(row).to_series().to_list()) + "\n"
