"""A fast part of what ``benchmarks/calibration`` measures: null worlds name nobody, squads are found."""

from __future__ import annotations

import pytest
from benchmarks.calibration import worlds
from benchmarks.calibration.traps import clubs, everywhere, interest_groups
from benchmarks.calibration.worlds import graded, planted

from payola.campaigns.coordination import coordinated
from payola.simulate import simulate


@pytest.mark.parametrize("world", ["null-fans", "null-all"])
def test_a_null_world_names_no_account(world: str) -> None:
    made = simulate(world, seed=3, accounts=400)
    assert graded(worlds.tested(made)) == set()


def test_squads_within_half_a_minute_are_found_and_hardly_anybody_else() -> None:
    made = simulate("squads", seed=5, accounts=400, episodes=10, spread_s=30)
    named, members = graded(worlds.tested(made)), set(planted(made))
    assert len(named & members) >= 0.95 * len(members)
    assert len(named - members) <= 0.05 * len(named)


def test_squads_within_five_minutes_are_found_after_six_episodes() -> None:
    made = simulate("squads", seed=7, accounts=400, episodes=6, spread_s=300)
    named, members = graded(worlds.tested(made)), set(planted(made))
    assert len(named & members) >= 0.9 * len(members)
    assert len(named - members) <= 0.05 * len(named)


def test_the_same_seed_gives_the_same_tables() -> None:
    made = simulate("squads", seed=6, accounts=200, squads=1)
    one, other = worlds.tested(made), worlds.tested(made)
    for name in ("pairs", "accounts", "groups"):
        assert getattr(one, name).equals(getattr(other, name))


@pytest.mark.parametrize("seed", range(3))
def test_independent_accounts_in_interest_groups_give_no_finding(seed: int) -> None:
    found = coordinated({"tag": interest_groups(seed)}, None, seed)
    assert graded(found, "ABC") == set()


def test_generic_tags_and_a_popular_sound_link_nobody() -> None:
    tags, sounds = everywhere(1)
    found = coordinated({"tag": tags, "music": sounds}, None, 0)
    assert graded(found, "ABC") == set()


def test_a_club_larger_than_any_of_the_reference_is_not_taken_for_a_squad() -> None:
    """Its quick members meet in every event; the reference knows such people from smaller clubs only."""
    found = clubs(fans=60, reference_fans=40, seed=2)
    assert graded(found, "C")
    assert graded(found) == set()
