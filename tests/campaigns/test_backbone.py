"""What is drawn: the heaviest pairs, the same picture each time, groups apart, nothing out of bounds."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from payola.campaigns.backbone import backbone, layout
from payola.columns import schema


def pairs(*rows: tuple[str, str, int], layer: str = "tag", grade: str | None = None) -> pa.Table:
    known = [
        {"account_a": a, "account_b": b, "layer": layer, "window_s": 60, "seen": seen, "grade": grade}
        for a, b, seen in rows
    ]
    return pa.Table.from_pylist(known, schema=schema("pairs"))


def cliques(*sizes: int, seen: int = 5) -> pa.Table:
    rows = [
        (f"g{g}-{a:02}", f"g{g}-{b:02}", seen)
        for g, size in enumerate(sizes)
        for a, b in itertools.combinations(range(size), 2)
    ]
    return pairs(*rows)


def names(table: pa.Table) -> list[tuple[str, str]]:
    return list(zip(table["account_a"].to_pylist(), table["account_b"].to_pylist(), strict=True))


def test_the_heaviest_pairs_are_drawn_and_ties_go_by_name() -> None:
    given = pairs(("a", "b", 2), ("c", "d", 9), ("b", "c", 2), ("a", "c", 2))
    assert names(backbone(given, most=3)) == [("c", "d"), ("a", "b"), ("a", "c")]


def test_graded_pairs_are_drawn_alone_where_there_are_any() -> None:
    given = pa.concat_tables([pairs(("a", "b", 99)), pairs(("c", "d", 3), grade="B")])
    assert names(backbone(given)) == [("c", "d")]


def test_no_more_accounts_come_in_than_can_be_drawn_but_pairs_between_those_inside_do() -> None:
    given = pairs(("a", "b", 9), ("c", "d", 8), ("b", "c", 7), ("a", "c", 6))
    assert names(backbone(given, most_accounts=3)) == [("a", "b"), ("b", "c"), ("a", "c")]


@pytest.mark.parametrize("most", [1, 7, 50])
def test_choosing_early_gives_what_sorting_everything_gives(most: int) -> None:
    rng = np.random.default_rng(most)
    rows = {(f"a{a:02}", f"b{b:02}"): int(w) for a, b, w in rng.integers(0, 30, (600, 3)).tolist()}
    given = pairs(*[(a, b, w) for (a, b), w in rows.items()])
    whole = sorted(rows, key=lambda pair: (-rows[pair], pair))[:most]
    assert names(backbone(given, most=most)) == whole


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    assert backbone(pairs()).num_rows == 0
    assert layout(pairs(), 0).schema == schema("layout")


def test_the_same_pairs_in_any_order_give_the_same_drawing() -> None:
    given = cliques(6, 4, 2)
    shuffled = given.take(np.random.default_rng(1).permutation(given.num_rows))
    assert layout(given, 3).equals(layout(shuffled, 3))


def test_every_account_has_its_own_place_within_bounds_and_its_strength() -> None:
    drawn = layout(cliques(12, 5, 2), 0)
    places = np.column_stack([drawn["x"].to_numpy(), drawn["y"].to_numpy()])
    assert np.abs(places).max() == pytest.approx(1)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert apart[~np.eye(len(places), dtype=bool)].min() > 0.01
    assert drawn["strength"].to_pylist() == [11 * 5] * 12 + [4 * 5] * 5 + [5] * 2


def test_groups_without_a_pair_between_them_stand_apart_and_the_largest_is_cluster_0() -> None:
    drawn = layout(cliques(12, 5, 2), 0)
    assert drawn["community"].to_pylist() == [0] * 12 + [1] * 5 + [2] * 2
    places = np.column_stack([drawn["x"].to_numpy(), drawn["y"].to_numpy()])
    discs = []
    for cluster in range(3):
        inside = places[drawn["community"].to_numpy() == cluster]
        centre = (inside.min(axis=0) + inside.max(axis=0)) / 2
        discs.append((centre, np.hypot(*(inside - centre).T).max()))
    for (one, r_one), (other, r_other) in itertools.combinations(discs, 2):
        assert np.hypot(*(one - other)) > r_one + r_other


def test_a_pair_in_two_layers_is_one_edge_with_both_weights() -> None:
    drawn = layout(pa.concat_tables([pairs(("a", "b", 2)), pairs(("a", "b", 3), layer="music")]), 0)
    assert drawn["strength"].to_pylist() == [5, 5]
