"""How does a corpus of integers become tables? Names, captions, ids and counts, with the columns of table ``posts``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.columns import schema
from payola.simulate import words
from payola.simulate.background import Scene
from payola.simulate.draft import NONE, Draft, Floats, Ints
from payola.simulate.settings import DAY

HASH = 2_654_435_761  # odd: multiplication walks through all 32-bit numbers, so that ids do not tell the order
SITES = ("example.org", "example.com", "example.net")


@dataclass(frozen=True)
class Counts:
    """(n,) what each post got, as counted when it was collected."""

    views: Ints
    likes: Ints
    comments: Ints
    shares: Ints


def ids(time: Ints, number: Ints) -> Ints:
    """Snowflake-like ids of 19 digits: seconds in the upper half, a scrambled number below."""
    return (time << 32) | ((number * HASH) % 2**32)


def account_ids(s: Scene) -> pa.Array:
    """Ids of all accounts of a scene, as text."""
    return pa.array(ids(s.people.born, s.first + np.arange(len(s.people)))).cast(pa.string())


def handles(s: Scene) -> pa.Array:
    """Names of accounts: two words and a number."""
    count = len(s.people)
    first, second = words.HANDLES
    stems = pa.array([words.combination(words.HANDLES, i) for i in range(len(first) * len(second))])
    number = pa.array(s.first + np.arange(count)).cast(pa.string())
    return pc.binary_join_element_wise(stems.take(pa.array(np.arange(count) % len(stems))), number, "_")


def post_ids(draft: Draft) -> pa.Array:
    """Ids of posts that stand in order of time."""
    return pa.array(ids(draft.time, np.arange(len(draft)))).cast(pa.string())


def counts(s: Scene, draft: Draft, likes_factor: Floats) -> Counts:
    """Views: the creator's reach, the video's luck, and rarely a hit; the rest follows from views."""
    k, rng, n = s.k, s.rng, len(draft)
    hit = np.where(rng.random(n) < k.hit_share, 3 * rng.pareto(1.1, n) + 1, 1.0)
    luck = rng.lognormal(0, k.video_sd, n)
    views = np.minimum(np.exp(s.people.reach[draft.account]) * luck * hit, 5e8).astype(np.int64)
    liking = np.clip(0.09 * rng.lognormal(0, 0.5, n) * likes_factor, 0, 0.6)
    return Counts(
        views=views,
        likes=rng.poisson(views * liking),
        comments=rng.poisson(views * np.minimum(0.004 * rng.lognormal(0, 0.6, n), 0.05)),
        shares=rng.poisson(views * np.minimum(0.003 * rng.lognormal(0, 0.8, n), 0.05)),
    )


def posts_table(s: Scene, draft: Draft, count: Counts, platform: str = "simulated") -> pa.Table:
    """Table ``posts`` of a draft that stands in order of time."""
    names = handles(s)
    who = pa.array(draft.account)
    made = post_ids(draft)
    author = names.take(who)
    mention, link = _mentions(draft, names), _links(draft)
    tags = _lists(draft.tags, pa.array(s.book.names, pa.string()))
    hashed = _lists(draft.tags, pa.array([f"#{name}" for name in s.book.names], pa.string()))
    columns = {
        "post_id": made,
        "account_id": account_ids(s).take(who),
        "account_name": author,
        "platform": _same(platform, len(draft), pa.string()),
        "created_at": pa.array(draft.time),
        "text": _texts(s, draft, hashed, mention, link),
        "tags": tags,
        "mentions": _single(mention),
        "links": _single(link),
        "music_id": _sound_ids(draft),
        "views": pa.array(count.views),
        "likes": pa.array(count.likes),
        "comments": pa.array(count.comments),
        "shares": pa.array(count.shares),
        "followers": pa.array(s.people.followers[draft.account]),
        "language": pa.array(words.LANGUAGES).take(pa.array(s.people.language[draft.account])),
        "region": pa.array([words.REGIONS[c] for c in words.LANGUAGES]).take(
            pa.array(s.people.language[draft.account])
        ),
        "disclosed": pa.array(draft.disclosed),
        "url": pc.binary_join_element_wise("https://video.example/@", author, "/", made, ""),
        "collected_at": _same(s.end + 7 * DAY, len(draft), pa.int64()),
    }
    declared = schema("posts")
    nothing = pa.nulls(len(draft))  # no bands, no dislikes
    return pa.table(
        [columns.get(name, nothing).cast(declared.field(name).type) for name in declared.names], schema=declared
    )


def _same(value: object, count: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), count)


def _lists(codes: Ints, names: pa.Array) -> pa.Array:
    """(n, w) codes as lists of names; -1 is none."""
    there = codes != NONE
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), names.take(pa.array(codes[there])))


def _single(values: pa.Array) -> pa.Array:
    """Lists of at most one value, from an array with nulls."""
    there = values.is_valid().to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(there)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values.drop_null())


def _taken(values: pa.Array, codes: Ints) -> pa.Array:
    """Values at the codes; null where the code is -1."""
    return values.take(pa.array(np.maximum(codes, 0), mask=codes == NONE))


def _mentions(draft: Draft, names: pa.Array) -> pa.Array:
    return _taken(names, draft.mention)


def _links(draft: Draft) -> pa.Array:
    count = int(draft.link.max(initial=0)) + 1
    stock = pa.array([f"https://{SITES[i % len(SITES)]}/page{i}" for i in range(count)])
    return _taken(stock, draft.link)


def _sound_ids(draft: Draft) -> pa.Array:
    count = int(draft.music.max(initial=0)) + 1
    return _taken(pa.array(ids(np.full(count, 1_600_000_000), np.arange(count))).cast(pa.string()), draft.music)


def _texts(s: Scene, draft: Draft, hashed: pa.Array, mention: pa.Array, link: pa.Array) -> pa.Array:
    """Captions: the account's own words or a shared text, then mention, link and hashtags."""
    n, rng = len(draft), s.rng
    silent = rng.random(n) < s.k.silent_share
    language = s.people.language[draft.account]
    own = _own_words(language, draft.topic, draft.whole | silent, rng)
    shared = _taken(pa.array([*s.phrases, ""], pa.string()), draft.phrase)
    smile = _taken(pa.array(words.EMOJI), np.where(rng.random(n) < 0.4, rng.integers(0, len(words.EMOJI), n), NONE))
    tags = pc.binary_join(hashed, " ")
    some_tags = pc.if_else(pc.equal(tags, ""), pa.scalar(None, pa.string()), tags)
    named = pc.binary_join_element_wise("@", mention, "")
    return pc.binary_join_element_wise(*own, shared, smile, named, link, some_tags, " ", null_handling="skip")


def _own_words(language: Ints, topic: Ints, without: NDArray[np.bool_], rng: np.random.Generator) -> list[pa.Array]:
    """Opener, noun, doing, when, closer: each in the account's language, any of them but the noun may be missing."""
    codes = list(words.LANGUAGES)
    nouns = pa.array([noun for _, of in words.TOPICS for lang in codes for noun in of[lang]])
    place = (topic % len(words.TOPICS)) * len(codes) + language
    slots = [_taken(nouns, np.where(without, NONE, place * 4 + rng.integers(0, 4, len(topic))))]
    stocks = (words.OPENERS, words.DOINGS, words.WHENS, words.CLOSERS)
    for stock, often in zip(stocks, (0.8, 0.75, 0.6, 0.6), strict=True):
        phrases = pa.array([phrase for lang in codes for phrase in stock[lang]])
        size = len(stock[codes[0]])
        there = ~without & (rng.random(len(topic)) < often)
        slots.append(_taken(phrases, np.where(there, language * size + rng.integers(0, size, len(topic)), NONE)))
    return [slots[1], slots[0], *slots[2:]]
