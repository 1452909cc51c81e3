"""How were the posts of a family received? Likes, comments, shares a view, against each creator's own other videos.

Needs: posts with views and these counts, and at least three other videos a creator; for dislikes a source that has
them. With comments: the share of hostile and supportive ones (``stance``). Gives: ratios with an interval over
creators, p by exchanging the videos of a creator, q over all families and measures. Caveats: a colder reception is no
proof of anything about votes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from payola.outcomes.reach import CREATORS, compared
from payola.outcomes.rows import BOUNDS, Row, missing, row
from payola.outcomes.stance import Stance
from payola.outcomes.videos import Bools, Floats, Videos
from payola.stats.discovery import bh_q
from payola.stats.within_creators import exchanged, masses, rate_ratio, ratio_interval, summed, two_sided

MEASURES = (("likes", "likes a view"), ("comments", "comments a view"), ("shares", "shares a view"))
METHOD = "stratified by creator; interval by leaving out creators, p by exchanging videos of a creator"
FEWEST = 20  # events in the family, or expected there, from which a ratio is given


DISLIKES = "dislikes among likes and dislikes"


def reception(videos: Videos, family: Bools, others: Bools, *, said: Sequence[Stance] = (), seed: int = 0) -> list[Row]:
    """Reception of one family, one row a measure; arguments as for ``reach``, ``said`` of the same videos."""
    counts = [(getattr(videos, count), videos.views, measure) for count, measure in MEASURES]
    if np.isfinite(videos.dislikes).any():
        counts.append((videos.dislikes, videos.likes + videos.dislikes, DISLIKES))
    rows = [rate(videos, family, others, *count, seed) for count in counts]
    return rows + [spoken(videos, family, others, stance, seed) for stance in said]


def spoken(videos: Videos, family: Bools, others: Bools, stance: Stance, seed: int) -> Row:
    """Ratio of the share of comments of one kind to that under the same creators' other videos."""
    if stance.missing:
        return missing(stance.measure, "times", stance.missing)
    found = rate(videos, family, others, stance.hits, stance.of, stance.measure, seed)
    return found if found["estimate"] is None else found | {"note": stance.note}


def rate(videos: Videos, family: Bools, others: Bools, hits: Floats, exposure: Floats, measure: str, seed: int) -> Row:
    """Ratio of a rate (``hits`` of ``exposure``, both (n,), NaN unknown) to the same creators' usual one."""
    usable = np.isfinite(hits) & np.isfinite(exposure) & (exposure > 0) & ~(hits > exposure)
    pair = compared(videos, family, others, usable)
    size = {"n_posts": int(pair.chosen.sum()), "n_accounts": pair.creators}
    above = int(((hits > exposure) & (family | others)).sum())
    note = f"{above} posts left out: more {measure.replace(' a ', ' than ')}s than can be" if above else None
    if pair.creators < CREATORS:
        why = f"{pair.creators} creators have both and 3 other counted videos; {CREATORS} would be enough"
        why += "; views that come in bands are no counts" if exposure is videos.views and videos.banded.any() else ""
        return missing(measure, "times", why, **size)
    k, v = hits[pair.kept], exposure[pair.kept]
    if min(k[pair.chosen].sum() + 1, _expected(k, v, pair.chosen)) < FEWEST:
        return missing(measure, "times", f"fewer than {FEWEST} are to be expected in the family", **size)
    mass = masses(k, v)
    totals = summed(mass, pair.creator, pair.creators)
    sides = rate_ratio(summed(mass[:, pair.chosen], pair.creator[pair.chosen], pair.creators), totals)
    drawn = rate_ratio(exchanged(mass, pair.creator, pair.chosen, pair.creators, seed), totals)
    estimate = ratio_interval(*sides, log=True)
    if not np.isfinite(estimate.error):
        return missing(measure, "times", "one creator alone has all of them; no interval can be given", **size)
    found = {name: float(np.exp(getattr(estimate, part))) for name, part in BOUNDS}
    p = two_sided(float(_ratio(*sides)), _ratio(*drawn))
    return row(measure, "times", METHOD, **found, p=p, **size, note=note)


def _expected(k: Floats, v: Floats, chosen: Bools) -> float:
    return float(k[~chosen].sum() / max(v[~chosen].sum(), 1.0) * v[chosen].sum())


def _ratio(above: Floats, below: Floats) -> Floats:
    logs: Floats = np.log(np.maximum(above.sum(axis=-1), 1e-12) / np.maximum(below.sum(axis=-1), 1e-12))
    return logs


def with_q(rows: Sequence[Row]) -> list[Row]:
    """The rows with a q-value over all that have a p-value."""
    tested = [i for i, found in enumerate(rows) if found["p"] is not None]
    q = bh_q(np.array([rows[i]["p"] for i in tested]), len(tested)) if tested else np.zeros(0)
    value = dict(zip(tested, q.tolist(), strict=True))
    return [found | {"q": value.get(i)} for i, found in enumerate(rows)]
