"""Which worlds are there? Each name with its settings and how its corpus is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, make_dataclass
from dataclasses import field as declared
from typing import Any

import numpy as np

from payola.simulate import recruited, squads, uptake
from payola.simulate.background import Scene, ordinary_posts
from payola.simulate.confounders import events, scheduled
from payola.simulate.draft import Draft, concat
from payola.simulate.settings import Adversary, Background, Confounders, Recruitment, Squads, Waves, defaults
from payola.simulate.slogans import Candidate
from payola.simulate.waves import Targets, videos_of_popular_creators


@dataclass
class Made:
    """A corpus that is made but not yet written: its posts, who took part in which campaign, the slogans."""

    posts: Draft
    members: list[squads.Member] = field(default_factory=list)
    slogans: tuple[Candidate, ...] = ()
    targets: Targets | None = None  # where comments are flooded: which videos


@dataclass(frozen=True)
class World:
    """A world by name: what it is, its settings, and how it is made (``make(knobs, scene, campaign)``)."""

    name: str
    meaning: str
    settings: type[Any]
    make: Callable[[Any, Scene, bool], Made]

    def knobs(self) -> dict[str, Any]:
        """Every knob with its default."""
        return defaults(self.settings)


def settings_class(world: str, *groups: type[Any], **turned: Any) -> type[Any]:
    """A frozen settings class with the knobs of the groups, some with another default in this world."""
    known = {f.name: f for group in groups for f in fields(group)}
    own = [
        (name, known[name].type, declared(default=value, metadata=known[name].metadata))
        for name, value in turned.items()
    ]
    name = "".join(part.capitalize() for part in world.split("-")) + "Settings"
    return make_dataclass(name, own, bases=groups, frozen=True, kw_only=True)


def _ordinary(k: Any, s: Scene, campaign: bool) -> Made:
    """Ordinary life and confounders; there is no campaign at all."""
    posts = concat([scheduled(s, k, ordinary_posts(s)), events(s, k)])
    return Made(posts, slogans=recruited.candidates(recruited.every_slogan()))


def _squads(k: Any, s: Scene, campaign: bool) -> Made:
    """Ordinary life with confounders, and squads that move together."""
    accounts = squads.cast(s, k, k) if campaign else []
    made = _ordinary(k, s, campaign)
    moved = squads.move_together(s, k, k, accounts)
    return Made(concat([made.posts, moved.posts]), moved.members, made.slogans)


def _recruited(k: Any, s: Scene, campaign: bool) -> Made:
    """New tags of every kind, half of the slogans pushed by invited creators."""
    ground = uptake.ground(s, ordinary_posts(s))
    pushed, organic = recruited.dealt(k, s.rng)
    invited = recruited.inviting(s, k, k, ground, pushed if campaign else [])
    recruited.other_new_tags(s, k, ground, organic if campaign else [])
    posts = concat([uptake.grown(ground), invited.posts])
    return Made(posts, invited.members, recruited.candidates(pushed + organic))


def _demo(k: Any, s: Scene, campaign: bool) -> Made:
    """A small case: two slogans pushed by invited creators, one carried by an organic tag, one by nobody; a squad."""
    ground = uptake.ground(s, scheduled(s, k, ordinary_posts(s)))
    pushed, organic, unused = recruited.DEMO
    invited = recruited.inviting(s, k, k, ground, pushed if campaign else [], designs=("brief", "plain"))
    recruited.other_new_tags(s, k, ground, organic if campaign else [])
    accounts = squads.cast(s, k, k) if campaign else []
    moved = squads.move_together(s, k, k, accounts, first=len(pushed))
    lives = [ordinary_posts(s, members) for members in accounts]
    posts = concat([uptake.grown(ground), events(s, k), invited.posts, *lives, moved.posts])
    return Made(posts, invited.members + moved.members, recruited.candidates([*pushed, *organic, *unused]))


def _waves(k: Any, s: Scene, campaign: bool) -> Made:
    """Ordinary life, and comments flooded under videos of popular creators.

    1,000 accounts, 30 days, one comment in 20 in the table; 3 campaigns of 200 accounts, made within two days of each
    other, write 80 nearly equal comments within 10 minutes under each of 12 videos. 10 organic surges beside them.
    """
    made = _ordinary(k, s, campaign)
    return Made(made.posts, made.members, made.slogans, videos_of_popular_creators if campaign else None)


def _hybrid(k: Any, s: Scene, campaign: bool) -> Made:
    """Everything at once, for two slogans of six: invited creators, a squad behind them, comments flooded.

    1,200 accounts, 56 days. 20 creators are invited for each slogan; 2 to 20 minutes after 10 of their videos a squad
    of 12 posts under the same tags; 2 campaigns of comments flood the invited videos. The other four slogans are
    carried by organic tags, among fans, news, schedulers, prompts and challenges.
    """
    ground = uptake.ground(s, scheduled(s, k, ordinary_posts(s)))
    pushed, organic = recruited.dealt(k, s.rng)
    invited = recruited.inviting(s, k, k, ground, pushed if campaign else [])
    recruited.other_new_tags(s, k, ground, organic if campaign else [])
    parts = [uptake.grown(ground), events(s, k), invited.posts]
    if not campaign:
        return Made(concat(parts))
    accounts = squads.cast(s, k, k) if pushed else []
    followed = [invited.posts.take(invited.posts.campaign == number % len(pushed)) for number in range(len(accounts))]
    moved = squads.move_together(
        s, k, k, accounts,
        tags=[np.unique(posts.tags[:, 0]).tolist() for posts in followed],
        when=[squads.after(s, posts, k.episodes) for posts in followed],
        first=len(pushed),
    )  # fmt: skip
    parts += [*(ordinary_posts(s, members) for members in accounts), moved.posts]
    everyone = invited.members + moved.members
    return Made(
        concat(parts), everyone, recruited.candidates(pushed + organic), recruited.videos_of_invited(len(pushed))
    )


BURSTS = {"bursts": 40}
SCHEDULERS = {"scheduler_share": 0.4}
FANS = {"fan_groups": 3}
AGENCIES = {"agencies": 20}
MEMES = {"memes": 20}
CHALLENGES = {"challenges": 8}


def _null(name: str, meaning: str, **turned: Any) -> World:
    return World(name, meaning, settings_class(name, Background, Confounders, **turned), _ordinary)


WORLDS: dict[str, World] = {
    world.name: world
    for world in (
        _null("null-bursts", "news happens: 15 to 80 accounts react at once, each once", **BURSTS),
        _null("null-schedulers", "two in five accounts schedule: most of their posts fall on :00 or :30", **SCHEDULERS),
        _null("null-fans", "fans of a team meet in each of its events, everybody at a speed of their own", **FANS),
        _null("null-agencies", "agencies run three legitimate accounts each, in working hours", **AGENCIES),
        _null("null-memes", "the same words and tags are copied by many, over days", **MEMES),
        _null("null-challenges", "brands seed disclosed challenges that many join", **CHALLENGES),
        _null(
            "null-all", "everything that looks like coordination and is none",
            posts_per_account=22.0, **BURSTS, **SCHEDULERS, **FANS, **AGENCIES, **MEMES, **CHALLENGES,
        ),
        World(
            "squads",
            "4 squads of 15 post together 12 times, among 800 accounts with fans, news and schedulers",
            settings_class(
                "squads", Background, Confounders, Squads, Adversary,
                accounts=800, **BURSTS, **SCHEDULERS, **FANS,
            ),
            _squads,
        ),
        World(
            "recruited",
            "20,000 posts a week by 3,000 creators; 12 slogans, 6 of them carried by 20 invited creators each",
            settings_class(
                "recruited", Background, Recruitment, Adversary,
                accounts=3000, days=70, posts_per_account=200_000 / 3000, favourites=10, local_tags=0.5,
                comment_share=0.005,
            ),
            _recruited,
        ),
        World(
            "waves",
            "comments are flooded under videos of popular creators",
            settings_class(
                "waves", Background, Confounders, Waves, Adversary,
                accounts=1000, posts_per_account=36.0, comment_share=0.05,
            ),
            _waves,
        ),
        World(
            "hybrid",
            "invited creators, a squad that follows them, and flooded comments, for two slogans of six",
            settings_class(
                "hybrid", Background, Confounders, Squads, Recruitment, Waves, Adversary,
                accounts=1200, days=56, posts_per_account=40.0, favourites=10, local_tags=0.5,
                bursts=10, scheduler_share=0.2, fan_groups=2, memes=4,
                squads=2, squad_size=12, episodes=10,
                slogans=6, pushed=2, prompts=100, topic_tags=30, near_strangers=6, election_tags=3,
                waves=2, wave_accounts=120, wave_targets=10, wave_comments=60,
            ),
            _hybrid,
        ),
        World(
            "demo",
            "a small case: invited creators under two slogans, a squad, fans, news, and a slogan that nobody pushed",
            settings_class(
                "demo", Background, Confounders, Squads, Recruitment, Adversary,
                accounts=420, days=49, posts_per_account=21.0, activity_sd=0.7, communities=8, favourites=8,
                local_tags=0.5, bursts=2, fan_groups=1, fan_events=10, scheduler_share=0.15, memes=1,
                squads=1, squad_size=12, episodes=10, spread_s=45, squad_tags=3,
                invited=24, brief_share=0.75, marketplace=60, prompts=30, topic_tags=8, near_strangers=1,
                challenge_sound=0.0, election_tags=1, disclosed_challenges=1,
            ),
            _demo,
        ),
    )
}  # fmt: skip


def started(seed: int, world: str, part: int) -> np.random.Generator:
    """The source of random numbers of one part of a world: parts do not disturb each other."""
    return np.random.default_rng([seed, part, *world.encode()])
