"""What looks like coordination and is none? News bursts, schedulers, fans, agencies, memes, official challenges.

Each function makes the posts of one kind of event (or re-times ordinary ones); nothing here belongs to a campaign.
METHODS.md 10.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from payola.simulate import words
from payola.simulate.background import Scene, posts_of
from payola.simulate.draft import NONE, Draft, Ints, concat, tagged
from payola.simulate.people import chosen, moments, second_of_day
from payola.simulate.settings import DAY, HOUR, Confounders

HALF_HOUR = HOUR // 2
Event = tuple[Ints, Ints, int]  # accounts, times, code of the tag


def events(s: Scene, c: Confounders) -> Draft:
    """The posts of everything that the settings ask for."""
    kinds: tuple[Callable[[Scene, Confounders], Draft], ...] = (
        news_bursts, fan_bursts, agencies, memes, official_challenges,
    )  # fmt: skip
    return concat([kind(s, c) for kind in kinds])


def posts_of_events(s: Scene, happened: Iterable[Event]) -> Draft:
    """Posts of the accounts of each event at their times, with the event's tag before their usual ones."""
    told = list(happened)
    account, time, tag = (
        np.concatenate([np.zeros(0, np.int64), *column])
        for column in (
            [accounts for accounts, _, _ in told],
            [times for _, times, _ in told],
            [np.full(len(accounts), code) for accounts, _, code in told],
        )
    )
    return tagged(posts_of(s, account, time), tag)


def scheduled(s: Scene, c: Confounders, posts: Draft) -> Draft:
    """Schedulers' posts moved to the nearest :00 or :30, a few seconds late."""
    if not c.scheduler_share:
        return posts
    schedulers = s.rng.random(len(s.people)) < c.scheduler_share
    moved = schedulers[posts.account] & (s.rng.random(len(posts)) < c.on_the_clock)
    return replace(posts, time=np.where(moved, _on_the_clock(s, c, posts.time), posts.time))


