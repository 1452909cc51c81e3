"""Outcomes and exposures that cannot be used are refused with what is missing and what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.outcomes.effect.worlds import daily, districts, remembering, written

import payola
from payola.cli import main
from payola.columns import TABLES
from payola.outcomes.effect.numbers import as_number
from payola.outcomes.effect.reading import read_exposure, read_outcomes


@pytest.fixture
def polls(tmp_path: Path) -> Path:
    y = 30 + remembering(194, 0.4, np.random.default_rng(1))
    rows: list[tuple[object, ...]] = [(day, round(float(v), 2)) for day, v in zip(daily(194), y, strict=True)]
    return written(tmp_path / "polls.csv", "date,support", rows)


def test_dates_that_do_not_overlap_with_the_event_are_refused(polls: Path) -> None:
    with pytest.raises(payola.PayolaError, match=r"2025-11-24 lies after the last of its dates \(2024-01-01 to"):
        payola.effect(polls, event="2025-11-24")
    with pytest.raises(payola.PayolaError, match="lies on or before the first"):
        payola.effect(polls, event="2020-01-01")


def test_no_event_is_refused_with_the_dates_there_are(polls: Path) -> None:
    with pytest.raises(payola.PayolaError, match=r"No event is given\. Outcomes run from 2024-01-01 to 2024-07-12"):
        payola.effect(polls)


@pytest.mark.parametrize("values", [[31.0, 0.32, 33, 0.29, 30.5], ["31%", "0.32", "33%", "0.29", "30%"]])
def test_percent_and_shares_mixed_are_refused(tmp_path: Path, values: list[object]) -> None:
    rows: list[tuple[object, ...]] = list(zip(daily(5), values, strict=True))
    file = written(tmp_path / "polls.csv", "date,support", rows)
    with pytest.raises(payola.PayolaError, match="Write all of them as percent, or all as shares"):
        read_outcomes(file)


def test_search_interest_with_ones_and_nothings_is_not_taken_for_shares(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = list(zip(daily(6), [0, 1, 40, 100, 1, 55], strict=True))
    assert read_outcomes(written(tmp_path / "x.csv", "date,interest", rows)).values[0, 3] == 100


def test_negative_counts_are_refused_unless_the_outcome_is_signed(tmp_path: Path) -> None:
    file = written(tmp_path / "net.csv", "date,signups", [("2024-01-01", 4), ("2024-01-02", -3)])
    with pytest.raises(payola.PayolaError, match="line 3, column signups: -3 is below zero"):
        read_outcomes(file)
    assert read_outcomes(file, signed=True).values[0, 1] == -3


def test_values_and_dates_that_are_none_are_named_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(payola.PayolaError, match="line 2, column value: 'many' is no number"):
        read_outcomes(written(tmp_path / "a.csv", "date,value", [("2024-01-01", "many")]))
    with pytest.raises(payola.PayolaError, match="line 2, column date: '13/14/2024' is no date"):
        read_outcomes(written(tmp_path / "b.csv", "date,value", [("13/14/2024", 1)]))


def test_a_district_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "v.csv", "district,year,votes", [("D1", 2020, 5), ("D1", 2020, 7)])
    with pytest.raises(payola.PayolaError, match="lines 2 and 3: D1 on 2020-01-01 stands twice"):
        read_outcomes(file)


def test_several_polls_a_day_are_averaged_and_that_is_said(tmp_path: Path) -> None:
    found = read_outcomes(written(tmp_path / "p.csv", "date,support", [("2024-01-01", 30), ("2024-01-01", 34)]))
    assert found.values[0, 0] == 32
    assert found.notes == ("1 days hold several values; their mean is taken",)


def test_several_units_need_to_know_which_was_reached(tmp_path: Path) -> None:
    votes, _ = districts(tmp_path)
    with pytest.raises(payola.PayolaError, match="Say which of them was reached with --treated NAME"):
        payola.effect(votes, event="2024")
    with pytest.raises(payola.PayolaError, match="There is no unit 'Atlantis'"):
        payola.effect(votes, event="2024", treated="Atlantis")


def test_columns_are_found_by_name_or_told(tmp_path: Path) -> None:
    file = written(tmp_path / "v.csv", "judetul;an;voturi".replace(";", ","), [("Cluj", 2020, 5), ("Cluj", 2024, 6)])
    with pytest.raises(payola.PayolaError, match="no column for the date"):
        read_outcomes(file)
    found = read_outcomes(file, {"unit": "judetul", "time": "an", "outcome": "voturi"})
    assert (found.units, found.outcome) == (("Cluj",), "voturi")


@pytest.mark.parametrize(("text", "number"), [("1,234", 1234), ("38,5 %", 38.5), ("1 234", 1234), ("n/a", None)])
def test_numbers_are_read_in_the_usual_spellings(text: str, number: float | None) -> None:
    assert as_number(text) == number


def column(folder: Path, *values: str, delimiter: str = ";") -> list[float]:
    """The values of a column, as they are read beside dates."""
    rows = [f"{day}{delimiter}{value}" for day, value in zip(daily(len(values)), values, strict=True)]
    file = folder / "column.csv"
    file.write_text("\n".join([f"date{delimiter}value", *rows]) + "\n", encoding="utf-8")
    found: list[float] = read_outcomes(file).values[0].tolist()
    return found


def test_the_mark_before_decimals_is_that_of_the_column(tmp_path: Path) -> None:
    assert column(tmp_path, "45,3", "46,125") == [45.3, 46.125]
    assert column(tmp_path, "0,412", "1,250") == [0.412, 1.25]
    assert column(tmp_path, "1.234,5", "2.345") == [1234.5, 2345]
    assert column(tmp_path, "987.5", "1,234") == [987.5, 1234]
    assert column(tmp_path, "1.234.567", "2.345") == [1234567, 2345]
    assert column(tmp_path, "987", "1,234") == [987, 1234]
    assert column(tmp_path, '"1,234"', '"2,345"', delimiter=",") == [1234, 2345]
    assert column(tmp_path, "45.125", "46.250", delimiter=",") == [45.125, 46.25]


@pytest.mark.parametrize(
    "values", [("46.100", "45.321"), ("46,100", "45,321"), ("987", "1.234"), ("45,3", "44.1", "1,234")]
)
def test_marks_that_may_be_of_thousands_or_of_decimals_are_refused(tmp_path: Path, values: tuple[str, ...]) -> None:
    with pytest.raises(payola.PayolaError, match="may stand for thousands or for decimals"):
        column(tmp_path, *values)


def test_a_number_with_two_kinds_of_marks_in_disorder_is_none(tmp_path: Path) -> None:
    with pytest.raises(payola.PayolaError, match="'1,2,3' is no number"):
        column(tmp_path, "1,2,3", "4")
    with pytest.raises(payola.PayolaError, match=r"'1\.2,3' is no number"):
        column(tmp_path, "1.2,3", "4")


@pytest.mark.parametrize(("one", "other"), [("D6", "d6"), ("Iași", "Iasi"), ("Cluj-Napoca", "Cluj Napoca")])
def test_one_district_in_two_spellings_is_refused_in_outcomes_and_exposures(
    tmp_path: Path, one: str, other: str
) -> None:
    votes = written(tmp_path / "v.csv", "district,year,votes", [(one, 2020, 5), (other, 2024, 7)])
    with pytest.raises(payola.PayolaError, match=f"lines 2 and 3: '{one}' and '{other}' look like one unit"):
        read_outcomes(votes)
    dose = written(tmp_path / "x.csv", "district,exposure", [(one, 1), (other, 2)])
    with pytest.raises(payola.PayolaError, match="look like one unit in two spellings"):
        read_exposure(dose)


def test_districts_that_differ_by_a_number_alone_are_two(tmp_path: Path) -> None:
    rows = [(name, 2020, 5) for name in ("1-1", "11", "District 1", "District 2")]
    assert len(read_outcomes(written(tmp_path / "v.csv", "district,year,votes", rows)).units) == 4


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(payola.PayolaError, match="more than one column named share"):
        read_outcomes(written(tmp_path / "v.csv", "date,share,share", [("2024-01-01", 5, 7)]))


def test_rows_without_a_value_and_times_with_a_zone_are_told(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [("2024-01-01T23:30:00+03:00", 4), ("2024-01-02T23:30:00+03:00", "NaN")]
    found = read_outcomes(written(tmp_path / "z.csv", "date,signups", rows))
    assert found.days == (daily(1)[0],)
    assert found.notes == (
        "1 of 2 rows hold no value",
        "each row counts on the day as it is written; time zones are not turned",
    )


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_marks_of_an_encoding_are_no_part_of_the_first_column(tmp_path: Path, start: str, encoding: str) -> None:
    file = tmp_path / "b.csv"
    file.write_text(f"{start}date,signups\n2024-01-01,4\n", encoding=encoding)
    assert read_outcomes(file).values[0, 0] == 4


def asked(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of ``payola effect`` with these words."""
    monkeypatch.setattr(sys, "argv", ["payola", "effect", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        main()
    assert isinstance(end.value.code, int)
    return end.value.code


def test_what_cannot_be_used_ends_with_code_2_and_one_panel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    days = daily(60)
    bad: dict[str, tuple[str, list[object]]] = {
        "mixed": ("support", [0.31 if i % 2 else 31.5 for i in range(60)]),
        "negative": ("signups", [-3 if i == 30 else 5 + i for i in range(60)]),
        "marks": ("votes", ["46.100"] * 60),
        "infinite": ("votes", ["inf"] * 60),
    }
    for name, (value, values) in bad.items():
        file = tmp_path / f"{name}.csv"
        rows = [f"{day};{v}" for day, v in zip(days, values, strict=True)]
        file.write_text("\n".join([f"date;{value}", *rows]) + "\n")
        assert asked(monkeypatch, file, "--event", days[50], "--out", tmp_path / f"{name}-out.csv") == 2
        told = capsys.readouterr().err
        assert "─ payola ─" in told
        assert "Traceback" not in told
        assert not (tmp_path / f"{name}-out.csv").exists()


def test_what_the_data_cannot_answer_is_a_result_with_what_would_be_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    days = daily(60)
    constant = written(tmp_path / "constant.csv", "date,votes", [(day, 7) for day in days])
    assert asked(monkeypatch, constant, "--event", days[50], "--out", tmp_path / "out.csv") == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "not identifiable with these data. The series is constant" in told
    assert "would be needed" in told


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A Run folder with two families."""
    from payola.columns import schema

    folder = tmp_path / "run"
    (folder / "tables").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    rows = [{"family_id": f"f{i}", "born_at": 1_719_619_200 + i} for i in (1, 2)]  # 29 June 2024
    rows = [{name: row.get(name) for name in TABLES["families"].column_names()} for row in rows]
    pq.write_table(pa.Table.from_pylist(rows, schema("families")), folder / "tables" / "families.parquet")
    return folder


def test_a_run_gives_the_day_a_family_began(polls: Path, run: Path) -> None:
    found = payola.effect(polls, exposure=run, family="f2", after=14)
    assert found.to_pylist()[0] | {"n_before": 180, "family_id": "f2"} == found.to_pylist()[0]
    with pytest.raises(payola.PayolaError, match=r"several families \(f1, f2\). Say which with --family"):
        payola.effect(polls, exposure=run, after=14)


def test_a_family_is_only_known_with_its_run(polls: Path) -> None:
    with pytest.raises(payola.PayolaError, match="--family is 'f1', but should be given together with the Run"):
        payola.effect(polls, event="2024-06-29", family="f1")


def test_a_table_without_values_or_without_units_is_refused(polls: Path, tmp_path: Path) -> None:
    empty = written(tmp_path / "empty.csv", "date,support", [("2024-01-01", ""), ("2024-01-02", "n/a")])
    with pytest.raises(payola.PayolaError, match="column support: no row has a value"):
        payola.effect(empty, event="2024-01-02")
    _, dose = districts(tmp_path)
    with pytest.raises(payola.PayolaError, match="no column for the unit"):
        payola.effect(polls, event="2024-06-29", exposure=dose)


def test_a_run_does_not_say_where_views_were(tmp_path: Path, run: Path) -> None:
    votes, _ = districts(tmp_path)
    with pytest.raises(payola.PayolaError, match="not where its views were"):
        payola.effect(votes, event="2024", exposure=run)


def test_the_table_has_the_declared_columns(polls: Path) -> None:
    found = payola.effect(polls, event="2024-06-29", after=14)
    assert found.column_names == TABLES["effects"].column_names()


def test_the_command_writes_the_table_and_says_it_in_words(
    polls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "effect.csv"
    words = ["payola", "effect", str(polls), "--event", "2024-06-29", "--after", "14", "--out", str(out)]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 0
    assert "support: no effect is seen" in capsys.readouterr().err
    assert out.read_text().startswith('"family_id","design"')


def test_asking_for_help_loads_no_estimator() -> None:
    check = (
        "import sys, contextlib, io\n"
        "from payola.cli import main\n"
        "sys.argv = ['payola', 'effect', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n    main()\n"
        "print([n for n in ('statsmodels', 'pysyncon', 'pandas', 'numpy', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
