"""How do new tags spread? Prompts, topics, challenges among near-strangers, election tags, and slogans taken up freely.

Everything here is organic. A new tag has a birth, adopters over some days, and is used again by those whose habit it
becomes; the kinds differ in how alike the adopters are and how often they come back. They were set so that the test
of METHODS.md 3 finds about what it found on a real corpus, false alarms on near-strangers and election tags included
(``benchmarks/simulate.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from payola.simulate.background import Scene, posts_of
from payola.simulate.draft import NONE, Draft, Floats, Ints, concat, put_last, tagged
from payola.simulate.people import chosen, second_of_day
from payola.simulate.settings import DAY

HISTORY = 0.35  # no new tag in this share of the days, so that creators have a past
WATCHED_DAYS = 15  # every new tag is watched this long after its last first use


@dataclass(frozen=True)
class Kind:
    """A kind of new tag.

    Attributes
    ----------
    near
        Beta parameters of the share of adopters that share one community.
    one_language
        Chance that the tag stays in one language.
    days
        Shortest and longest time over which adopters come.
    again
        Mean share of an adopter's later posts that carry the tag again.
    bare
        Share of first videos without the creator's usual tags.
    """

    near: tuple[float, float]
    one_language: float
    days: tuple[float, float]
    again: float
    bare: float


PROMPT = Kind(near=(5, 1.5), one_language=0.6, days=(4, 18), again=1.0, bare=0.15)
TOPIC = Kind(near=(12, 2), one_language=0.6, days=(4, 18), again=2.0, bare=0.05)
NEAR_STRANGERS = Kind(near=(2, 8), one_language=0.2, days=(3, 10), again=0.0, bare=0.3)
ELECTION = Kind(near=(1, 12), one_language=0.3, days=(3, 12), again=0.3, bare=0.3)
SLOGAN = Kind(near=(5, 1.5), one_language=0.6, days=(3, 10), again=1.0, bare=0.15)


@dataclass
class Ground:
    """Ordinary posts of a scene, sorted by account, and what new tags add to them."""

    posts: Draft
    first: Ints  # (N + 1,) where the posts of each account begin
    rows: list[Ints]
    codes: list[Ints]
    parts: list[Draft]

    @property
    def history(self) -> Ints:
        """(N,) ordinary posts of each account."""
        return np.diff(self.first)


def ground(s: Scene, posts: Draft) -> Ground:
    counts = np.bincount(posts.account, minlength=len(s.people))
    return Ground(posts, np.concatenate([[0], np.cumsum(counts)]), [], [], [])


def grown(g: Ground) -> Draft:
    """All posts: the ordinary ones with the tags that became habits, and the new ones."""
    tags = g.posts.tags.copy()
    put_last(tags, np.concatenate([np.zeros(0, np.int64), *g.rows]), np.concatenate([np.zeros(0, np.int64), *g.codes]))
    return concat([replace(g.posts, tags=tags), *g.parts])


def birth(s: Scene, days: float) -> float:
    """When a tag that takes ``days`` to spread is born: with a past before it and time to watch it after it."""
    last = max(s.k.days - WATCHED_DAYS - days, 0.2 * s.k.days)
    first = min(HISTORY * s.k.days, last)
    return float(s.start + (first + s.rng.random() * (last - first)) * DAY)


def take_up(
    s: Scene, g: Ground, kind: Kind, codes: Ints, count: int, again: float, language: int | None = None
) -> None:
    """One organic new tag (or one in several spellings, the code of each post drawn from ``codes``)."""
    rng = s.rng
    days = float(rng.uniform(*kind.days))
    born = birth(s, days)
    who = _adopters(s, g, kind, count, language)
    late = np.sort(np.minimum(rng.exponential(days / 2.5, len(who)), days * rng.random(len(who)) ** 0.3)) * DAY
    time = awake(s, who, born + late)
    post_new_tag(s, g, who, time, rng.choice(codes, len(who)), bare=rng.random(len(who)) < kind.bare)
    if kind.again:
        _come_back(s, g, who, time, codes, again * kind.again)


def _adopters(s: Scene, g: Ground, kind: Kind, count: int, language: int | None) -> Ints:
    """Some from one community, the others from anywhere; perhaps all of one language."""
    rng, people = s.rng, s.people
    weight = people.activity * (g.history >= 10)
    spoken = int(rng.integers(0, people.language.max() + 1)) if language is None else language
    if rng.random() < kind.one_language:
        weight = weight * np.where(people.language == spoken, 1.0, 0.03)
    community = rng.integers(0, s.k.communities)
    inside = weight * (people.home == community)
    near = (
        chosen(inside, int(rng.binomial(count, rng.beta(*kind.near))), rng) if inside.any() else np.zeros(0, np.int64)
    )
    weight = weight.copy()
    weight[near] = 0
    return rng.permutation(np.concatenate([near, chosen(weight, count - len(near), rng)]))


def awake(s: Scene, who: Ints, about: Floats) -> Ints:
    """(n,) the day of ``about``, at an hour when the account is awake."""
    day = (np.asarray(about).astype(np.int64) - s.start) // DAY
    return s.start + day * DAY + second_of_day(s.people.zone[who], s.rng)


def post_new_tag(
    s: Scene, g: Ground, who: Ints, time: Ints, code: Ints, *, bare: np.ndarray, campaign: int = NONE
) -> Draft:
    """New posts under the tag, without other tags where ``bare``; they are kept in the ground and returned."""
    posts = posts_of(s, who, time)
    posts = replace(posts, tags=np.where(bare[:, None], NONE, posts.tags), campaign=np.full(len(who), campaign))
    posts = tagged(posts, code)
    g.parts.append(posts)
    return posts


def _come_back(s: Scene, g: Ground, who: Ints, time: Ints, codes: Ints, again: float) -> None:
    """Later ordinary posts of the adopters carry the tag again: never for many, often for some."""
    habit = s.rng.beta(0.4, 0.4 / min(max(again, 0.01), 0.9) - 0.4, len(who))
    counts = g.history[who]
    owner = np.repeat(np.arange(len(who)), counts)
    rows = g.first[who][owner] + np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    later = (g.posts.time[rows] > time[owner]) & (g.posts.time[rows] < time[owner] + 30 * DAY)
    kept = rows[later & (s.rng.random(len(rows)) < habit[owner])]
    g.rows.append(kept)
    g.codes.append(s.rng.choice(codes, len(kept)))
