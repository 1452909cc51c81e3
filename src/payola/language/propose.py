"""Which new tags read like slogans? Families by spelling and common use, ranked for a person to choose from.

Nothing is tested here. Tags are ranked by how much they read like a slogan and by how many accounts used them, never by
what the verdict looks at (strangers, single uses, briefs): choosing by that and testing it afterwards would find what
was chosen for. Each family that a person chooses is one more test, and is counted as one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from payola.columns import TABLES, schema
from payola.language.fold import fold, latin, without_leet, without_year
from payola.language.split import UNKNOWN, Lexicon, Split, cheapest, lexicon, with_learnt
from payola.language.words import function_words

SHORTEST = 8  # letters of a tag that may be a slogan
FEWEST_WORDS = 2  # content words
MOST_WORDS = 9
FEWEST_ACCOUNTS = 3
STEM = 5  # letters that two forms of one word begin with
NEAR = 90.0  # rapidfuzz ratio of two spellings of one tag, percent
TOGETHER = 0.5  # share of posts that two tags of a family have in common
MOST = 500  # proposals given


@dataclass(frozen=True)
class NewTag:
    """A new tag and its use."""

    tag: str
    born_at: int
    posts: frozenset[str]
    accounts: frozenset[str]


@dataclass(frozen=True)
class Read:
    """A new tag as it reads: its words, its language, and how much it reads like a slogan (0 to 1)."""

    tag: NewTag
    words: tuple[str, ...]
    language: str
    likeness: float


def propose(tags: Sequence[NewTag], languages: Sequence[str], learnt: Mapping[str, float] | None = None) -> pa.Table:
    """Families of new tags that read like slogans (table ``proposals``), the likeliest first."""
    lexicons = [with_learnt(lexicon(language), learnt or {}) for language in languages]
    told = [one for tag in sorted(tags, key=lambda t: t.tag) if (one := read(tag, lexicons))]
    rows = [_row(family) for family in _families(told)]
    kept = sorted((-score, tags, row) for n_accounts, score, tags, row in rows if n_accounts >= FEWEST_ACCOUNTS)
    numbered = [{"proposal_id": f"P{number:03}", **row} for number, (_, _, row) in enumerate(kept[:MOST], 1)]
    return pa.Table.from_pylist(numbered, schema=schema("proposals")).select(TABLES["proposals"].column_names())


def read(tag: NewTag, lexicons: Sequence[Lexicon]) -> Read | None:
    """How a tag reads; None where it does not read like a slogan at all."""
    plain = fold(without_year(tag.tag))
    if len(plain) < SHORTEST or sum(letter.isdigit() for letter in plain) > 2:
        return None
    split = cheapest(plain, lexicons)
    costs = next(known.costs for known in lexicons if known.language == split.language)
    return _read(tag, split, costs)


def _read(tag: NewTag, split: Split, costs: Mapping[str, float]) -> Read | None:
    little = function_words(split.language)
    content = [word for word in split.words if word not in little and not word.isdigit()]
    if len(content) < FEWEST_WORDS or len(split.words) > MOST_WORDS:
        return None
    known = sum(len(word) for word in split.words if costs.get(word, math.inf) < UNKNOWN)
    share = known / sum(map(len, split.words))
    phrase = min(1.0, (len(content) - 1) / 2) * (0.8 if len(split.words) == len(content) == FEWEST_WORDS else 1.0)
    return Read(tag, split.words, split.language, share * phrase) if share >= 0.6 else None


def _families(told: Sequence[Read]) -> list[list[Read]]:
    """Tags taken together that are spellings of one, have the same words, or stand on the same posts."""
    parent = list(range(len(told)))

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in _alike(told):
        parent[max(top(one), top(other))] = min(top(one), top(other))
    families: dict[int, list[Read]] = {}
    for number, read in enumerate(told):
        families.setdefault(top(number), []).append(read)
    return list(families.values())


def _alike(told: Sequence[Read]) -> list[tuple[int, int]]:
    """Pairs of places whose tags belong together; only tags that share a piece of spelling or a post are compared."""
    from rapidfuzz import fuzz

    keys = [latin(without_leet(without_year(one.tag.tag))) for one in told]
    buckets: dict[str, list[int]] = {}
    for number, (one, key) in enumerate(zip(told, keys, strict=True)):
        ends = {f"<{key[:5]}", f"{key[-5:]}>"}
        words = {f"={latin(word)[:4]}" for word in one.words if len(word) > 4}
        for piece in (*ends, *words, *(f"@{post}" for post in sorted(one.tag.posts)[:50])):
            buckets.setdefault(piece, []).append(number)
    pairs = {(a, b) for bucket in buckets.values() if len(bucket) <= 60 for a in bucket for b in bucket if a < b}
    return sorted(
        (a, b)
        for a, b in pairs
        if fuzz.ratio(keys[a], keys[b]) >= NEAR or _same_words(told[a], told[b]) or _together(told[a], told[b])
    )


def _same_words(one: Read, other: Read) -> bool:
    little = function_words(one.language)
    mine, theirs = ([word for word in read.words if word not in little] for read in (one, other))
    return (
        one.language == other.language
        and len(mine) == len(theirs)
        and {latin(word)[:STEM] for word in mine} == {latin(word)[:STEM] for word in theirs}
    )


def _together(one: Read, other: Read) -> bool:
    both = len(one.tag.posts & other.tag.posts)
    return both >= FEWEST_ACCOUNTS and both >= TOGETHER * max(len(one.tag.posts), len(other.tag.posts))


def _row(family: Sequence[Read]) -> tuple[int, float, list[str], dict[str, object]]:
    """Accounts, score, tags, and the row of a family."""
    ranked = sorted(family, key=lambda one: (-len(one.tag.accounts), one.tag.tag))
    first = ranked[0]
    accounts = frozenset().union(*(one.tag.accounts for one in ranked))
    likeness = max(one.likeness for one in ranked)
    tags, score = [one.tag.tag for one in ranked], likeness * math.log1p(len(accounts))
    row: dict[str, object] = {
        "tags": tags,
        "words": " + ".join(first.words),
        "language": first.language,
        "score": score,
        "likeness": likeness,
        "n_posts": len(frozenset().union(*(one.tag.posts for one in ranked))),
        "n_accounts": len(accounts),
        "born_at": min(one.tag.born_at for one in ranked),
    }
    return len(accounts), score, tags, row
