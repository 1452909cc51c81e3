"""Tags in common the slow way: sets and dictionaries, pair by pair. What null C must equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import combinations
from math import exp, factorial
from typing import NamedTuple

Post = tuple[str, frozenset[str]]  # whose it is, and its tags


class Shared(NamedTuple):
    tags: list[str]  # those that count
    expected: float
    p: float


def users(posts: list[Post]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for account, tags in posts:
        for tag in tags:
            found[tag].add(account)
    return found


def specific(posts: list[Post], share: float, few: int) -> list[str]:
    """Tags of two accounts or more that are not everybody's, rarest first."""
    who, n = users(posts), len({account for account, _ in posts})
    kept = [tag for tag in who if 2 <= len(who[tag]) <= max(few, share * n)]
    return sorted(kept, key=lambda tag: (len(who[tag]), tag))


def expected(one: set[str], other: set[str], held: Mapping[str, set[str]], topic: Mapping[str, int]) -> float:
    """Sum over topics of d_a * d_b * sum(k^2) / sum(k)^2, k the accounts of a tag (METHODS 2.2)."""
    total = 0.0
    for c in set(topic.values()):
        k = [sum(tag in tags for tags in held.values()) for tag in topic if topic[tag] == c]
        if sum(k):
            a, b = (sum(topic[tag] == c for tag in tags) for tags in (one, other))
            total += a * b * sum(size**2 for size in k) / sum(k) ** 2
    return total


def without_wanderers(held: Mapping[str, set[str]], topic: Mapping[str, int]) -> dict[str, int]:
    """The topics, and one more (-1) of tags more than half of whose users have no other tag of theirs."""
    found = dict(topic)
    for tag in topic:
        others = [
            [one for one in tags & set(topic) if topic[one] == topic[tag]] for tags in held.values() if tag in tags
        ]
        if 2 * sum(len(same) == 1 for same in others) > len(others):
            found[tag] = -1
    return found


def apart(shared: list[str], posts: list[frozenset[str]]) -> list[str]:
    """Of tags, rarest first, those that stand in no post with one taken before."""
    taken: list[str] = []
    for tag in shared:
        if not any({tag, before} <= post for before in taken for post in posts):
            taken.append(tag)
    return taken


def tail(k: int, mean: float) -> float:
    """P(X >= k), X Poisson."""
    return 1.0 - sum(exp(-mean) * mean**i / factorial(i) for i in range(k))


def shared(
    posts: list[Post],
    topics: Callable[[list[str]], dict[str, int]],
    fewest: int,
    share: float,
    few: int,
) -> dict[tuple[str, str], Shared]:
    """Every pair of the accounts compared."""
    rare = specific(posts, share, few)
    held = {account: {tag for who, tags in posts if who == account for tag in tags} for account, _ in posts}
    held = {account: tags & set(rare) for account, tags in held.items()}
    held = {account: tags for account, tags in held.items() if len(tags) >= fewest}
    topic = without_wanderers(held, topics(rare))
    held = {account: {tag for tag in tags if tag in topic} for account, tags in held.items()}
    held = {account: tags for account, tags in held.items() if len(tags) >= fewest}
    found = {}
    for a, b in combinations(sorted(held), 2):
        both = [tag for tag in rare if tag in held[a] & held[b]]
        tags = apart(both, [tags for account, tags in posts if account in (a, b)])
        mean = expected(held[a], held[b], held, topic)
        found[a, b] = Shared(tags, mean, tail(len(tags), mean))
    return found


def together(held: dict[int, set[int]], fewest: int, above: float, most: int) -> dict[tuple[int, int], float]:
    """Tags that go together: for each tag the ``most`` others that it shares most accounts with, and the lift."""
    found: dict[tuple[int, int], float] = {}
    tags = {tag for own in held.values() for tag in own}
    who = {tag: {account for account, own in held.items() if tag in own} for tag in tags}
    for tag in tags:
        met = {other: len(who[tag] & who[other]) for other in tags - {tag}}
        lift = {other: n * len(held) / (len(who[tag]) * len(who[other])) for other, n in met.items()}
        kept = [other for other, n in met.items() if n >= fewest and lift[other] > above]
        for other in sorted(kept, key=lambda other: (-met[other], other))[:most]:
            found[tag, other] = lift[other]
    return found
