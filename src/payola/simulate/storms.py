"""What brings many comments at once? Fan pile-ons, news, a word the creator asked for, and planted waves: known truth.

A corpus of comments alone, for the detector of waves. Every creator has a fan base; everybody has a speed of their own
(lognormal, sd 1), so that the same people are quick again and again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from payola.columns import schema
from payola.simulate.settings import DAY, HOUR, MINUTE, knob, share

Ints = NDArray[np.int64]
START = 1_772_409_600
SERIAL = 0.25  # handles that are a word and a number
SYLLABLES = (
    "ka", "lo", "mi", "ra", "te", "su", "no", "vi", "pe", "da", "shi", "gol", "ban", "tra", "mur", "zen", "pol", "rik",
    "vas", "dem",
)  # fmt: skip
SHORT = ("haha", "❤️", "first", "супер", "wow", "best one yet", "frumos", "😂😂", "again please", "so good")


@dataclass(frozen=True, kw_only=True)
class Storms:
    """The knobs of a corpus of comments. Shares are of videos."""

    creators: int = knob(20, "creators", 2)
    videos: int = knob(30, "videos of a creator", 2)
    accounts: int = knob(6_000, "accounts that comment", 500)
    fans: int = knob(200, "fans of a creator", 10)
    comments: float = knob(60.0, "median ordinary comments of a video", 1)
    pile_ons: float = share(0.1, "videos on which fans pile")
    fan_cohorts: float = share(0.2, "creators half of whose fans joined in one season")
    fan_cohort_days: float = knob(42.0, "days of that season", 1)
    news: float = share(0.07, "videos that make news: strangers come, some of them new to the platform")
    newcomers: float = share(1 / 12, "strangers at news whose accounts are at most 20 days old")
    asked: float = share(0.1, "videos under which a pinned comment asks for a word")
    waves: int = knob(0, "videos that are flooded")
    wave_comments: int = knob(50, "comments of a wave")
    wave_minutes: float = knob(3.0, "minutes after the video in which a wave falls", 0.1)
    wave_after_h: float = knob(0.0, "hours after the video within which it starts", 0)
    wave_accounts: int = knob(120, "accounts that flood", 1)
    wave_born_days: float = knob(3.0, "their accounts were made within this many days", 0.01)
    wave_together: float = share(1.0, "their accounts that were made together; the others are like anybody's")
    wave_serial: float = share(0.25, "their handles that are a word and a number; of ordinary ones a quarter is")
    wave_texts: int = knob(8, "spellings of their text", 1)
    wave_own_words: float = share(0.0, "their comments that share no text")


@dataclass(frozen=True)
class Storm:
    """``comments`` and ``posts`` (post_id, account_id, created_at), and the truth.

    ``flooded`` and ``planted``: ids of flooded videos and of the comments that flood; ``happened``: what else, where.
    """

    comments: pa.Table
    posts: pa.Table
    flooded: frozenset[str]
    planted: frozenset[str]
    happened: Mapping[str, set[str]]


class _Script:
    """Comments as they come in: video, account, seconds after the video, text."""

    def __init__(self, k: Storms, seed: int) -> None:
        self.k, self.rng = k, np.random.default_rng(seed)
        self.parts: list[tuple[Ints, Ints, Ints, list[str]]] = []
        self.speed = self.rng.lognormal(0, 1, k.accounts)
        born = START - (self.rng.beta(1, 2.5, k.accounts) * 1800 * DAY).astype(np.int64)
        self.born = np.where(
            self.rng.random(k.accounts) < 0.03, START - self.rng.integers(0, 20 * DAY, k.accounts), born
        )
        self.serial = self.rng.random(k.accounts) < SERIAL
        self.busy = np.cumsum(self.rng.lognormal(0, 1, k.accounts))
        self.fans = [self.rng.choice(k.accounts, k.fans, replace=False) for _ in range(k.creators)]
        for number in np.flatnonzero(self.rng.random(k.creators) < k.fan_cohorts):
            half = self.fans[number][: k.fans // 2]
            debut = START - self.rng.integers(60, 900) * DAY
            self.born[half] = debut + self.rng.integers(0, int(k.fan_cohort_days * DAY), half.size)
        self.young = np.flatnonzero(self.born > START - 20 * DAY)
        self.posted = START + (self.rng.random(k.creators * k.videos) * 60 * DAY).astype(np.int64)

    def say(self, video: int, who: Ints, late: NDArray[np.float64], texts: list[str]) -> None:
        self.parts.append((np.full(who.size, video), who, np.clip(late, 5, 6 * DAY).astype(np.int64), texts))

    def phrase(self, words: int) -> str:
        picks = self.rng.integers(0, len(SYLLABLES), (words, 3))
        return " ".join("".join(SYLLABLES[i] for i in row) for row in picks)

    def ordinary(self, video: int) -> None:
        n = int(min(self.rng.lognormal(np.log(self.k.comments), 0.8), 2_000))
        fan = self.rng.random(n) < 0.5
        anybody = np.searchsorted(self.busy, self.rng.random(n) * self.busy[-1], side="right")
        who = np.where(fan, self.rng.choice(self.fans[video // self.k.videos], n), anybody)
        late = np.exp(self.rng.normal(np.log(2 * HOUR), 1.5, n)) * self.speed[who]
        short = self.rng.random(n) < 0.6
        self.say(video, who, late, [SHORT[self.rng.integers(len(SHORT))] if s else self.phrase(4) for s in short])

    def pile_on(self, video: int, chant: str) -> None:
        n = int(self.rng.integers(40, 121))
        who = self.rng.choice(self.fans[video // self.k.videos], min(n, self.k.fans), replace=False)
        late = self.rng.exponential(5 * MINUTE, who.size) * self.speed[who]
        self.say(video, who, late, [chant if self.rng.random() < 0.5 else self.phrase(3) for _ in who])

    def news(self, video: int) -> None:
        n = int(self.rng.integers(80, 301))
        who = self.rng.choice(self.k.accounts, n, replace=False)
        new = int(n * self.k.newcomers)
        who[:new] = self.rng.choice(self.young, new)  # some came to the platform for it
        headline = self.phrase(5)
        late = self.rng.random() * 6 * HOUR * (self.rng.random() < 0.5) + self.rng.exponential(2 * HOUR, n)
        self.say(video, who, late, [headline if self.rng.random() < 0.3 else self.phrase(4) for _ in who])

    def asked(self, video: int) -> None:
        n = int(self.rng.integers(30, 81))
        who = self.rng.choice(self.fans[video // self.k.videos], min(n, self.k.fans), replace=False)
        word = self.phrase(int(self.rng.integers(1, 4)))
        self.say(video, who, 30 + self.rng.exponential(20 * MINUTE, who.size), [word] * who.size)

    def wave(self, video: int, squad: Ints, texts: list[str]) -> None:
        k = self.k
        who = self.rng.choice(squad, min(k.wave_comments, squad.size), replace=False)
        late = 15 + self.rng.random() * k.wave_after_h * HOUR + self.rng.random(who.size) * k.wave_minutes * MINUTE
        own = self.rng.random(who.size) < k.wave_own_words
        self.say(video, who, late, [self.phrase(4) if o else texts[self.rng.integers(len(texts))] for o in own])


def storm(seed: int = 0, **knobs: object) -> Storm:
    """Make a corpus; ``knobs`` as in ``Storms``."""
    k = Storms(**knobs)  # type: ignore[arg-type]
    s = _Script(k, seed)
    every = range(k.creators * k.videos)
    chants = [s.phrase(3) for _ in range(k.creators)]
    happened: dict[str, set[str]] = {"pile-on": set(), "news": set(), "asked": set()}
    for video in every:
        s.ordinary(video)
        if s.rng.random() < k.pile_ons:
            s.pile_on(video, chants[video // k.videos])
            happened["pile-on"].add(f"v{video}")
        if s.rng.random() < k.news:
            s.news(video)
            happened["news"].add(f"v{video}")
        if s.rng.random() < k.asked:
            s.asked(video)
            happened["asked"].add(f"v{video}")
    flooded = s.rng.choice(len(every), k.waves, replace=False)
    squad = np.arange(k.wave_accounts) + k.accounts
    birthday = START - s.rng.integers(2, 300) * DAY
    made = birthday - (s.rng.random(k.wave_accounts) * k.wave_born_days * DAY).astype(np.int64)
    alone = s.rng.random(k.wave_accounts) >= k.wave_together
    s.born = np.append(s.born, np.where(alone, s.rng.choice(s.born, k.wave_accounts), made))
    s.serial = np.append(s.serial, s.rng.random(k.wave_accounts) < k.wave_serial)
    slogan = s.phrase(6)
    texts = [slogan + tail for tail in ("", "!", "!!", " ❤️", " 🔥", " da", " 💪", "...")][: k.wave_texts]
    for video in flooded:
        s.wave(int(video), squad, texts)
    return _tables(s, frozenset(f"v{video}" for video in flooded), happened)


def _tables(s: _Script, flooded: frozenset[str], happened: dict[str, set[str]]) -> Storm:
    video, who, late = (np.concatenate([part[i] for part in s.parts]) for i in range(3))
    texts = [text for part in s.parts for text in part[3]]
    n = video.size
    people = np.arange(s.born.size)
    handles = pa.array(
        [f"kowari{1_000 + 7 * i}" if s.serial[i] else f"numbat_{SYLLABLES[i % 20]}.{i}a" for i in people]
    )
    accounts = pa.array(who)
    made = {
        "comment_id": pa.array([f"c{i}" for i in range(n)]),
        "post_id": pa.array([f"v{i}" for i in video]),
        "account_id": pa.array([f"u{i}" for i in people]).take(accounts),
        "account_name": handles.take(accounts),
        "created_at": pa.array(s.posted[video] + late),
        "text": pa.array(texts),
        "likes": pa.array(np.zeros(n, np.int64)),
        "account_created_at": pa.array(s.born[who]),
    }
    nothing = {f.name: pa.nulls(n, f.type) for f in schema("comments") if f.name not in made}
    comments = pa.table({**made, **nothing}).select(schema("comments").names)
    planted = frozenset(f"c{i}" for i in np.flatnonzero(who >= s.k.accounts))
    number = np.arange(s.posted.size)
    posts = {"post_id": [f"v{i}" for i in number], "account_id": [f"creator{i // s.k.videos}" for i in number]}
    return Storm(comments, pa.table({**posts, "created_at": pa.array(s.posted)}), flooded, planted, happened)
