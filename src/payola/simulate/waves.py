"""How are comments flooded? Fresh accounts write much the same under a chosen video, minutes after it appears.

METHODS.md 7. Beside them, organic surges: a creator asks for a word, and ordinary followers write it within the hour.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from payola.simulate import words
from payola.simulate.background import Scene
from payola.simulate.comments import Remarks, joined
from payola.simulate.draft import Draft, Floats, Ints
from payola.simulate.people import chosen
from payola.simulate.settings import DAY, HOUR, MINUTE, Adversary, Waves
from payola.simulate.squads import Member, recruits

FIRST_S = 15  # no comment sooner after a video than this
QUIET = 0.2  # what wave accounts do otherwise, against others


@dataclass(frozen=True)
class Flood:
    """Comments that waves and surges add, their texts, and the accounts of waves."""

    remarks: Remarks
    members: list[Member]
    texts: list[str]


Targets = Callable[[Scene, Draft], Floats]  # (n,) weight of each post when videos are chosen to be flooded


def flood(s: Scene, w: Waves, a: Adversary, posts: Draft, targets: Targets) -> Flood:
    """The comments of all waves and surges under posts that stand in order of time."""
    weight = targets(s, posts)
    texts: list[str] = []
    parts: list[Remarks] = []
    members: list[Member] = []
    for number in range(w.waves):
        accounts = _fresh_accounts(s, w)
        first = len(texts)
        texts += _variants(number, w.wave_texts)
        for video in chosen(weight, w.wave_targets, s.rng):
            parts.append(_wave(s, w, a, accounts, int(video), posts, first))
        name = f"wave-{number + 1}"
        members += [Member(int(account), "wave", name) for account in accounts]
    popular = np.exp(s.people.reach[posts.account])
    for number, video in enumerate(chosen(popular, w.surges, s.rng)):
        parts.append(_surge(s, int(video), posts, len(texts)))
        texts.append(words.SURGES[number % len(words.SURGES)])
    return Flood(joined(parts), members, texts)


def _fresh_accounts(s: Scene, w: Waves) -> Ints:
    """Accounts made shortly before the posts begin, that do little else."""
    accounts = recruits(s, w.wave_accounts)
    born, activity = s.people.born.copy(), s.people.activity.copy()
    born[accounts] = s.start - 1 - (s.rng.random(len(accounts)) * w.wave_born_days * DAY).astype(np.int64)
    activity[accounts] *= QUIET
    s.people = replace(s.people, born=born, activity=activity)
    return accounts


def _variants(number: int, count: int) -> list[str]:
    """Nearly the same text in some spellings."""
    text = words.WAVE_TEXTS[number % len(words.WAVE_TEXTS)]
    return [f"{words.BEFORE[i % len(words.BEFORE)]}{text}{words.AFTER[i % len(words.AFTER)]}" for i in range(count)]


def _wave(s: Scene, w: Waves, a: Adversary, accounts: Ints, video: int, posts: Draft, first: int) -> Remarks:
    who = s.rng.permutation(accounts)[: w.wave_comments]
    who = who[s.rng.random(len(who)) >= a.deletion]
    late = FIRST_S + s.rng.random(len(who)) * (w.wave_minutes * MINUTE + a.delay_s)
    said = first + s.rng.integers(0, w.wave_texts, len(who))
    return Remarks(np.full(len(who), video), who, posts.time[video] + late.astype(np.int64), said)


def _surge(s: Scene, video: int, posts: Draft, text: int) -> Remarks:
    who = chosen(s.people.activity, int(s.rng.integers(30, 81)), s.rng)
    late = FIRST_S + np.minimum(s.rng.exponential(20 * MINUTE, len(who)), 6 * HOUR)
    return Remarks(np.full(len(who), video), who, posts.time[video] + late.astype(np.int64), np.full(len(who), text))


def videos_of_popular_creators(s: Scene, posts: Draft) -> Floats:
    """Every video of a creator in the upper tenth by reach who has at least 30 videos."""
    many = np.bincount(posts.account, minlength=len(s.people)) >= 30
    popular = s.people.reach >= np.quantile(s.people.reach, 0.9)
    return np.asarray((many & popular)[posts.account], float)
