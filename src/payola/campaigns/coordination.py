"""Who moves together beyond chance? Every layer tested, the layers put together, groups, and the posts behind.

A grade says how much was excluded, never why accounts meet. A: beyond both nulls in two layers. B: beyond both in one.
C: beyond the jitter null alone, or without a reference to test against. D: unusual tags in common, whatever the times;
it stands in a table of its own, supports, and raises no other grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.campaigns.evidence import behind_shared_tags
from payola.campaigns.layers import Ends, OverLayers, accounts_over_layers
from payola.columns import schema
from payola.detectors.co_use import CoUse, co_use
from payola.detectors.groups import Groups, groups
from payola.detectors.pairs import LEVEL, SCREEN, Coordination, coordination, grades
from payola.detectors.raw_pairs import posts_behind
from payola.detectors.reference import Reference
from payola.stats.discovery import bh_q, so_small

WHY = {
    "A": "beyond chance and beyond tight bursts of the reference in two kinds of object; "
    "one owner, an agency or a cross-posting tool are not excluded",
    "B": "beyond chance and beyond tight bursts of the reference; "
    "one owner, an agency, a cross-posting tool, or an event or fans unlike the reference are not excluded",
    "C": "beyond what posts moved within their bins would give, not beyond tight bursts: "
    "a shared event, fans or schedulers are not excluded",
}

WORDS = "tag"  # the layer whose objects are words that accounts choose
COLUMN = {"jitter": "p_jitter", "both": "p"}  # of a layer's pairs, by null


@dataclass(frozen=True)
class Findings:
    """Tables as declared; ``behind``: the posts of graded pairs, with their layer; ``shared``: posts under shared tags,
    as evidence."""

    pairs: pa.Table
    shared_tags: pa.Table
    shared: pa.Table
    accounts: pa.Table
    groups: pa.Table
    behind: pa.Table
    summary: dict[str, Any]


def coordinated(
    uses: Mapping[str, pa.Table], reference: Reference | None, seed: int, *, whole_histories: bool = True
) -> Findings:
    """Test each layer's uses (columns ``object, account_id, post_id, created_at``); the layers share the error rate:
    false discovery is controlled over the testable pairs, and the testable accounts, of all layers together.

    Tags in common are compared where ``whole_histories`` of accounts are there: what they post beside the tags that
    were searched for is what tells an interest."""
    layers = {layer: rows for layer, rows in uses.items() if _shared(rows)}
    known = {layer: reference.of(layer) if reference else () for layer in layers}
    alone = {layer: coordination(rows, reference=known[layer], layer=layer) for layer, rows in layers.items()}
    referenced = {layer: bool(known[layer]) for layer in layers}
    tested = _together(alone, referenced)
    together = {
        layer: groups(rows, reference=known[layer], seed=seed, level=LEVEL / len(layers))
        for layer, rows in layers.items()
        if _any_grade(tested[layer].pairs)
    }
    pairs = pa.concat_tables([_pairs(found) for found in tested.values()] or [schema("pairs").empty_table()])
    in_common = _in_common(layers.get(WORDS), seed, whole_histories)
    return Findings(
        pairs=pairs,
        shared_tags=_shared_tags(in_common, pairs),
        shared=behind_shared_tags(layers[WORDS], in_common.acts)
        if WORDS in layers
        else schema("evidence").empty_table(),
        accounts=(accounts := _accounts(tested, referenced, together)),
        groups=_groups(together),
        behind=_behind(layers, tested),
        summary=_summary(tested, accounts, reference) | {"shared_tags": in_common.summary},
    )


def _together(alone: Mapping[str, Coordination], referenced: Mapping[str, bool]) -> dict[str, Coordination]:
    """The same findings with q and grade of pairs over the testable pairs of all layers.

    The burst null is tested in layers with a reference alone; its number of hypotheses counts those."""
    if not alone:
        return {}
    tables = [found.pairs for found in alone.values()]
    sizes = [rows.num_rows for rows in tables]
    with_reference = np.repeat([referenced[layer] for layer in alone], sizes)
    q_jitter, q_both = _q(alone.values(), "jitter"), np.ones(sum(sizes))
    if with_reference.any():
        q_both[with_reference] = _q([found for layer, found in alone.items() if referenced[layer]], "both")
    grade = grades(q_jitter, q_both, with_reference, LEVEL)
    q = np.where(with_reference, q_both, q_jitter)
    return {
        layer: replace(found, pairs=_with(_with(rows, "q", q[low:high]), "grade", grade[low:high]))
        for (layer, found), rows, (low, high) in zip(
            alone.items(), tables, pairwise(np.cumsum([0, *sizes]).tolist()), strict=True
        )
    }


def _q(tested: Iterable[Coordination], which: str) -> NDArray[np.float64]:
    """q of the pairs of these layers, one after the other, among the pairs that could have shown so small a p."""
    found = list(tested)
    p = np.concatenate([one.pairs[COLUMN[which]].to_numpy() for one in found])
    could = np.concatenate([one.possible[which].to_numpy() for one in found])
    more = sum(one.more for one in found)
    everything = sum(max(one.summary["testable_pairs"], one.pairs.num_rows) for one in found)
    return bh_q(p, np.where(p <= SCREEN, so_small(p, could) + more, everything))


def _with(rows: pa.Table, column: str, values: Any) -> pa.Table:
    place = rows.column_names.index(column)
    return rows.set_column(place, column, pa.array(values, rows.schema.field(place).type))


def _shared(uses: pa.Table) -> bool:
    """Whether any object was used by two accounts: without that there is nothing to test, whatever the times."""
    users = uses.group_by("object").aggregate([("account_id", "count_distinct")])["account_id_count_distinct"]
    return bool((pc.max(users).as_py() or 0) >= 2)


def _in_common(uses: pa.Table | None, seed: int, whole_histories: bool) -> CoUse:
    """Accounts with more tags in common than chance gives, where that can be told."""
    if not whole_histories:
        return CoUse(summary={"not_tested": "of accounts found by a tag search only posts under those tags are known"})
    if uses is None:
        return CoUse(summary={"not_tested": "no tag was used by two accounts"})
    return co_use(uses, seed=seed, level=LEVEL)


def _shared_tags(found: CoUse, pairs: pa.Table) -> pa.Table:
    """Pairs with more tags in common than chance gives: grade D where their moments give no grade."""
    graded = pairs.filter(pc.is_valid(pairs["grade"]))
    known = set(zip(graded["account_a"].to_pylist(), graded["account_b"].to_pylist(), strict=True))
    ends = zip(found.pairs["account_a"].to_pylist(), found.pairs["account_b"].to_pylist(), strict=True)
    grade = pa.array([None if pair in known else "D" for pair in ends], pa.string())
    return found.pairs.append_column("grade", grade).select(schema("shared_tags").names).cast(schema("shared_tags"))


def _any_grade(rows: pa.Table) -> bool:
    return bool(rows["grade"].null_count < rows.num_rows)


def _pairs(found: Coordination) -> pa.Table:
    rows = found.pairs
    return rows.append_column("mean_gap_s", pa.nulls(rows.num_rows, pa.float64())).select(schema("pairs").names).cast(
        schema("pairs")
    )  # fmt: skip


def _accounts(
    tested: Mapping[str, Coordination], referenced: Mapping[str, bool], together: Mapping[str, Groups]
) -> pa.Table:
    """One row an account with a pair: p and q over its pairs in all layers, the layers that grade it, its group.

    A layer grades an account that is graded where its pairs in that layer alone, times the number of layers, are as far
    beyond chance as any graded account must be."""
    jitter = accounts_over_layers({layer: _ends(found, "jitter") for layer, found in tested.items()})
    both = accounts_over_layers({layer: _ends(found, "both") for layer, found in tested.items() if referenced[layer]})
    in_group = _group_of(together)
    rows = []
    for account, told in jitter.items():
        known = both.get(account, OverLayers(1.0, 1.0, []) if any(referenced.values()) else None)
        grade, layers = _grade(told, known)
        shown = known or told
        rows.append(
            {
                "account_id": account,
                "group_id": in_group.get(account),
                "layers": layers,
                "p": shown.p,
                "q": shown.q,
                "grade": grade,
                "why": WHY.get(grade or ""),
            }
        )
    return pa.Table.from_pylist(rows, schema=schema("accounts"))


def _ends(found: Coordination, which: str) -> Ends:
    """The pairs of a layer as seen from either account, the testable partners of each account, and the smallest p that
    each could have shown with one of them."""
    accounts, could = (
        pa.chunked_array([*rows["account_a"].chunks, *rows["account_b"].chunks], rows["account_a"].type)
        for rows in (found.pairs, found.possible)
    )
    p, smallest = found.pairs[COLUMN[which]].to_numpy(), found.possible[which].to_numpy()
    return Ends(
        account=accounts,
        p=np.concatenate([p, p]),
        testable=found.partners["account_id"],
        partners=found.partners["partners"].to_numpy(),
        always=found.partners["always"].to_numpy(),
        possible=could,
        smallest=np.concatenate([smallest, smallest]),
    )


def _grade(jitter: OverLayers, both: OverLayers | None) -> tuple[str | None, list[str]]:
    if jitter.q > LEVEL:
        return None, []
    if both is None or both.q > LEVEL:
        return "C", jitter.layers
    return ("A" if len(both.layers) >= 2 else "B"), both.layers


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


def _summary(tested: Mapping[str, Coordination], accounts: pa.Table, reference: Reference | None) -> dict[str, Any]:
    def graded(rows: pa.Table) -> dict[str, int]:
        counted = rows["grade"].drop_null().value_counts().to_pylist()
        return {entry["values"]: entry["counts"] for entry in counted}

    return {
        "level": LEVEL,
        "testable_accounts": len({name for found in tested.values() for name in _testable(found)}),
        "reference": None if reference is None else {"posts": reference.posts, "notes": list(reference.notes)},
        "layers": {
            layer: found.summary
            | {"graded_pairs": graded(found.pairs), "graded_accounts": graded(_of_layer(accounts, layer))}
            for layer, found in tested.items()
        },
    }


def _testable(found: Coordination) -> list[str]:
    """Accounts that have a partner with whom they could be tested, whether or not they ever met."""
    names: list[str] = found.partners["account_id"].to_pylist()
    return names


def _of_layer(accounts: pa.Table, layer: str) -> pa.Table:
    return accounts.filter(pa.array([layer in (named or []) for named in accounts["layers"].to_pylist()], pa.bool_()))
