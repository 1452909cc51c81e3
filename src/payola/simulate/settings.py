"""What can be turned in a world? Every knob with its meaning, its default and its bounds.

A world's settings are a frozen dataclass put together from the groups below; a named world never changes, its
knobs do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, TypeVar

from payola.errors import OptionError

T = TypeVar("T")
MINUTE, HOUR, DAY = 60, 3600, 86400


def knob(default: Any, meaning: str, low: float = 0, high: float = math.inf) -> Any:
    """A setting with its meaning and the smallest and largest value it may have."""
    return field(default=default, metadata={"meaning": meaning, "low": low, "high": high})


def share(default: float, meaning: str) -> Any:
    """A knob between 0 and 1."""
    return knob(default, meaning, 0, 1)


@dataclass(frozen=True, kw_only=True)
class Background:
    """Ordinary life: accounts, rhythm, interests, tags, views, comments (METHODS.md 10)."""

    accounts: int = knob(1500, "accounts", 1, 10_000_000)
    days: int = knob(30, "days of posts", 1, 3650)
    posts_per_account: float = knob(29.0, "mean posts an account over all days")
    activity_sd: float = knob(1.0, "spread of activity over accounts (lognormal)", 0, 4)
    communities: int = knob(15, "interest communities", 1, 10_000)
    second_interest: float = share(0.5, "accounts with a second community")
    second_share: float = share(0.25, "posts of such accounts in the second community")
    tags_per_community: int = knob(300, "tags of a community", 10, 480)
    zipf: float = knob(1.1, "exponent of tag use in a community", 0, 5)
    generic_share: float = share(0.2, "tags that are generic, such as #fyp")
    extra_tags: float = share(0.35, "chance of each of the five tags after the first: 1 to 6 tags a post")
    local_tags: float = share(0.0, "tags of a community that differ by language")
    favourites: int = knob(0, "tags an account makes its habit (0: it draws from its community)", 0, 100)
    favourite_share: float = share(0.6, "tags of a post that come from the habit, where there is one")
    music_share: float = share(0.7, "posts with a sound")
    mention_share: float = share(0.06, "posts that mention an account")
    link_share: float = share(0.01, "posts with a link")
    silent_share: float = share(0.15, "posts whose caption is tags alone")
    disclosed_share: float = share(0.01, "ordinary posts labelled as advertising")
    views_sd: float = knob(1.3, "spread of views over creators (lognormal)", 0, 4)
    video_sd: float = knob(0.8, "spread of views over the videos of a creator (lognormal)", 0, 4)
    hit_share: float = share(0.02, "videos that go far beyond (Pareto, index 1.1)")
    comment_share: float = share(0.02, "comments that are in the comments table")
    reference_share: float = knob(1.0, "size of the reference corpus against the posts (0: an empty one)", 0, 10)


@dataclass(frozen=True, kw_only=True)
class Confounders:
    """What looks like coordination and is none. A count or share of 0 leaves it out."""

    bursts: int = knob(0, "one-off news events")
    burst_low: int = knob(15, "fewest accounts of a news event", 1)
    burst_high: int = knob(80, "most accounts of a news event", 1)
    burst_tau_s: float = knob(10 * MINUTE, "mean reaction time to a news event, seconds", 1)
    scheduler_share: float = share(0.0, "accounts that schedule")
    on_the_clock: float = share(0.6, "posts of a scheduler on :00 or :30")
    scheduler_lag_s: float = knob(8.0, "mean seconds after the full minute", 0, 59)
    fan_groups: int = knob(0, "communities with a team (the whole community are its fans)")
    fan_events: int = knob(20, "events of a team")
    fan_tau_s: float = knob(4 * MINUTE, "mean reaction time to an event, seconds", 1)
    fan_speed_sd: float = knob(1.0, "spread of personal reaction speeds (lognormal; 0: all alike)", 0, 4)
    fan_attendance: float = share(0.5, "chance that a fan posts at an event")
    fan_background: float = knob(2.0, "mean other posts a fan makes under the team's tag")
    agencies: int = knob(0, "agencies that run three legitimate accounts each")
    agency_posts: float = knob(20.0, "mean posts an agency makes for each account, in working hours")
    agency_cross_posts: float = knob(4.0, "mean announcements an agency posts by hand on all three accounts")
    agency_gap_s: float = knob(15 * MINUTE, "mean time between those three posts, seconds", 1)
    memes: int = knob(0, "copy-paste memes: the same words and tags, over days")
    challenges: int = knob(0, "official challenges, seeded and disclosed")


@dataclass(frozen=True, kw_only=True)
class Adversary:
    """What a campaign can do to be missed."""

    delay_s: float = knob(0.0, "each campaign post is late by up to this many seconds (uniform)")
    dilution: int = knob(0, "popular tags added to each campaign post", 0, 4)
    rotation: float = share(0.0, "chance that a member's place is taken by a spare account, each episode")
    deletion: float = share(0.0, "campaign posts deleted before the collection")


@dataclass(frozen=True, kw_only=True)
class Squads:
    """Groups of accounts that move together (METHODS.md 2.6)."""

    squads: int = knob(4, "squads")
    squad_size: int = knob(15, "accounts of a squad", 2)
    episodes: int = knob(12, "times a squad posts together")
    participation: float = share(0.8, "chance that a member joins an episode")
    spread_s: float = knob(5 * MINUTE, "an episode's posts fall within this many seconds (uniform)", 1)
    squad_tags: int = knob(12, "tags of its own that a squad uses in turn", 1)
    hijack: bool = knob(False, "squads post under existing popular tags instead of their own")
    copied_captions: float = share(0.5, "posts of an episode that share a text")


@dataclass(frozen=True, kw_only=True)
class Recruitment:
    """Invited creators: one off-topic video each under a slogan's tags, days apart."""

    slogans: int = knob(12, "slogans", 1, 12)
    pushed: int = knob(6, "slogans that are pushed; the others are carried by organic tags alone", 0, 12)
    invited: int = knob(20, "creators invited for each pushed slogan", 1)
    push_days_low: float = knob(3.0, "shortest time over which invited creators post, days", 0.1)
    push_days_high: float = knob(10.0, "longest time over which invited creators post, days", 0.1)
    drop_usual: float = share(0.5, "videos of invited creators without their usual tags")
    post_twice: float = share(0.4, "creators of one campaign that post twice")
    brief_share: float = share(0.6, "videos that follow the brief, in campaigns with one")
    campaign_disclosed: float = share(0.05, "campaign videos labelled as advertising")
    marketplace: int = knob(120, "creators who take invitations")
    from_marketplace: float = share(0.5, "invited creators that come from the marketplace")
    like_factor: float = knob(0.8, "likes a view of campaign videos against the creator's usual ones")
    prompts: int = knob(150, "new tags that the platform prompts")
    topic_tags: int = knob(40, "new tags that a community takes up by itself")
    near_strangers: int = knob(20, "organic one-video challenges among near-strangers")
    challenge_sound: float = share(0.05, "of those, challenges that come with a sound of their own")
    election_tags: int = knob(6, "election tags with unlike creators", 0, 10)
    disclosed_challenges: int = knob(2, "disclosed challenges")
    organic_reuse: float = share(0.12, "later posts of an adopter that carry an organic new tag again (mean)")


