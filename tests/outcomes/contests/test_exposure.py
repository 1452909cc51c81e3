"""Reach stands beside odds, district by district, and is never made one number with them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from tests.outcomes.contests.worlds import history, write

import payola
from payola.charts.contests import shapes_table
from payola.columns import TABLES, schema
from payola.errors import PayolaError
from payola.run import Run, RunWriter


def made_run(path: Path, candidates: list[str]) -> Run:
    blank = dict.fromkeys(TABLES["families"].column_names())
    families = [
        blank | {"family_id": f"f{i}", "slogan": f"Slogan {i}", "candidate": name, "views": 100 * (i + 1),
                 "verdict": "stands out"}
        for i, name in enumerate(candidates)
    ]  # fmt: skip
    reach = [dict.fromkeys(TABLES["reach"].column_names())
             | {"family_id": "f0", "measure": "views", "estimate": 1000.0, "low": 800.0, "high": 1200.0}]  # fmt: skip
    with RunWriter(path) as writer:
        writer.write("families", pa.Table.from_pylist(families, schema("families")))
        writer.write("reach", pa.Table.from_pylist(reach, schema("reach")))
        writer.write_manifest({})
        return writer.publish()


@pytest.fixture
def odds(tmp_path: Path) -> pa.Table:
    past = history(tmp_path / "r.csv", elections=1, districts=10)
    stands = [("district", "party", "candidate")]
    stands += [(f"D{d:03}", party, f"{party} {d}") for d in range(10) for party in ("Red", "Blue", "Gold", "Green")]
    return payola.contests(past, candidates=write(tmp_path / "c.csv", stands), draws=300).table


def test_a_family_stands_beside_the_odds_of_its_candidates_district(tmp_path: Path, odds: pa.Table) -> None:
    run = made_run(tmp_path / "run", ["Gold 3", "RED 5", "Nobody"])
    rows = {row["family_id"]: row for row in payola.contest_exposure(odds, run).to_pylist()}
    own = {(r["district"], r["party"]): r for r in odds.to_pylist()}
    assert set(rows) == {"f0", "f1"}
    assert rows["f0"]["district"] == "D003"
    assert (rows["f0"]["views"], rows["f0"]["views_low"], rows["f0"]["views_high"]) == (1000, 800, 1200)
    assert rows["f0"]["p_strongest"] == own["D003", "Gold"]["p_strongest"]
    assert rows["f0"]["p_beaten"] == own["D003", "Gold"]["p_beaten"]


def test_the_most_open_contests_come_first(tmp_path: Path, odds: pa.Table) -> None:
    run = made_run(tmp_path / "run", [f"Green {d}" for d in range(10)])
    openness = payola.contest_exposure(odds, run)["openness"].to_pylist()
    assert openness == sorted(openness, reverse=True)
    assert openness[0] > openness[-1]


def test_the_slogan_file_says_which_district_a_candidate_stands_in(tmp_path: Path, odds: pa.Table) -> None:
    slogans = tmp_path / "slogans.toml"
    slogans.write_text(
        '[[candidate]]\nname = "A. Candidate"\nlanguage = "en"\nslogans = ["Strong region now"]\ndistrict = "D007"\n',
        encoding="utf-8",
    )
    run = made_run(tmp_path / "run", ["A. Candidate"])
    assert payola.contest_exposure(odds, run, slogans=slogans)["district"].to_pylist() == ["D007"]


def test_a_run_without_any_district_is_refused_with_what_to_do(tmp_path: Path, odds: pa.Table) -> None:
    with pytest.raises(PayolaError, match="Give --slogans FILE with district"):
        payola.contest_exposure(odds, made_run(tmp_path / "run", ["Nobody"]))


def test_exposure_reliability_and_map_can_be_drawn(tmp_path: Path, odds: pa.Table) -> None:
    exposure = payola.contest_exposure(odds, made_run(tmp_path / "run", ["Gold 3"]))
    payola.draw_contests(exposure, tmp_path / "e.svg")
    assert "Slogan 0" in (tmp_path / "e.svg").read_text(encoding="utf-8")
    record = payola.contests_backtest(history(tmp_path / "h.csv", elections=2, districts=20), draws=100)
    payola.draw_contests(record.reliability, tmp_path / "r.svg")
    assert "strongest challenger" in (tmp_path / "r.svg").read_text(encoding="utf-8")
    square = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
    feature = {
        "type": "Feature",
        "properties": {"code": "D003"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    shapes = tmp_path / "s.geojson"
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    payola.draw_contests(odds, tmp_path / "m.svg", shapes=shapes, key="code")
    drawn = (tmp_path / "m.svg").read_text(encoding="utf-8")
    assert "<path" in drawn
    assert "9 of 10 districts have no shape here" in drawn
    with pytest.raises(PayolaError, match="'nothing' is a district"):
        payola.draw_contests(odds, tmp_path / "n.svg", shapes=shapes, key="nothing")


def test_odds_and_reach_are_kept_in_the_run_beside_its_tables(tmp_path: Path) -> None:
    past = history(tmp_path / "r.csv", elections=1, districts=4)
    stands = [("district", "party", "candidate")]
    stands += [(f"D{d:03}", p, f"{p} {d}") for d in range(4) for p in ("Red", "Gold")]
    found = payola.contests(past, candidates=write(tmp_path / "c.csv", stands), draws=200)
    shapes = tmp_path / "s.geojson"
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1.123456], [1, 1], [0, 0]]]}
    features = [{"type": "Feature", "properties": {"code": d}, "geometry": square} for d in ("D003", "D999")]
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    run = made_run(tmp_path / "run", ["Gold 3"])
    for _ in range(2):  # again replaces what was kept
        payola.keep_contests(found, run, shapes=shapes, key="code")
    assert run["contest_exposure"].to_arrow()["district"].to_pylist() == ["D003"]
    assert run["contests"].rows() == found.table.num_rows
    assert run["contest_shapes"].to_arrow()["district"].to_pylist() == ["D003"]
    assert "1.123]" in run["contest_shapes"].to_arrow()["geometry"][0].as_py()
    assert run.manifest["contests"] == found.words.splitlines()
    assert sorted(run.tables()) == ["contest_exposure", "contest_shapes", "contests", "families", "reach"]


def test_broken_shapes_are_named_and_shapes_too_fine_for_a_page_are_refused(
    tmp_path: Path, odds: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = tmp_path / "s.geojson"
    for broken in ("[]", '{"features": [{"properties": {"code": "D003"}, "geometry": {"type": "Polygon"}}]}'):
        shapes.write_text(broken, encoding="utf-8")
        with pytest.raises(PayolaError, match="no GeoJSON"):
            payola.draw_contests(odds, tmp_path / "m.svg", shapes=shapes, key="code")
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    feature = {"type": "Feature", "properties": {"code": "D003"}, "geometry": square}
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    monkeypatch.setattr("payola.charts.contests.SHAPES_MOST", 10)
    with pytest.raises(PayolaError, match="too detailed for a report"):
        shapes_table(odds, shapes, "code")
