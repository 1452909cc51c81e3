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
