"""Which uses can coincide inside their bins at all? Those that share a cell, and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.corpora import Row, table

from payola.kernels import bin_pairs, bins
from payola.kernels.coding import CodedUses, code_uses

HOUR, MINUTE = 3_600, 60

uses_of_four = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd"), st.sampled_from("123"), st.integers(0, 3 * HOUR // 30)),
    max_size=25,
).map(lambda drawn: [(tag, account, f"{account}{post}", 30 * time) for tag, account, post, time in drawn])


def coincidences(uses: CodedUses) -> list[list[int]]:
    return [found.tolist() for found in bin_pairs.coincident_bins(bins.by_object(uses), MINUTE, HOUR)]


@given(rows=uses_of_four)
def test_uses_in_shared_cells_are_those_of_the_slow_twin(rows: list[Row]) -> None:
    uses = table(rows)
    cells = [(row["object"], row["created_at"] // HOUR) for row in uses.to_pylist()]
    users: dict[tuple[str, int], set[str]] = {}
    for cell, account in zip(cells, uses["account_id"].to_pylist(), strict=True):
        users.setdefault(cell, set()).add(account)
    expected = [i for i, cell in enumerate(cells) if len(users[cell]) > 1]
    assert bins.in_shared_cells(code_uses(uses), HOUR).tolist() == expected


@given(rows=uses_of_four)
def test_uses_outside_shared_cells_change_no_coincidence(rows: list[Row]) -> None:
    coded = code_uses(table(rows))
    assert coincidences(coded.only(bins.in_shared_cells(coded, HOUR))) == coincidences(coded)


@given(rows=uses_of_four)
def test_a_layout_holds_shared_cells_alone_with_their_numbers_of_accounts(rows: list[Row]) -> None:
    coded = code_uses(table(rows))
    found = bins.by_object(coded)
    posts = bins.posts_of(found, bins.crowds(found, HOUR).sizes, HOUR)
    told = {(int(coded.object[i]), int(coded.time[i]) // HOUR) for i in bins.in_shared_cells(coded, HOUR)}
    first_bin = int(coded.time.min()) // HOUR if rows else 0
    held = {
        (int(posts.objects[place]), int(posts.bin[post]) + first_bin)
        for post in range(len(posts.bin))
        for place in range(posts.object_first[post], posts.object_first[post + 1])
    }
    assert held == told
    assert (posts.cell_accounts >= 2).all()
