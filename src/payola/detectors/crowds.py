"""Under which videos did an unusual crowd comment, and do its accounts belong together?

Arrival: comments of the first minutes against the creator's other videos. Text: copies of nearly one text against its
use elsewhere. Accounts: made within days of each other, or handles of one make, against the other commenters of the
video, the creator's regulars (whose fans may have come in one season) and all commenters, whichever comparison says
least. Crowds are chosen by arrival and text alone, so that what their accounts say is not chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.detectors.remarks import Remarks
from payola.stats.crowds import (
    FEWEST_OUTSIDE,
    arrival_p,
    batch_p,
    copies_p,
    early_shares,
    more_common_p,
    spread,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOWS = (180, 600, 1_800)  # seconds after the video
FEWEST = 10  # comments that a video needs to be tested
OTHER_VIDEOS = 10  # tested videos that arrival needs to compare with
COPIES = 5  # copies of a text that may be part of a wave
SUSPECT = 0.01  # p-value from which a crowd's accounts are looked at, and from which a kind of evidence counts
TEXTS = 6  # repeated texts of a video whose accounts are looked at


@dataclass(frozen=True)
class Crowd:
    """What is unusual under one video; ``members`` are the comments (places in ``Remarks``).

    ``arrival`` is NaN where there are too few videos to compare with, ``accounts`` where nothing is known of accounts.
    """

    video: int
    members: Ints
    seen: int
    expected: float
    arrival: float
    text: float
    accounts: float
    kinds: tuple[str, ...]

    @property
    def unusual(self) -> float:
        """p-value that something arrived or was repeated."""
        return min(1.0, 2 * float(np.nanmin([self.arrival, self.text])))

    @property
    def p(self) -> float:
        """Something arrived or was repeated, *and* the accounts belong together (intersection-union: Berger 1982)."""
        return max(self.unusual, self.accounts)


@dataclass(frozen=True)
class Everyone:
    """Accounts to compare with, each once: when they were made (sorted, where known), and handles of a serial make."""

    born: Ints
    serial: int
    size: int


@dataclass(frozen=True)
class Beside:
    """Comments to compare a crowd with: all under its video, one of each of the creator's regulars; (n,) visits."""

    there: Ints
    regular: Ints
    visits: Ints

    def of(self, inside: Ints) -> tuple[Ints, ...]:
        """Those, and of the regulars those who come at least as often as half of the crowd.

        Who answers a call are fans, who come often: beside accounts that came twice, fans of one season would look as
        if they were of one make.
        """
        if not inside.size:
            return self.there, self.regular
        often = self.visits[self.regular] >= np.median(self.visits[inside])
        return self.there, self.regular, self.regular[often]


@dataclass(frozen=True)
class Arrivals:
    """(videos,) the window that says most, comments seen and expected in it, p over all windows (NaN: not testable)."""

    window: Ints
    seen: Ints
    expected: Floats
    p: Floats


def crowds(said: Remarks) -> Iterator[Crowd]:
    """Videos where something arrived or was repeated, with what their accounts say."""
    total = np.diff(said.starts)
    arrived, (text, copies), known = arrivals(said), repeated(said), accounts_known(said)
    everyone = _everyone(said, _named(said, np.arange(said.age.size)))
    regular, visits = regulars(said)
    early_ones = arrived.p <= SUSPECT
    for video in np.flatnonzero((total >= FEWEST) & (early_ones | (text <= SUSPECT))).tolist():
        own = np.arange(said.starts[video], said.starts[video + 1])
        early = own[said.age[own] <= arrived.window[video]] if early_ones[video] else own[:0]
        beside = Beside(_named(said, own), regular.get(int(said.creator[video]), own[:0]), visits)
        p, members, kinds = _together(said, own, _looked_at(early, copies.get(video, [])), beside, everyone)
        what = [kind for kind, sure in (("arrival", early_ones[video]), ("text", text[video] <= SUSPECT)) if sure]
        yield Crowd(
            video, members, int(arrived.seen[video]), float(arrived.expected[video]), float(arrived.p[video]),
            float(text[video]), p if known[video] else float("nan"), (*what, *kinds),
        )  # fmt: skip


def accounts_known(said: Remarks) -> Bools:
    """(videos,) whether anything is known of the accounts: when half of them were made, or any handle of that make.

    A date beside a comment without an account says nothing: ten such comments may be one account's.
    """
    total = np.diff(said.starts)
    video, named = np.repeat(np.arange(total.size), total), said.account >= 0
    dated = np.bincount(video[(said.born > 0) & named], minlength=total.size)
    serial = np.bincount(video[said.serial & named], minlength=total.size)
    return (2 * dated >= total) | (serial > 0)


def arrivals(said: Remarks) -> Arrivals:
    """How many came in the first minutes, given how many came at all, against the creator's other videos."""
    total = np.diff(said.starts)
    video = np.repeat(np.arange(total.size), total)
    p, seen, expected = [], [], []
    for width in WINDOWS:
        early = np.bincount(video[said.age <= width], minlength=total.size).astype(np.int64)
        share = early_shares(early, total, said.creator)
        p.append(arrival_p(early, total, share, spread(early, total, share)))
        seen.append(early)
        expected.append(total * share)
    best, each = np.argmin(p, axis=0), np.arange(total.size)
    least = np.minimum(np.array(p)[best, each] * len(WINDOWS), 1.0)
    if (total >= FEWEST).sum() <= OTHER_VIDEOS:
        least = np.full(total.size, np.nan)
    return Arrivals(np.array(WINDOWS)[best], np.array(seen)[best, each], np.array(expected)[best, each], least)


