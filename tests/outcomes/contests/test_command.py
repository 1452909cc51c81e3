"""The command writes a declared table, says what it assumed, and keeps to its exit codes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.outcomes.contests.worlds import history
from typer.testing import CliRunner

from payola.cli import app
from payola.columns import TABLES


def test_the_command_writes_every_declared_column(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=2, districts=20)
    done = CliRunner().invoke(app, ["contests", str(past), "--draws", "200", "--out", str(tmp_path / "o.csv")])
    assert done.exit_code == 0, done.output
    with (tmp_path / "o.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == TABLES["contests"].column_names()
    assert len(rows) == 80
    assert "20 contests" in done.stderr
    assert "everybody who stood at 2004 is taken to stand again" in done.stderr


def test_the_backtest_is_a_command_on_ones_own_history(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=3, districts=40)
    bins = tmp_path / "bins.csv"
    arguments = ["contests", str(past), "--backtest", "--draws", "200", "--reliability", str(bins)]
    done = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path / "s.csv")])
    assert done.exit_code == 0, done.output
    with (tmp_path / "s.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["method"] for row in rows} == {"payola", "uniform swing", "proportional swing", "last result"}
    assert [row["transition"] for row in rows][::4] == ["2000 to 2004", "2004 to 2008", "all"]
    with bins.open(encoding="utf-8") as file:
        tenths = list(csv.DictReader(file))
    assert list(tenths[0]) == TABLES["contest_reliability"].column_names()
    assert sum(int(row["count"]) for row in tenths if row["transition"] == "all") == 80


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--follow", "2"], "--follow"),
        (["--call-at", "80"], "--call-at"),
        (["--draws", "3"], "--draws"),
        (["--election-date", "tomorrow"], "--election-date"),
        (["--election-date", "1999=1999-05-01"], "--election-date"),
        (["--column", "colour=x"], "colour"),
        (["--exclude", "Nowhere"], "--exclude"),
        (["--drop", "x=1"], "--drop"),
        (["--map", "shapes.geojson"], "--map"),
    ],
)
def test_options_that_cannot_be_used_are_named(tmp_path: Path, arguments: list[str], said: str) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=10)
    done = CliRunner().invoke(app, ["contests", str(past), *arguments])
    assert said in str(done.exception)


def test_one_election_cannot_be_backtested(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=10)
    done = CliRunner().invoke(app, ["contests", str(past), "--backtest"])
    assert "needs at least two" in str(done.exception)
