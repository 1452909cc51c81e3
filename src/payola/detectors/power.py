"""How small a campaign would be seen in these posts? Squads and recruited creators planted into the user's own dump.

Question: of campaigns of a given size, which share would this corpus (its size, rhythm and collection) have shown?
Needs: the posts; a burst reference if squads are to reach grade B.
Gives: for each size the share found, with its 95 % interval; the smallest found nine times in ten is the answer.
Caveats: planted campaigns are simple ones. An adversary who delays, dilutes or deletes is seen later or not at all.

*Squad*: existing accounts post under a new tag an episode, each joining four episodes in five, within a spread. (One
that keeps to one tag looks like a club of fans, and is seen less.)
*Recruited*: existing creators' own posts, spread over ten days, become the one video under a slogan's tag; half of them
lose their other tags. A family is found where its p at 21 days would be kept among so many families named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payola.columns import ENOUGH_POSTS, schema
from payola.detectors.newtags import AGES, DAY, QUIET, WATCH, Adoption, Dump, other_posts
from payola.detectors.pairs import coordination
from payola.detectors.strangers import Rows, look, rows_of
from payola.detectors.verdict import LEVEL, SHARES, reference_tags
from payola.progress import Progress, Silent
from payola.stats.bursts import BurstReference
from payola.stats.conformal import rank_test

JOINS = 0.8  # share of the episodes that a member joins
SQUADS = 4  # planted at a time
SQUAD_GRID = tuple((size, episodes, spread) for spread in (30, 300) for size in (5, 15) for episodes in (4, 6, 8, 12))
CREATORS = (10, 15, 20, 30, 40)
DAYS = 10  # over which invited creators post
SEEN_BY = 0.9


@dataclass(frozen=True)
class Cell:
    """One size of campaign: how many of ``tried`` were found (squads: members of theirs, in all)."""

    kind: str
    accounts: int
    episodes: int
    spread_s: int
    found: int
    tried: int
    note: str = ""

    def row(self) -> dict[str, Any]:
        """As table ``power`` has it, with the 95 % Wilson interval of the share."""
        low, high = wilson(self.found, self.tried)
        share = self.found / self.tried if self.tried else None
        known = {"share": share, "low": low if self.tried else None, "high": high if self.tried else None}
        return vars(self) | known | {"note": self.note or None}


def wilson(found: int, tried: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    from scipy.stats import binomtest  # takes its time to load

    if not tried:
        return 0.0, 1.0
    ends = binomtest(found, tried).proportion_ci(method="wilson")
    return float(ends.low), float(ends.high)


def squads(
    uses: pa.Table,
    reference: Sequence[BurstReference] = (),
    *,
    grid: Iterable[tuple[int, int, int]] = SQUAD_GRID,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[Cell]:
    """Share of squad members that would be graded (B with a reference, else C), for (size, episodes, spread in s).

    ``uses``: one layer (``object, account_id, post_id, created_at``).
    """
    cells, wanted = list(grid), {"A", "B"} if reference else {"A", "B", "C"}
    found = []
    with (progress or Silent()).stage("planting squads", len(cells)) as stage:
        for number, (size, episodes, spread) in enumerate(cells):
            planted, members = _with_squads(uses, size, episodes, spread, np.random.default_rng([seed, number]))
            if members is None:
                found.append(Cell("squad", size, episodes, spread, 0, 0, "too few accounts to plant squads among"))
                continue
            graded = coordination(planted, reference=reference).accounts
            kept = graded.filter(pc.is_in(graded["grade"], pa.array(sorted(wanted))))
            hits = len(set(kept["account_id"].to_pylist()) & set(members))
            found.append(Cell("squad", size, episodes, spread, hits, len(members)))
            stage.advance()
    return found


def _with_squads(
    uses: pa.Table, size: int, episodes: int, spread: int, rng: np.random.Generator
) -> tuple[pa.Table, list[str] | None]:
    """The uses with planted ones, and who was planted (None: there are too few accounts)."""
    accounts = pc.unique(uses["account_id"]).to_pylist()
    if len(accounts) < 3 * SQUADS * size:
        return uses, None
    chosen = [sorted(accounts)[i] for i in rng.permutation(len(accounts))[: SQUADS * size]]
    times = uses["created_at"].to_numpy()
    rows: list[tuple[str, str, str, int]] = []
    for squad in range(SQUADS):
        members = chosen[squad * size : (squad + 1) * size]
        for episode in range(episodes):
            start = int(times[rng.integers(times.size)])
            for member in members:
                if rng.random() < JOINS:
                    name = f"planted {squad} {episode} {member}"
                    rows.append((f"planted {squad} {episode}", member, name, start + int(rng.integers(spread + 1))))
    names = ("object", "account_id", "post_id", "created_at")
    added = pa.table({name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)})
    kept = uses.select(names)
    return pa.concat_tables([kept, added.cast(kept.schema)]), chosen


def recruited(
    dump: Dump,
    *,
    creators: Sequence[int] = CREATORS,
    trials: int = 100,
    families: int = 1,
    seed: int = 0,
    progress: Progress | None = None,
) -> list[Cell]:
    """Share of planted families that would stand out at 21 days, by number of invited creators.

    ``families``: how many families would be named beside each other (each makes the others a little harder to see).
    """
    reference = reference_tags(dump, {}, seed=seed, more_sizes=creators)
    looks = [one for one in reference.looks[AGES[-1]] if one]
    level = LEVEL * SHARES[AGES[-1]] / families
    short = f"{len(looks)} other new tags: p cannot be below {1 / (len(looks) + 1):.3f}, {level:.3f} is needed"
    able = np.flatnonzero(np.diff(dump.first) > ENOUGH_POSTS)
    found = []
    with (progress or Silent()).stage("planting families", len(creators)) as stage:
        for n in creators:
            hits = tried = 0
            others = np.array([one.beside(n) for one in looks]).reshape(-1, 3)
            for trial in range(trials if 1 / (len(looks) + 1) <= level else 0):
                score = _planted(dump, able, n, np.random.default_rng([seed, n, trial]))
                if score is not None:
                    tried += 1
                    hits += rank_test(score, others)[1] <= level
            why = "" if tried else short if 1 / (len(looks) + 1) > level else "too few creators with a past"
            found.append(Cell("recruited", n, 1, DAYS * DAY, hits, tried, why))
            stage.advance()
    return found


def _planted(dump: Dump, able: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray | None:
    """The three statistics of n creators whose own posts of ten days stand for the invited ones; None: too few."""
    last = dump.end - WATCH - DAYS * DAY
    if last <= dump.start + QUIET:
        return None
    born = int(rng.integers(dump.start + QUIET, last))
    inside = np.flatnonzero((dump.time >= born) & (dump.time < born + DAYS * DAY))
    inside = inside[np.isin(dump.account[inside], able)]
    inside = rng.permutation(inside)
    account, place = np.unique(dump.account[inside], return_index=True)
    if account.size < n:
        return None
    some = np.sort(rng.permutation(account.size)[:n])
    posts = inside[place[some]].astype(np.int64)
    time = dump.time[posts]
    who = Adoption(born, int(time.max()) + WATCH, dump.account[posts], posts, time, posts)
    rows, owner = other_posts(dump, who)
    none = np.zeros(0, np.int64)
    first, others = rows_of(dump, posts, none), rows_of(dump, rows, none)
    usual = rng.random(n) < 0.5
    kept = usual[first.row]
    first = Rows(first.row[kept], first.column[kept], first.value[kept], first.n, first.columns)
    later = np.bincount(owner[dump.time[rows] > time[owner]], minlength=n).astype(np.int64)
    found = look(first, others, owner, ENOUGH_POSTS, np.zeros(n, np.int64), later)
    return found.score if found.n >= max(5, n // 2) else None


def table(cells: Sequence[Cell]) -> pa.Table:
    """Table ``power``."""
    return pa.Table.from_pylist([cell.row() for cell in cells], schema=schema("power"))


def in_words(found: pa.Table) -> str:
    """The answer in a sentence or two: the smallest of each kind that is found nine times in ten."""
    rows = found.to_pylist()
    said = []
    for spread in sorted({row["spread_s"] for row in rows if row["kind"] == "squad"}):
        seen = [r for r in rows if r["kind"] == "squad" and r["spread_s"] == spread and (r["share"] or 0) >= SEEN_BY]
        best = min(seen, key=lambda row: (row["episodes"], row["accounts"]), default=None)
        said.append(
            f"Squads of {best['accounts']} that post within {spread} s are seen from {best['episodes']} episodes on."
            if best
            else f"No planted squad that posts within {spread} s was seen nine times in ten."
        )
    recruits = [row for row in rows if row["kind"] == "recruited"]
    least = min((row["accounts"] for row in recruits if (row["share"] or 0) >= SEEN_BY), default=None)
    if recruits:
        why = next((row["note"] for row in recruits if row["note"]), None)
        said.append(
            f"Slogans pushed by invited creators stand out from {least} creators on."
            if least
            else "No planted family of invited creators stood out nine times in ten" + (f" ({why})." if why else ".")
        )
    return " ".join(said)
