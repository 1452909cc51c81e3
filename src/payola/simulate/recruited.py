"""How are creators recruited? Invited from everywhere, one off-topic video each under a slogan's tags, days apart.

Six designs, in turn: ``plain`` (creators from everywhere), ``brief`` (a shared phrase), ``niche`` (all from one
community), ``language`` (all of one language, with a brief), ``twice`` (40 % post twice), ``cotags`` (a brief with a
phrase and other tags). The design is part of the campaign's name in the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from payola.simulate import uptake, words
from payola.simulate.background import Scene, posts_of
from payola.simulate.confounders import challenge
from payola.simulate.draft import NONE, Draft, Floats, Ints, concat, tagged
from payola.simulate.people import chosen
from payola.simulate.settings import DAY, Adversary, Recruitment
from payola.simulate.slogans import Candidate, spellings, spread
from payola.simulate.squads import Campaigns, Member, hidden
from payola.simulate.uptake import Ground
from payola.simulate.waves import Targets

DESIGNS = ("plain", "brief", "niche", "language", "twice", "cotags")
BRIEFED = ("brief", "language", "cotags")
ENOUGH_HISTORY = 14  # ordinary posts an invited creator has at least


@dataclass(frozen=True)
class Slogan:
    """One slogan with its candidate and language."""

    candidate: str
    language: str
    text: str


def every_slogan() -> list[Slogan]:
    """The slogans of the word stock."""
    return [Slogan(name, language, text) for name, language, texts in words.CANDIDATES for text in texts]


DEMO = tuple(
    [slogan for slogan in every_slogan() if slogan.text in texts]
    for texts in (
        ("Чистый двор каждому дому", "Împreună pentru un oraș verde"),
        ("Clean water for every street",),
        ("Time for honest work",),
    )
)  # pushed, carried by an organic tag, carried by nobody


def candidates(slogans: list[Slogan]) -> tuple[Candidate, ...]:
    """The slogan file's entries for these slogans."""
    names = sorted({(slogan.candidate, slogan.language) for slogan in slogans})
    return tuple(
        Candidate(name, language, tuple(s.text for s in slogans if s.candidate == name)) for name, language in names
    )


def dealt(r: Recruitment, rng: np.random.Generator) -> tuple[list[Slogan], list[Slogan]]:
    """Which slogans are pushed and which are carried by organic tags alone: drawn anew for every seed."""
    stock = every_slogan()
    drawn = [stock[i] for i in rng.permutation(len(stock))[: r.slogans]]
    return drawn[: r.pushed], drawn[r.pushed :]


def inviting(
    s: Scene, r: Recruitment, a: Adversary, g: Ground, pushed: list[Slogan], designs: tuple[str, ...] = DESIGNS
) -> Campaigns:
    """All campaigns of invited creators, their designs in turn."""
    market = _marketplace(s, r, g)
    names = [f"recruited-{number + 1}-{designs[number % len(designs)]}" for number in range(len(pushed))]
    parts, members = [], []
    for number, (slogan, name) in enumerate(zip(pushed, names, strict=True)):
        design = designs[number % len(designs)]
        who, time = _invitations(s, r, _invited(s, r, g, market, design, slogan), design)
        posts = hidden(s, a, _videos(s, r, who, time, design, slogan, name))
        parts.append(replace(posts, campaign=np.full(len(posts), number)))
        members += [Member(int(account), "recruited", name) for account in np.unique(posts.account)]
    nothing = np.zeros(0, np.int64)
    return Campaigns(concat([posts_of(s, nothing, nothing), *parts]), members, names)


def _able(s: Scene, g: Ground) -> Floats:
    """(N,) weight of an account when creators are invited: popular, though no stars, and with a past."""
    reach = s.people.reach
    low, high = np.quantile(reach, [0.5, 0.98])
    return np.asarray((reach >= low) & (reach <= high) & (g.history >= ENOUGH_HISTORY), float)


def _marketplace(s: Scene, r: Recruitment, g: Ground) -> Ints:
    return chosen(_able(s, g), r.marketplace, s.rng) if r.marketplace else np.zeros(0, np.int64)


def _invited(s: Scene, r: Recruitment, g: Ground, market: Ints, design: str, slogan: Slogan) -> Ints:
    """The creators of one campaign: some from the marketplace, some found elsewhere."""
    fitting = _able(s, g)
    if design == "niche":
        community = s.rng.integers(0, s.k.communities)
        fitting = fitting * ((s.people.home == community) | (s.people.second == community))
    if design == "language":
        fitting = fitting * (s.people.language == words.LANGUAGES.index(slogan.language))
    listed = np.zeros(len(fitting))
    listed[market] = fitting[market]
    known = np.zeros(0, np.int64)
    if listed.any():
        known = chosen(listed, int(s.rng.binomial(r.invited, r.from_marketplace)), s.rng)
    fitting = fitting.copy()
    fitting[known] = 0
    return np.concatenate([known, chosen(fitting, r.invited - len(known), s.rng)])


