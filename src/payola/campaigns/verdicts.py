"""What is the verdict on each family, and what else speaks for a push? Verdicts, kinds of evidence, grades, creators.

A family that stands out is graded C: organic one-video challenges and election tags look the same. Each further kind
of evidence, each with a calibration of its own, raises it: one to B, two to A. No grade says who ordered anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from payola.campaigns.creators import creators
from payola.campaigns.kinds import Kind, found_elsewhere, kinds_of
from payola.campaigns.reference_list import contamination, reference_table, too_seldom
from payola.campaigns.wording import could_be, seen, would_change
from payola.columns import schema
from payola.detectors.description import DESCRIBED, described, usual_views
from payola.detectors.labels import labelled
from payola.detectors.newtags import AGES, HOUR, QUIET, Adoption, Dump, Ints, adoption, carriers, dump_of
from payola.detectors.politics import political_names, political_posts, political_tags
from payola.detectors.strangers import STATISTICS
from payola.detectors.verdict import (
    LEVEL,
    SHARES,
    STANDS,
    UNTESTABLE,
    Judged,
    ReferenceTags,
    judge,
    reference_tags,
)
from payola.errors import OptionError
from payola.language.slogan import DEFAULT_LANGUAGES
from payola.objects import normalise_tag
from payola.settings import lines_of
from payola.stats.conformal import mid_ranks

POST_COLUMNS = (
    "post_id", "account_id", "created_at", "text", "tags", "language", "views", "followers", "disclosed",
)  # fmt: skip
KEYWORDS = "these posts come from a tag search: fetch the histories of the accounts first"


@dataclass(frozen=True)
class Known:
    """What the user says: ``struck`` reference tags that a person took out, ``names`` of the candidates.

    ``candidates``: the candidate of each family (``family_id``); ``languages``: those of the slogans.
    """

    collected_by: str = "unknown"
    struck: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    seed: int = 0
    candidates: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = DEFAULT_LANGUAGES


@dataclass(frozen=True)
class Looked:
    """What the posts alone say of each family: every look, and the kinds of evidence that need no other detector."""

    dump: Dump
    adopted: Mapping[str, Adoption]
    label: Any  # (n,) which posts are labelled
    judged: Sequence[Judged]
    described: Mapping[str, Mapping[str, tuple[float, float | None]]]  # by family and statistic: value, rank
    kinds: Mapping[str, Sequence[Kind]]
    creators: pa.Table
    reference_tags: pa.Table
    summary: dict[str, Any]


@dataclass(frozen=True)
class Verdicts:
    """Tables as declared; ``families`` holds the columns of the verdict by ``family_id``."""

    families: dict[str, dict[str, Any]]
    verdicts: pa.Table
    kinds: pa.Table
    creators: pa.Table
    reference_tags: pa.Table
    behind: pa.Table
    summary: dict[str, Any] = field(default_factory=dict)


def read_tags(file: Path) -> tuple[str, ...]:
    """Tags, one a line; ``#`` before a tag is dropped.

    Raises
    ------
    OptionError
        The file cannot be read or names no tag.
    """
    found = tuple(tag for line in lines_of(file, "tags") for tag in normalise_tag(line.strip()))
    if not found:
        raise OptionError.bad("strike", file.name, "a file with a tag a line")
    return found


def with_verdicts(families: pa.Table, judged: Verdicts) -> pa.Table:
    """Table ``families`` with the columns of the verdict."""
    rows = [row | judged.families.get(row["family_id"], {}) for row in families.to_pylist()]
    return pa.Table.from_pylist(rows, schema=schema("families"))


def look(posts: pa.Table, tags: Mapping[str, Sequence[str]], known: Known) -> Looked:
    """Look at families (``family_id`` to its tags) among all posts (``POST_COLUMNS``)."""
    dump = dump_of(posts)
    families = {name: codes for name, these in tags.items() if (codes := dump.codes(these)).size}
    label = labelled(dump.posts).to_numpy()
    reference = reference_tags(dump, families, known.struck, label, known.seed)
    adopted = {name: adoption(dump, carriers(dump, codes), AGES[-1]) for name, codes in families.items()}
    beside = _adopted(dump, reference.tags)
    politics = political_tags(dump, families.values(), known.names)
    political = political_posts(dump, politics)
    return Looked(
        dump,
        adopted,
        label,
        judged=_judged(dump, families, reference, known),
        described=_described(dump, adopted, beside),
        kinds=kinds_of(dump, adopted, beside, label, political, politics, known),
        creators=creators(dump, adopted, label, political, families),
        reference_tags=reference_table(dump, reference, beside, label),
        summary={
            "level": LEVEL,
            "shares": {str(age): share for age, share in SHARES.items()},
            "named": len(tags),
            "left_out": dict(reference.left_out),
            "political_tags": political_names(dump, politics)[:100],
            **contamination(reference),
            "too_seldom": too_seldom(dump, families.values()),
        },
    )


def _adopted(dump: Dump, tags: Ints) -> dict[str, Adoption]:
    """Who took up each of some tags, by its name."""
    return {str(dump.tag_names[int(tag)]): adoption(dump, carriers(dump, np.array([tag])), AGES[-1]) for tag in tags}


def _described(
    dump: Dump, adopted: Mapping[str, Adoption], beside: Mapping[str, Adoption]
) -> dict[str, dict[str, tuple[float, float | None]]]:
    """Each family's description, with its place among the reference tags."""
    usual, fame = usual_views(dump)
    told = {name: described(dump, who, usual, fame) for name, who in adopted.items() if len(who)}
    others = [described(dump, who, usual, fame) for who in beside.values() if len(who)]
    ranked: dict[str, dict[str, tuple[float, float | None]]] = {name: {} for name in told}
    for statistic in DESCRIBED:
        values = np.array([other[statistic] for other in others])
        values = values[np.isfinite(values)]
        for name, own in told.items():
            if np.isfinite(own[statistic]):
                rank = float(mid_ranks(np.append(values, own[statistic]))[-1]) if values.size else None
                ranked[name][statistic] = (own[statistic], rank)
    return ranked


