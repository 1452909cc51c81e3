"""Were comments flooded under a video? Much the same words, at once, by accounts that belong together.

Needs: comments with times under known posts; accounts with the time of their making (or ids that hold it), or handles.
Gives: table ``waves``: what arrived, how it compares with the creator's other videos, p, q over all videos, grade.
Caveats: fans, news, and a creator who asks for a word bring many comments at once in much the same words as well. So a
wave needs evidence of the accounts too, both at the stated level (intersection-union test: Berger 1982); without it
nothing is called a wave. A wave of accounts that have neither date nor handle in common is missed. Who ordered a wave
cannot be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from payola.columns import schema
from payola.detectors.crowds import FEWEST, SUSPECT, Crowd, accounts_known, crowds
from payola.detectors.remarks import NO_ACCOUNT, OLDER, UNKNOWN_POSTS, Remarks, naming, remarks_of
from payola.language.slogan import Slogan
from payola.stats.crowds import FEWEST_OUTSIDE, more_common_p
from payola.stats.discovery import bh_q

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TOO_FEW = "videos with too few comments"
LEVEL = 0.05  # false discovery rate of the waves that are kept
LEFT_OUT = {
    UNKNOWN_POSTS: "a wave is judged against the creator's other videos",
    OLDER: "one of the two times is wrong",
    NO_ACCOUNT: "kept for text and arrival; who belongs together cannot be seen",
    TOO_FEW: f"a video is tested from {FEWEST} comments on",
}
NOTE = "fan clubs, agencies and newly joined followers can be made of like accounts too"
UNKNOWN_ACCOUNTS = "accounts unknown: an answer to the creator's own call looks the same"
Graded = tuple[Crowd, float | None]  # with its q; none where the accounts are unknown


@dataclass(frozen=True)
class Waves:
    """Table ``waves``, the comments behind each (table ``evidence``), and what was tested and left out."""

    table: pa.Table
    behind: pa.Table
    summary: dict[str, int]

    @property
    def posts(self) -> frozenset[str]:
        """Posts under which there was a wave: crowds of unknown accounts (grade D) are none."""
        rows = zip(self.table["post_id"].to_pylist(), self.table["q"].to_pylist(), strict=True)
        return frozenset(post for post, q in rows if q is not None)

    def told(self, manifest: Mapping[str, Any]) -> dict[str, Any]:
        """The manifest with what was tested and what could not be used."""
        left_out = [
            {"what": what, "count": count, "reason": LEFT_OUT[what]}
            for what, count in self.summary.items()
            if what in LEFT_OUT
        ]
        return {**manifest, "waves": self.summary, "exclusions": [*manifest["exclusions"], *left_out]}


def waves(comments: pa.Table, posts: pa.Table, slogans: Sequence[Slogan] = ()) -> Waves:
    """Find waves.

    Parameters
    ----------
    comments
        Table ``comments``.
    posts
        ``post_id, account_id, created_at`` of every known post, each once.
    slogans
        How many comments of a wave name their candidates or hold one of them is told, and is no part of its p.
    """
    said = remarks_of(comments, posts)
    enough = np.diff(said.starts) >= FEWEST
    testable = int((enough & accounts_known(said)).sum())
    unusual = list(crowds(said))
    when = comments["created_at"].to_numpy()[said.place]
    found = _graded(said, unusual, when, testable, int(enough.sum()))
    summary = {
        "videos tested": testable,
        "videos whose accounts are unknown": int(enough.sum()) - testable,
        "unusual crowds": len(unusual),
        "waves": sum(q is not None for _, q in found),
        TOO_FEW: int((~enough).sum()),
        **said.left_out,
    }
    named = naming(comments["text"], said.place, slogans) if slogans else None
    return Waves(*_tables(said, comments, found, named), summary)


def _graded(said: Remarks, unusual: list[Crowd], when: Ints, testable: int, enough: int) -> list[Graded]:
    """Waves at the false discovery rate, by time; after them unusual crowds of accounts that nothing is known of."""
    sure = [crowd for crowd in unusual if np.isfinite(crowd.accounts)]
    q = bh_q(np.array([crowd.p for crowd in sure], np.float64), testable)
    kept = [(c, float(value)) for c, value in zip(sure, q, strict=True) if value <= LEVEL and c.accounts <= SUSPECT]
    open_ = [c for c in unusual if not np.isfinite(c.accounts) and c.members.size and c.unusual * enough <= LEVEL]
    waves_ = [crowd for crowd, _ in kept]
    found: list[Graded] = [*((_met_before(said, crowd, waves_), value) for crowd, value in kept)]
    found += [(crowd, None) for crowd in open_]
    return sorted(found, key=lambda one: (one[1] is None, int(when[one[0].members].min()), one[0].video))


def _met_before(said: Remarks, crowd: Crowd, others: list[Crowd]) -> Crowd:
    """The crowd, with ``co-commenters`` among its kinds where its accounts stand in other waves as well."""
    elsewhere = [said.account[other.members] for other in others if other.video != crowd.video]
    if not elsewhere:
        return crowd
    inside = np.unique(said.account[crowd.members])
    everyone = np.union1d(inside, said.account[said.of(crowd.video)])
    if everyone.size - inside.size < FEWEST_OUTSIDE:  # an empty video: compare with all who comment anywhere
        everyone = np.unique(said.account)
    known = np.unique(np.concatenate(elsewhere))
    p = more_common_p(
        int(np.isin(inside, known).sum()), inside.size, int(np.isin(everyone, known).sum()), everyone.size
    )
    return crowd if p > SUSPECT else replace(crowd, kinds=(*crowd.kinds, "co-commenters"))


def _tables(said: Remarks, comments: pa.Table, found: list[Graded], named: Bools | None) -> tuple[pa.Table, pa.Table]:
    """Tables ``waves`` and ``evidence``."""
    rows, behind = [], []
    width = len(str(max(len(found), 1)))
    for number, (crowd, q) in enumerate(found, 1):
        wave = f"W{number:0{width}}"
        inside = comments.take(pa.array(said.place[crowd.members]))
        rows.append({"wave_id": wave, **_row(crowd, q, said, inside["created_at"].to_numpy()), **_naming(crowd, named)})
        behind.append(_evidence(wave, crowd, inside))
    table = pa.Table.from_pylist(rows, schema=schema("waves"))
    return table, pa.concat_tables([schema("evidence").empty_table(), *behind])


def _row(crowd: Crowd, q: float | None, said: Remarks, times: Ints) -> dict[str, Any]:
    what = {"arrival", "text"} & set(crowd.kinds)
    return {
        "post_id": said.posts[crowd.video].as_py(), "n_comments": len(times), "seen": crowd.seen,
        "expected": crowd.expected, "first_at": int(times.min()), "minutes": float(np.ptp(times) / 60),
        "kinds": list(crowd.kinds), "p_arrival": None if np.isnan(crowd.arrival) else crowd.arrival,
        "p_text": crowd.text, "p_accounts": None if q is None else crowd.accounts, "p": None if q is None else crowd.p,
        "q": q, "grade": "D" if q is None else "A" if len(what) == 2 else "B",
        "note": UNKNOWN_ACCOUNTS if q is None else NOTE,
    }  # fmt: skip


def _naming(crowd: Crowd, named: Bools | None) -> dict[str, Any]:
    """How many of the comments name a candidate or a slogan, and the chance of that against all other comments."""
    if named is None:
        return {}
    inside = int(named[crowd.members].sum())
    return {"naming": inside, "p_naming": more_common_p(inside, crowd.members.size, int(named.sum()), named.size)}


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
