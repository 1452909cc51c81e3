"""How far did the posts of a family go? Views, views beyond what the creators earn anyway, uptake, cost.

Needs: posts of the family with views; other posts of the same creators (for the lift); times of collection where the
posts were counted at different ages. Gives: one row a measure with its interval and how it was made.
Caveats: views are not people. The lift compares a creator with the same creator; it does not know why they differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.prices import PriceList
from payola.outcomes.rows import BOUNDS, Row, exactly, missing, row
from payola.outcomes.videos import DAY, Bools, Floats, Videos, circumstances
from payola.stats.within_creators import (
    Estimate,
    adjusted,
    differences,
    exchanged,
    paired,
    ratio_interval,
    two_sided,
    two_sided_t,
)

BASELINE = 3  # other counted videos that a creator needs to be compared with
CREATORS = 5  # creators that an interval needs
OUTSIDE = 0.2  # share of the family's videos at ages that the others do not have, from which this is said
NOBODY = "none of the accounts that are known to have been pushed posts in this family"
UPTAKE = 10  # posts after the push that a half-life needs


@dataclass(frozen=True)
class Compared:
    """Videos of creators who have both: in the family, and others to compare with; ``kept`` says which these were."""

    videos: Videos
    kept: Bools
    creator: NDArray[np.int64]
    chosen: Bools
    creators: int


def compared(videos: Videos, family: Bools, others: Bools, usable: Bools) -> Compared:
    """The usable videos of creators with at least one in the family and BASELINE others."""
    chosen, other = family & usable, others & usable
    size = len(videos.names)
    one = np.bincount(videos.account[chosen], minlength=size)
    rest = np.bincount(videos.account[other], minlength=size)
    kept = ((one >= 1) & (rest >= BASELINE))[videos.account] & (chosen | other)
    names, creator = np.unique(videos.account[kept], return_inverse=True)
    return Compared(videos.take(kept), kept, creator.astype(np.int64), chosen[kept], names.size)


def reach(
    videos: Videos,
    family: Bools,
    others: Bools,
    *,
    pushed: Bools | None = None,
    prices: PriceList | None = None,
    population: int | None = None,
    ends_at: int | None = None,
    seed: int = 0,
) -> list[Row]:
    """The reach of one family, one row a measure.

    Parameters
    ----------
    videos
        The family's videos and the other videos of the same creators.
    family
        (n,) videos of the family.
    others
        (n,) videos to compare with: those of no family.
    pushed
        (n,) videos by accounts that are known to have been pushed; None: nobody knows. Where these are labelled
        videos instead, the rows are told in other words (``labelled.of_labels``).
    ends_at
        When the collection of posts ends (the last post of the corpus, Unix s).
    """
    chosen = videos.take(family)
    size = _size(chosen)
    lift = lift_of(videos, family, others, seed)
    rows = [*total(chosen, size, population), *lift, *beyond_usual(chosen, lift[0])]
    rows += shares(chosen, None if pushed is None else pushed[family], ends_at, seed)
    if prices is not None:
        rows += cost(chosen, prices, rows, None if pushed is None else pushed[family])
    return rows


def total(chosen: Videos, size: Row, population: int | None) -> list[Row]:
    """Views as counted, and what they say about people: no more than that there are no more of them."""
    known, banded = np.isfinite(chosen.views), chosen.banded
    if not (known | banded).any():
        why = "no post of the family has a count of views"
        return [missing("views", "views", why, **size), missing("people", "people", why, **size)]
    ends = _sum(chosen)
    hidden = int((~known & ~banded).sum())
    notes = [f"{int(banded.sum())} posts give a band of views: no middle is taken"] if banded.any() else []
    notes += [f"{hidden} posts without a count: their views come on top"] if hidden else []
    counted = row("views", "views", "sum of what was collected", **size, **ends, note="; ".join(notes) or None)
    high = ends["high"]
    most = high if population is None else min(np.inf if high is None else high, float(population))
    bound = "no more people than views" + ("" if population is None else " or inhabitants")
    people = row("people", "people", "upper bound alone", **size, high=most, note=f"{bound}; how few cannot be said")
    return [counted, people]


def _sum(chosen: Videos) -> Row:
    """Estimate (none where there are bands), low and high (none where a count is hidden or a band is open)."""
    known, banded = np.isfinite(chosen.views), chosen.banded
    views = float(chosen.views[known].sum())
    low, high = (views + float(ends[banded].sum()) for ends in (chosen.views_low, chosen.views_high))
    whole = bool((known | banded).all()) and np.isfinite(high)
    return {"estimate": None if banded.any() else views, "low": low, "high": high if whole else None}


def lift_of(videos: Videos, family: Bools, others: Bools, seed: int) -> list[Row]:
    """How many times the usual views of its creator a video of the family earns."""
    pair = compared(videos, family, others, np.isfinite(videos.views))
    size = {"n_posts": int(pair.chosen.sum()), "n_accounts": pair.creators}
    if pair.creators < CREATORS:
        why = f"{pair.creators} creators have {BASELINE} other counted videos; {CREATORS} would be enough"
        why += "; views that come in bands are no counts" if videos.banded.any() else ""
        return [missing("lift", "times", why, **size)]
    estimate, p = lift(pair, seed)
    method = "creator effect, age when counted, season; interval by leaving out creators, p by exchanging their videos"
    notes = [f"with {pair.creators} creators a lift of {estimate.smallest_seen:.2g} or more would be seen 4 times in 5"]
    if extrapolated(pair) > OUTSIDE:
        notes.append("many videos are younger or older than any they are compared with: the effect of age is a guess")
    found = {name: float(np.exp(getattr(estimate, part))) for name, part in BOUNDS}
    return [row("lift", "times", method, **found, p=p, **size, note="; ".join(notes))]


def lift(pair: Compared, seed: int) -> tuple[Estimate, float]:
    """Log ratio of the views of chosen videos to the usual ones of their creators, and its p-value.

    Where views are adjusted (age, season) an exchange does not know that slopes fitted on few creators are held on
    beyond where they were fitted: there p is no smaller than that of the interval.
    """
    views = np.log(pair.videos.views + 1.0)
    y, doubt = adjusted(views, pair.creator, pair.chosen, circumstances(pair.videos), pair.creators)
    sides = paired(y, pair.creator, pair.chosen, pair.creators)
    drawn = exchanged(y[None, :], pair.creator, pair.chosen, pair.creators, seed)[:, 0]
    above, below = differences(drawn, y, pair.creator, pair.chosen, pair.creators)
    estimate, exchanges = ratio_interval(*sides, log=False, doubt=doubt), above.sum(axis=1) / below.sum()
    p = two_sided(estimate.value, wider(exchanges, doubt))
    return estimate, max(p, two_sided_t(estimate)) if doubt > 0 else p


def wider(exchanges: Floats, doubt: float) -> Floats:
    """Exchanges (draws,) spread so that their variance holds that of the adjustment too: they all share its error."""
    centre, variance = exchanges.mean(), max(float(exchanges.var()), 1e-300)
    return np.asarray(centre + (exchanges - centre) * np.sqrt(1 + doubt / variance), dtype=np.float64)


def extrapolated(pair: Compared) -> float:
    """Share of chosen videos at ages that no other video has."""
    age, known = pair.videos.age, np.isfinite(pair.videos.age)
    ours, theirs = age[pair.chosen & known], age[~pair.chosen & known]
    if not ours.size or not theirs.size:
        return 0.0
    return float(((ours < theirs.min()) | (ours > theirs.max())).mean())


def beyond_usual(chosen: Videos, lifted: Row) -> list[Row]:
    """Views beyond what as many videos of the same creators earn anyway: V (1 - 1 / lift)."""
    views = float(np.nansum(chosen.views)) if np.isfinite(chosen.views).any() else None
    if lifted["estimate"] is None or views is None or chosen.banded.any():
        why = "views come in bands" if chosen.banded.any() else lifted["note"] or "no views"
        return [missing("usual views", "views", why), missing("views beyond usual", "views", why)]
    method = "views of the family and its lift, taken to hold for all its videos"
    size = {"n_posts": len(chosen), "n_accounts": lifted["n_accounts"]}
    usual = {end: views / max(lifted[start], 1e-9) for end, start in _SWAPPED}
    beyond = {"estimate": views - usual["estimate"], "low": views - usual["high"], "high": views - usual["low"]}
    return [
        row("usual views", "views", method, **usual, **size),
        row("views beyond usual", "views", method, **beyond, **size),
    ]


_SWAPPED = (("estimate", "estimate"), ("low", "high"), ("high", "low"))


def shares(chosen: Videos, pushed: Bools | None, ends_at: int | None, seed: int) -> list[Row]:
    """What the pushed accounts brought themselves, what others added, and how fast that faded."""
    names = (
        ("share of views by pushed accounts", "share"),
        ("views by others", "views"),
        ("half-life of uptake", "days"),
    )
    if pushed is None or not pushed.any():
        unnamed = "no account is known to have been pushed: name them with --pushed FILE"
        return [missing(name, unit, unnamed if pushed is None else NOBODY) for name, unit in names]
    views, ours = np.nansum(chosen.views), float(np.nansum(chosen.views[pushed]))
    known = bool(np.isfinite(chosen.views).any()) and not chosen.banded.any()
    counted: Row = {"n_posts": len(chosen), "n_accounts": len(np.unique(chosen.account[pushed]))}
    why = "views come in bands" if chosen.banded.any() else "no views are known"
    rows = [missing(name, unit, why) for name, unit in names[:2]]
    if known:
        share = exactly(ours / float(views)) if views else {}
        hidden = int(np.isnan(chosen.views).sum())
        note = f"{hidden} posts without a count are left out" if hidden else None
        theirs: Row = {"n_posts": int((~pushed).sum()), "n_accounts": len(np.unique(chosen.account[~pushed]))}
        rows = [
            row(*names[0], "counts as collected", **(share | counted), note=note),
            row(*names[1], "counts as collected", **(exactly(float(views) - ours) | theirs), note=note),
        ]
    return [*rows, half_life(chosen, pushed, ends_at, seed)]


def half_life(chosen: Videos, pushed: Bools, ends_at: int | None, seed: int) -> Row:
    """Days in which posting by others halves after the last pushed video; accounts resampled for the interval."""
    end = int(chosen.time[pushed].max())
    last = max(int(chosen.time.max()), ends_at or 0)
    after = ~pushed & (chosen.time > end)
    size = {"n_posts": int(after.sum()), "n_accounts": len(np.unique(chosen.account[after]))}
    if size["n_posts"] < UPTAKE or last - end < DAY:
        why = f"{size['n_posts']} posts by others after the last pushed video; {UPTAKE} would be enough"
        return missing("half-life of uptake", "days", why, **size)
    days = (chosen.time[after] - end) / DAY
    span = (last - end) / DAY
    who = np.unique(chosen.account[after], return_inverse=True)[1]
    rng = np.random.default_rng(seed)
    drawn = np.array([fading(_resampled(days, who, rng), span) for _ in range(499)])
    low, high = np.quantile(drawn, [0.025, 0.975])
    method = "exponential decay seen until the collection ends; interval by resampling accounts"
    note = None if high > 0 else "no fading is seen while the collection lasts"
    found = {"estimate": _halved(fading(days, span)), "low": _halved(high), "high": _halved(low)}
    return row("half-life of uptake", "days", method, **found, **size, note=note)


def _halved(rate: float) -> float | None:
    return float(np.log(2) / rate) if rate > 1e-9 else None


def _resampled(days: Floats, who: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    picks = np.bincount(rng.integers(0, who.max() + 1, who.max() + 1), minlength=who.max() + 1)
    return np.repeat(days, picks[who])


def fading(days: Floats, span: float) -> float:
    """Rate a day of an exponential cut off at ``span``, by maximum likelihood; at most 0 where nothing fades."""
    mean = float(days.mean()) if days.size else span / 2
    if mean >= span / 2:
        return 0.0
    low, high = 1e-9, 1e3
    for _ in range(100):
        rate = (low * high) ** 0.5
        expected = 1 / rate - span / np.expm1(min(rate * span, 700.0))
        low, high = (rate, high) if expected > mean else (low, rate)
    return float((low * high) ** 0.5)


def _size(posts: Videos) -> Row:
    return {"n_posts": len(posts), "n_accounts": len(np.unique(posts.account))}


def cost(chosen: Videos, prices: PriceList, rows: Sequence[Row], pushed: Bools | None) -> list[Row]:
    """What the posts would cost at the list, and what that buys; an assumption, no payment was seen."""
    bought = np.ones(len(chosen), np.bool_) if pushed is None else pushed
    each = prices.of(chosen.followers[bought])
    unpriced = int(np.isnan(each).sum())
    size = _size(chosen.take(bought))
    money = f"cost in {prices.currency}"
    if unpriced == each.size:
        why = "no followers are known for which the list has a price" if each.size else NOBODY
        return [missing("cost", money, why, **size)]
    spent = float(np.nansum(each))
    note = "of every post of the family" if bought.all() else "of the posts by pushed accounts"
    if unpriced:
        note += f"; {unpriced} posts without a price come on top"
    found = [row("cost", money, "price list", **exactly(spent), **size, note=note)]
    both = np.zeros(len(chosen), np.bool_)  # posts with a price and a count: what is paid is set against these alone
    both[bought] = np.isfinite(each) & np.isfinite(chosen.views[bought])
    share = float(chosen.views[both].sum() / max(np.nansum(chosen.views), 1.0))
    spent, size = float(each[both[bought]].sum()), _size(chosen.take(both))
    notes = [] if bought.all() else ["views of the posts by pushed accounts alone"]
    left = int((bought & ~both).sum())
    notes += [f"{left} posts without a price or without a count of views are left out"] if left else []
    for name in ("views", "views beyond usual"):
        of = next((r for r in rows if r["measure"] == name), None)
        if of and of["estimate"] and share:
            found.append(_per_thousand(spent, of, share, money, size, notes))
    return found


def _per_thousand(spent: float, of: Row, share: float, money: str, size: Row, notes: Sequence[str]) -> Row:
    """Price of a thousand of the views (or views beyond usual) of the posts that have a price and a count."""
    known = of if of["high"] is not None else of | {"high": of["estimate"]}  # hidden: in no share
    price = {end: 1000 * spent / (share * known[start]) if (known[start] or 0) > 0 else None for end, start in _SWAPPED}
    told = [*notes, *([] if (of["low"] or 0) > 0 else ["no upper end: the interval holds zero views or fewer"])]
    return row(f"cost of 1,000 {of['measure']}", money, "price list", **price, **size, note="; ".join(told) or None)
