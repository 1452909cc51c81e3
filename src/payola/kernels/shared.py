"""Which tags go together, and which accounts share more of them than chance gives? The compiled loops of null C.

Who holds what stands twice: the tags of account a at ``tag[begin[a]:begin[a + 1]]``, the accounts of tag t at
``holder[holder_begin[t]:holder_begin[t + 1]]``, both sorted, each once. Rows are counted one by one into a counter of
bounded size, so that memory holds what is found and never all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.kernels.coding import stable_order
from payola.kernels.coincidence import compiled

Codes = NDArray[np.int32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = tuple[Ints, Codes]  # where each row begins (rows + 1,), and its members


def rows_of(row: Ints, member: Ints, n_rows: int) -> Rows:
    """Members of each row, in order; pairs (row, member) are given once, in any order."""
    order = stable_order(row * (int(member.max(initial=0)) + 1) + member)
    begin = np.zeros(n_rows + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=n_rows), out=begin[1:])
    return begin, member[order].astype(np.int32)


@compiled
def often_together(
    begin: Ints, tag: Codes, holder_begin: Ints, holder: Codes, fewest: int, above: float, most: int
) -> tuple[Ints, Ints, Floats]:  # pragma: no cover
    """For each tag up to ``most`` others that it shares at least ``fewest`` accounts with, more than ``above`` times
    what chance gives: those it shares most with. Tag, the other one, and how many times (lift)."""
    n_tags, n_accounts = holder_begin.size - 1, begin.size - 1
    size = np.diff(holder_begin)
    met, touched, keys = np.zeros(n_tags, np.int32), np.empty(n_tags, np.int32), np.empty(n_tags, np.int64)
    one, other, lift = np.empty(n_tags * most, np.int64), np.empty(n_tags * most, np.int64), np.empty(n_tags * most)
    found = 0
    for t in range(n_tags):
        if size[t] < fewest:
            continue
        n = 0
        for i in range(holder_begin[t], holder_begin[t + 1]):
            for j in range(begin[holder[i]], begin[holder[i] + 1]):
                if met[tag[j]] == 0:
                    touched[n] = tag[j]
                    n += 1
                met[tag[j]] += 1
        kept = 0
        for i in range(n):
            u = touched[i]
            if met[u] >= fewest and u != t and met[u] * n_accounts > above * size[t] * size[u]:
                keys[kept] = (n_accounts - met[u]) * n_tags + u
                kept += 1
        if kept > most:
            keys[:kept].sort()
            kept = most
        for i in range(kept):
            u = keys[i] % n_tags
            one[found], other[found], lift[found] = t, u, met[u] * n_accounts / (size[t] * size[u])
            found += 1
        for i in range(n):
            met[touched[i]] = 0
    return one[:found], other[:found], lift[:found]


@dataclass(frozen=True)
class Breadth:
    """How many tags of each topic an account has: ``count`` beside ``topic``, rows of accounts from ``begin``.

    ``alike`` (topics,): the chance that two uses of a topic are of one tag.
    """

    begin: Ints
    topic: Codes
    count: Floats
    alike: Floats


def beyond(held: Rows, holders: Rows, breadth: Breadth, low: int, high: int, fewest: int, screen: float) -> tuple[
    Ints, Ints, Ints, Floats
]:  # fmt: skip
    """Pairs a < b, a from ``low`` to ``high``, that share at least ``fewest`` tags and more than is expected, unless p
    is surely above ``screen`` (one term of the Poisson tail is). a, b, tags shared, tags expected."""
    most = int(np.diff(held[0]).max(initial=0))
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
    return _beyond(
        *held, *holders, breadth.begin, breadth.topic, breadth.count, breadth.alike, low, high, fewest,
        float(np.log(screen)), log_factorial,
    )  # fmt: skip


@compiled
def _beyond(
    begin: Ints, tag: Codes, holder_begin: Ints, holder: Codes,
    topic_begin: Ints, topic: Codes, count: Floats, alike: Floats,
    low: int, high: int, fewest: int, log_screen: float, log_factorial: Floats,
) -> tuple[Ints, Ints, Ints, Floats]:  # pragma: no cover  # fmt: skip
    n_accounts = begin.size - 1
    met, touched = np.zeros(n_accounts, np.int64), np.empty(n_accounts, np.int64)
    one, other, seen = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024, np.int64)
    expected = np.empty(1024)
    found = 0
    for a in range(low, high):
        n = 0
        for i in range(begin[a], begin[a + 1]):
            j = holder_begin[tag[i] + 1] - 1
            while holder[j] > a:
                if met[holder[j]] == 0:
                    touched[n] = holder[j]
                    n += 1
                met[holder[j]] += 1
                j -= 1
        touched[:n].sort()
        for i in range(n):
            b = touched[i]
            k = met[b]
            met[b] = 0
            if k < fewest:
                continue
            chance = _expected(topic_begin, topic, count, alike, a, b)
            if k <= chance or k * np.log(chance) - chance - log_factorial[k] > log_screen:
                continue
            if found == one.size:
                one, other, seen = _longer(one), _longer(other), _longer(seen)
                more = np.empty(2 * expected.size)
                more[:found] = expected
                expected = more
            one[found], other[found], seen[found], expected[found] = a, b, k, chance
            found += 1
    return one[:found], other[:found], seen[:found], expected[:found]


@compiled
def _longer(values: Ints) -> Ints:  # pragma: no cover
    more = np.empty(2 * values.size, np.int64)
    more[: values.size] = values
    return more


@compiled
def _expected(begin: Ints, topic: Codes, count: Floats, alike: Floats, a: int, b: int) -> float:  # pragma: no cover
    """Tags that two accounts of such breadth in these topics share by chance."""
    i, j, total = begin[a], begin[b], 0.0
    while i < begin[a + 1] and j < begin[b + 1]:
        if topic[i] == topic[j]:
            total += count[i] * count[j] * alike[topic[i]]
            i += 1
            j += 1
        elif topic[i] < topic[j]:
            i += 1
        else:
            j += 1
    return total


@dataclass(frozen=True)
class Posts:
    """Which posts of an account carry a tag, and which tags those posts carry.

    ``tags`` are rows of accounts, as elsewhere; the posts of entry e of them stand at ``post[post_begin[e]:
    post_begin[e + 1]]``, the tags of post x at ``carried[carried_begin[x]:carried_begin[x + 1]]``.
    """

    tags: Rows
    post_begin: Ints
    post: Codes
    carried_begin: Ints
    carried: Codes


def acts(posts: Posts, a: Ints, b: Ints, room: int) -> tuple[Ints, Ints]:
    """How many of the tags that accounts a and b share were acts of their own, and those tags, pair after pair.

    Rarest first (tags are numbered by rarity), each shared tag counts that stands in no post, of either account, with
    one that counted already: a list that was copied counts once, however long, and however often it was used.
    ``room``: tags that the pairs share at most, all together.
    """
    widest = int(np.diff(posts.tags[0]).max(initial=0))
    n_tags = int(posts.tags[1].max(initial=-1)) + 1
    return _acts(
        *posts.tags, posts.post_begin, posts.post, posts.carried_begin, posts.carried, a, b, room, widest, n_tags
    )


@compiled
def _acts(
    begin: Ints, tag: Codes, post_begin: Ints, post: Codes, carried_begin: Ints, carried: Codes,
    a: Ints, b: Ints, room: int, widest: int, n_tags: int,
) -> tuple[Ints, Ints]:  # pragma: no cover  # fmt: skip
    counted, tags = np.zeros(a.size, np.int64), np.empty(room, np.int64)
    entries = np.empty((widest, 2), np.int64)
    free = np.zeros(n_tags, np.bool_)
    found = 0
    for pair in range(a.size):
        i, j, n = begin[a[pair]], begin[b[pair]], 0
        while i < begin[a[pair] + 1] and j < begin[b[pair] + 1]:
            if tag[i] == tag[j]:
                entries[n, 0], entries[n, 1] = i, j
                free[tag[i]] = True
                n += 1
                i += 1
                j += 1
            elif tag[i] < tag[j]:
                i += 1
            else:
                j += 1
        for k in range(n):
            t = tag[entries[k, 0]]
            if not free[t]:
                continue
            tags[found] = t
            found += 1
            counted[pair] += 1
            for side in range(2):
                entry = entries[k, side]
                for x in range(post_begin[entry], post_begin[entry + 1]):
                    for y in range(carried_begin[post[x]], carried_begin[post[x] + 1]):
                        free[carried[y]] = False
    return counted, tags[:found]
