"""Which accounts share more tags than activity, popularity and topic give, whenever they posted?

Needs: uses of one layer with whole histories of accounts, several distinct tags each; topics that the tags form.
Gives: pairs with acts in common, tags expected, p and q (BH over all pairs compared, and over their accounts).
Caveats: supporting evidence alone (METHODS 2.2, null C: Chung and Lu 2002 inside topics found by Leiden). Tags that
belong to a campaign alone make a topic of their own, which then looks like an interest; an interest that is no topic
here can look like a campaign.

**Acts, not tags.** Tags of one post come together, and a list that was copied comes in many posts. Of the tags that a
pair shares only such count as stand together in no post of either account. They are compared with what chance gives of
*tags*, of which there are never fewer: p is too large rather than too small.
**Topics.** Every cluster of tags is a topic, however small. A tag that goes with no other is of no topic: nothing is
known of who would use it, and it is not compared. Pooling small clusters (METHODS 2.2) named 2,250 pairs in a corpus of
interest groups with eight tags each, one a post. Tags whose users mostly have no other tag of their topic (the news, a
fashion) are a topic of their own together: to those users the topic is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import pdtrc

from payola.kernels.coding import code_strings, in_order, stable_order
from payola.kernels.shared import Breadth, Posts, Rows, acts, beyond, often_together, rows_of
from payola.stats.discovery import account_p, bh_q

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEVEL = 0.05
FEWEST = 3  # tags of an account, and acts of a pair, from which they are looked at
ABOVE = 2.0  # times as much as chance gives: less is not looked at, of tags that go together nor of acts in common
GENERIC, FEW = 0.1, 30  # tags of more than this share of accounts (and more than so many) are everybody's
TOGETHER = 3  # accounts that use both, from which two tags are tied
NEAREST = 10  # other tags that each tag is tied to
SCREEN = 1e-4  # p above this is not kept
MOST = 500_000_000  # pairs of uses that are counted; beyond that the most popular tags are left out
LEARNT = 200_000_000  # pairs of tags of one account that topics are learnt from; beyond that not from the widest
AT_ONCE = 20_000_000  # of them at once
CANDIDATES = 200_000  # pairs that are looked at post by post, those with the smallest p
NAMED = 10_000  # pairs that are given, those with the smallest p
NO_PAIRS = pa.table(
    {name: pa.array([], pa.string()) for name in ("account_a", "account_b")}
    | {"seen": pa.array([], pa.int64())}
    | {name: pa.array([], pa.float64()) for name in ("expected", "p", "q")}
)
NO_ACTS = pa.table({name: pa.array([], pa.string()) for name in ("account_a", "account_b", "object")})


@dataclass(frozen=True)
class CoUse:
    """``pairs`` with q up to the level: account_a, account_b, seen, expected, p, q; ``acts``: account_a, account_b,
    object, the tags that counted for each of them; ``summary``: what was compared."""

    pairs: pa.Table = field(default_factory=lambda: NO_PAIRS)
    acts: pa.Table = field(default_factory=lambda: NO_ACTS)
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Coded:
    """Uses as codes: accounts by id; tags by rarity, -1 where everybody's; who used what, each once."""

    accounts: pa.Array
    tags: pa.Array
    account: Ints
    tag: Ints
    post: Ints
    holds: tuple[Ints, Ints]


def co_use(uses: pa.Table, *, seed: int = 0, level: float = LEVEL) -> CoUse:
    """Pairs of accounts with more acts in common than chance gives; columns ``object, account_id, post_id``."""
    coded = _coded(uses)
    account, tag = _wide_enough(*coded.holds)
    topic = without_wanderers(account, tag, topics(account, tag, len(coded.tags), seed))
    known = topic[tag] >= 0
    account, tag = _wide_enough(account[known], tag[known])
    n = np.unique(account).size
    summary = {
        "accounts": int(n),
        "tags": int(np.unique(tag).size),
        "tags_of_no_topic": int((topic < 0).sum()),
        "topics": int(topic.max(initial=-1)) + 1,
        "pairs_tested": n * (n - 1) // 2,
        "pairs_found": 0,
    }
    if n < 2:
        return CoUse(summary=summary | {"not_tested": f"no two accounts have {FEWEST} tags of a topic"})
    return _judged(coded, account, tag, topic, summary, level)