def repeated(said: Remarks) -> tuple[Floats, dict[int, list[Ints]]]:
    """(videos,) p of the most repeated text, over the texts of the video, and comments in texts that are too many."""
    total = np.diff(said.starts)
    video = np.repeat(np.arange(total.size), total)
    worded = np.flatnonzero(said.text >= 0)
    p_of_video = np.ones(total.size)
    copies: dict[int, list[Ints]] = {}
    if not worded.size:
        return p_of_video, copies
    order = worded[np.lexsort((said.text[worded], video[worded]))]
    new = np.flatnonzero(np.r_[True, (np.diff(video[order]) != 0) | (np.diff(said.text[order]) != 0)])
    count = np.diff(np.append(new, order.size))
    place, text = video[order[new]], said.text[order[new]]
    everywhere = np.bincount(said.text[worded])
    p = copies_p(count, everywhere[text] - count, total[place], worded.size - total[place])
    several = np.bincount(place[count >= 2], minlength=total.size)
    p = np.minimum(p * np.maximum(several[place], 1), 1.0)
    np.minimum.at(p_of_video, place, p)
    for i in np.flatnonzero((p <= SUSPECT) & (count >= COPIES)).tolist():
        copies.setdefault(int(place[i]), []).append(order[new[i] : new[i] + count[i]])
    return p_of_video, copies


def regulars(said: Remarks) -> tuple[dict[int, Ints], Ints]:
    """Of each creator the accounts that comment under two videos and more (one comment of each); and (n,) visits.

    The visits of a comment are the creator's videos under which its account comments.
    """
    video = np.repeat(np.arange(said.creator.size), np.diff(said.starts))
    named = np.flatnonzero(said.account >= 0)
    visits = np.zeros(said.account.size, np.int64)
    if not named.size:
        return {}, visits
    creator, account, video = said.creator[video[named]], said.account[named], video[named]
    order = np.lexsort((video, account, creator))
    creator, account, video = creator[order], account[order], video[order]
    first = np.r_[True, (np.diff(creator) != 0) | (np.diff(account) != 0)]
    whose = np.cumsum(first) - 1
    times = np.bincount(whose[first | np.r_[True, np.diff(video) != 0]])
    visits[named[order]] = times[whose]
    places, of = named[order][first][times >= 2], creator[first][times >= 2]
    found = np.split(places, np.flatnonzero(np.diff(of)) + 1)
    return dict(zip(np.unique(of).tolist(), found, strict=False)), visits


def _named(said: Remarks, places: Ints) -> Ints:
    """One comment of each account that is named."""
    places = places[said.account[places] >= 0]
    return places[np.unique(said.account[places], return_index=True)[1]]


def _everyone(said: Remarks, places: Ints) -> Everyone:
    born = said.born[places]
    return Everyone(np.sort(born[born > 0]), int(said.serial[places].sum()), places.size)


def _looked_at(early: Ints, copies: list[Ints]) -> list[tuple[Ints, bool]]:
    """Crowds whose accounts are looked at, and whether all say the same: each text, early ones of any, all early."""
    alike = sorted(copies, key=len, reverse=True)[:TEXTS]
    both = np.intersect1d(early, np.concatenate(alike)) if alike else early[:0]
    chosen = [*((crowd, True) for crowd in alike), (both, False), (early, False)]
    return [(crowd, same) for crowd, same in chosen if crowd.size >= COPIES]


def _together(
    said: Remarks, own: Ints, looked_at: list[tuple[Ints, bool]], beside: Beside, all_: Everyone
) -> tuple[float, Ints, tuple[str, ...]]:
    """p over crowds and kinds that accounts belong together, the comments of those that do, and the kinds.

    Of crowds with one text every comment is a member; where only mixed crowds belong together, the comments of accounts
    that do: the others came by chance.
    """
    best, kinds = 1.0, set()
    alike, mixed = [own[:0]], [own[:0]]
    for crowd, same in looked_at:
        inside = _named(said, crowd)
        others = (_everyone(said, _named(said, np.concatenate([inside, places]))) for places in beside.of(inside))
        among = [all_, *others]
        compared = [e for e in among if e is all_ or e.size - inside.size >= FEWEST_OUTSIDE]
        batch, first, last = _of_one_batch(said.born[inside], compared)
        serial = int(said.serial[inside].sum())
        handles = max(more_common_p(serial, inside.size, e.serial, e.size) for e in compared)
        p = {kind: min(1.0, 2 * len(looked_at) * value) for kind, value in (("batch", batch), ("handles", handles))}
        best = min(best, *p.values())
        sure = {kind for kind, value in p.items() if value <= SUSPECT}
        made = (said.born[crowd] >= first) & (said.born[crowd] <= last) & ("batch" in sure)
        like = made | (said.serial[crowd] & ("handles" in sure))
        kinds |= sure
        (alike if same else mixed).append(crowd[like | (same and bool(sure))])
    members = alike if kinds and any(part.size for part in alike) else mixed if kinds else [c for c, _ in looked_at]
    return best, np.unique(np.concatenate([own[:0], *members])), tuple(sorted(kinds))


def _of_one_batch(born: Ints, compared: list[Everyone]) -> tuple[float, int, int]:
    """The weaker comparison, with its batch; p = 1 where more than half of the dates are unknown."""
    dates = np.sort(born[born > 0])
    if 2 * dates.size < born.size:
        return 1.0, 1, 0
    return max(batch_p(dates, everyone.born) for everyone in compared)
