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
from payola.columns import schema
from payola.detectors.labels import labelled
from payola.detectors.newtags import AGES, Adoption, Dump, Ints, adoption, carriers, dump_of
from payola.detectors.politics import political_names, political_posts, political_tags
from payola.detectors.strangers import STATISTICS
from payola.detectors.verdict import (
    LEVEL,
    NOT,
    SHARES,
    STANDS,
    UNTESTABLE,
    Judged,
    ReferenceTags,
    aged,
    judge,
    reference_tags,
)
from payola.errors import OptionError
from payola.objects import normalise_tag
from payola.settings import lines_of
from payola.stats.conformal import conformal_p, score

POST_COLUMNS = (
    "post_id", "account_id", "created_at", "text", "tags", "language", "views", "followers", "disclosed",
)  # fmt: skip
KEYWORDS = "these posts come from a tag search: fetch the histories of the accounts first"
SAME_LOOK = "an organic one-video challenge or an election tag can look the same"


@dataclass(frozen=True)
class Known:
    """What the user says: ``struck`` reference tags that a person took out, ``names`` of the candidates."""

    collected_by: str = "unknown"
    struck: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True)
class Looked:
    """What the posts alone say of each family: every look, and the kinds of evidence that need no other detector."""

    dump: Dump
    adopted: Mapping[str, Adoption]
    judged: Sequence[Judged]
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
    beside = {
        str(dump.tag_names[int(tag)]): adoption(dump, carriers(dump, np.array([tag])), AGES[-1])
        for tag in reference.tags
    }
    politics = political_tags(dump, families.values(), known.names)
    political = political_posts(dump, politics)
    return Looked(
        dump,
        adopted,
        judged=_judged(dump, families, reference, known),
        kinds=kinds_of(dump, adopted, beside, label, political, politics, known),
        creators=creators(dump, adopted, label, political, families),
        reference_tags=_reference_table(dump, reference, beside, label),
        summary={
            "level": LEVEL,
            "shares": {str(age): share for age, share in SHARES.items()},
            "named": len(tags),
            "reference": len(reference.tags),
            "left_out": dict(reference.left_out),
            "political_tags": political_names(dump, politics)[:100],
        },
    )


def verdicts(looked: Looked, graded: frozenset[tuple[str, str]], waves: frozenset[str]) -> Verdicts:
    """Verdict and grade of each family. ``graded``: pairs of accounts of grade B or better; ``waves``: posts under
    which a wave of comments was found."""
    found = {
        name: [*looked.kinds[name], *found_elsewhere(looked.dump, who, graded, waves)]
        for name, who in looked.adopted.items()
    }
    return Verdicts(
        families={name: _family(name, looked.judged, kinds) for name, kinds in found.items()},
        verdicts=_verdicts_table(looked.judged),
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
        "reason": _sentence(last, found),
        "grade": {0: "C", 1: "B"}.get(len(further), "A") if stands else None,
        "kinds": [*(["strangers"] if stands else []), *further],
        "disclosed": any(kind.found for kind in found if kind.kind == "disclosure"),
        "n_ref": last.n_ref,
        "p_min": last.p_min,
        "p": last.p,
        "q": last.q,
    }


def _sentence(last: Judged, found: Sequence[Kind]) -> str:
    """What was seen, what could look the same, what would change it."""
    also = "; ".join(kind.note for kind in found if kind.found)
    if last.verdict == UNTESTABLE:
        return "; ".join(part for part in (last.reason, also) if part)
    at = (
        f"at {aged(last.age)}, p = {last.p:.3g} among {last.n_ref} other new tags, "
        f"q = {last.q:.3g} of {last.tests} tested"
    )
    if last.verdict == NOT:
        return "; ".join(part for part in (f"{last.reason} ({at})", also) if part)
    open_ = "a second kind of evidence would change the grade" if not also else ""
    return "; ".join(part for part in (f"{last.reason} ({at})", also, SAME_LOOK, open_) if part)


def _verdicts_table(judged: Sequence[Judged]) -> pa.Table:
    """One row a family, look and statistic; the verdict stands in the row of ``strangers``."""
    rows: list[dict[str, Any]] = []
    for one in judged:
        head = {"family_id": one.family, "age_h": one.age, "n_ref": one.n_ref}
        counted = {"n_accounts": one.look.adopters, "n_known": one.look.n} if one.look else {}
        rows.append(
            head | counted | {
                "statistic": "strangers", "p": one.p, "q": one.q, "p_min": one.p_min, "tests": one.tests,
                "verdict": one.verdict, "reason": one.reason,
                "p_without_top": [f"{k}: {p:.4g}" for k, p in one.without_top.items()],
            }
        )  # fmt: skip
        if one.look and one.ranks:
            values = zip(STATISTICS, one.look.score.tolist(), one.ranks, strict=True)
            rows += [head | counted | {"statistic": name, "value": value, "rank": rank} for name, value, rank in values]
            rows.append(head | counted | {"statistic": "lift", "value": one.look.lift})
    return pa.Table.from_pylist(rows, schema=schema("verdicts"))


def _kinds_table(found: Mapping[str, Sequence[Kind]]) -> pa.Table:
    names = schema("kinds").names
    rows = [{"family_id": family} | {n: getattr(kind, n) for n in names if n != "family_id"}
            for family, kinds in found.items() for kind in kinds]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema("kinds"))


def _reference_table(dump: Dump, reference: ReferenceTags, beside: Mapping[str, Adoption], label: Any) -> pa.Table:
    """The reference tags with their last look, most unusual first: for a person to read and to strike from."""
    looks = reference.looks[AGES[-1]]
    tested = [i for i, look in enumerate(looks) if look]
    scores = score(np.array([looks[i].score for i in tested]).reshape(-1, 3)) if tested else np.zeros(0)  # type: ignore[union-attr]
    ps = {
        i: conformal_p(float(value), np.delete(scores, place))
        for place, (i, value) in enumerate(zip(tested, scores, strict=True))
    }
    rows = []
    for i, tag in enumerate(reference.tags):
        look, name = looks[i], str(dump.tag_names[int(tag)])
        who = beside[name]
        rows.append(
            {
                "tag": name, "born_at": who.born, "n_accounts": len(who),
                "hist2": look.hist2 if look else None, "fit2": look.fit2 if look else None,
                "reph": look.reph if look else None, "p": ps.get(i),
                "disclosed": float(label[who.post].mean()) if len(who) else None,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema("reference_tags")).sort_by(
        [("p", "ascending"), ("tag", "ascending")]
    )


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