def _on_the_clock(s: Scene, c: Confounders, time: Ints) -> Ints:
    late = np.minimum(s.rng.exponential(c.scheduler_lag_s, len(time)) if c.scheduler_lag_s else 0.0, 59)
    on_the_clock: Ints = (time + HALF_HOUR // 2) // HALF_HOUR * HALF_HOUR + np.asarray(late).astype(np.int64)
    return on_the_clock


def event_times(s: Scene, count: int) -> Ints:
    """(count,) when things happen in the world: the zones' waking hours."""
    zone = s.people.zone[s.rng.integers(0, len(s.people), count)]
    return moments(zone, s.start, np.full(count, s.k.days), s.rng)


def news_bursts(s: Scene, c: Confounders) -> Draft:
    """Something happens once; 15 to 80 active accounts react within minutes, each once."""
    sizes = s.rng.integers(c.burst_low, max(c.burst_low, c.burst_high) + 1, c.bursts)
    told = []
    for number, (at, size) in enumerate(zip(event_times(s, c.bursts), sizes, strict=True)):
        who = chosen(s.people.activity, int(size), s.rng)
        delay = s.rng.exponential(c.burst_tau_s, len(who)).astype(np.int64)
        tag = s.book.new(words.combination(words.NEWS, number), "burst")
        told.append((who, at + delay, tag))
    return posts_of_events(s, told)


def fan_bursts(s: Scene, c: Confounders) -> Draft:
    """A community follows a team: it reacts to each of its events, everybody at a speed of their own."""
    told = []
    for group in range(min(c.fan_groups, s.k.communities)):
        fans = np.flatnonzero(s.people.home == group)
        tag = s.book.new(words.combination(words.TEAMS, group), "fan")
        speed = s.rng.lognormal(0, c.fan_speed_sd, len(fans)) if c.fan_speed_sd else np.ones(len(fans))
        for at in event_times(s, c.fan_events):
            there = s.rng.random(len(fans)) < c.fan_attendance
            delay = s.rng.exponential(c.fan_tau_s, int(there.sum())) * speed[there]
            told.append((fans[there], at + delay.astype(np.int64), tag))
        talk = np.repeat(fans, s.rng.poisson(c.fan_background, len(fans)))
        told.append((talk, moments(s.people.zone[talk], s.start, np.full(len(talk), s.k.days), s.rng), tag))
    return posts_of_events(s, told)


def agencies(s: Scene, c: Confounders) -> Draft:
    """An agency runs three accounts: scheduled posts in working hours, and now and then one announcement on all three.

    Announcements are posted by hand, one account after another, minutes apart. Some posts carry the agency's tag.
    """
    rng, told = s.rng, []
    accounts = rng.permutation(len(s.people))[: 3 * c.agencies]
    for number, three in enumerate(accounts[: len(accounts) // 3 * 3].reshape(-1, 3)):
        tag = s.book.new(words.combination(words.HOUSES, number), "agency")
        who = np.repeat(three, rng.poisson(c.agency_posts, 3))
        time = _working_hours(s, len(who))
        clocked = rng.random(len(who)) < c.on_the_clock
        told.append((who, np.where(clocked, _on_the_clock(s, c, time), time), tag))
        at = np.repeat(_working_hours(s, rng.poisson(c.agency_cross_posts)), 3)
        gaps = rng.exponential(c.agency_gap_s, (len(at) // 3, 3))
        gaps[:, 0] = 0
        order = np.argsort(rng.random((len(at) // 3, 3)), axis=1)
        told.append((three[order].ravel(), at + np.cumsum(gaps, axis=1).ravel().astype(np.int64), tag))
    posts = posts_of_events(s, told)
    without = rng.random(len(posts)) < 0.5
    tags = posts.tags.copy()
    tags[without, :-1] = posts.tags[without, 1:]  # the agency's tag is the first
    return replace(posts, tags=tags)


def _working_hours(s: Scene, count: int) -> Ints:
    """(count,) times between 9 and 18 h UTC on a weekday."""
    days = np.arange(s.k.days)
    days = days[(s.start // DAY + days + 3) % 7 < 5] if s.k.days > 2 else days  # 1 January 1970 was a Thursday
    return s.start + s.rng.choice(days, count) * DAY + s.rng.integers(9 * HOUR, 18 * HOUR, count)


def memes(s: Scene, c: Confounders) -> Draft:
    """The same words and the same two tags, copied by 30 to 120 accounts over days."""
    parts = []
    for number in range(c.memes):
        who = chosen(s.people.activity, int(s.rng.integers(30, 121)), s.rng)
        born = s.start + s.rng.random() * s.k.days * DAY * 0.8
        time = _waking(s, who, born + s.rng.exponential(2 * DAY, len(who)))
        first, second = (s.book.new(words.combination(words.MEMES, 2 * number + i), "meme") for i in range(2))
        posts = tagged(tagged(posts_of(s, who, time), second), first)
        text = words.MEME_TEXTS[number % len(words.MEME_TEXTS)]
        phrase = s.new_phrase(text if number < len(words.MEME_TEXTS) else f"{text} ({number // len(words.MEME_TEXTS)})")
        copied = s.rng.random(len(posts)) < 0.9
        parts.append(replace(posts, phrase=np.where(copied, phrase, NONE), whole=copied))
    return concat([posts_of_events(s, []), *parts])


def _waking(s: Scene, who: Ints, about: np.ndarray) -> Ints:
    """(n,) the day of ``about``, at an hour when the account is awake."""
    day = (about.astype(np.int64) - s.start) // DAY
    return s.start + day * DAY + second_of_day(s.people.zone[who], s.rng)


def official_challenges(s: Scene, c: Confounders) -> Draft:
    """A brand seeds a tag through 5 to 12 creators, labelled; hundreds may join over ten days, with its sound."""
    return concat([posts_of_events(s, []), *(challenge(s, number) for number in range(c.challenges))])


def challenge(s: Scene, number: int, *, seeds: Ints | None = None, born: float | None = None) -> Draft:
    """One official challenge: disclosed seeds on the first day, then everybody's posts for ten days."""
    rng = s.rng
    popular = np.exp(s.people.reach)
    seeded = chosen(popular, int(rng.integers(5, 13)), rng) if seeds is None else seeds
    birth = s.start + rng.random() * max(s.k.days - 10, 1) * DAY if born is None else born
    joining = chosen(s.people.activity, int(rng.integers(20, 81)), rng)
    joining = np.repeat(joining, 1 + rng.poisson(0.3, len(joining)))
    who = np.concatenate([seeded, joining])
    late = np.concatenate([rng.random(len(seeded)), 1 + np.minimum(rng.exponential(3, len(joining)), 9)]) * DAY
    tag = s.book.new(
        words.combination(words.BRANDS, number), "brand", campaign=f"brand-{number + 1}", kind="pushed_disclosed"
    )
    posts = tagged(posts_of(s, who, _waking(s, who, birth + late)), tag)
    labelled = np.arange(len(who)) < len(seeded)
    sound = rng.random(len(who)) < 0.8
    return replace(
        posts,
        disclosed=posts.disclosed | labelled,
        music=np.where(sound, s.new_sound(), posts.music),
        phrase=np.where(labelled, s.new_phrase(words.BRAND_TEXT), NONE),
    )
