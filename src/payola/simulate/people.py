"""Who lives in a world, and when are they awake? Accounts with activity, time zone, interests, language and reach."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from payola.simulate.draft import NONE, Floats, Ints
from payola.simulate.settings import DAY, HOUR, Background
from payola.simulate.words import LANGUAGES

# (hours before UTC, share of accounts, language): the zone decides the language.
ZONES = ((0, 0.30, "en"), (2, 0.30, "ro"), (2, 0.15, "uk"), (3, 0.17, "ru"), (5, 0.08, "ru"))
_QUARTERS = 96  # quarters of an hour a day


@dataclass(frozen=True)
class People:
    """N accounts.

    Attributes
    ----------
    activity
        (N,) relative rate of posting, mean about 1.
    zone
        (N,) row of ``ZONES``.
    home, second
        (N,) communities; ``second`` is -1 where there is none.
    language
        (N,) position in ``LANGUAGES``.
    reach
        (N,) log of the views an ordinary video of the account gets.
    followers
        (N,) followers when collected.
    born
        (N,) when the account was made, Unix seconds.
    habit
        (N, h) tags the account makes its habit; h may be 0.
    """

    activity: Floats
    zone: Ints
    home: Ints
    second: Ints
    language: Ints
    reach: Floats
    followers: Ints
    born: Ints
    habit: Ints

    def __len__(self) -> int:
        return len(self.activity)


def people(k: Background, count: int, start: int, rng: np.random.Generator) -> People:
    """``count`` accounts; habits are given by ``tags.habits`` once tags exist."""
    activity = rng.lognormal(-(k.activity_sd**2) / 2, k.activity_sd, count)
    zone = rng.choice(len(ZONES), count, p=np.array([share for _, share, _ in ZONES]))
    home = rng.integers(0, k.communities, count)
    other = (home + rng.integers(1, max(k.communities, 2), count)) % k.communities
    has_second = (rng.random(count) < k.second_interest) & (other != home)
    reach = rng.normal(7.0, k.views_sd, count) + 0.3 * np.log(activity)
    age = rng.lognormal(np.log(600), 0.9, count) * DAY
    return People(
        activity=activity,
        zone=zone.astype(np.int64),
        home=home,
        second=np.where(has_second, other, NONE),
        language=np.array([LANGUAGES.index(language) for _, _, language in ZONES])[zone],
        reach=reach,
        followers=np.exp(np.minimum(reach + rng.normal(0.5, 0.6, count), 18)).astype(np.int64),
        born=start - np.minimum(age, 3000 * DAY).astype(np.int64) - rng.integers(0, DAY, count),
        habit=np.zeros((count, 0), np.int64),
    )


def joined(first: People, second: People) -> People:
    """Both, the second after the first."""
    return People(**{f.name: np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(People)})


def _profile() -> Floats:
    """(96,) share of posts in each quarter of a local day: morning, lunch break, a long evening, little at night."""
    hour = (np.arange(_QUARTERS) + 0.5) / 4
    bumps = ((8.0, 1.5, 0.6), (13.0, 2.0, 0.8), (20.0, 2.6, 1.7))
    weight = 0.12 + sum(
        height * np.exp(-0.5 * (np.minimum(np.abs(hour - at), 24 - np.abs(hour - at)) / width) ** 2)
        for at, width, height in bumps
    )
    return np.asarray(weight / weight.sum())


_CUMULATED = np.cumsum(_profile())
_OFFSET_S = np.array([hours * HOUR for hours, _, _ in ZONES])


def moments(zone: Ints, start: int, days: Floats | Ints, rng: np.random.Generator) -> Ints:
    """(n,) times within the given days after ``start``, by the daily profile of each account's time zone.

    ``days`` is (n,) how many days of the corpus each time may fall in, from its first.
    """
    count = len(zone)
    day = np.floor(rng.random(count) * days).astype(np.int64)
    times: Ints = start + day * DAY + second_of_day(zone, rng)
    return times


def second_of_day(zone: Ints, rng: np.random.Generator) -> Ints:
    """(n,) second of the UTC day, by the daily profile of each time zone."""
    quarter = np.searchsorted(_CUMULATED, rng.random(len(zone)) * _CUMULATED[-1], side="right")
    local = quarter * (DAY // _QUARTERS) + rng.integers(0, DAY // _QUARTERS, len(zone))
    return np.asarray((local - _OFFSET_S[zone]) % DAY, np.int64)


def chosen(weights: Floats, count: int, rng: np.random.Generator) -> Ints:
    """``count`` different accounts, each as likely as its weight says (all of them where there are fewer)."""
    able = int((weights > 0).sum())
    if not able or count <= 0:
        return np.zeros(0, np.int64)
    drawn = rng.choice(len(weights), min(count, able), replace=False, p=weights / weights.sum())
    return np.asarray(drawn, np.int64)
