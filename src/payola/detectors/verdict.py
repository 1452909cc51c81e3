"""Does a family of tags stand out from other new tags of the same posts? At 24 h, 72 h, 7 and 21 days.

Question: were this slogan's adopters strangers to its topic, who used it once, more than adopters of other new tags?
Needs: families named beforehand, the adopters' other posts, and other new tags as reference.
Gives: one row a family and look, with p, q and the verdict; the reference tags with their look.
Caveats: organic one-video challenges and election tags look the same; the grade needs a second kind of evidence.

p is conformal (exact if the family is one more ordinary new tag), false discoveries among the named families are held
by BH (Benjamini and Hochberg 1995), and the looks share the level: the union of what the looks keep has at most the sum
of their rates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from payola.columns import ENOUGH_POSTS
from payola.detectors.labels import labels
from payola.detectors.lookalikes import look_pushed
from payola.detectors.newtags import AGES, DAY, FEWEST, HOUR, QUIET, Dump, Ints, adoption, born, carriers
from payola.detectors.strangers import Look, look_at
from payola.stats.conformal import conformal_p, mid_ranks, rank_test, reference_needed, score
from payola.stats.discovery import bh_q

Flags = NDArray[np.bool_]

LEVEL = 0.10  # false discovery rate over all looks: the verdict opens a case, it closes none
SHARES = {24: 0.1, 72: 0.1, 168: 0.2, 504: 0.6}  # of the level, by look
MOST = 600  # reference tags; of more, so many are drawn
SEEN = 0.5  # share of the adopters whose other posts must be known
FEWEST_SEEN = 5
STRICKEN = "struck out by a person"
SAME = 0.5  # a tag that shares this share of its adopters with a family follows the family
STRUCK = (1, 3, 5, 10, 20, 30)
HIGH = 0.8  # rank from which a statistic is named
CLEAR = 0.05  # p without the look-alikes at which a person's look at the reference could change the verdict
LIKE_A_PUSH = "like a push"
STANDS, NOT, UNTESTABLE = "stands out", "does not stand out", "not testable"


@dataclass(frozen=True)
class Judged:
    """One family at one look."""

    family: str
    age: int
    verdict: str
    reason: str
    look: Look | None = None
    ranks: tuple[float, float, float] | None = None
    p: float | None = None
    q: float | None = None
    p_min: float | None = None
    n_ref: int = 0
    tests: int = 0
    without_top: Mapping[int, float] = field(default_factory=dict)  # p had the k tags above it been campaigns
    look_examined: int = 0  # reference tags at this look of which it is known whether they look like a push
    look_pushed: int | None = None  # those of them that do; None: nothing was examined
    p_apart: float | None = None  # its rank as a share, were all those campaigns: a sensitivity, no p-value


@dataclass(frozen=True)
class ReferenceTags:
    """The reference: codes of the tags, and at each age the look of each (None: not testable then).

    ``examined`` (tags,): which of them were old enough at the end to be asked; ``pushed`` (tags,): which of those look
    like a push themselves. ``a_day``: how many a longer collection would bring.
    """

    tags: Ints
    looks: Mapping[int, tuple[Look | None, ...]]
    left_out: Mapping[str, int]
    pushed: Flags
    examined: Flags
    a_day: Mapping[int, float]


def reference_tags(
    dump: Dump, families: Mapping[str, Ints], struck: Sequence[str] = (), label: Flags | None = None, seed: int = 0,
    more_sizes: Sequence[int] = (),
) -> ReferenceTags:  # fmt: skip
    """Other new tags with the same gate as a family, without those that follow a family, are labelled, or were struck.

    ``label`` (n,): which posts are labelled as advertising. ``more_sizes``: numbers of adopters, beside those of the
    families, for which the statistics will be asked.
    """
    first, accounts = born(dump)
    own = np.unique(np.concatenate([np.zeros(0, np.int64), *families.values()]))
    new = np.flatnonzero((first >= dump.start + QUIET) & (accounts >= FEWEST))
    new = np.setdiff1d(new, own)
    stricken = set(dump.codes(struck).tolist())
    users = np.zeros((len(families), dump.account_names.len()), np.bool_)
    for row, tags in zip(users, families.values(), strict=True):
        row[dump.account[carriers(dump, tags)]] = True
    kept: list[int] = []
    counted: Counter[str] = Counter()
    for place, tag in enumerate(np.random.default_rng(seed).permutation(new).tolist()):
        if len(kept) == MOST:
            counted["not drawn"] = int(new.size - place)
            break
        why = STRICKEN if tag in stricken else _unfit(dump, tag, users, label)
        counted.update([why] if why else [])
        kept += [] if why else [tag]
    tags = np.array(sorted(kept), np.int64)
    looks = {}
    for age in AGES:
        sizes = [found.n for codes in families.values() if (found := look_or_reason(dump, codes, age)[0])]
        looks[age] = tuple(look_or_reason(dump, np.array([tag]), age, [*sizes, *more_sizes])[0] for tag in tags)
    adopted = [adoption(dump, carriers(dump, np.array([tag])), AGES[-1]) for tag in tags]
    pushed, examined = look_pushed(dump, looks[AGES[-1]], adopted, seed)
    a_day = {age: _a_day(dump, looks[age], age) for age in AGES}
    return ReferenceTags(tags, looks, dict(counted), pushed, examined, a_day)


def _a_day(dump: Dump, looks: Sequence[Look | None], age: int) -> float:
    """New tags that became testable a day, over the days in which one could have been born for this look."""
    days = (dump.end - age * HOUR - dump.start - QUIET) / DAY
    return sum(look is not None for look in looks) / days if days > 0 else 0.0


def _unfit(dump: Dump, tag: int, users: Flags, label: Flags | None) -> str:
    """Why a new tag is no reference; empty where it is one. ``users`` (families, accounts): who used a family."""
    rows = carriers(dump, np.array([tag]))
    accounts = np.unique(dump.account[rows])
    if users[:, accounts].mean(axis=1).max(initial=0) >= SAME:
        return "used by the same accounts as a family"
    if label is not None and label[rows].any() and labels(dump, label, adoption(dump, rows, AGES[-1]).post).disclosed:
        return "labelled as advertising"
    return ""


def look_or_reason(dump: Dump, tags: Ints, age: int, sizes: Sequence[int] = ()) -> tuple[Look | None, str]:
    """The look at a tag or family, or why there is none; ``sizes``: see ``look``."""
    rows = carriers(dump, tags)
    if not rows.size:
        return None, "nobody used it"
    birth = int(dump.time[rows[0]])
    if birth < dump.start + QUIET:
        return None, f"used in the first {QUIET // DAY} days of these posts: it may be older than they are"
    if birth + age * HOUR > dump.end:
        return None, f"these posts end before it was {aged(age)} old"
    early = np.unique(dump.account[rows[dump.time[rows] <= birth + age * HOUR]]).size
    if early < FEWEST:
        return (
            None,
            f"{early} {'account' if early == 1 else 'accounts'} used it within {aged(age)}; {FEWEST} are needed",
        )
    found = look_at(dump, tags, age, sizes)[1]
    if found.n < max(FEWEST_SEEN, SEEN * found.adopters):
        return None, (
            f"fetch the histories first: of its {found.adopters} accounts "
            f"{found.n} have {ENOUGH_POSTS} other posts here"
        )
    return found, ""


def aged(age: int) -> str:
    """An age in hours, in words."""
    return f"{age} h" if age <= 72 else f"{age // 24} days"


def judge(dump: Dump, families: Mapping[str, Ints], reference: ReferenceTags, level: float = LEVEL) -> list[Judged]:
    """Every family at every look, looks in order of age."""
    return [row for age in AGES for row in _at(dump, families, reference, age, level * SHARES[age])]


def _at(dump: Dump, families: Mapping[str, Ints], reference: ReferenceTags, age: int, level: float) -> list[Judged]:
    looks = [look for look in reference.looks[age] if look]
    n, seen = len(looks), {name: look_or_reason(dump, tags, age) for name, tags in families.items()}
    tested = [name for name, (found, _) in seen.items() if found]
    judged = [Judged(name, age, UNTESTABLE, why, n_ref=n) for name, (found, why) in seen.items() if not found]
    if n < reference_needed(1, level):
        short = _too_small(n, reference_needed(1, level), reference.a_day[age])
        return judged + [Judged(name, age, UNTESTABLE, short, seen[name][0], n_ref=n) for name in tested]
    here = np.array([look is not None for look in reference.looks[age]], np.bool_)
    pushed, examined = reference.pushed[here], int(reference.examined[here].sum())
    scored = [
        _scored(found, np.array([look.beside(found.n) for look in looks]), pushed)
        for name in tested
        if (found := seen[name][0])
    ]
    q, q_apart = (
        bh_q(np.array(p), len(tested)) if tested else np.zeros(0)
        for p in ([one.p for one in scored], [one.p if one.apart is None else one.apart for one in scored])
    )
    for name, one, rate, without in zip(tested, scored, q, q_apart, strict=True):
        verdict = STANDS if rate <= level else NOT
        reason = _reason(verdict, one, (n, examined, int(pushed.sum())), without <= level)
        if verdict == NOT and one.p <= 1 / (n + 1):
            reason += _no_smaller(n, reference_needed(len(tested), level), reference.a_day[age])
        judged.append(
            Judged(
                name, age, verdict, reason, seen[name][0], one.ranks,
                p=one.p, q=float(rate), p_min=1 / (n + 1), n_ref=n, tests=len(tested), without_top=one.without,
                look_examined=examined, look_pushed=int(pushed.sum()) if examined else None, p_apart=one.apart,
            )
        )  # fmt: skip
    return judged


def _no_smaller(n: int, needed: int, a_day: float) -> str:
    """For a family with the smallest p there is: how many new tags would let it stand out alone among those tested."""
    return (
        f"; no p can be smaller among so few: {needed - n} more other new tags would do ({_longer(needed - n, a_day)})"
    )


def _longer(more: int, a_day: float) -> str:
    """How much longer a collection would bring so many more tags at the pace seen here."""
    if not a_day:
        return "or a collection that is weeks longer: none became testable in these posts"
    return f"about {int(np.ceil(more / a_day))} more days at the pace of these posts"


def _too_small(n: int, needed: int, a_day: float) -> str:
    """How many more new tags would do."""
    more, longer = needed - n, _longer(needed - n, a_day)
    others = f"{n} other new {'tag' if n == 1 else 'tags'}"
    return f"the reference is too small: {others}, and {needed} are needed at this look ({more} more, {longer})"


@dataclass(frozen=True)
class _Scored:
    """p, the rank of each statistic, p without the k most unusual, and without those that look like a push."""

    p: float
    ranks: tuple[float, float, float]
    without: Mapping[int, float]
    apart: float | None


def _scored(found: Look, others: np.ndarray, pushed: Flags) -> _Scored:
    everything = np.vstack([others, found.score[None, :]])
    scores = score(everything)
    ranks = tuple(float(mid_ranks(column)[-1]) for column in everything.T)
    order = np.argsort(-scores[:-1], kind="stable")
    without = {k: rank_test(found.score, others[order[k:]])[1] for k in STRUCK if k < len(others) // 2}
    some = pushed.any() and not pushed.all()
    apart = rank_test(found.score, others[~pushed])[1] if some else None
    return _Scored(conformal_p(float(scores[-1]), scores[:-1]), (ranks[0], ranks[1], ranks[2]), without, apart)


def _reason(verdict: str, one: _Scored, counts: tuple[int, int, int], would_keep: bool) -> str:
    """What was seen, in words. ``counts``: reference tags, those examined, those that look like a push; would the
    family be kept without the last?"""
    n, examined, pushed = counts
    if verdict == NOT:
        if one.apart is None or not (would_keep or one.apart <= CLEAR < one.p):
            return "not unlike other new tags here"
        others = n - pushed + 1
        return (
            f"not unlike other new tags here, but {pushed} of {examined} examined {_looks_pushed(pushed)}; "
            f"if all of these were campaigns, it would rank {round(one.apart * others)} of {others} (no p-value)"
        )
    strange, apart, once = one.ranks
    said = [
        text
        for rank, text in (
            (strange, "its creators have less in common"),
            (apart, "it fits less what they usually post"),
            (once, "they used it again less often"),
        )
        if rank >= HIGH
    ]
    only = "; only the last speaks for it" if once >= HIGH and max(strange, apart) < 0.5 else ""
    also = f"; {pushed} of {examined} other new tags examined {_looks_pushed(pushed)}" if pushed else ""
    return "unlike other new tags here: " + (", ".join(said) or "a little of everything") + only + also


def _looks_pushed(n: int) -> str:
    return f"looks {LIKE_A_PUSH} itself" if n == 1 else f"look {LIKE_A_PUSH} themselves"
