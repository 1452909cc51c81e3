"""Tags that go together: the compiled loop gives what sets give (loops over pairs: ``detectors/test_co_use.py``)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference.co_use import together

from payola.kernels.shared import often_together, rows_of

HELD = st.lists(st.sets(st.integers(0, 11), max_size=8), min_size=1, max_size=25)


@settings(deadline=None, max_examples=200)  # the first call compiles
@given(HELD, st.integers(1, 3), st.sampled_from([0.0, 1.0, 2.0]), st.integers(1, 4))
def test_tags_that_go_together_are_those_that_sets_give(held, fewest, above, most):
    account = np.array([a for a, tags in enumerate(held) for _ in tags], np.int64)
    tag = np.array([t for tags in held for t in tags], np.int64)
    rows, holders = rows_of(account, tag, len(held)), rows_of(tag, account, 12)
    one, other, lift = often_together(*rows, *holders, fewest, above, most)
    wanted = together(dict(enumerate(held)), fewest, above, most)
    found = dict(zip(zip(one.tolist(), other.tolist(), strict=True), lift.tolist(), strict=True))
    assert found == pytest.approx(wanted)


def test_rows_are_in_order_and_empty_ones_are_empty():
    begin, member = rows_of(np.array([2, 0, 2]), np.array([5, 1, 3]), 4)
    assert begin.tolist() == [0, 1, 1, 3, 3]
    assert member.tolist() == [1, 3, 5]