@dataclass(frozen=True, kw_only=True)
class Waves:
    """Accounts that flood comments under chosen videos minutes after they appear."""

    waves: int = knob(3, "campaigns of comments")
    wave_accounts: int = knob(200, "accounts of a campaign of comments", 1)
    wave_targets: int = knob(12, "videos that each campaign floods", 1)
    wave_comments: int = knob(80, "comments of one wave", 1)
    wave_minutes: float = knob(10.0, "minutes after the video in which a wave falls", 0.1)
    wave_texts: int = knob(12, "different texts a campaign of comments uses", 1)
    surges: int = knob(10, "videos under which ordinary followers write the same word, because they were asked")
    wave_born_days: float = knob(2.0, "accounts of a wave were made within this many days", 0.1)


def settled(settings: type[T], world: str, given: Mapping[str, Any]) -> T:
    """The settings of a world with some knobs turned; values may be text, as on a command line.

    Raises
    ------
    OptionError
        A knob is unknown or its value cannot be used.
    """
    known: dict[str, Field[Any]] = {f.name: f for f in fields(settings)}  # type: ignore[arg-type]
    for name in given:
        if name not in known:
            raise OptionError.unknown(f"knob of the world {world}", name, known)
    return settings(**{name: _checked(known[name], value) for name, value in given.items()})


def _checked(declared: Field[Any], value: Any) -> Any:
    wanted: Any = type(declared.default)
    low, high = declared.metadata["low"], declared.metadata["high"]
    bounds = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of at least {low:g}"
    words = {bool: "yes or no", int: f"a whole number {bounds}", float: f"a number {bounds}"}[wanted]
    try:
        number = _yes_or_no(value) if wanted is bool else wanted(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise OptionError.bad(declared.name, value, words) from error
    whole = wanted is not int or isinstance(value, str) or number == value
    if not (whole and low <= number <= high):
        raise OptionError.bad(declared.name, value, words)
    return number


def _yes_or_no(value: Any) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if str(value).lower() not in words:
        raise ValueError(value)
    return words[str(value).lower()]


def defaults(settings: type[Any]) -> dict[str, Any]:
    """Name and default of every knob."""
    return {f.name: f.default for f in fields(settings) if f.default is not MISSING}
