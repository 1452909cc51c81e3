"""The raw network the slow way: every row against every other, in plain Python. What the kernels must equal."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple

Pair = tuple[str, str]


class Use(NamedTuple):
    object: str
    account_id: str
    post_id: str
    created_at: int


def coincide(one: Use, other: Use, window: int) -> bool:
    return (
        one.object == other.object
        and abs(one.created_at - other.created_at) <= window
        and one.account_id != other.account_id
        and one.post_id != other.post_id
        and one.object not in (one.post_id, other.post_id)
    )


def coincidences(uses: list[Use], window: int, least: int, either_side: bool) -> list[tuple[Use, Use]]:
    """Steps 1 to 5 of CooRTweet's rule, one after the other."""
    rows = Counter(use.account_id for use in uses)
    uses = [use for use in uses if rows[use.account_id] >= least]
    found = [(one, other) for one, other in combinations(uses, 2) if coincide(one, other, window)]
    posts = {use.post_id for pair in found for use in pair}
    taken = Counter(use.account_id for use in uses if use.post_id in posts)
    enough = any if either_side else all
    return [pair for pair in found if enough(taken[use.account_id] >= least for use in pair)]


def undirected(uses: list[Use], window: int, least: int, either_side: bool) -> dict[Pair, tuple[int, float]]:
    """Weight and mean gap of each pair."""
    gaps: dict[Pair, list[int]] = defaultdict(list)
    for one, other in coincidences(uses, window, least, either_side):
        a, b = sorted((one.account_id, other.account_id))
        gaps[a, b].append(abs(one.created_at - other.created_at))
    return {pair: (len(some), sum(some) / len(some)) for pair, some in gaps.items()}


def directed(uses: list[Use], window: int, least: int, either_side: bool) -> dict[Pair, int]:
    """Distinct posts of the source in a coincidence with the target."""
    posts: dict[Pair, set[str]] = defaultdict(set)
    for one, other in coincidences(uses, window, least, either_side):
        posts[one.account_id, other.account_id].add(one.post_id)
        posts[other.account_id, one.account_id].add(other.post_id)
    return {pair: len(some) for pair, some in posts.items()}
