"""What cannot be right is named with its row and column, and what to do; nothing is corrected silently."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outcomes.contests.worlds import history, national, polls, write

import payola
from payola.errors import PayolaError

HEAD = ("district", "party", "votes", "valid")
GOOD = [("A", "Red", 60, 100), ("A", "Blue", 40, 100), ("B", "Red", 30, 100), ("B", "Blue", 70, 100)]


def refused(results: Path, **options: object) -> str:
    with pytest.raises(PayolaError) as error:
        payola.contests(results, **options)  # type: ignore[arg-type]
    return str(error.value)


def changed(path: Path, row: int, values: tuple[object, ...]) -> Path:
    rows = [HEAD, *GOOD]
    rows[row] = values
    return write(path, rows)


def test_votes_above_the_valid_votes_are_named(tmp_path: Path) -> None:
    said = refused(changed(tmp_path / "r.csv", 2, ("A", "Blue", 50, 100)))
    assert "r.csv row 3, column votes" in said
    assert "110" in said
    assert "--exclude" in said


def test_a_party_that_stands_twice_in_a_district_is_named(tmp_path: Path) -> None:
    said = refused(changed(tmp_path / "r.csv", 4, ("B", "Red", 70, 100)))
    assert "rows 4 and 5, column party" in said
    assert "Remove one row" in said


def test_one_party_with_two_names_in_one_election_is_named(tmp_path: Path) -> None:
    rows = [HEAD, ("A", "Con", 50, 100), ("A", "Lab", 50, 100), ("B", "Conservative", 40, 100), ("B", "Lab", 60, 100)]
    said = refused(write(tmp_path / "r.csv", rows))
    assert "row 4, column party" in said
    assert "--parties" in said


def test_the_party_file_settles_two_names(tmp_path: Path) -> None:
    rows = [HEAD, ("A", "Con", 50, 100), ("A", "Lab", 50, 100), ("B", "Conservative", 40, 100), ("B", "Lab", 60, 100)]
    settled = tmp_path / "parties.toml"
    settled.write_text('[[party]]\nname = "Con"\naliases = ["Conservative"]\n', encoding="utf-8")
    found = payola.contests(write(tmp_path / "r.csv", rows), parties=settled, draws=200)
    assert set(found.table["party"].to_pylist()) == {"Con", "Lab"}
    assert "Conservative = Con" in found.words


@pytest.mark.parametrize("text", ["many", "-5"])
def test_votes_that_are_no_count_are_named(tmp_path: Path, text: str) -> None:
    assert "row 3, column votes" in refused(changed(tmp_path / "r.csv", 2, ("A", "Blue", text, 100)))


def test_shares_that_mix_fractions_and_percents_are_named(tmp_path: Path) -> None:
    rows = [("district", "party", "share"), ("A", "Red", 60), ("A", "Blue", 40), ("B", "Red", 0.3), ("B", "Blue", 0.7),
            ("C", "Red", 30), ("C", "Blue", 70)]  # fmt: skip
    assert "row 4, column share" in refused(write(tmp_path / "r.csv", rows))


def test_percents_are_read_as_shares_and_said(tmp_path: Path) -> None:
    rows = [("district", "party", "share"), ("A", "Red", 60), ("A", "Blue", 40), ("B", "Red", 30), ("B", "Blue", 70)]
    found = payola.contests(write(tmp_path / "r.csv", rows), draws=200)
    assert "holds percents (row 2: 60)" in found.words
    assert max(found.table["share"].to_pylist()) < 1


def test_polls_that_are_all_after_election_day_are_refused(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=20)
    late = polls(tmp_path / "p.csv", [0.4, 0.3, 0.2, 0.1], ["2004-06-01"])
    said = refused(past, polls=late, election_date="2004-05-01")
    assert "p.csv row 2, column date" in said
    assert "--election-date" in said


def test_some_polls_after_election_day_change_nothing_and_are_said(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=20)
    shares = national(past, 2000)
    early = polls(tmp_path / "p.csv", shares, ["2004-04-20", "2004-04-25"])
    both = polls(tmp_path / "q.csv", shares, ["2004-04-20", "2004-04-25"])
    with both.open("a", encoding="utf-8") as file:
        file.write("2004-05-02,Firm,2000,0.1,0.1,0.7,0.1\n")
    one = payola.contests(past, polls=early, election_date="2004-05-01", draws=200)
    two = payola.contests(past, polls=both, election_date="2004-05-01", draws=200)
    assert one.table.equals(two.table)
    assert "q.csv row 4, column date" in two.words


def test_a_poll_that_does_not_add_up_is_named(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=20)
    wrong = polls(tmp_path / "p.csv", [0.6, 0.4, 0.2, 0.1], ["2004-04-01"])
    assert "p.csv row 2" in refused(past, polls=wrong, election_date="2004-05-01")


def test_a_district_with_one_candidate_is_no_contest_and_is_named(tmp_path: Path) -> None:
    past = write(tmp_path / "r.csv", [HEAD, *GOOD])
    stands = write(tmp_path / "c.csv", [("district", "party"), ("A", "Red"), ("B", "Red"), ("B", "Blue")])
    found = payola.contests(past, candidates=stands, draws=200)
    alone = next(row for row in found.table.to_pylist() if row["district"] == "A")
    assert not alone["call"]
    assert "one candidate" in alone["why"]
    assert "c.csv row 2, column district" in found.words


def test_a_missing_incumbent_is_named_and_gives_no_call(tmp_path: Path) -> None:
    past = write(tmp_path / "r.csv", [HEAD, *GOOD])
    rows = [
        ("district", "party", "incumbent"),
        ("A", "Gold", ""),
        ("A", "Blue", ""),
        ("B", "Red", ""),
        ("B", "Blue", 1),
    ]
    found = payola.contests(past, candidates=write(tmp_path / "c.csv", rows), draws=200)
    open_seat = [row for row in found.table.to_pylist() if row["district"] == "A"]
    assert "c.csv row 2, column incumbent" in found.words
    assert not any(row["call"] for row in open_seat)
    assert all(row["p_beats"] is None for row in open_seat)
    assert "nobody stands whom the others try to beat" in open_seat[0]["why"]


def test_several_seats_and_several_rounds_are_refused(tmp_path: Path) -> None:
    seats = [("district", "party", "votes", "seats"), ("A", "Red", 60, 3), ("A", "Blue", 40, 3)]
    assert "row 2, column seats" in refused(write(tmp_path / "s.csv", seats))
    rounds = [("district", "party", "votes", "round"), ("A", "Red", 60, 1), ("A", "Blue", 40, 1), ("A", "Red", 70, 2)]
    said = refused(write(tmp_path / "t.csv", rounds))
    assert "row 4, column round" in said
    assert "--drop" in said


def test_wide_results_are_read_as_long_ones(tmp_path: Path) -> None:
    long = write(tmp_path / "l.csv", [row[:3] for row in (HEAD, *GOOD)])
    wide = write(tmp_path / "w.csv", [("district", "Red", "Blue"), ("A", 60, 40), ("B", 30, 70)])
    assert payola.contests(long, draws=200).table.equals(payola.contests(wide, draws=200).table)


def test_stations_add_up_and_a_station_can_be_left_out(tmp_path: Path) -> None:
    rows = [
        ("district", "station", "party", "votes"), ("A", 1, "Red", 30), ("A", 1, "Blue", 30), ("A", 2, "Red", 90),
        ("A", 2, "Blue", 10), ("A", 2, "Gold", 5), ("B", 3, "Red", 50), ("B", 3, "Blue", 60), ("B", 3, "Gold", 9),
    ]  # fmt: skip
    path = write(tmp_path / "r.csv", rows)
    plain = {(r["district"], r["party"]): r for r in payola.contests(path, draws=400).table.to_pylist()}
    found = payola.contests(path, exclude=["2"], draws=400)
    without = {(r["district"], r["party"]): r for r in found.table.to_pylist()}
    assert plain["A", "Red"]["share"] > 0.65
    assert without["A", "Red"]["share"] < 0.6
    assert without["A", "Red"]["scenario"] == "without the last votes of 2"
    assert "against all reported votes" in found.words


def test_a_station_that_stands_twice_is_named(tmp_path: Path) -> None:
    rows = [("district", "station", "party", "votes"), ("A", 1, "Red", 30), ("A", 1, "Blue", 30), ("A", 1, "Red", 90)]
    assert "rows 2 and 4, column station" in refused(write(tmp_path / "r.csv", rows))


def test_an_excluded_district_still_has_a_contest_but_starts_from_means(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=30)
    found = payola.contests(past, exclude=["D003"], draws=300)
    mine = [row for row in found.table.to_pylist() if row["district"] == "D003"]
    assert len(mine) == 4
    assert "1 district without a last result" in found.words


def test_poll_names_are_matched_to_results_and_said(tmp_path: Path) -> None:
    rows = [
        HEAD[:3],
        ("A", "Con", 50),
        ("A", "Lab", 40),
        ("A", "LD", 10),
        ("B", "Con", 30),
        ("B", "Lab", 50),
        ("B", "LD", 20),
    ]
    past = write(tmp_path / "r.csv", rows)
    asked = [("date", "pollster", "Conservative", "Labour", "Lib_Dem"), ("2015-05-01", "Firm", 0.4, 0.45, 0.15)]
    found = payola.contests(past, polls=write(tmp_path / "p.csv", asked), election_date="2015-05-07", draws=200)
    assert "Conservative = Con, Labour = Lab, Lib_Dem = LD" in found.words


def test_an_unknown_party_to_beat_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    said = refused(write(tmp_path / "r.csv", [HEAD, *GOOD]), against="Purple")
    assert "Red" in said
    assert "--against" in said


def test_candidates_of_other_districts_are_refused(tmp_path: Path) -> None:
    stands = write(tmp_path / "c.csv", [("district", "party"), ("X", "Red"), ("Y", "Red"), ("Y", "Blue")])
    assert "100%" in refused(write(tmp_path / "r.csv", [HEAD, *GOOD]), candidates=stands)


def test_unpublished_polls_are_not_used(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=20)
    asked = polls(tmp_path / "p.csv", national(past, 2000), ["2004-04-20"])
    with asked.open("a", encoding="utf-8") as file:
        file.write("2004-04-29,Other (unpublished),2000,0.1,0.1,0.7,0.1\n")
    assert (
        "1 poll marked unpublished and not used"
        in payola.contests(past, polls=asked, election_date="2004-05-01", draws=200).words
    )


def test_votes_for_nobody_are_no_challenger_and_no_valid_votes(tmp_path: Path) -> None:
    head = ("district", "party", "candidate", "votes", "valid")
    rows = [head, ("A", "Red", "ANN BLANKENSHIP", 60, 125), ("A", "Blue", "BEN VOID", 40, 125),
            ("A", "", "BLANK VOTE/SCATTERING", 25, 125),
            ("B", "Red", "CAT", 50, 100), ("B", "Blue", "DAN", 50, 100)]  # fmt: skip
    found = payola.contests(write(tmp_path / "r.csv", rows), draws=400)
    assert sorted(found.table["candidate"].to_pylist()) == ["ANN BLANKENSHIP", "BEN VOID", "CAT", "DAN"]
    assert "votes for nobody" in found.words
    assert "r.csv row 4" in found.words
    red = next(row for row in found.table.to_pylist() if row["candidate"] == "ANN BLANKENSHIP")
    assert abs(red["share"] - 0.6) < 0.06


def test_many_people_in_one_row_are_nobody_to_vote_for_whatever_their_column(tmp_path: Path) -> None:
    rows = [("district", "party", "candidate", "votes"), ("A", "Red", "ANN", 60), ("A", "Blue", "BEN", 10),
            ("A", "", "OTHER", 30)]  # fmt: skip
    found = payola.contests(write(tmp_path / "r.csv", rows), draws=200).table.to_pylist()
    other = next(row for row in found if row["party"] == "OTHER")
    assert not other["call"]
    assert "many candidates in one row" in other["why"]


def test_fractions_among_votes_in_a_wide_table_are_named(tmp_path: Path) -> None:
    said = refused(write(tmp_path / "r.csv", [("district", "Red", "Blue"), ("A", 60, 40), ("B", 0.3, 0.7)]))
    assert "r.csv row 3, column Red" in said


def test_a_poll_of_an_unknown_district_is_said_not_to_be_used(tmp_path: Path) -> None:
    found = payola.contests(
        write(tmp_path / "r.csv", [HEAD, *GOOD]),
        polls=write(tmp_path / "p.csv", [("date", "district", "Red", "Blue"), ("2024-05-01", "Z", 0.6, 0.4)]),
        election_date="2024-05-02", draws=100,
    )  # fmt: skip
    assert "1 poll of districts that are not in the results (Z; first: p.csv row 2, column district)" in found.words


def test_a_district_with_one_candidate_in_the_results_is_named_with_its_row(tmp_path: Path) -> None:
    found = payola.contests(write(tmp_path / "r.csv", [HEAD, *GOOD, ("C", "Red", 9, 9)]), draws=100)
    assert "1 district with one candidate (first: r.csv row 6, column district: C)" in found.words


def test_a_district_in_which_nobody_is_to_be_beaten_is_named(tmp_path: Path) -> None:
    stands = write(
        tmp_path / "c.csv", [("district", "party"), ("A", "Blue"), ("A", "Gold"), ("B", "Red"), ("B", "Blue")]
    )
    found = payola.contests(write(tmp_path / "r.csv", [HEAD, *GOOD]), candidates=stands, draws=100)
    assert "1 district where nobody stands whom the others try to beat: A" in found.words
