"""Is this id exactly the platform's? Any column in, decimal strings out, and which values were ruined.

An id of 19 digits does not fit a double: what went through a float or a spreadsheet is another number. Such an id is
refused, never used as a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

EXACT = 2**53  # whole numbers up to here survive a double
MISSING = ("", "nan", "none", "null", "<na>", "n/a", "na", "undefined", "nat")
RUINED = "id ruined by a spreadsheet or float"
_PLAIN = r"^[A-Za-z_]{0,8}[0-9]{1,19}$"  # nothing to clean: most columns hold nothing else
_SPACED = 2**62  # from here on a double keeps only multiples of 1024


def clean(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """Ids as strings (null where missing), and which are ruined (bool, one a row; their string means nothing)."""
    import numpy as np
    import pyarrow as pa

    kind = column.type
    if pa.types.is_integer(kind):
        return column.cast(pa.string()), _rounded(column.fill_null(0).to_numpy(zero_copy_only=False))
    if pa.types.is_floating(kind):
        return _from_floats(column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _from_text(column.cast(pa.string()))
    if pa.types.is_decimal(kind):
        return _from_text(column.cast(pa.string()))
    return pa.nulls(len(column), pa.string()), np.zeros(len(column), bool)


def from_objects(values: Sequence[Any]) -> pa.Array:
    """Python values as an array that ``clean`` takes; floats by their text, to be told from whole numbers."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    try:
        if kinds <= {int}:
            return pa.array(values, pa.int64())
        if kinds <= {str}:
            return pa.array(values, pa.string())
    except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
        pass
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    return None


def _from_floats(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    there = ~np.isnan(numbers)
    with np.errstate(invalid="ignore"):
        whole = there & (np.abs(numbers) <= EXACT) & (np.floor(numbers) == numbers)
    values = pa.array(np.where(whole, numbers, 0).astype(np.int64)).cast(pa.string())
    return pc.if_else(pa.array(whole), values, pa.scalar(None, pa.string())), there & ~whole


def _from_text(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if pc.all(pc.match_substring_regex(column, _PLAIN)).as_py():
        return column, _rounded_text(column)
    text = tidy(column)
    if _any(pc.match_substring_regex(text, r'^(=".*"|=\d+|\'\d+)$')):  # what spreadsheets need to keep an id as text
        text = pc.replace_substring_regex(text, r'^="?([^"]*)"?$|^\'(\d+)$', r"\1\2")
    text = _without_missing(text)
    odd = pc.fill_null(pc.match_substring_regex(text, r"^[+-]?\d+([.,]\d*)?([eE][+-]?\d+)?$"), False)
    odd = pc.and_(odd, pc.fill_null(pc.match_substring_regex(text, r"[.,eE+-]"), False))
    ruined = np.zeros(len(text), bool)
    if _any(odd):
        values = text.to_pylist()
        where = np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist()
        for i in where:
            values[i] = _whole(values[i])
            ruined[i] = values[i] is None
        text = pa.array(values, pa.string())
    return text, ruined | _rounded_text(text)


def _whole(text: str) -> str | None:
    """``"123.0"`` is 123 for certain; ``"7.37e+18"`` and ``"7371234567890123264.0"`` are no ids any more."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    plain = "e" not in text.lower()
    return str(int(number)) if plain and abs(number) <= EXACT and number == int(number) else None


def _rounded_text(ids: pa.Array) -> np.ndarray:
    """``_rounded`` for ids as text."""
    import numpy as np
    import pyarrow.compute as pc

    mask = np.zeros(len(ids), bool)
    if not _any(pc.equal(pc.binary_length(ids), 19)):
        return mask
    long = pc.fill_null(pc.match_substring_regex(ids, r"^[4-9]\d{18}$"), False)
    mask[long.to_numpy(zero_copy_only=False)] = _rounded(ids.filter(long).cast("uint64").to_numpy())
    return mask


def _rounded(numbers: np.ndarray) -> np.ndarray:
    """Which ids of a column went through a double or a spreadsheet and back: they look whole but are not.

    Such columns show: above 2^62 a double keeps multiples of 1024, a spreadsheet 15 digits and then zeros. By chance
    one id in 1,024 looks so; when nine in ten of at least four distinct ones do, it was no chance.
    """
    import numpy as np

    mask = np.zeros(len(numbers), bool)
    large = numbers >= _SPACED
    for unit in (1024, 10_000):
        suspect = large & (numbers % unit == 0)
        if suspect.sum() > 0.5 * large.sum():
            distinct = np.unique(numbers[large])
            if len(distinct) >= 4 and np.mean(distinct % unit == 0) > 0.9:
                mask |= suspect
    return mask


def tidy(column: pa.Array) -> pa.Array:
    """Strings without NUL bytes and surrounding white space."""
    import pyarrow.compute as pc

    return pc.utf8_trim_whitespace(without_nul(column))


def without_nul(column: pa.Array) -> pa.Array:
    """Strings without NUL bytes."""
    import pyarrow.compute as pc

    return pc.replace_substring(column, "\0", "") if _any(pc.match_substring(column, "\0")) else column


def _without_missing(text: pa.Array) -> pa.Array:
    """Null where a string only says that there is nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    short = pc.less_equal(pc.binary_length(text), 9)
    if not _any(short):
        return text
    nothing = pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING))
    return pc.if_else(nothing, pa.scalar(None, pa.string()), text)


def _any(mask: pa.Array) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(mask).as_py())
