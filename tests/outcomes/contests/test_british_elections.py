"""British elections of 2010 to 2019, each from what stood before it: the odds keep what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

import payola


@pytest.mark.data
def test_british_calls_are_right_nineteen_times_in_twenty_or_nearly(data_folder: Path) -> None:
    folder = data_folder / "elections"
    found = payola.contests_backtest(
        folder / "uk_general_2010_2019_by_constituency.csv",
        polls=folder / "uk_polls_2010_2019.csv",
        election_date=["2015=2015-05-07", "2017=2017-06-08", "2019=2019-12-12"],
        columns={"district": "ons_id"},
        draws=300,
    )
    rows = {(row["transition"], row["method"]): row for row in found.scores.to_pylist()}
    mine = rows["all", "payola"]
    assert mine["right_called"] >= 0.93
    assert mine["called"] >= 0.75
    for rule in ("uniform swing", "proportional swing", "last result"):
        assert mine["log_score"] < rows["all", rule]["log_score"]
        assert mine["brier"] < rows["all", rule]["brier"]
    assert "Reform_UKIP = Reform/BRX + UKIP" in found.words


@pytest.mark.data
def test_duma_list_votes_and_moscow_candidates_are_read_as_they_are(data_folder: Path) -> None:
    folder = data_folder / "elections"
    duma = payola.contests(folder / "ru_duma_2016_partylist_by_district.csv", against="ЕДИНАЯ РОССИЯ", draws=200)
    assert len(set(duma.table["district"].to_pylist())) == 225
    assert "stands on its stated priors" in duma.words
    moscow = payola.contests(
        folder / "moscow_city_duma_2014" / "candidates.csv", columns={"candidate": "name"}, draws=200
    )
    assert moscow.table.num_rows == 258
    assert not all(moscow.table["call"].to_pylist())