def _coded(uses: pa.Table) -> Coded:
    """Uses of tags that two accounts or more used, and not everybody; rarest first, those as rare by name."""
    account, accounts = in_order(*code_strings(uses["account_id"]))
    object_, objects = in_order(*code_strings(uses["object"]))
    post, _ = code_strings(uses["post_id"])
    keys = np.unique(account.astype(np.int64) * max(len(objects), 1) + object_)
    who, what = keys // max(len(objects), 1), keys % max(len(objects), 1)
    users = np.bincount(what, minlength=len(objects))
    specific = (users >= 2) & (users <= max(FEW, GENERIC * len(accounts)))
    specific &= users <= largest_within(users[specific], MOST)
    by_rarity = np.lexsort((np.arange(users.size), users))
    by_rarity = by_rarity[specific[by_rarity]]
    code = np.full(len(objects), -1, np.int64)
    code[by_rarity] = np.arange(by_rarity.size)
    kept = code[what] >= 0
    return Coded(
        accounts, objects.take(pa.array(by_rarity)), account.astype(np.int64), code[object_], post.astype(np.int64),
        (who[kept], code[what[kept]]),
    )  # fmt: skip


def largest_within(sizes: Ints, most: int) -> int:
    """The largest size such that the squares of all sizes up to it add up to ``most`` at the most; 0: none."""
    found, count = np.unique(sizes, return_counts=True)
    within = int(np.searchsorted(np.cumsum(found.astype(np.float64) ** 2 * count), most, side="right"))
    return int(found[within - 1]) if within else 0


def _wide_enough(account: Ints, tag: Ints) -> tuple[Ints, Ints]:
    """What accounts with at least FEWEST tags hold."""
    kept = np.bincount(account, minlength=1)[account] >= FEWEST
    return account[kept], tag[kept]


