"""With which other new tags were families compared, which of them should a person read first, and what do they cost?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from payola.columns import schema
from payola.detectors.brief import briefs
from payola.detectors.lookalikes import once, p_of_one_more
from payola.detectors.newtags import AGES, FEWEST, QUIET, Adoption, Dump, Ints, born
from payola.detectors.verdict import ReferenceTags
from payola.stats.conformal import conformal_p, score

SOME, MOST_NAMED = 3, 40


def reference_table(dump: Dump, reference: ReferenceTags, beside: Mapping[str, Adoption], label: Any) -> pa.Table:
    """The reference tags with their last look, most unusual first: for a person to read and to strike from."""
    looks = reference.looks[AGES[-1]]
    ps = _as_unusual(reference)
    said = briefs(dump, {name: who.post for name, who in beside.items()}, [])
    rows = []
    for i, (tag, look) in enumerate(zip(reference.tags, looks, strict=True)):
        name = str(dump.tag_names[int(tag)])
        who = beside[name]
        rows.append(
            {
                "tag": name, "born_at": who.born, "n_accounts": len(who),
                "hist2": look.hist2 if look else None, "fit2": look.fit2 if look else None,
                "reph": look.reph if look else None, "p": ps.get(i), "once": once(who, dump),
                "looks_pushed": bool(reference.pushed[i]) if reference.examined[i] else None,
                "shared_phrase": said[name].share,
                "disclosed": float(label[who.post].mean()) if len(who) else None,
            }
        )  # fmt: skip
    table = pa.Table.from_pylist(rows, schema=schema("reference_tags"))
    return table.sort_by([("p", "ascending"), ("tag", "ascending")])


def _as_unusual(reference: ReferenceTags) -> dict[int, float]:
    """By place: share of the testable reference tags that are at least as unusual."""
    looks = {i: look for i, look in enumerate(reference.looks[AGES[-1]]) if look}
    if not looks:
        return {}
    scores = score(np.array([look.score for look in looks.values()]))
    return {
        i: conformal_p(float(value), np.delete(scores, place))
        for place, (i, value) in enumerate(zip(looks, scores, strict=True))
    }


def too_seldom(dump: Dump, families: Iterable[Ints]) -> list[str]:
    """New tags that a few accounts used: what to search for where the reference is too small."""
    first, accounts = born(dump)
    some = np.flatnonzero((first >= dump.start + QUIET) & (accounts >= SOME) & (accounts < FEWEST))
    some = np.setdiff1d(some, np.concatenate([np.zeros(0, np.int64), *families]))
    names: list[str] = dump.tag_names.gather(some[np.argsort(-accounts[some], kind="stable")][:MOST_NAMED]).to_list()
    return names


def contamination(reference: ReferenceTags) -> dict[str, Any]:
    """How many testable tags there are, how many were examined, how many of these look like a push (None: none was
    examined), and the p of one more such tag with them and, were they all campaigns, without."""
    tested = np.array([look is not None for look in reference.looks[AGES[-1]]], np.bool_)
    n, alike = int(tested.sum()), int(reference.pushed[tested].sum())
    return {
        "reference": len(reference.tags),
        "tested": n,
        "examined": int(reference.examined.sum()),
        "look_pushed": alike if reference.examined.any() else None,
        "p_of_one_more": p_of_one_more(alike, n),
        "p_without_them": 1 / (n - alike + 1),
    }
