"""What do the words of a row say? Captions, lists of hashtags, short labels and yes or no, whatever their spelling."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from payola.formats.ids import tidy, without_nul
from payola.objects import MAX_TAGS, tag_lists, tags_of_texts

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST = 20_000  # characters of a caption that are kept
YES = ("true", "yes", "1", "y", "t", "1.0")
_NO = ("false", "no", "0", "n", "f", "0.0")
_NOTHING = ("", "nan", "none", "null", "<na>")


def decoded(column: pa.Array) -> pa.Array:
    """Plain string and list types in place of dictionaries, views and large variants."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        return decoded(column.dictionary_decode())
    if pa.types.is_large_string(kind) or kind == pa.string_view():
        return column.cast(pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _from_bytes(column)
    if pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind) or pa.types.is_list(kind):
        return _lists(column)
    return column


def _lists(column: pa.Array) -> pa.Array:
    """Lists of strings; members of other types by their ``name`` or their text."""
    import pyarrow as pa

    inner = column.type.value_type
    textual = pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_integer(inner)
    if textual or inner == pa.string_view() or pa.types.is_null(inner):
        return column.cast(pa.list_(pa.string()))
    return pa.array([_names(value) for value in column.to_pylist()], pa.list_(pa.string()))


def _from_bytes(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    return pa.array([None if v is None else v.decode("utf-8", "replace") for v in column.to_pylist()], pa.string())


def from_objects(values: Sequence[Any]) -> pa.Array:
    """Python values as strings, truth values, or lists of strings."""
    import pyarrow as pa

    kinds = set(map(type, values)) - {type(None)}
    try:
        if kinds <= {str}:
            return pa.array(values, pa.string())
        if kinds <= {bool}:
            return pa.array(values, pa.bool_())
        if kinds <= {list}:
            return pa.array(values, pa.list_(pa.string()))
    except (UnicodeEncodeError, pa.ArrowInvalid, pa.ArrowTypeError):
        pass
    if list in kinds:
        return pa.array([_names(value) for value in values], pa.list_(pa.string()))
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, (dict, list)):
        return None
    return str(value).encode("utf-8", "replace").decode()


def _names(value: Any) -> list[str] | None:
    """A list of strings from a list of strings, numbers or objects with a name."""
    if isinstance(value, str):
        return split_cell(value)
    if not isinstance(value, list):
        return None
    named = (_name(item) for item in value)
    return [name for name in named if name]


def _name(item: Any) -> str | None:
    if isinstance(item, dict):
        item = next(
            (item[k] for k in ("name", "hashtag_name", "hashtagName", "title", "text", "tag") if item.get(k)), None
        )
    return _text(item)


def captions(column: pa.Array) -> tuple[pa.Array, int]:
    """Captions without NUL bytes, cut to LONGEST characters, and how many were cut."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(column.type):
        column = column.cast(pa.string()) if not pa.types.is_nested(column.type) else pa.nulls(len(column), pa.string())
    text = without_nul(column)
    if (pc.max(pc.binary_length(text)).as_py() or 0) <= LONGEST:  # as bytes; characters are no more
        return text, 0
    longer = pc.fill_null(pc.greater(pc.utf8_length(text), LONGEST), False)
    cut = pc.sum(longer).as_py() or 0
    return (pc.utf8_slice_codeunits(text, 0, LONGEST) if cut else text), cut


def short(column: pa.Array, key: str) -> pa.Array:
    """A label without NUL bytes and outer space; null where empty; languages lower, regions upper case."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_nested(column.type):
        return pa.nulls(len(column), pa.string())
    text = tidy(column if pa.types.is_string(column.type) else column.cast(pa.string()))
    if key in ("language", "platform"):
        text = pc.utf8_lower(text)
    if key == "region":
        text = pc.utf8_upper(text)
    empty = pc.is_in(text, value_set=pa.array([*_NOTHING, *(n.upper() for n in _NOTHING), "NaN", "None"]))
    return pc.if_else(empty, pa.scalar(None, pa.string()), text)


