"""Drawn elections are as uncertain as they say, and odds are what is counted in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.outcomes.contests.worlds import PARTIES, history, national, polls, write

import payola
from payola.outcomes.contests.backtest import backtest, model_before, reliability_of, summaries
from payola.outcomes.contests.ballot import Past, Stand, ballot, past
from payola.outcomes.contests.history import Evidence, earlier_cases
from payola.outcomes.contests.history import case as case_of
from payola.outcomes.contests.learn import learned
from payola.outcomes.contests.model import draw
from payola.outcomes.contests.national import Arena
from payola.outcomes.contests.odds import odds
from payola.outcomes.contests.parties import Parties
from payola.outcomes.contests.priors import Model
from payola.outcomes.contests.results import read_results


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    path = history(tmp_path_factory.mktemp("contests") / "r.csv", elections=5, districts=150, seed=3)
    return Evidence(read_results(path, Parties()))


def test_shares_of_a_district_add_up_in_every_drawn_election(evidence: Evidence) -> None:
    case = earlier_cases(evidence)[0]
    shares = draw(case.board, case.arenas(Model()), Model(), 100)
    assert np.allclose(np.add.reduceat(shares, case.board.start, axis=1), 1, atol=1e-5)
    assert shares.min() > 0


def test_the_same_seed_gives_the_same_elections(evidence: Evidence) -> None:
    case = earlier_cases(evidence)[0]
    once, again, other = (draw(case.board, case.arenas(Model()), Model(), 50, seed) for seed in (1, 1, 2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_intervals_hold_as_often_as_they_say_where_the_model_is_true(evidence: Evidence, level: float) -> None:
    case = earlier_cases(evidence)[0]
    arenas = case.arenas(Model())
    truth = draw(case.board, arenas, Model(), 200, seed=11)
    told = draw(case.board, arenas, Model(), 1000, seed=12)
    low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2], axis=0)
    held = ((truth >= low) & (truth <= high)).mean(axis=1)
    assert abs(held.mean() - level) < 4 * held.std() / np.sqrt(200) + 0.005


def test_odds_are_counted_in_drawn_elections() -> None:
    board = ballot(
        past_of({("A", "Red"): 0.5, ("A", "Blue"): 0.3, ("A", "Gold"): 0.2}),
        [Stand("A", "Red"), Stand("A", "Blue"), Stand("A", "Gold")],
        Parties(),
    )
    at = {board.parties[p]: i for i, p in enumerate(board.party.tolist())}
    shares = np.zeros((4, 3), np.float32)
    shares[:, at["Red"]] = [0.5, 0.38, 0.4, 0.42]
    shares[:, at["Blue"]] = [0.3, 0.40, 0.1, 0.34]
    shares[:, at["Gold"]] = [0.2, 0.22, 0.5, 0.24]
    found = odds(board, shares, follow=0.5)
    assert found.strongest[at["Blue"]] == (3 + 0.5) / (4 + 1)  # 3 of 4 drawn elections, and half a one for each rival
    assert found.beats[at["Blue"]] == (1 + 0.5) / (4 + 1)
    assert found.followed[at["Blue"]] == 0.5
    assert found.regret[at["Blue"]] == pytest.approx(0.1)
    assert found.beaten[0] == 0.5
    assert found.pick[0] == at["Blue"]


def past_of(shares: dict[tuple[str, str], float]) -> Past:
    winner = max(shares, key=lambda key: shares[key])
    return Past("2000", shares, {}, {"A": 100.0}, {"A": ""}, {"A": (winner[1], "")})


def test_nothing_of_an_election_is_known_before_it(evidence: Evidence, tmp_path: Path) -> None:
    rows = [replace(row, votes=1000.0 + 7 * i % 500) if row.election == "2016" else row
            for i, row in enumerate(evidence.results.rows)]  # fmt: skip
    other = replace(evidence, results=replace(evidence.results, rows=rows, valid={}))
    first, second = earlier_cases(evidence), earlier_cases(other)
    assert model_before(first[:2]) == model_before(second[:2])
    one, two = (draw(c[2].board, c[2].arenas(Model()), Model(), 20) for c in (first, second))
    assert np.array_equal(one, two)


def test_without_earlier_pairs_the_model_stands_on_its_priors() -> None:
    assert model_before([]) == Model()


def test_without_polls_a_backtest_is_calibrated_and_within_a_fiftieth_of_the_last_result(evidence: Evidence) -> None:
    found = backtest(earlier_cases(evidence), draws=1500)
    means = {row.method: row for row in summaries(found) if row.transition == "all"}
    assert means["payola"].log_score < means["last result"].log_score * 1.02
    assert means["payola"].right_called > 0.85
    assert reliability_of(found).inside.mean() >= 0.9


def test_polls_move_the_odds_towards_what_they_show(tmp_path: Path) -> None:
    results = history(tmp_path / "r.csv", elections=1, districts=60, seed=5)
    now = national(results, 2000)
    up = [now[0] + 0.1, now[1] - 0.1, now[2], now[3]]
    same = payola.contests(results, polls=polls(tmp_path / "p.csv", now, ["2004-04-20"]), draws=300)
    moved = payola.contests(results, polls=polls(tmp_path / "q.csv", up, ["2004-04-20"]), draws=300)

    def red(found: object) -> float:
        rows = found.table.to_pylist()  # type: ignore[attr-defined]
        return float(np.mean([row["share"] for row in rows if row["party"] == "Red"]))

    assert 0.06 < red(moved) - red(same) < 0.14


def test_a_prior_of_the_users_moves_one_candidate_alone(tmp_path: Path) -> None:
    results = history(tmp_path / "r.csv", elections=1, districts=20)
    rows = [(f"D{d:03}", party) for d in range(20) for party in PARTIES]
    plain = write(tmp_path / "c.csv", [("district", "party"), *rows])
    priors = [(*row, 0.1 if row == ("D001", "Gold") else "") for row in rows]
    told = write(tmp_path / "d.csv", [("district", "party", "prior"), *priors])
    one, two = (
        {
            (r["district"], r["party"]): r["share"]
            for r in payola.contests(results, candidates=c, draws=400).table.to_pylist()
        }
        for c in (plain, told)
    )
    assert two["D001", "Gold"] - one["D001", "Gold"] > 0.05
    assert abs(two["D002", "Gold"] - one["D002", "Gold"]) < 0.02


def test_a_new_candidate_starts_from_the_list_vote_or_the_region_and_is_less_certain(tmp_path: Path) -> None:
    rows = [
        ("district", "region", "party", "votes"), ("A", "N", "Red", 50), ("A", "N", "Blue", 50), ("B", "N", "Red", 60),
        ("B", "N", "Blue", 30), ("B", "N", "Gold", 10),
    ]  # fmt: skip
    results = write(tmp_path / "r.csv", rows)
    stands = write(
        tmp_path / "c.csv", [("district", "party"), ("A", "Red"), ("A", "Gold"), ("A", "Blue"), ("B", "Red")]
    )
    lists = write(tmp_path / "l.csv", [("district", "party", "votes"), ("A", "Gold", 40), ("A", "Red", 60)])
    from_region = payola.contests(results, candidates=stands, draws=400).table.to_pylist()
    from_list = payola.contests(results, candidates=stands, list_votes=lists, draws=400).table.to_pylist()

    def gold(rows: list[dict[str, object]]) -> float:
        return next(float(str(r["share"])) for r in rows if (r["district"], r["party"]) == ("A", "Gold"))

    assert gold(from_list) > gold(from_region) + 0.1


def test_a_party_of_one_district_among_many_is_no_less_certain_than_one_that_stands_everywhere() -> None:
    shares = {(f"D{i}", p): s for i in range(200) for p, s in (("Red", 0.5), ("Blue", 0.45), ("Gold", 0.05))}
    shares |= {("D0", "Gold"): 0.04, ("D0", "Local"): 0.01}
    last = Past("2000", shares, {}, {f"D{i}": 100.0 for i in range(200)}, {}, {})
    board = ballot(last, [Stand(d, p) for d, p in shares], Parties())
    nobody = np.full(len(board.parties), np.nan)
    drawn = draw(board, [Arena(np.ones(200, bool), nobody, nobody)], Model(), 500)
    local = board.parties.index("Local")
    assert np.quantile(drawn[:, board.party == local], 0.99) < 0.1


def test_a_large_party_that_left_out_a_region_of_many_districts_starts_low_there_but_not_after_one_gap() -> None:
    shares = {(f"A{i}", "Red"): 0.6 for i in range(20)} | {(f"A{i}", "Blue"): 0.4 for i in range(20)}
    shares |= {(f"{region}{i}", "Red"): 1.0 for region, n in (("B", 18), ("C", 1)) for i in range(n)}
    places = sorted({d for d, _ in shares})
    last = Past("2000", shares, {}, dict.fromkeys(places, 1.0), {d: d[0] for d in places}, {})
    board = ballot(last, [Stand(d, p) for d in places for p in ("Red", "Blue")], Parties())
    blue = {board.districts[d]: b for d, b, p in zip(board.district, board.base, board.party, strict=True)
            if board.parties[p] == "Blue"}  # fmt: skip
    assert blue["B0"] < 0.1
    assert blue["C0"] > 0.3


def test_polls_of_one_region_move_that_region_alone_and_strange_regions_are_said(tmp_path: Path) -> None:
    results = history(tmp_path / "r.csv", elections=1, districts=60, seed=5)
    now = national(results, 2000)
    head = ("date", "pollster", "sample", "region", "Red", "Blue", "Gold", "Green")
    plain = ("2004-04-20", "X", 1500, "", *now)
    up = ("2004-04-20", "X", 1500, "r2", now[0] + 0.2, now[1] - 0.2, now[2], now[3])
    strange = ("2004-04-20", "X", 1500, "Atlantis", *now)
    one = payola.contests(results, polls=write(tmp_path / "p.csv", [head, plain]), draws=400)
    two = payola.contests(results, polls=write(tmp_path / "q.csv", [head, plain, up, strange]), draws=400)
    moved = {
        region: np.mean([r["share"] for r in two.table.to_pylist() if (r["party"], r["region"]) == ("Red", region)])
        - np.mean([r["share"] for r in one.table.to_pylist() if (r["party"], r["region"]) == ("Red", region)])
        for region in set(one.table["region"].to_pylist())
    }
    polled = next(region for region in moved if region.casefold() == "r2")
    assert 0.08 < moved.pop(polled) < 0.25
    assert all(abs(change) < 0.02 for change in moved.values())
    assert "polls of single regions are used: r2" in two.words
    assert "polls of atlantis are not used" in two.words


def test_nothing_is_said_to_be_impossible_or_certain_because_it_was_not_drawn() -> None:
    shares = {("A", "Red"): 0.9, ("A", "Blue"): 0.08, ("A", "Gold"): 0.02}
    board = ballot(past_of(shares), [Stand("A", p) for p in ("Red", "Blue", "Gold")], Parties())
    drawn = np.tile(np.array([shares["A", board.parties[p]] for p in board.party], np.float32), (100, 1))
    found = odds(board, drawn)
    rivals = found.strongest[~board.incumbent]
    assert rivals.sum() == pytest.approx(1)
    assert 0 < rivals.min() < 0.01
    assert 0 < found.beaten[0] < 0.01


def seats_taken(path: Path, gain: float, seed: int = 0) -> Evidence:
    """Three elections of two parties; who took a seat at the second has ``gain`` more at the third."""
    rng = np.random.default_rng(seed)
    red = [rng.normal(0.49, 0.05, 400)]
    for _ in range(2):
        took = np.zeros(400) if len(red) < 2 else np.sign(red[1] - 0.49) * ((red[0] > 0.49) != (red[1] > 0.49))
        red.append(red[-1] + rng.normal(0, 0.03, 400) + gain * took)
    rows: list[tuple[object, ...]] = [("year", "district", "party", "votes")]
    for year, share in zip((2000, 2004, 2008), red, strict=True):
        rows += [(year, f"D{d:03}", p, round(50_000 * s)) for d in range(400)
                 for p, s in (("Red", share[d]), ("Blue", 0.98 - share[d]), ("Gold", 0.02))]  # fmt: skip
    return Evidence(read_results(write(path, rows), Parties()))


def test_what_a_seat_taken_the_last_time_adds_is_learned_and_nothing_is_learned_where_it_adds_nothing(
    tmp_path: Path,
) -> None:
    prior = replace(Model(), gained=0.0)
    learned_of = [
        learned(prior, [c.transition(prior) for c in earlier_cases(seats_taken(tmp_path / f"{i}.csv", gain))]).gained
        for i, gain in enumerate((0.0, 0.03))
    ]
    assert abs(learned_of[0]) < 0.01
    assert 0.01 < learned_of[1] < 0.07  # 0.03 is 0.063 in local units, shrunk towards the prior


def test_who_took_a_seat_is_stronger_the_next_time_and_who_lost_it_weaker(tmp_path: Path) -> None:
    case = earlier_cases(seats_taken(tmp_path / "r.csv", 0.0))[1]
    took = case.board.gained > 0
    assert 20 < took.sum() < 200
    assert took.sum() == (case.board.gained < 0).sum()
    assert not (took & ~case.board.holds).any()
    with_it, without = (
        draw(case.board, case.arenas(Model()), replace(Model(), gained=g), 200).mean(axis=0) for g in (0.05, 0.0)
    )
    assert (with_it > without)[took].all()
    assert (with_it < without)[case.board.gained < 0].all()
    assert np.allclose(with_it[case.board.gained == 0], without[case.board.gained == 0], atol=0.01)


def test_the_first_election_of_the_results_knows_no_seat_taken(evidence: Evidence) -> None:
    first, second = earlier_cases(evidence)[:2]
    assert not first.board.gained.any()
    assert second.board.gained.any()


def test_a_redrawn_seat_counts_as_taken_by_nobody(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("year", "district", "party", "votes", "notional")]
    for year, new, red in ((2000, "", 60), (2004, "", 60), (2004, "true", 45), (2008, "", 60)):
        rows += [(year, f"D{d}", p, votes, new) for d in range(9) for p, votes in (("Red", red), ("Blue", 100 - red))]
    evidence = Evidence(read_results(write(tmp_path / "r.csv", rows), Parties()))
    learned_from = earlier_cases(evidence)[-1]
    forecast = case_of(evidence, past(evidence.results, "2004"), [Stand("D0", "Red"), Stand("D0", "Blue")], None)
    assert learned_from.label == "2004 to 2008"
    for board in (learned_from.board, forecast.board):
        assert board.parties[int(board.party[np.argmax(board.base)])] == "Blue"
        assert not board.gained.any()


def test_only_the_redrawn_of_two_seats_is_counted_as_taken_by_nobody() -> None:
    last = past_of({("A", "Red"): 0.6, ("A", "Blue"): 0.4})
    places, shares = ("A", "B"), {(d, p): s for d in "AB" for p, s in (("Red", 0.6), ("Blue", 0.4))}
    winner = dict.fromkeys(places, ("Red", ""))
    last = replace(last, party=shares, weight=dict.fromkeys(places, 1.0), winner=winner, notional=frozenset("B"))
    board = ballot(
        last, [Stand(d, p) for d in places for p in ("Red", "Blue")], Parties(), before={"A": "Blue", "B": "Blue"}
    )
    assert [board.districts[d] for d in board.district[board.gained != 0]] == ["A", "A"]


def test_a_seat_that_changed_hands_since_counts_as_taken_by_nobody() -> None:
    last = past_of({("A", "Red"): 0.5, ("A", "Blue"): 0.4, ("A", "Gold"): 0.1})
    parties = ("Red", "Blue", "Gold")
    for marked, expected in (("Red", {"Red": 1.0, "Blue": -1.0, "Gold": 0.0}), ("Gold", dict.fromkeys(parties, 0.0))):
        stands = [Stand("A", p, incumbent=p == marked) for p in parties]
        board = ballot(last, stands, Parties(), before={"A": "Blue"})
        assert {board.parties[p]: g for p, g in zip(board.party, board.gained, strict=True)} == expected