def verdicts(looked: Looked, graded: frozenset[tuple[str, str]], waves: frozenset[str]) -> Verdicts:
    """Verdict and grade of each family. ``graded``: pairs of accounts of grade B or better; ``waves``: posts under
    which a wave of comments was found."""
    found = {
        name: [
            *looked.kinds[name],
            *found_elsewhere(looked.dump, who, looked.kinds[name][0], looked.label, graded, waves),
        ]
        for name, who in looked.adopted.items()
    }
    return Verdicts(
        families={name: _family(name, looked.judged, kinds) for name, kinds in found.items()},
        verdicts=_verdicts_table(looked),
        kinds=_kinds_table(found),
        creators=looked.creators,
        reference_tags=looked.reference_tags,
        behind=_behind(looked.dump, found),
        summary=looked.summary,
    )


def _judged(dump: Dump, families: Mapping[str, Ints], reference: ReferenceTags, known: Known) -> list[Judged]:
    if known.collected_by == "tag-search":
        return [Judged(name, age, UNTESTABLE, KEYWORDS) for age in AGES for name in families]
    return judge(dump, families, reference)


def _latest(name: str, judged: Sequence[Judged]) -> Judged:
    """The last look that gave a verdict; where none did, the last look."""
    own = [row for row in judged if row.family == name]
    return next((row for row in reversed(own) if row.verdict != UNTESTABLE), own[-1])


def _family(name: str, judged: Sequence[Judged], found: Sequence[Kind]) -> dict[str, Any]:
    """The columns of table ``families`` that hold the verdict."""
    last = _latest(name, judged)
    further = [kind.kind for kind in found if kind.found and kind.counts]
    stands = last.verdict == STANDS
    return {
        "verdict": last.verdict,
        "reason": seen(last, found),
        "could_be": could_be(last, found),
        "would_change": would_change(last, len(further)),
        "grade": {0: "C", 1: "B"}.get(len(further), "A") if stands else None,
        "kinds": [*(["strangers"] if stands else []), *further],
        "disclosed": any(kind.found for kind in found if kind.kind == "disclosure"),
        "n_ref": last.n_ref,
        "p_min": last.p_min,
        "p": last.p,
        "q": last.q,
        "p_apart": last.p_apart,
    }


def _users(dump: Dump, who: Adoption, age: int) -> int | None:
    """Accounts that had used a family at an age; None where these posts show neither its birth nor so long a time."""
    then = who.born + age * HOUR
    if who.born < dump.start + QUIET or then > dump.end:
        return None
    return int(np.unique(dump.account[who.carriers[dump.time[who.carriers] <= then]]).size)


def _verdicts_table(looked: Looked) -> pa.Table:
    """One row a family, look and statistic; the verdict stands in the row of ``strangers``, description at the end."""
    rows: list[dict[str, Any]] = []
    for one in looked.judged:
        head = {"family_id": one.family, "age_h": one.age, "n_ref": one.n_ref}
        counted = {"n_accounts": _users(looked.dump, looked.adopted[one.family], one.age)}
        counted |= {"n_accounts": one.look.adopters, "n_known": one.look.n} if one.look else {}
        rows.append(
            head | counted | {
                "statistic": "strangers", "p": one.p, "q": one.q, "p_min": one.p_min, "tests": one.tests,
                "verdict": one.verdict, "reason": one.reason, "p_apart": one.p_apart,
                "look_examined": one.look_examined, "look_pushed": one.look_pushed,
                "p_without_top": [f"{k}: {p:.4g}" for k, p in one.without_top.items()],
            }
        )  # fmt: skip
        if one.look and one.ranks:
            values = zip(STATISTICS, one.look.score.tolist(), one.ranks, strict=True)
            rows += [head | counted | {"statistic": name, "value": value, "rank": rank} for name, value, rank in values]
            rows.append(head | counted | {"statistic": "lift", "value": one.look.lift})
    rows += [
        {"family_id": family, "age_h": AGES[-1], "statistic": name, "value": value, "rank": rank}
        for family, told in looked.described.items()
        for name, (value, rank) in told.items()
    ]
    return pa.Table.from_pylist(rows, schema=schema("verdicts"))


def _kinds_table(found: Mapping[str, Sequence[Kind]]) -> pa.Table:
    names = schema("kinds").names
    rows = [{"family_id": family} | {n: getattr(kind, n) for n in names if n != "family_id"}
            for family, kinds in found.items() for kind in kinds]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema("kinds"))


def _behind(dump: Dump, found: Mapping[str, Sequence[Kind]]) -> pa.Table:
    """The posts behind each kind of evidence."""
    rows = [
        {
            "finding_id": f"{family}:{kind.kind}", "table": "kinds", "post_id": dump.posts["post_id"][post],
            "account_id": dump.posts["account_id"][post], "created_at": int(dump.time[post]), "why": kind.why,
        }
        for family, kinds in found.items() for kind in kinds if kind.found for post in kind.posts.tolist()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema("evidence"))