def truths(column: pa.Array) -> pa.Array:
    """True, false, or null where neither is said."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_boolean(column.type):
        return column
    text = pc.utf8_lower(short(column, "disclosed"))
    yes = pc.is_in(text, value_set=pa.array(YES))
    known = pc.or_(yes, pc.is_in(text, value_set=pa.array(_NO)))
    return pc.if_else(known, yes, pa.scalar(None, pa.bool_()))


def tags(raw: pa.Array | None, text: pa.Array | None) -> tuple[pa.Array | None, int]:
    """Normalised tags from the list, from the caption where there is no list; and how many lists were cut."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if raw is None:
        return (None if text is None else tags_of_texts(text)), 0
    if not pa.types.is_list(raw.type):
        raw = _cells(short(raw, "tags"))
    found = tag_lists(raw)
    many = pc.sum(pc.equal(pc.list_value_length(found), MAX_TAGS)).as_py() or 0
    if text is not None and found.null_count:
        found = _filled(found, text)
    return found, many


def _filled(found: pa.Array, text: pa.Array) -> pa.Array:
    """Lists, those that are null taken from the caption."""
    import numpy as np
    import pyarrow as pa

    null = found.is_null().to_numpy(zero_copy_only=False)
    more = tags_of_texts(text.filter(pa.array(null)))
    place = np.where(null, len(found) + np.cumsum(null) - 1, np.arange(len(found)))
    return pa.concat_arrays([found, more]).take(pa.array(place))


def _cells(column: pa.Array) -> pa.Array:
    """Lists from cells that hold a list in some spelling; each distinct cell is read once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = pc.and_(pc.is_valid(column), pc.invert(pc.is_in(pc.utf8_lower(column), value_set=pa.array(_NOTHING))))
    if pc.all(pc.match_substring_regex(pc.drop_null(column.filter(told)), _COMMAS)).as_py():
        return pc.split_pattern(pc.if_else(told, column, pa.scalar(None, column.type)), ",")
    coded = column.dictionary_encode()
    lists = pa.array([split_cell(cell) for cell in coded.dictionary.to_pylist()], pa.list_(pa.string()))
    return lists.take(coded.indices)


def split_cell(cell: str) -> list[str] | None:
    """The members of a list written into one cell: Python's or JSON's spelling, or separated by , ; | or space."""
    text = cell.strip()
    if not text or text.lower() in _NOTHING:
        return None
    if text[0] in "[({":
        return _literal(text)
    one = text.translate(_SEPARATORS)
    return [part for part in map(str.strip, one.split(",") if "," in one else one.split()) if part]


_COMMAS = r"^[^\s,;|\[({'\"]+(?:,[^\s,;|\[({'\"]+)*$"  # a cell that needs no more than cutting at its commas
_SEPARATORS = str.maketrans(";|\n", ",,,")
_SIMPLE = re.compile(r"\[\s*(?:'[^'\\]*'(?:,\s*|(?=\s*\])))*\s*\]")  # a Python list of plain strings


def _literal(text: str) -> list[str] | None:
    """The members of a Python or JSON list; of numpy's spelling ``['a' 'b']`` as well."""
    if _SIMPLE.fullmatch(text):
        return re.findall(r"'([^']*)'", text)
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(value, (set, tuple)):
            value = list(value)
        if isinstance(value, list) and not ("' '" in text and len(value) < 2):
            return _names(value) or []
    quoted = re.findall(r"'([^']*)'|\"([^\"]*)\"", text)
    return [a or b for a, b in quoted] or [part for part in re.split(r"[\[\](){},;|\s'\"]+", text) if part]


def digests(table: dict[str, Any]) -> pa.Array:
    """Ids for posts that have none: equal account, time, text, tags and object give an equal id."""
    import pyarrow as pa

    keys = [key for key in ("account_id", "created_at", "text", "tags", "object") if table.get(key) is not None]
    rows = zip(*(table[key].to_pylist() for key in keys), strict=True)
    return pa.array(["row-" + hashlib.blake2b(repr(row).encode(), digest_size=10).hexdigest() for row in rows],
                    pa.string())  # fmt: skip