def topics(account: Ints, tag: Ints, n_tags: int, seed: int) -> Ints:
    """(n_tags,) topic of each tag, -1: none. Leiden clusters of tags that the same accounts use (Traag et al. 2019)."""
    import graspologic_native

    topic = np.full(n_tags, -1, np.int64)
    width = np.bincount(account, minlength=1)
    narrow = width[account] <= largest_within(width[width > 0], LEARNT)
    _, row = np.unique(account[narrow], return_inverse=True)
    n_rows = int(row.max(initial=-1)) + 1
    held, holders = rows_of(row, tag[narrow], n_rows), rows_of(tag[narrow], row, n_tags)
    one, other, lift = often_together(*held, *holders, TOGETHER, ABOVE, NEAREST)
    ends, first = np.unique(np.minimum(one, other) * n_tags + np.maximum(one, other), return_index=True)
    if not ends.size:
        return topic
    names = [str(number) for number in range(n_tags)]
    pairs = zip((ends // n_tags).tolist(), (ends % n_tags).tolist(), lift[first].tolist(), strict=True)
    _, found = graspologic_native.leiden([(names[a], names[b], w) for a, b, w in pairs], seed=seed)
    topic[np.fromiter(map(int, found), np.int64, len(found))] = np.fromiter(found.values(), np.int64, len(found))
    return topic


def without_wanderers(account: Ints, tag: Ints, topic: Ints) -> Ints:
    """The topics, and one more of all tags more than half of whose users have no other tag of theirs."""
    n_topics = int(topic.max(initial=-1)) + 1
    known = topic[tag] >= 0
    account, tag = account[known], tag[known]
    _, place, count = np.unique(account * n_topics + topic[tag], return_inverse=True, return_counts=True)
    alone = np.bincount(tag, count[place] == 1, topic.size)
    return np.where(2 * alone > np.bincount(tag, minlength=topic.size), n_topics, topic)


def _judged(coded: Coded, account: Ints, tag: Ints, topic: Ints, summary: dict[str, Any], level: float) -> CoUse:
    """Candidates by their tags, p by their acts, q over all pairs."""
    compared, row = np.unique(account, return_inverse=True)
    a, b, expected = _candidates(row, tag, topic)
    posts = _posts(coded, compared, np.unique(np.concatenate([a, b])), topic)
    seen, own = _acts_of(posts, a, b)
    p = np.where((seen >= FEWEST) & (seen >= ABOVE * expected), pdtrc(seen - 1, expected), 1.0)
    q = _q(a, b, p, compared.size)
    found = np.flatnonzero(q <= level)
    named = np.sort(found[np.lexsort((found, p[found]))][:NAMED])
    of_found = np.repeat(np.isin(np.arange(a.size), named), seen)
    ids = coded.accounts.take(pa.array(compared))
    ends = {"account_a": ids.take(pa.array(a)), "account_b": ids.take(pa.array(b))}
    numbers = {"seen": seen, "expected": expected, "p": p, "q": q}
    pairs = pa.table(ends | {name: pa.array(values) for name, values in numbers.items()}).take(pa.array(named))
    each = pa.array(np.repeat(np.arange(a.size), seen)[of_found])
    tags = coded.tags.take(pa.array(own[of_found]))
    return CoUse(
        pairs, pa.table({name: ids.take(each) for name, ids in ends.items()} | {"object": tags}),
        summary | {"pairs_found": int(found.size)},
    )  # fmt: skip


def _q(a: Ints, b: Ints, p: Floats, n: int) -> Floats:
    """False discovery rate at which each pair would be kept, and both of its accounts: pairs over all pairs, accounts
    by Simes over all others. 5 % false pairs among many true ones can be many false accounts."""
    ends = np.concatenate([a, b])
    of_account = bh_q(account_p(ends, np.concatenate([p, p]), np.full(ends.size, n - 1), n), n)
    return np.maximum(bh_q(p, n * (n - 1) // 2), np.maximum(of_account[a], of_account[b]))


def _candidates(account: Ints, tag: Ints, topic: Ints) -> tuple[Ints, Ints, Floats]:
    """Pairs whose shared tags alone have p up to SCREEN, the CANDIDATES with the smallest, and tags expected."""
    n_accounts, n_tags = int(account.max()) + 1, topic.size
    held, holders = rows_of(account, tag, n_accounts), rows_of(tag, account, n_tags)
    users = np.diff(holders[0]).astype(np.float64)
    breadth = _breadth(account, tag, topic, users)
    cost = np.bincount(account, users[tag], n_accounts)
    kept = (np.zeros(0, np.int64),) * 3 + (np.zeros(0),) * 2
    for low, high in _blocks(cost):
        a, b, seen, expected = beyond(held, holders, breadth, low, high, FEWEST, SCREEN)
        both = zip(kept, (a, b, seen, expected, pdtrc(seen - 1, expected)), strict=True)
        kept = tuple(np.concatenate(parts) for parts in both)  # type: ignore[assignment]
        p = kept[4]
        best = np.lexsort((kept[1], kept[0], p))[:CANDIDATES]
        best = best[p[best] <= SCREEN]
        kept = tuple(values[best] for values in kept)  # type: ignore[assignment]
    order = np.lexsort((kept[1], kept[0]))
    return kept[0][order], kept[1][order], kept[3][order]


def _breadth(account: Ints, tag: Ints, topic: Ints, users: Floats) -> Breadth:
    """How many tags of each topic an account has, and how likely two uses of a topic are of one tag."""
    n_topics = int(topic.max()) + 1
    of_topic = topic >= 0
    total = np.bincount(topic[of_topic], users[of_topic], n_topics)
    squares = np.bincount(topic[of_topic], users[of_topic] ** 2, n_topics)
    keys, count = np.unique(account * n_topics + topic[tag], return_counts=True)
    begin, topics_ = rows_of(keys // n_topics, keys % n_topics, int(account.max()) + 1)
    return Breadth(begin, topics_, count.astype(np.float64), squares / np.maximum(total, 1) ** 2)


def _blocks(cost: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Runs of rows whose cost together is about AT_ONCE."""
    ends = np.flatnonzero(np.diff(np.floor(np.cumsum(cost) / AT_ONCE))) + 1
    yield from zip([0, *ends.tolist()], [*ends.tolist(), cost.size], strict=True)


def _posts(coded: Coded, compared: Ints, rows: Ints, topic: Ints) -> Posts:
    """The posts of some of the accounts compared, with the compared tags that they carry."""
    place = np.full(len(coded.accounts), -1, np.int64)
    place[compared[rows]] = rows
    wanted = (place[coded.account] >= 0) & (coded.tag >= 0)
    wanted[wanted] &= topic[coded.tag[wanted]] >= 0
    account, tag, post = place[coded.account[wanted]], coded.tag[wanted], coded.post[wanted]
    _, post = np.unique(account * (int(post.max(initial=0)) + 1) + post, return_inverse=True)
    n_posts = int(post.max(initial=-1)) + 1
    carries = np.unique(post * topic.size + tag)
    carried: Rows = rows_of(carries // topic.size, carries % topic.size, n_posts)
    author = np.zeros(n_posts, np.int64)
    author[post] = account
    post, tag = carries // topic.size, carries % topic.size
    entry = author[post] * topic.size + tag
    entries = np.unique(entry)
    order = stable_order(entry)
    begin = np.searchsorted(entry[order], np.append(entries, np.iinfo(np.int64).max))
    tags = rows_of(entries // topic.size, entries % topic.size, compared.size)
    return Posts(tags, begin, post[order].astype(np.int32), *carried)


def _acts_of(posts: Posts, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Acts of each pair (pairs,), and their tags, pair after pair."""
    width = np.diff(posts.tags[0])
    room = np.minimum(width[a], width[b]).astype(np.float64)
    counts, tags = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for low, high in _blocks(room):
        counted, found = acts(posts, a[low:high], b[low:high], int(room[low:high].sum()))
        counts.append(counted)
        tags.append(found)
    return np.concatenate(counts), np.concatenate(tags)
