"""Which part of a network can be drawn so that a person sees something, and where does each account stand?

The whole raw network is a hairball whatever the layout (Serrano, Boguna and Vespignani 2009), so a backbone is drawn:
the graded pairs where there are any, else the heaviest. Positions come from a force layout (Fruchterman and Reingold
1991) of each connected part, parts set side by side; colours from Leiden (Traag, Waltman and van Eck 2019). Both are
aids for the eye and no findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from payola.columns import schema

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PAIRS = 2_000
MOST_ACCOUNTS = 1_000
GAP = 0.6  # distance between parts, in the units of a part's radius for one account
WIDER = 2.0  # a drawing is about so many times wider than high
ROUNDS = 200
DIGITS = 5  # positions are rounded, so that the last bits of a platform's arithmetic do not show


def backbone(pairs: pa.Table, most: int = MOST_PAIRS, most_accounts: int = MOST_ACCOUNTS) -> pa.Table:
    """The pairs to draw: graded ones where there are any, else the heaviest; the same for the same pairs.

    Parameters
    ----------
    pairs
        Columns of table ``pairs``, in any order.
    most, most_accounts
        At most so many pairs, between at most so many accounts: a pair that would bring in one account too many is
        left out, lighter pairs between accounts that are in are still taken.

    Returns
    -------
    Rows of ``pairs``, heaviest first.
    """
    import pyarrow.compute as pc

    graded = pairs.filter(pc.is_valid(pairs["grade"]))
    chosen = graded if graded.num_rows else pairs
    order = [("seen", "descending"), ("layer", "ascending"), ("account_a", "ascending"), ("account_b", "ascending")]
    ranked = _heaviest(chosen, 4 * most).sort_by(order)
    return ranked.take(np.array(_within(ranked, most, most_accounts), np.int64))


def _heaviest(pairs: pa.Table, most: int) -> pa.Table:
    """Pairs at least as heavy as the ``most``-th heaviest: few rows are left to sort by name."""
    import pyarrow.compute as pc

    if pairs.num_rows <= most:
        return pairs
    seen = pairs["seen"].to_numpy()
    return pairs.filter(pc.greater_equal(pairs["seen"], int(np.partition(seen, -most)[-most])))


def _within(ranked: pa.Table, most: int, most_accounts: int) -> list[int]:
    """Rows to take, in order, until there are ``most``; accounts beyond ``most_accounts`` are not brought in."""
    taken: list[int] = []
    accounts: set[str] = set()
    for row, ends in enumerate(zip(ranked["account_a"].to_pylist(), ranked["account_b"].to_pylist(), strict=True)):
        if len(taken) == most:
            break
        if len(accounts.union(ends)) <= most_accounts:
            accounts.update(ends)
            taken.append(row)
    return taken


def layout(pairs: pa.Table, seed: int) -> pa.Table:
    """Where each account of ``pairs`` stands in the drawing, and in which cluster (table ``layout``).

    Positions lie in [-1, 1] on both axes, on one scale. Clusters are numbered by size, the largest is 0. Pairs of
    several layers between the same accounts are drawn as one edge. The same pairs and seed give the same table.
    """
    import pyarrow as pa

    if pairs.num_rows == 0:
        return schema("layout").empty_table()
    accounts, ends, weights = _edges(pairs)
    places = _side_by_side([_spread(part, ends, weights, seed) for part in _parts(len(accounts), ends)])
    strength = np.bincount(ends.ravel(), np.repeat(weights, 2), len(accounts))
    rows = {
        "account_id": accounts.tolist(),
        "x": places[:, 0],
        "y": places[:, 1],
        "community": _clusters(len(accounts), ends, weights, seed),
        "strength": strength.astype(np.int64),
    }
    return pa.table(rows).cast(schema("layout"))


def _edges(pairs: pa.Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sorted accounts (n,), ends as places among them (m, 2), coincidences of each edge (m,); one row an edge."""
    merged = pairs.group_by(["account_a", "account_b"]).aggregate([("seen", "sum")])
    merged = merged.sort_by([("account_a", "ascending"), ("account_b", "ascending")])
    names = np.array([merged["account_a"].to_pylist(), merged["account_b"].to_pylist()], dtype=object)
    accounts, places = np.unique(names.ravel(), return_inverse=True)
    return accounts, places.reshape(2, -1).T, merged["seen_sum"].to_numpy().astype(np.float64)


