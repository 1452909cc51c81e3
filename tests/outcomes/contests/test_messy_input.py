"""Tables as people have them: totals, by-elections, other alphabets and delimiters. Read rightly, or refused by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.outcomes.contests.worlds import history, write

import payola
from payola.errors import PayolaError

HEAD = "district,party,votes\n"
GOOD = "A,Red,500\nA,Blue,400\nB,Red,300\nB,Blue,500\n"


def file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def rows(path: Path, **options: object) -> dict[tuple[str, str], dict[str, object]]:
    found = payola.contests(path, draws=200, **options)  # type: ignore[arg-type]
    return {(row["district"], row["party"]): row for row in found.table.to_pylist()}


def refused(path: Path, **options: object) -> str:
    with pytest.raises(PayolaError) as error:
        payola.contests(path, draws=200, **options)  # type: ignore[arg-type]
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("\ufeff" + HEAD + GOOD, "utf-8"),
        (HEAD.replace(",", ";") + GOOD.replace(",", ";").replace("500", "5 00"), "utf-8"),
        ("Номер округа;Партия;Число голосов\n" + GOOD.replace(",", ";"), "cp1251"),
        (HEAD.replace(",", "\t") + GOOD.replace(",", "\t"), "utf-16"),
        ("district,party,share\nA,Red,55.6%\nA,Blue,44.4%\nB,Red,37.5%\nB,Blue,62.5%\n", "utf-8"),
        ("district;party;share\nA;Red;55,6 %\nA;Blue;44,4 %\nB;Red;37,5 %\nB;Blue;62,5 %\n", "utf-8"),
        ("district;party;share\nA;Red;0,556\nA;Blue;0,444\nB;Red;0,375\nB;Blue;0,625\n", "utf-8"),
        (
            "district;party;votes;turnout, in percent, of all, on the day\n"
            + GOOD.replace("\n", ",50\n").replace(",", ";"),
            "utf-8",
        ),
        (HEAD + GOOD.replace("\n", ",,\n"), "utf-8"),
        ("district,Red,Blue,Total,Turnout,margin,rank\nA,500,400,900,0.6,100,1\nB,300,500,800,0.5,200,2\n", "utf-8"),
        (HEAD + GOOD + "Total,Red,800\nTotal,Blue,900\n", "utf-8"),
        (HEAD + GOOD + "A,Total,900\nB,Total,800\n", "utf-8"),
        (HEAD + GOOD + "Итого,Red,800\nИтого,Blue,900\n", "utf-8"),
        ("district,Red,Blue\nA,500,400\nB,300,500\nTOTAL,800,900\n", "utf-8"),
        (HEAD + GOOD + "Source: the commission,,\n", "utf-8"),
    ],
)
def test_one_result_is_read_alike_however_it_is_written(tmp_path: Path, text: str, encoding: str) -> None:
    plain = rows(file(tmp_path / "plain.csv", HEAD + GOOD))
    messy = rows(file(tmp_path / "messy.csv", text, encoding))
    assert messy.keys() == plain.keys()
    for key, row in plain.items():
        assert messy[key]["incumbent"] == row["incumbent"]
        assert abs(float(str(messy[key]["share"])) - float(str(row["share"]))) < 0.01


def test_rows_left_out_are_said_with_the_first_row(tmp_path: Path) -> None:
    text = HEAD + GOOD + "A,Gold,\nTotal,Red,800\n"
    words = payola.contests(file(tmp_path / "r.csv", text), draws=200).words
    assert "1 row of totals left out (first: r.csv row 7)" in words
    assert "1 row without votes not used (first: r.csv row 6)" in words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + GOOD.replace("500", "9.100"), "row 2, column votes: '9.100' could be"),
        ("district,Red,Blue\nA,9.100,8.200\nB,12345,500\n", "row 2, column Red: '9.100' could be"),
        (HEAD + GOOD + ",Red,3\n", "row 6, column district: there are votes, but no district"),
        (HEAD + GOOD + "B,,3\n", "row 6, column party: there are votes, but no party or candidate"),
        (HEAD + GOOD + "B,Independent,3\nB,Independent,4\n", "rows 6 and 7, column party: 'Independent'"),
        (HEAD + GOOD + "b,Gold,3\n", "row 6, column district: 'b' and 'B' differ in capitals or spaces only"),
        ("PK\x03\x04", "is a spreadsheet"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(file(tmp_path / "r.csv", text))


def test_shares_of_the_largest_parties_alone_are_said(tmp_path: Path) -> None:
    text = "district,party,share\nA,Red,0.5\nA,Blue,0.3\nB,Red,0.5\nB,Blue,0.5\n"
    words = payola.contests(file(tmp_path / "r.csv", text), draws=200).words
    assert "shares add up to less than 97 % in 1 district (first: A)" in words


def test_percents_with_three_decimals_are_no_thousands(tmp_path: Path) -> None:
    found = rows(file(tmp_path / "r.csv", "district,Red,Blue\nA,55.125,44.875\nB,40.250,59.750\n"))
    assert found["A", "Red"]["incumbent"]


def test_a_by_election_is_no_election_of_its_own(tmp_path: Path) -> None:
    table = [("year", "district", "party", "votes")]
    table += [("2019", d, p, v) for d in "ABC" for p, v in (("Red", "500"), ("Blue", "400"))]
    table += [("2021", "A", "Red", "300"), ("2021", "A", "Blue", "450")]
    path = write(tmp_path / "r.csv", table)
    assert "row 8, column year: 2021 has 1 of 3 districts" in refused(path)
    assert {d for d, _ in rows(path, drop=["year=2021"])} == {"A", "B", "C"}


def test_the_coming_election_is_after_the_last_results(tmp_path: Path) -> None:
    path = file(tmp_path / "r.csv", "year," + HEAD + "".join(f"2020,{line}\n" for line in GOOD.split()))
    assert "--election-date 2018-05-02 is not after the last results (2020)" in refused(
        path, election_date="2018-05-02"
    )


def test_undecided_voters_are_taken_off_and_said(tmp_path: Path) -> None:
    past = file(tmp_path / "r.csv", HEAD + GOOD)
    head = ("date", "pollster", "sample", "Red", "Blue", "Don't know")
    of_all = write(tmp_path / "p.csv", [head, ("2024-04-20", "X", 1000, 40, 40, 20)])
    of_decided = write(tmp_path / "q.csv", [head[:5], ("2024-04-20", "X", 1000, 50, 50)])
    one, two = (payola.contests(past, polls=polls, draws=200) for polls in (of_all, of_decided))
    assert one.table["share"].to_pylist() == two.table["share"].to_pylist()
    assert "1 poll with undecided voters" in one.words


def test_polls_in_other_words_are_found_and_a_sample_below_zero_is_refused(tmp_path: Path) -> None:
    past = file(tmp_path / "r.csv", HEAD + GOOD)
    long = [
        ("дата", "организация", "партия", "доля"),
        ("2024-04-20", "X", "Red", "45%"),
        ("2024-04-20", "X", "Blue", "55%"),
    ]
    assert "taken as the day after the last poll" in payola.contests(
        past, polls=write(tmp_path / "p.csv", long), draws=200
    ).words  # fmt: skip
    bad = [("date", "sample", "Red", "Blue"), ("2024-04-20", -5, 0.5, 0.5)]
    assert "row 2, column sample" in refused(past, polls=write(tmp_path / "q.csv", bad))


def test_polls_too_old_to_count_are_said(tmp_path: Path) -> None:
    past = file(tmp_path / "r.csv", HEAD + GOOD)
    old = write(tmp_path / "p.csv", [("date", "Red", "Blue"), ("2019-04-20", 0.5, 0.5)])
    words = payola.contests(past, polls=old, election_date="2024-05-02", draws=200).words
    assert "no poll was taken since the last election and in the 365 days before the vote" in words


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ([("A", "Red", "maybe"), ("A", "Blue", ""), ("B", "Red", "")], "row 2, column incumbent: 'maybe'"),
        ([("a", "Red", ""), ("a", "Blue", ""), ("B", "Red", "")], "row 2, column district: 'a' and 'A'"),
    ],
)
def test_candidates_that_cannot_be_placed_are_refused(tmp_path: Path, stands: list[tuple[str, ...]], said: str) -> None:
    table = write(tmp_path / "c.csv", [("district", "party", "incumbent"), *stands])
    assert said in refused(file(tmp_path / "r.csv", HEAD + GOOD), candidates=table)


def test_districts_without_candidates_and_several_incumbents_are_said(tmp_path: Path) -> None:
    stands = [("district", "party", "incumbent"), ("A", "Red", "x"), ("A", "Blue", "x"), ("A", "Gold", "")]
    words = payola.contests(
        file(tmp_path / "r.csv", HEAD + GOOD), candidates=write(tmp_path / "c.csv", stands), draws=200
    ).words
    assert "1 district with more than one incumbent marked (first: c.csv row 2, column incumbent: A)" in words
    assert "1 district of the last results without candidates, left out: B" in words


def test_redrawn_districts_stand_on_their_notional_results(tmp_path: Path) -> None:
    table = [("year", "district", "party", "votes", "notional")]
    for district, notional, votes in (("Old", "no", "900"), ("North", "yes", "400"), ("South", "yes", "500")):
        table += [("2020", district, party, votes, notional) for party in ("Red", "Blue")]
    assert {d for d, _ in rows(write(tmp_path / "r.csv", table))} == {"North", "South"}


def test_nobody_beats_who_stands_alone(tmp_path: Path) -> None:
    found = rows(file(tmp_path / "r.csv", HEAD + GOOD + "C,Red,70\n"))
    assert found["C", "Red"]["p_beaten"] == 0


def test_polls_from_before_the_last_election_are_not_used(tmp_path: Path) -> None:
    past = file(tmp_path / "r.csv", "year," + HEAD + "".join(f"2020,{line}\n" for line in GOOD.split()))
    old = write(tmp_path / "p.csv", [("date", "Red", "Blue"), ("2020-04-20", 0.9, 0.1)])
    found = payola.contests(past, polls=old, election_date="2020=2020-05-02", draws=200)
    assert "no poll was taken since the last election" in found.words
    assert found.table["share"].to_pylist() == payola.contests(past, draws=200).table["share"].to_pylist()


def test_a_scenario_draws_the_same_elections_elsewhere(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=60)
    plain, without = (rows(past, exclude=out) for out in ([], ["D003"]))
    moved = [abs(float(str(without[key]["share"])) - float(str(row["share"]))) for key, row in plain.items()
             if key[0] != "D003"]  # fmt: skip
    assert max(moved) < 0.01  # one district of sixty: less than chance alone would move with other draws
