"""How do squads move? Small groups of accounts that post under the same tag within minutes, again and again.

METHODS.md 2.6: members live like everybody else between episodes, join an episode with a chance of 80 %, and use tags
of their own (or existing ones, where they hijack).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from payola.simulate import words
from payola.simulate.background import Scene, posts_of, with_habits
from payola.simulate.confounders import event_times
from payola.simulate.draft import NONE, Draft, Ints, concat, tagged
from payola.simulate.people import joined, people
from payola.simulate.settings import MINUTE, Adversary, Squads


@dataclass(frozen=True)
class Member:
    """One account's part in one campaign."""

    account: int
    role: str
    campaign: str


@dataclass(frozen=True)
class Campaigns:
    """What campaigns added to a scene: their posts and who took part."""

    posts: Draft
    members: list[Member]
    names: list[str]  # by the number in ``Draft.campaign``


def recruits(s: Scene, count: int) -> Ints:
    """``count`` more accounts in the scene that look like the others; returns their positions."""
    first = len(s.people)
    more = with_habits(people(s.k, count, s.start, s.rng), s.k, s.words, s.rng)
    s.people = joined(s.people, more)
    return np.arange(first, first + count)


def cast(s: Scene, c: Squads, a: Adversary) -> list[Ints]:
    """The accounts of each squad, with the spare ones that rotation needs at the end."""
    spare = c.squad_size if a.rotation else 0
    return [recruits(s, c.squad_size + spare) for _ in range(c.squads)]


def move_together(
    s: Scene,
    c: Squads,
    a: Adversary,
    squads: list[Ints],
    *,
    tags: list[list[int]] | None = None,
    when: list[Ints] | None = None,
    first: int = 0,
) -> Campaigns:
    """The episodes of all squads.

    ``tags`` are the codes each squad uses in turn and ``when`` the times of its episodes: its own where not told.
    """
    parts: list[Draft] = []
    members: list[Member] = []
    names = [f"squad-{number + 1}" for number in range(len(squads))]
    for number, (accounts, name) in enumerate(zip(squads, names, strict=True)):
        used = tags[number] if tags else _tags_of(s, c, number, name)
        times = enumerate(when[number] if when else event_times(s, c.episodes))
        posts = [_episode(s, c, a, accounts, int(at), used[i % len(used)]) for i, at in times]
        squad = hidden(s, a, concat(posts) if posts else posts_of(s, accounts[:0], accounts[:0]))
        parts.append(replace(squad, campaign=np.full(len(squad), first + number)))
        members += [Member(int(account), "squad", name) for account in np.unique(squad.account)]
    nothing = np.zeros(0, np.int64)
    return Campaigns(concat([posts_of(s, nothing, nothing), *parts]), members, names)


def _tags_of(s: Scene, c: Squads, number: int, name: str) -> list[int]:
    """New tags of the squad's own, or existing tags of middling popularity."""
    if c.hijack:
        ranks = s.rng.choice(np.arange(5, min(60, s.k.tags_per_community)), c.squad_tags)
        return [int(code) for code in s.words.codes[s.rng.integers(0, s.k.communities, c.squad_tags), 0, ranks]]
    stock = range(number * c.squad_tags, (number + 1) * c.squad_tags)
    return [s.book.new(words.combination(words.RALLIES, i), "squad", campaign=name, kind="pushed") for i in stock]


def _episode(s: Scene, c: Squads, a: Adversary, accounts: Ints, at: int, tag: int) -> Draft:
    """One episode: those who join, within the spread, a share of them with the same text."""
    rng = s.rng
    places = accounts[: c.squad_size].copy()
    spare = accounts[c.squad_size :]
    out = np.flatnonzero(rng.random(len(places)) < a.rotation)[: len(spare)]
    places[out] = rng.permutation(spare)[: len(out)]
    who = places[rng.random(len(places)) < c.participation]
    time = at + np.floor(rng.random(len(who)) * c.spread_s).astype(np.int64)
    posts = tagged(posts_of(s, who, time), tag)
    text = words.RALLY_TEXTS[int(rng.integers(len(words.RALLY_TEXTS)))]
    copied = rng.random(len(who)) < c.copied_captions
    return replace(posts, phrase=np.where(copied, s.new_phrase(text), NONE), whole=copied)


def hidden(s: Scene, a: Adversary, posts: Draft) -> Draft:
    """Campaign posts after what the adversary does to them: later, under more tags, fewer."""
    late = np.floor(s.rng.random(len(posts)) * a.delay_s).astype(np.int64)
    hidden_posts = replace(posts, time=posts.time + late)
    for _ in range(a.dilution):
        community = s.rng.integers(0, s.k.communities, len(posts))
        popular = s.words.codes[community, 0, s.rng.integers(0, 5, len(posts))]
        hidden_posts = tagged(hidden_posts, popular, first=False)
    return hidden_posts.take(s.rng.random(len(posts)) >= a.deletion)


def after(s: Scene, posts: Draft, count: int) -> Ints:
    """(count,) times 2 to 20 minutes after posts, each followed once where there are enough of them."""
    followed = np.resize(s.rng.permutation(posts.time), count) if len(posts) else event_times(s, count)
    return followed + s.rng.integers(2 * MINUTE, 20 * MINUTE, count)