def _parts(n: int, ends: np.ndarray) -> list[np.ndarray]:
    """Accounts of each connected part, largest first."""
    import rustworkx as rx

    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from([(a, b, 1.0) for a, b in ends.tolist()])
    parts = [np.array(sorted(part), np.int64) for part in rx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _spread(part: np.ndarray, ends: np.ndarray, weights: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Accounts of a part and their positions (k, 2) around 0 in a disc whose area grows with their number."""
    import rustworkx as rx

    inside = np.isin(ends[:, 0], part)
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(part.tolist())
    near = np.searchsorted(part, ends[inside])
    pull = np.log1p(weights[inside]) / np.log1p(weights.max())  # heavier pairs closer, none collapsed
    graph.add_edges_from([(a, b, w) for (a, b), w in zip(near.tolist(), pull.tolist(), strict=True)])
    start = _on_a_circle(len(part), seed)
    found = rx.spring_layout(graph, pos=start, weight_fn=float, num_iter=ROUNDS, k=2 / np.sqrt(len(part)), seed=seed)
    places = np.array([found[node] for node in range(len(part))], np.float64)
    places -= (places.min(axis=0) + places.max(axis=0)) / 2
    reach = np.hypot(places[:, 0], places[:, 1]).max()
    return part, places / (reach or 1.0) * np.sqrt(len(part))


def _on_a_circle(n: int, seed: int) -> dict[int, tuple[float, float]]:
    """Starting places: around a circle, jittered by the seed."""
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    places = np.column_stack([np.cos(angle), np.sin(angle)]) / 2
    places += np.random.default_rng(seed).normal(0, 0.02, places.shape)
    return {node: (x, y) for node, (x, y) in enumerate(places.tolist())}


def _side_by_side(parts: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Set the discs of the parts in rows, largest first; give all positions (n, 2) within [-1, 1], rounded."""
    radii = np.array([np.sqrt(len(part)) + GAP for part, _ in parts])
    width = max(2 * radii[0], np.sqrt(WIDER * (4 * radii**2).sum()))
    places = np.empty((sum(len(part) for part, _ in parts), 2))
    for (part, around), centre in zip(parts, _rows(radii, width), strict=True):
        places[part] = around + centre
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    reach = np.abs(places - middle).max() or 1.0
    rounded: np.ndarray = np.round((places - middle) / reach, DIGITS) + 0.0  # no minus zero
    return rounded


def _rows(radii: np.ndarray, width: float) -> Iterator[tuple[float, float]]:
    """Centres of discs (radii descending) set in rows of at most this width."""
    left = top = 0.0
    tallest = float(radii[0])
    for radius in radii.tolist():
        if left + 2 * radius > width and left > 0:
            left, top, tallest = 0.0, top + 2 * tallest, radius
        yield left + radius, top + tallest
        left += 2 * radius


def _clusters(n: int, ends: np.ndarray, weights: np.ndarray, seed: int) -> np.ndarray:
    """Leiden clusters (n,), numbered by size."""
    import graspologic_native

    edges = [(str(a), str(b), w) for (a, b), w in zip(ends.tolist(), weights.tolist(), strict=True)]
    _, found = graspologic_native.leiden(edges, seed=seed, trials=3)
    member = np.array([found[str(node)] for node in range(n)])
    sizes = np.bincount(member)
    first = np.array([np.argmax(member == cluster) for cluster in range(len(sizes))])
    rank = np.empty(len(sizes), np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    ranked: np.ndarray = rank[member]
    return ranked
