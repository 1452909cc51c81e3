"""How many? Any column of counts in, whole numbers out; what is no count is unknown, and said.

``"1.2M"``, ``"1,234"`` and ``"12 345"`` are read; a count below zero or beyond belief becomes unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

MOST = 10**13  # more views than there ever were on one post
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9, "mn": 10**6, "mio": 10**6, "тыс": 10**3, "млн": 10**6}
_WRITTEN = re.compile(r"^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(k|mn|mio|m|b|g|тыс|млн)?\.?$")

_ENDS = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_END = r"(\d+(?:[.,]\d+)?)\s*([KMB]?)"
_BAND = re.compile(rf"\s*{_END}\s*(?:[-–—]\s*{_END}|(\+))\s*", re.IGNORECASE)
_LIKE_BANDS = r"(?i)\d\s*[kmb]?\s*([-–—]\s*\d|\+)"


def from_objects(values: Sequence[Any]) -> pa.Array:
    """Python values as an array that ``clean`` takes."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    try:
        if kinds <= {int}:
            return pa.array(values, pa.int64())
        if kinds <= {str}:
            return pa.array(values, pa.string())
        if kinds <= {int, float}:
            return pa.array([None if v is None else float(v) for v in values], pa.float64())
    except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
        pass
    text = [repr(v) if type(v) in (int, float) else v if isinstance(v, str) else None for v in values]
    return pa.array([t if t is None else t.encode("utf-8", "replace").decode() for t in text], pa.string())


def clean(column: pa.Array) -> tuple[pa.Array, int]:
    """Counts as int64 (null where unknown), and how many values were there but are no count."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(column.cast(pa.string()))
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return pa.nulls(len(column), pa.int64()), len(column) - column.null_count
    if pa.types.is_decimal(kind):
        column = column.cast(pa.float64())
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    good = pc.and_(pc.greater_equal(column, 0), pc.less_equal(column, pa.scalar(MOST, pa.int64())))
    if pa.types.is_floating(column.type):
        good = pc.and_(good, pc.equal(pc.floor(column), column))
    kept = pc.if_else(good, column, pa.scalar(None, column.type)).cast(pa.int64())
    return kept, kept.null_count - column.null_count


def band(text: str | None) -> tuple[float, float] | None:
    """The ends of a band (``10K-100K``; ``20M+`` has no upper end); None where the text is no band."""
    found = _BAND.fullmatch(text or "")
    if not found:
        return None
    low = _end(found[1], found[2])
    high = inf if found[5] else _end(found[3], found[4])
    return (low, high) if low < high else None


def _end(digits: str, unit: str) -> float:
    return float(digits.replace(",", ".")) * _ENDS[unit.upper()]


def without_bands(column: pa.Array) -> tuple[pa.Array, pa.Array | None, pa.Array | None]:
    """The column without its bands, and the lower and upper ends of these (int64, null: no band, or no such end)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column, None, None
    if not pc.any(pc.match_substring_regex(column, _LIKE_BANDS)).as_py():
        return column, None, None
    coded = column.dictionary_encode()
    bands = [band(text) for text in coded.dictionary.to_pylist()]
    if not any(bands):
        return column, None, None
    plain = [None if found else text for found, text in zip(bands, coded.dictionary.to_pylist(), strict=True)]
    low = [int(found[0]) if found else None for found in bands]
    high = [int(found[1]) if found and found[1] < inf else None for found in bands]
    kinds = (plain, pa.string()), (low, pa.int64()), (high, pa.int64())
    rest, least, most = (pa.array(values, kind).take(coded.indices) for values, kind in kinds)
    return rest, least, most


def _from_text(column: pa.Array) -> tuple[pa.Array, int]:
    """Distinct texts are read once; most counts of a corpus are small and come again."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(pc.match_substring_regex(column, r"^\d{1,12}$")).as_py():
        return column.cast(pa.int64()), 0
    coded = column.dictionary_encode()
    read = [_number(text) for text in coded.dictionary.to_pylist()]
    values = pa.array([v if isinstance(v, int) else None for v in read], pa.int64()).take(coded.indices)
    wrong = pa.array([v == "wrong" for v in read], pa.bool_()).take(coded.indices)
    return values, pc.sum(wrong).as_py() or 0


@lru_cache(maxsize=100_000)
def _number(raw: str) -> int | str | None:
    """A count, None where nothing stands there, "wrong" where it is no count."""
    text = re.sub(r"[\s\u00a0\u202f'_\0]", "", raw).lower()
    if text in ("", "nan", "none", "null", "na", "n/a", "-", "<na>"):
        return None
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.0*)?", text):
        text = text.replace(",", "")
    found = _WRITTEN.match(text.replace(",", "."))
    if not found:
        return "wrong"
    value = float(found[1]) * _UNITS[found[2] or ""]
    whole = round(value)
    exact = found[2] is not None or abs(value - whole) < 1e-6
    return whole if exact and 0 <= value <= MOST else "wrong"