def _invitations(s: Scene, r: Recruitment, who: Ints, design: str) -> tuple[Ints, Ints]:
    """Who posts and when: spread over the days of the campaign, a second time for some where the design says so."""
    days = float(s.rng.uniform(r.push_days_low, max(r.push_days_low, r.push_days_high)))
    born = uptake.birth(s, days)
    if design == "twice":
        again = who[s.rng.permutation(len(who))[: round(r.post_twice * len(who))]]
        who = np.concatenate([who, again])
    return who, uptake.awake(s, who, born + s.rng.random(len(who)) * days * DAY)


def _videos(s: Scene, r: Recruitment, who: Ints, time: Ints, design: str, slogan: Slogan, name: str) -> Draft:
    """The invited videos: what the creator always does, under the slogan's tags, some following the brief."""
    rng = s.rng
    posts = posts_of(s, who, time)
    bare = rng.random(len(who)) < r.drop_usual
    posts = replace(posts, tags=np.where(bare[:, None], NONE, posts.tags))
    follows = (rng.random(len(who)) < r.brief_share) & (design in BRIEFED)
    if design == "cotags":
        beside = s.words.codes[rng.integers(0, s.k.communities, 3), 0, rng.integers(3, 40, 3)]
        with_them = rng.random(len(who)) < 2 / 3
        for code in beside[::-1]:
            posts = tagged(posts, np.where(with_them, code, NONE))
    codes = slogan_codes(s, slogan, campaign=name, kind="pushed")
    posts = tagged(posts, codes[spread(len(who), rng, len(codes))])
    texts = words.BRIEFS[slogan.language]
    phrase = s.new_phrase(texts[len(s.phrases) % len(texts)])
    labelled = rng.random(len(who)) < r.campaign_disclosed
    return replace(posts, phrase=np.where(follows, phrase, NONE), disclosed=labelled)


def slogan_codes(s: Scene, slogan: Slogan, *, campaign: str | None = None, kind: str = "organic") -> Ints:
    """The tags that carry a slogan, the usual spelling first."""
    names = spellings(slogan.text, s.rng)
    return np.array(
        [s.book.add(name, "slogan", slogan=slogan.text, campaign=campaign, kind=kind) for name in names], np.int64
    )


def other_new_tags(s: Scene, r: Recruitment, g: Ground, organic: list[Slogan]) -> None:
    """Everything new that nobody pushed: slogans taken up freely, prompts, topics, and the hard negatives."""
    for slogan in organic:
        codes = slogan_codes(s, slogan)
        mixed = codes[spread(200, s.rng, len(codes))]
        language = words.LANGUAGES.index(slogan.language)
        uptake.take_up(s, g, uptake.SLOGAN, mixed, r.invited, r.organic_reuse, language)
    _prompts_and_topics(s, r, g)
    for number in range(r.near_strangers):
        made = len(g.parts)
        _new(s, g, words.combination(words.CHALLENGES, number), "challenge", uptake.NEAR_STRANGERS, _size(s, 12, 40), r)
        if number < round(r.near_strangers * r.challenge_sound):
            g.parts[made] = replace(g.parts[made], music=np.full(len(g.parts[made]), s.new_sound()))
    for name in words.ELECTION[: r.election_tags]:
        _new(s, g, name, "election", uptake.ELECTION, _size(s, 15, 60), r)
    market = _marketplace(s, r, g)
    for number in range(r.disclosed_challenges):
        seeds = market[s.rng.permutation(len(market))[:8]] if len(market) else None
        g.parts.append(challenge(s, number, seeds=seeds, born=uptake.birth(s, 10)))


def _prompts_and_topics(s: Scene, r: Recruitment, g: Ground) -> None:
    for number in range(r.prompts):
        _new(s, g, words.combination(words.PROMPTS, number), "prompt", uptake.PROMPT, _size(s, 10, 80), r)
    for number in range(r.topic_tags):
        noun = words.TOPICS[number % len(words.TOPICS)][1]["en"][number // len(words.TOPICS) % 4]
        name = noun + words.FRESH[number % len(words.FRESH)]
        _new(s, g, name, "topic", uptake.TOPIC, _size(s, 10, 60), r)


def _size(s: Scene, low: int, high: int) -> int:
    """Adopters of a new tag: many small ones, few large ones."""
    return int(np.clip(low + s.rng.lognormal(np.log(8), 0.9), low, high))


def _new(s: Scene, g: Ground, name: str, origin: str, kind: uptake.Kind, count: int, r: Recruitment) -> None:
    code = s.book.new(name, origin)
    uptake.take_up(s, g, kind, np.array([code]), count, r.organic_reuse)


def videos_of_invited(campaigns: int) -> Targets:
    """Chooses among the videos of the first campaigns: those of invited creators."""

    def weight(s: Scene, posts: Draft) -> Floats:
        return np.asarray((posts.campaign != NONE) & (posts.campaign < campaigns), float)

    return weight
