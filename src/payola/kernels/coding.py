"""How do uses become integers? Strings are coded once; every loop then runs on small integers.

Comparing strings would cost more than everything else, so accounts, objects and posts become codes. Account codes
follow the order of the id strings: a smaller code is a smaller string, and pairs sorted by code are sorted by id.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

USE_COLUMNS = ("object", "account_id", "post_id", "created_at")


@dataclass(frozen=True)
class CodedUses:
    """Uses as arrays of one length, in the order of the table they came from.

    ``time`` in Unix seconds; ``object_is_post`` marks uses whose object is their own post. ``accounts`` holds the id
    of each account code, sorted.
    """

    object: Codes
    account: Codes
    post: Codes
    time: Ints
    object_is_post: Flags
    accounts: pa.Array
    n_posts: int

    def __len__(self) -> int:
        return len(self.time)

    def only(self, rows: Ints) -> CodedUses:
        """Some of the uses, with the same codes."""
        return replace(
            self,
            object=self.object[rows],
            account=self.account[rows],
            post=self.post[rows],
            time=self.time[rows],
            object_is_post=self.object_is_post[rows],
        )


def code_uses(uses: pa.Table) -> CodedUses:
    """Code a ``uses`` table (columns object, account_id, post_id, created_at).

    Raises
    ------
    ValueError
        A column is missing or holds nulls: a use without its account, object, time or post is none.
    """
    _check(uses)
    object_, account, post = (_strings(uses.column(name)) for name in USE_COLUMNS[:3])
    with ThreadPoolExecutor(2) as threads:
        posts_coded = threads.submit(code_strings, post)
        object_codes, objects = code_strings(object_)
        account_codes, accounts = in_order(*code_strings(account))
        post_codes, post_ids = posts_coded.result()
    return CodedUses(
        object=object_codes,
        account=account_codes,
        post=post_codes,
        time=uses.column("created_at").cast(pa.int64()).to_numpy(),
        object_is_post=_same(post_ids, objects)[post_codes] == object_codes,
        accounts=accounts,
        n_posts=len(post_ids),
    )


def code_strings(column: pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    """Codes of the strings, and the string of each code; each string has one code, and each code is used."""
    if pa.types.is_dictionary(column.type):
        return _code_dictionary(column)
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # no rows, or so many that they stay in chunks of one dictionary
        empty = coded.num_chunks == 0
        return (
            np.concatenate([chunk.indices.to_numpy() for chunk in coded.chunks] or [np.empty(0, np.int32)]),
            pa.array([], column.type) if empty else coded.chunk(0).dictionary,
        )
    return coded.indices.to_numpy(), coded.dictionary


def _code_dictionary(column: pa.ChunkedArray) -> tuple[Codes, pa.Array]:
    """As ``code_strings``, where strings already stand once: only the dictionary is looked at."""
    if column.num_chunks == 0:
        return np.empty(0, np.int32), pa.array([], column.type.value_type)
    chunks = (column.unify_dictionaries() if column.num_chunks > 1 else column).chunks
    given = np.concatenate([chunk.indices.to_numpy() for chunk in chunks])
    used = np.bincount(given, minlength=len(chunks[0].dictionary)) > 0
    codes, strings = code_strings(pa.chunked_array([chunks[0].dictionary.filter(pa.array(used))]))
    place = np.cumsum(used) - 1
    return codes[place[given]], strings


def _same(strings: pa.Array, others: pa.Array) -> Codes:
    """For each string the place of the same among the others, or -1."""
    places = pc.index_in(strings.cast(pa.large_string()), value_set=others.cast(pa.large_string()))
    found: Codes = places.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return found


def stable_order(keys: Ints) -> Ints:
    """Order that sorts integers and keeps equal ones as they stand (like a stable argsort).

    Key and position are packed into one integer where they fit: plain sorting of integers is several times faster.
    """
    if (keys[1:] >= keys[:-1]).all():
        return np.arange(len(keys))
    bits = len(keys).bit_length()
    low, high = int(keys.min()), int(keys.max())
    if (high - low).bit_length() + bits > 63:
        return np.argsort(keys, kind="stable")
    packed = ((keys - low) << bits) | np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1)


def in_order(codes: Codes, strings: pa.Array) -> tuple[Codes, pa.Array]:
    """The same with codes in the order of the strings, so that the order of rows changes nothing."""
    order = pc.sort_indices(strings).to_numpy()
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[codes], strings.take(pa.array(order))


def _strings(column: pa.ChunkedArray) -> pa.ChunkedArray:
    known = pa.types.is_string(column.type) or pa.types.is_dictionary(column.type)
    return column if known else column.cast(pa.large_string())


def _check(uses: pa.Table) -> None:
    for name in USE_COLUMNS:
        if name not in uses.column_names:
            raise ValueError(f"uses have no column {name!r}; columns: {', '.join(uses.column_names)}")
        if uses.column(name).null_count:
            raise ValueError(f"uses have {uses.column(name).null_count} nulls in {name!r}")
