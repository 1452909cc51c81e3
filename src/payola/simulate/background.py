"""What does ordinary life look like? Tags by community, and posts of accounts at given times.

``Scene`` holds what all parts of a world share; ``posts_of`` fills in the tags, sounds, mentions and links that an
account's post usually has, so that an extra post of anybody looks like that account's other posts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from payola.simulate.draft import NONE, WIDTH, Draft, Floats, Ints, TagBook
from payola.simulate.people import People, moments, people
from payola.simulate.settings import Background
from payola.simulate.words import GENERIC, LANGUAGES, topic_tags

OWN_TAGS = 6  # tags a post has of its own, at most
SOUNDS = 400  # sounds of a community
HITS = 60  # sounds that everybody uses
LINKS = 200


@dataclass
class Vocabulary:
    """Tags of communities: ``codes[c, language, rank]``; ``generic`` codes; cumulated Zipf weights of both."""

    codes: Ints
    generic: Ints
    cumulated: Floats
    cumulated_generic: Floats


@dataclass
class Scene:
    """A corpus being made: its people and tags, and a source of random numbers."""

    k: Background
    start: int
    people: People
    book: TagBook
    words: Vocabulary
    rng: np.random.Generator
    first: int = 0  # number of the first account: two corpora of one world share no account
    phrases: list[str] = field(default_factory=list)  # shared texts: memes, briefs, rallies
    sounds: int = 0  # sounds made so far beyond those of communities

    @property
    def end(self) -> int:
        return self.start + self.k.days * 86_400

    def new_sound(self) -> int:
        self.sounds += 1
        return HITS + self.k.communities * SOUNDS + self.sounds - 1

    def new_phrase(self, text: str) -> int:
        self.phrases.append(text)
        return len(self.phrases) - 1


def vocabulary(k: Background, book: TagBook) -> Vocabulary:
    """The tags of every community, in every language; the local share of ranks differs by language."""
    ranks = np.arange(k.tags_per_community)
    local = np.floor((ranks + 1) * k.local_tags).astype(int) > np.floor(ranks * k.local_tags).astype(int)
    codes = np.empty((k.communities, len(LANGUAGES), k.tags_per_community), np.int64)
    for community in range(k.communities):
        common = [book.add(name, "community") for name in topic_tags(community, "en")[: k.tags_per_community]]
        codes[community] = common
        for number, language in enumerate(LANGUAGES[1:], start=1):
            own = topic_tags(community, language)
            places = np.flatnonzero(local)[: len(own)]
            codes[community, number, places] = [book.add(own[i], "community") for i in range(len(places))]
    generic = np.array([book.add(name, "generic") for name in GENERIC])
    return Vocabulary(codes, generic, _zipf(k.tags_per_community, k.zipf), _zipf(len(generic), 1.0))


def _zipf(count: int, exponent: float) -> Floats:
    weight = np.arange(1, count + 1, dtype=float) ** -exponent
    return np.asarray(np.cumsum(weight) / weight.sum())


def _drawn(cumulated: Floats, shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
    """Positions drawn by cumulated weights."""
    drawn = np.searchsorted(cumulated, rng.random(shape) * cumulated[-1], side="right")
    return np.asarray(np.minimum(drawn, len(cumulated) - 1), np.int64)


def with_habits(who: People, k: Background, words: Vocabulary, rng: np.random.Generator) -> People:
    """Accounts with tags of their own choosing: drawn once from their communities, used again and again."""
    if not k.favourites:
        return who
    shape = (len(who), k.favourites)
    second = (rng.random(shape) < k.second_share) & (who.second != NONE)[:, None]
    community = np.where(second, who.second[:, None], who.home[:, None])
    flatter = np.sqrt(np.diff(words.cumulated, prepend=0.0))  # habits reach further down than daily use
    rank = _drawn(np.asarray(np.cumsum(flatter) / flatter.sum()), shape, rng)
    return replace(who, habit=words.codes[community, who.language[:, None], rank])


def scene(
    k: Background, start: int, book: TagBook, words: Vocabulary, rng: np.random.Generator, first: int = 0
) -> Scene:
    """An empty corpus with its people."""
    who = with_habits(people(k, k.accounts, start, rng), k, words, rng)
    return Scene(k, start, who, book, words, rng, first)


def ordinary_posts(s: Scene, accounts: Ints | None = None) -> Draft:
    """What everybody (or some) posts anyway: counts by activity, times by time zone; sorted by account."""
    who, k = s.people, s.k
    those = np.arange(len(who)) if accounts is None else accounts
    account = np.repeat(those, s.rng.poisson(who.activity[those] * k.posts_per_account))
    return posts_of(s, account, moments(who.zone[account], s.start, np.full(len(account), k.days), s.rng))


def posts_of(s: Scene, account: Ints, time: Ints) -> Draft:
    """Posts of the accounts at the times, each with what such an account usually adds."""
    k, who, rng, n = s.k, s.people, s.rng, len(account)
    second = (who.second[account] != NONE) & (rng.random(n) < k.second_share)
    topic = np.where(second, who.second[account], who.home[account])
    hit = rng.random(n) < 0.3
    own = HITS + topic * SOUNDS + (rng.random(n) ** 3 * SOUNDS).astype(np.int64)
    sound = np.where(hit, (rng.random(n) ** 2 * HITS).astype(np.int64), own)
    return Draft(
        account=account.astype(np.int64),
        time=time.astype(np.int64),
        topic=topic,
        tags=_usual_tags(s, account, topic),
        music=np.where(rng.random(n) < k.music_share, sound, NONE),
        phrase=np.full(n, NONE),
        whole=np.zeros(n, bool),
        mention=np.where(rng.random(n) < k.mention_share, _known_accounts(s, n), NONE),
        link=np.where(rng.random(n) < k.link_share, (rng.random(n) ** 2 * LINKS).astype(np.int64), NONE),
        disclosed=rng.random(n) < k.disclosed_share,
        campaign=np.full(n, NONE),
    )


def _usual_tags(s: Scene, account: Ints, topic: Ints) -> Ints:
    """(n, WIDTH) one to six tags a post: of the topic, of the account's habit, and generic ones."""
    k, rng, n = s.k, s.rng, len(account)
    shape = (n, OWN_TAGS)
    rank = _drawn(s.words.cumulated, shape, rng)
    codes = s.words.codes[topic[:, None], s.people.language[account][:, None], rank]
    if k.favourites:
        favourite = s.people.habit[account[:, None], rng.integers(0, k.favourites, shape)]
        codes = np.where(rng.random(shape) < k.favourite_share, favourite, codes)
    generic = s.words.generic[_drawn(s.words.cumulated_generic, shape, rng)]
    codes = np.where(rng.random(shape) < k.generic_share, generic, codes)
    used = 1 + rng.binomial(OWN_TAGS - 1, k.extra_tags, n)
    tags = np.full((n, WIDTH), NONE)
    tags[:, :OWN_TAGS] = np.where(np.arange(OWN_TAGS) < used[:, None], codes, NONE)
    return tags


def _known_accounts(s: Scene, count: int) -> Ints:
    """(count,) accounts that get mentioned: a few of them most of the time."""
    return (s.rng.random(count) ** 4 * len(s.people)).astype(np.int64)
