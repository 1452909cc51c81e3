"""Strings to integers: codes in the order of the strings, whatever Arrow calls a string."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payola.kernels.coding import code_uses, stable_order

IDS = ["b", "a", "ä", "10", "9", "b"]
KINDS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())]


def uses(kind: pa.DataType, chunks: int = 1) -> pa.Table:
    ids = pa.array(IDS).cast(kind)
    rows = pa.table({"object": ids, "account_id": ids, "post_id": ids, "created_at": range(len(IDS))})
    return pa.concat_tables([rows.slice(i, len(rows) // chunks) for i in range(0, len(rows), len(rows) // chunks)])


@pytest.mark.parametrize("chunks", [1, 3])
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_account_codes_follow_the_order_of_the_ids_in_every_string_type(kind, chunks):
    coded = code_uses(uses(kind, chunks))
    assert coded.accounts.to_pylist() == sorted(set(IDS))
    assert [coded.accounts[code].as_py() for code in coded.account] == IDS
    assert coded.object_is_post.all()
    assert coded.n_posts == len(set(IDS))


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.integers(-3, 3) | st.integers(-(2**62), 2**62)))
def test_the_packed_order_is_the_stable_order(keys):
    array = np.array(keys, np.int64)
    assert stable_order(array).tolist() == np.argsort(array, kind="stable").tolist()


def test_keys_that_span_all_integers_are_ordered_too():
    keys = np.array([2**63 - 1, -(2**63), 0, -(2**63)], np.int64)
    assert stable_order(keys).tolist() == [1, 3, 2, 0]


def test_a_dictionary_that_repeats_a_string_or_holds_unused_ones_is_coded_like_its_strings():
    ids = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 0]), pa.array(["b", "a", "b", "never used"]))
    coded = code_uses(pa.table({"object": ids, "account_id": ids, "post_id": ids, "created_at": range(4)}))
    assert coded.accounts.to_pylist() == ["a", "b"]
    assert coded.account.tolist() == [1, 0, 1, 1]
    assert coded.n_posts == 2


def test_a_use_whose_object_is_its_own_post_is_known_among_uses_of_other_posts():
    table = pa.table({"object": ["p1", "p1", "x"], "account_id": list("abc"), "post_id": ["p1", "p2", "p3"]})
    coded = code_uses(table.append_column("created_at", pa.array([0, 0, 0])))
    assert coded.object_is_post.tolist() == [True, False, False]
