"""Were comments flooded under a video? Much the same words, at once, by accounts that belong together.

Needs: comments with times under known posts; accounts with the time of their making (or ids that hold it), or handles.
Gives: table ``waves``: what arrived, how it compares with the creator's other videos, p, q over all videos, grade.
Caveats: fans, news, and a creator who asks for a word bring many comments at once in much the same words as well. So a
wave needs evidence of the accounts too, both at the stated level (intersection-union test: Berger 1982); without it
nothing is called a wave. Who ordered a wave cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from payola.columns import schema
from payola.detectors.remarks import NO_ACCOUNT, OLDER, UNKNOWN_POSTS, Remarks, remarks_of
from payola.stats.crowds import (
    arrival_p,
    batch_p,
    copies_p,
    early_shares,
    more_common_p,
    spread,
)
from payola.stats.discovery import bh_q

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOWS = (180, 600, 1_800)  # seconds after the video
FEWEST = 10  # comments that a video needs to be tested
COPIES = 5  # copies of a text that may be part of a wave
TOO_FEW = "videos with too few comments"
SUSPECT = 0.01  # p-value from which a crowd's accounts are looked at, and from which a kind of evidence counts
LEVEL = 0.05  # false discovery rate of the waves that are kept
TEXTS = 6  # repeated texts of a video whose accounts are looked at
LEFT_OUT = {
    UNKNOWN_POSTS: "a wave is judged against the creator's other videos",
    OLDER: "one of the two times is wrong",
    NO_ACCOUNT: "kept for text and arrival; who belongs together cannot be seen",
    TOO_FEW: f"a video is tested from {FEWEST} comments on",
}
NOTE = "fan clubs, agencies and newly joined followers can be made of like accounts too"
UNKNOWN_ACCOUNTS = "accounts unknown: an answer to the creator's own call looks the same"


@dataclass(frozen=True)
class Crowd:
    """What is unusual under one video; ``members`` are the comments (places in ``Remarks``)."""

    video: int
    members: Ints
    seen: int
    expected: float
    arrival: float
    text: float
    accounts: float
    kinds: tuple[str, ...]

    @property
    def p(self) -> float:
        """Something arrived or was repeated, *and* the accounts belong together."""
        return max(min(1.0, 2 * min(self.arrival, self.text)), self.accounts)


@dataclass(frozen=True)
class Waves:
    """Table ``waves``, the comments behind each (table ``evidence``), and what was tested and left out."""

    table: pa.Table
    behind: pa.Table
    summary: dict[str, int]

    def told(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """The manifest with what was tested and what could not be used."""
        left_out = [
            {"what": what, "count": count, "reason": LEFT_OUT[what]}
            for what, count in self.summary.items()
            if what in LEFT_OUT
        ]
        return {**manifest, "waves": self.summary, "exclusions": [*manifest["exclusions"], *left_out]}


def waves(comments: pa.Table, posts: pa.Table) -> Waves:
    """Find waves.

    Parameters
    ----------
    comments
        Table ``comments``.
    posts
        ``post_id, account_id, created_at`` of every known post, each once.
    """
    said = remarks_of(comments, posts)
    total = np.diff(said.starts)
    tested = total >= FEWEST
    known = int((tested & np.array([_accounts_known(said, v) for v in range(total.size)], np.bool_)).sum())
    summary = {"videos tested": known, TOO_FEW: int((~tested).sum()), **said.left_out}
    crowds = list(_crowds(said, total, tested))
    sure = [crowd for crowd in crowds if np.isfinite(crowd.accounts)]
    q = bh_q(np.array([crowd.p for crowd in sure]), max(known, len(sure))) if sure else np.zeros(0)
    kept = [(crowd, float(value)) for crowd, value in zip(sure, q, strict=True) if value <= LEVEL]
    open_ = [
        c for c in crowds if not np.isfinite(c.accounts) and max(c.arrival, c.text) <= LEVEL / max(int(tested.sum()), 1)
    ]
    summary["crowds whose accounts are unknown"] = len(open_)
    found = [*((_met_before(said, c, [k for k, _ in kept]), q) for c, q in kept), *((c, None) for c in open_)]
    found.sort(key=lambda pair: (pair[1] is None, int(said.place[pair[0].members].min(initial=0))))
    return Waves(*_tables(said, comments, found), summary)


def _accounts_known(said: Remarks, video: int) -> bool:
    """Whether anything is known of the accounts: when half of them were made, or any handle."""
    own = said.of(video)
    return bool((said.born[own] > 0).mean() >= 0.5 or said.serial[own].any()) if own.stop > own.start else False


def _crowds(said: Remarks, total: Ints, tested: Bools) -> Iterator[Crowd]:
    """Videos where something arrived or was repeated, with what their accounts say."""
    window, seen, expected, arrival = _arrivals(said, total)
    text, copies = _repeated(said, total)
    pool = _pool(said)
    for video in np.flatnonzero(tested & (np.minimum(arrival, text) <= SUSPECT)).tolist():
        own = np.arange(said.starts[video], said.starts[video + 1])
        early = own[said.age[own] <= window[video]] if arrival[video] <= SUSPECT else own[:0]
        p, members, kinds = _accounts(said, own, _looked_at(early, copies.get(video, [])), pool)
        kinds = (
            *(("arrival",) if arrival[video] <= SUSPECT else ()),
            *(("text",) if text[video] <= SUSPECT else ()),
            *kinds,
        )
        unknown = not _accounts_known(said, video)
        yield Crowd(
            video, members, int(seen[video]), float(expected[video]), float(arrival[video]), float(text[video]),
            float("nan") if unknown else p, kinds,
        )  # fmt: skip


def _arrivals(said: Remarks, total: Ints) -> tuple[Ints, Ints, Floats, Floats]:
    """(videos,) the window that says most, comments seen and expected in it, p over all windows."""
    video = np.repeat(np.arange(total.size), total)
    p, seen, expected = [], [], []
    for width in WINDOWS:
        early = np.bincount(video[said.age <= width], minlength=total.size).astype(np.int64)
        share = early_shares(early, total, said.creator)
        p.append(arrival_p(early, total, share, spread(early, total, share)))
        seen.append(early)
        expected.append(total * share)
    best = np.argmin(p, axis=0)
    each = np.arange(total.size)
    least = np.minimum(np.array(p)[best, each] * len(WINDOWS), 1.0)
    return np.array(WINDOWS)[best], np.array(seen)[best, each], np.array(expected)[best, each], least


def _repeated(said: Remarks, total: Ints) -> tuple[Floats, dict[int, list[Ints]]]:
    """(videos,) p of the most repeated text, over the texts of the video, and comments in texts that are too many."""
    video = np.repeat(np.arange(total.size), total)
    worded = np.flatnonzero(said.text >= 0)
    order = worded[np.lexsort((said.text[worded], video[worded]))]
    p_of_video = np.ones(total.size)
    copies: dict[int, list[Ints]] = {}
    if not order.size:
        return p_of_video, {}
    new = np.flatnonzero(np.r_[True, (np.diff(video[order]) != 0) | (np.diff(said.text[order]) != 0)])
    count = np.diff(np.append(new, order.size))
    place, text = video[order[new]], said.text[order[new]]
    everywhere = np.bincount(said.text[worded], minlength=int(text.max()) + 1)
    p = copies_p(count, everywhere[text] - count, total[place], worded.size - total[place])
    several = np.bincount(place[count >= 2], minlength=total.size)
    p = np.minimum(p * np.maximum(several[place], 1), 1.0)
    np.minimum.at(p_of_video, place, p)
    for i in np.flatnonzero((p <= SUSPECT) & (count >= COPIES)).tolist():
        copies.setdefault(int(place[i]), []).append(order[new[i] : new[i] + count[i]])
    return p_of_video, copies


def _pool(said: Remarks) -> Ints:
    """One comment of each account, for comparison with all who comment anywhere."""
    named = np.flatnonzero(said.account >= 0)
    return named[np.unique(said.account[named], return_index=True)[1]]


def _looked_at(early: Ints, copies: list[Ints]) -> list[Ints]:
    """Crowds of a video whose accounts are looked at: those alike by text, the early ones, and the early ones alike."""
    alike = sorted(copies, key=len, reverse=True)[:TEXTS]
    both = np.intersect1d(early, np.concatenate(alike)) if alike else early[:0]
    return [crowd for crowd in (*alike, both, early) if crowd.size >= COPIES]


def _accounts(said: Remarks, own: Ints, crowds: list[Ints], pool: Ints) -> tuple[float, Ints, tuple[str, ...]]:
    """p over crowds and kinds that accounts belong together, the comments of all crowds that say so, and the kinds."""
    best, members = 1.0, [own[:0]]
    found: set[str] = set()
    for crowd in crowds:
        inside = crowd[np.unique(said.account[crowd], return_index=True)[1]]
        inside = inside[said.account[inside] >= 0]
        if inside.size < COPIES:
            continue
        near = own[~np.isin(said.account[own], said.account[inside]) & (said.account[own] >= 0)]
        far = pool[~np.isin(said.account[pool], said.account[inside])]
        p = {
            "batch": _against(said.born, inside, near, far),
            "handles": max(more_common_p(said.serial[inside], said.serial[others]) for others in _enough(near, far)),
        }
        counted = {kind: min(1.0, value * len(p) * len(crowds)) for kind, value in p.items()}
        best = min(best, *counted.values())
        kinds = {kind for kind, value in counted.items() if value <= SUSPECT}
        if kinds:
            found |= kinds
            members.append(crowd)
    shown = np.unique(np.concatenate(members if found else [own[:0], *crowds]))
    return best, shown, tuple(sorted(found))


def _enough(near: Ints, far: Ints) -> list[Ints]:
    """The other commenters of the video where there are enough, and those of all videos."""
    return [near, far] if near.size >= 20 else [far]


def _against(born: Ints, inside: Ints, near: Ints, far: Ints) -> float:
    """The weaker of two comparisons: with others under this video, and with all commenters."""
    dates = born[inside][born[inside] > 0]
    if dates.size < inside.size / 2:
        return 1.0
    return max(batch_p(dates, born[others][born[others] > 0]) for others in _enough(near, far))


def _met_before(said: Remarks, crowd: Crowd, others: list[Crowd]) -> Crowd:
    """The crowd, with ``co-commenters`` among its kinds where its accounts stand in other waves as well."""
    elsewhere = [said.account[other.members] for other in others if other.video != crowd.video]
    if not elsewhere:
        return crowd
    own = said.of(crowd.video)
    inside = np.unique(said.account[crowd.members])
    outside = np.setdiff1d(said.account[own], inside)
    known = np.concatenate(elsewhere)
    marked = np.isin(inside, known)
    p = more_common_p(marked, np.isin(outside, known)) if outside.size >= 20 else float(marked.mean() < 1 / 3)
    if p > SUSPECT:
        return crowd
    return Crowd(**(vars(crowd) | {"kinds": (*crowd.kinds, "co-commenters")}))


def _tables(said: Remarks, comments: pa.Table, found: list[tuple[Crowd, float | None]]) -> tuple[pa.Table, pa.Table]:
    """Tables ``waves`` and ``evidence``."""
    rows, behind = [], []
    width = len(str(max(len(found), 1)))
    for number, (crowd, q) in enumerate(found, 1):
        wave = f"W{number:0{width}}"
        places = said.place[crowd.members]
        inside = comments.take(pa.array(places))
        rows.append(_row(wave, crowd, q, said, inside["created_at"].to_numpy()))
        behind.append(_evidence(wave, crowd, inside))
    table = pa.Table.from_pylist(rows, schema=schema("waves"))
    return table, pa.concat_tables([schema("evidence").empty_table(), *behind])


def _row(wave: str, crowd: Crowd, q: float | None, said: Remarks, times: Ints) -> dict[str, Any]:
    who = {"batch", "handles", "co-commenters"} & set(crowd.kinds)
    what = {"arrival", "text"} & set(crowd.kinds)
    grade = "D" if q is None else "A" if len(what) == 2 and who else "B"
    return {
        "wave_id": wave, "post_id": said.posts[crowd.video].as_py(), "n_comments": len(times), "seen": crowd.seen,
        "expected": crowd.expected, "first_at": int(times.min()), "minutes": float(np.ptp(times) / 60),
        "kinds": list(crowd.kinds), "p_arrival": crowd.arrival, "p_text": crowd.text,
        "p_accounts": None if q is None else crowd.accounts, "p": None if q is None else crowd.p, "q": q,
        "grade": grade, "note": UNKNOWN_ACCOUNTS if q is None else NOTE,
    }  # fmt: skip


def _evidence(wave: str, crowd: Crowd, inside: pa.Table) -> pa.Table:
    """The comments of a wave: who wrote under which post, when, and why it belongs there."""
    why = "a comment of the wave: " + ", ".join(crowd.kinds)
    size = inside.num_rows
    return pa.table(
        {
            "finding_id": pa.repeat(wave, size),
            "table": pa.repeat("waves", size),
            "post_id": inside["post_id"],
            "account_id": inside["account_id"],
            "created_at": inside["created_at"],
            "why": pa.repeat(why, size),
        }
    ).cast(schema("evidence"))
