"""Who moves together beyond chance? Every layer tested, the layers put together, groups, and the posts behind.

A grade says how much was excluded, never why accounts meet. A: beyond both nulls in two layers. B: beyond both in one.
C: beyond the jitter null alone, or without a reference to test against.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from payola.columns import schema
from payola.detectors.groups import Groups, groups
from payola.detectors.pairs import LEVEL, Coordination, coordination
from payola.detectors.raw_pairs import posts_behind
from payola.detectors.reference import Reference

WHY = {
    "A": "beyond chance and beyond tight bursts of the reference in two kinds of object; "
    "one owner, an agency or a cross-posting tool are not excluded",
    "B": "beyond chance and beyond tight bursts of the reference; "
    "one owner, an agency, a cross-posting tool or a live event the reference has not are not excluded",
    "C": "beyond what posts moved within their bins would give, not beyond tight bursts: "
    "a shared event, fans or schedulers are not excluded",
}


@dataclass(frozen=True)
class Findings:
    """``pairs``, ``accounts`` and ``groups`` as declared; ``behind``: the posts of graded pairs, with their layer."""

    pairs: pa.Table
    accounts: pa.Table
    groups: pa.Table
    behind: pa.Table
    summary: dict[str, Any]


def coordinated(uses: Mapping[str, pa.Table], reference: Reference | None, seed: int) -> Findings:
    """Test each layer's uses (columns ``object, account_id, post_id, created_at``); the layers share the error rate."""
    layers = {layer: rows for layer, rows in uses.items() if _shared(rows)}
    level = LEVEL / max(len(layers), 1)
    known = {layer: reference.of(layer) if reference else () for layer in layers}
    tested = {
        layer: coordination(rows, reference=known[layer], layer=layer, level=level) for layer, rows in layers.items()
    }
    together = {
        layer: groups(rows, reference=known[layer], seed=seed, level=level)
        for layer, rows in layers.items()
        if _any_grade(tested[layer].pairs)
    }
    return Findings(
        pairs=pa.concat_tables([_pairs(found) for found in tested.values()] or [schema("pairs").empty_table()]),
        accounts=_accounts(tested, together),
        groups=_groups(together),
        behind=_behind(layers, tested),
        summary=_summary(tested, reference, level),
    )


def _shared(uses: pa.Table) -> bool:
    """Whether any object was used by two accounts: without that there is nothing to test, whatever the times."""
    users = uses.group_by("object").aggregate([("account_id", "count_distinct")])["account_id_count_distinct"]
    return bool((pc.max(users).as_py() or 0) >= 2)


def _any_grade(rows: pa.Table) -> bool:
    return bool(rows["grade"].null_count < rows.num_rows)


def _pairs(found: Coordination) -> pa.Table:
    rows = found.pairs
    return rows.append_column("mean_gap_s", pa.nulls(rows.num_rows, pa.float64())).select(schema("pairs").names).cast(
        schema("pairs")
    )  # fmt: skip


def _accounts(tested: Mapping[str, Coordination], together: Mapping[str, Groups]) -> pa.Table:
    """One row an account: its smallest p over the layers times their number, the layers that grade it, its group."""
    n = len(tested)
    best: dict[str, dict[str, Any]] = {}
    for layer, found in tested.items():
        for row in found.accounts.to_pylist():
            known = best.setdefault(row["account_id"], {"p": 1.0, "q": 1.0, "B": [], "C": []})
            known["p"], known["q"] = min(known["p"], row["p"] * n), min(known["q"], row["q"] * n)
            if row["grade"]:
                known[row["grade"]].append(layer)
    in_group = _group_of(together)
    rows = [
        {
            "account_id": account,
            "group_id": in_group.get(account),
            "layers": known["B"] + known["C"],
            "p": known["p"],
            "q": known["q"],
            "grade": (grade := _grade(known)),
            "why": WHY.get(grade or ""),
        }
        for account, known in best.items()
    ]
    return pa.Table.from_pylist(rows, schema=schema("accounts"))


def _grade(known: Mapping[str, Any]) -> str | None:
    if len(known["B"]) >= 2:
        return "A"
    return "B" if known["B"] else "C" if known["C"] else None


def _group_of(together: Mapping[str, Groups]) -> dict[str, str]:
    """The first group of each account that is beyond chance."""
    found: dict[str, str] = {}
    for layer, one in together.items():
        graded = set(one.groups.filter(pc.is_valid(one.groups["grade"]))["group"].to_pylist())
        for account, group in zip(*(one.members[name].to_pylist() for name in ("account_id", "group")), strict=True):
            if group in graded:
                found.setdefault(account, _group_id(layer, group))
    return found


def _group_id(layer: str, number: int) -> str:
    return f"{layer}-{number + 1}"


def _groups(together: Mapping[str, Groups]) -> pa.Table:
    rows = [
        {**row, "group_id": _group_id(layer, row["group"]), "layer": layer}
        for layer, one in together.items()
        for row in one.groups.to_pylist()
    ]
    names = schema("groups").names
    return pa.Table.from_pylist([{name: row[name] for name in names} for row in rows], schema=schema("groups"))


def _behind(uses: Mapping[str, pa.Table], tested: Mapping[str, Coordination]) -> pa.Table:
    """The coincident posts of every graded pair, at the window at which it says most."""
    parts = []
    for layer, found in tested.items():
        graded = found.pairs.filter(pc.is_valid(found.pairs["grade"]))
        for window in pc.unique(graded["window_s"]).to_pylist():
            rows = posts_behind(uses[layer], graded.filter(pc.equal(graded["window_s"], window)), window)
            parts.append(rows.append_column("layer", pa.repeat(layer, rows.num_rows)))
    return pa.concat_tables(parts) if parts else pa.table({})


def _summary(tested: Mapping[str, Coordination], reference: Reference | None, level: float) -> dict[str, Any]:
    def graded(rows: pa.Table) -> dict[str, int]:
        counted = rows["grade"].drop_null().value_counts().to_pylist()
        return {entry["values"]: entry["counts"] for entry in counted}

    return {
        "level": level,
        "reference": None if reference is None else {"posts": reference.posts, "notes": list(reference.notes)},
        "layers": {
            layer: found.summary | {"graded_pairs": graded(found.pairs), "graded_accounts": graded(found.accounts)}
            for layer, found in tested.items()
        },
    }
