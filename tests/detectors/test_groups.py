"""Groups: a squad is one, chance makes none, and what is found on odd days is tested on even days only."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from tests.detectors.corpora import DAY, busy_corpus, minute_clock

from payola.detectors.groups import groups
from payola.detectors.reference import fit_reference
from payola.stats.jitter import Scale, retimed

SQUAD = {f"s{k:02}" for k in range(8)}


def test_a_squad_is_one_group_and_beyond_chance_on_the_days_that_did_not_find_it() -> None:
    found = groups(busy_corpus(1, squad=8, episodes=24))
    (row,) = found.groups.to_pylist()
    assert set(found.members["account_id"].to_pylist()) == SQUAD
    assert row["seen"] > 10 * row["expected"]
    assert row["grade"] == "C"


def test_with_a_clean_reference_the_group_must_also_be_beyond_bursts() -> None:
    reference = fit_reference(busy_corpus(3))
    (row,) = groups(busy_corpus(4, squad=8, episodes=24), reference=reference).groups.to_pylist()
    assert row["grade"] == "B"


@pytest.mark.parametrize("seed", range(4))
def test_posts_that_keep_their_day_but_not_their_second_make_no_group(seed: int) -> None:
    uses = busy_corpus(seed, squad=8, episodes=24)
    times = retimed(uses["created_at"].to_numpy(), DAY, 1, np.random.default_rng(seed))
    moved = uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array(times))
    graded = groups(moved).groups["grade"].drop_null()
    assert len(graded) == 0


def test_a_squad_of_odd_days_alone_is_found_but_not_confirmed() -> None:
    uses = busy_corpus(6, squad=8, episodes=24)
    odd = pc.equal(pc.bit_wise_and(pc.divide(uses["created_at"], DAY), 1), 1)
    squad = pc.is_in(uses["account_id"], value_set=pa.array(sorted(SQUAD)))
    found = groups(uses.filter(pc.or_(odd, pc.invert(squad))))
    assert set(found.members["account_id"].to_pylist()) >= SQUAD
    assert found.groups["grade"].drop_null().to_pylist() == []


def test_minutes_alone_are_redrawn_in_whole_minutes() -> None:
    """Chance must be counted on the clock of the data: redrawn to the second, half of it would be missing."""
    from payola.detectors.groups import _tested

    uses = minute_clock(busy_corpus(7))
    few = uses.filter(pc.is_in(uses["account_id"], value_set=pa.array([f"u{k:02}" for k in range(12)])))
    seen, expected, p = _tested(few, Scale(60, 21_600), np.random.default_rng(0), 99)
    assert expected == pytest.approx(seen, rel=0.3)
    assert p > 0.01


def test_the_same_seed_gives_the_same_groups() -> None:
    one, other = (groups(busy_corpus(1, squad=8, episodes=24), seed=5) for _ in range(2))
    assert one.groups.equals(other.groups)
    assert one.members.equals(other.members)
