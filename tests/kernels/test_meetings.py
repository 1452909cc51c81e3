"""Bins that pairs share are what a slow loop over posts finds, for any small corpus."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, product

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.corpora import Row, table

from payola.kernels.bins import by_object, crowds, posts_of
from payola.kernels.coding import code_uses
from payola.kernels.meetings import meetings

BIN, WINDOW = 3_600, 60

rows = st.lists(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from("abcd"), st.sampled_from("123"), st.integers(0, 4 * BIN // 30)),
    max_size=30,
).map(lambda drawn: [(tag, account, f"{account}{post}", 30 * time) for tag, account, post, time in drawn])


def slow(uses: pa.Table, one: str, other: str) -> list[tuple[int, int, int, str, bool, bool]]:
    """(bin, ways, size, object, again, near) of each bin that two accounts share; objects in the order of the table."""
    order = {tag: place for place, tag in enumerate(dict.fromkeys(uses["object"].to_pylist()))}
    crowd: dict[tuple[str, int], set[str]] = defaultdict(set)
    posts: dict[tuple[str, int], dict[str, tuple[int, set[str]]]] = defaultdict(dict)
    for use in uses.to_pylist():
        here = use["created_at"] // BIN
        crowd[use["object"], here].add(use["account_id"])
        _, tags = posts[use["account_id"], here].setdefault(use["post_id"], (use["created_at"], set()))
        tags.add(use["object"])
    found = []
    for here in sorted({place for _, place in posts}):
        pairs = [
            (tags & its, abs(time - when))
            for (time, tags), (when, its) in product(posts[one, here].values(), posts[other, here].values())
            if tags & its
        ]
        if pairs:
            shared = set.union(*(tags for tags, _ in pairs))
            largest = min(shared, key=lambda tag: (-len(crowd[tag, here]), order[tag]))
            near = any(gap <= WINDOW for _, gap in pairs)
            found.append((here, len(pairs), len(crowd[largest, here]), largest, near))
    often = Counter(tag for _, _, _, tag, _ in found)
    size = {tag: max(n for _, _, n, other_tag, _ in found if other_tag == tag) for tag in often}
    return [(here, ways, size[tag], tag, often[tag] > 1, near) for here, ways, _, tag, near in found]


@given(drawn=rows)
def test_shared_bins_equal_the_slow_twin(drawn: list[Row]) -> None:
    uses = table(drawn)
    coded = code_uses(uses)
    found = by_object(coded)
    posts = posts_of(found, crowds(found, BIN).sizes, BIN)
    ids = coded.accounts.to_pylist()
    pairs = list(combinations(range(len(ids)), 2))
    a, b = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    shared = meetings(posts, a, b, WINDOW)
    tags = list(dict.fromkeys(uses["object"].to_pylist()))
    first_bin = min((use // BIN for use in uses["created_at"].to_pylist()), default=0)
    for number, (one, other) in enumerate(pairs):
        own = slice(shared.starts[number], shared.starts[number + 1])
        columns = (shared.bin[own] + first_bin, shared.ways[own], shared.size[own], shared.object[own])
        told = zip(*(column.tolist() for column in (*columns, shared.again[own], shared.near[own])), strict=True)
        assert [(here, ways, size, tags[tag], *rest) for here, ways, size, tag, *rest in told] == slow(
            uses, ids[one], ids[other]
        )
