"""The Run folder: whole or not there at all, its owner's alone, the same bytes for the same rows."""

from __future__ import annotations

import stat
from pathlib import Path

import pyarrow as pa
import pytest

from payola.columns import schema
from payola.errors import RunError
from payola.run import ROW_GROUP, Run, RunWriter

REFUSALS = schema("refusals")


def refusals(*lines: int) -> pa.Table:
    rows = [{"file": "a.csv", "line": line, "field": "time", "reason": "no time"} for line in lines]
    return pa.Table.from_pylist(rows, schema=REFUSALS)


def make_run(out: Path, *lines: int) -> Run:
    with RunWriter(out) as writer:
        writer.write("refusals", refusals(*lines))
        writer.write_manifest({"payola": "0"})
        return writer.publish()


def test_a_run_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 1)
    assert stat.S_IMODE(run.path.stat().st_mode) == 0o700


def test_rows_stand_in_their_declared_order_whatever_order_they_came_in(tmp_path: Path) -> None:
    first = make_run(tmp_path / "first", 3, 1, 2)
    second = make_run(tmp_path / "second", 2, 3, 1)
    assert first.refusals.to_arrow()["line"].to_pylist() == [1, 2, 3]
    assert first["refusals"].path.read_bytes() == second["refusals"].path.read_bytes()


def test_an_existing_folder_is_never_touched(tmp_path: Path) -> None:
    kept = tmp_path / "run" / "story.txt"
    kept.parent.mkdir()
    kept.write_text("draft")
    with pytest.raises(RunError, match="exists already and nothing in it was changed"):
        make_run(tmp_path / "run", 1)
    assert kept.read_text() == "draft"
    assert list(tmp_path.iterdir()) == [tmp_path / "run"]


def test_a_folder_that_appears_while_we_work_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "run"

    def late() -> None:
        with RunWriter(out) as writer:
            writer.write_manifest({})
            out.mkdir()
            (out / "story.txt").write_text("draft")
            writer.publish()

    with pytest.raises(RunError, match="exists already"):
        late()
    assert (out / "story.txt").read_text() == "draft"
    assert list(tmp_path.iterdir()) == [out]


def test_an_interrupted_scan_leaves_nothing(tmp_path: Path) -> None:
    def interrupted() -> None:
        with RunWriter(tmp_path / "run") as writer:
            writer.write("refusals", refusals(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="Nothing can be written"):
        make_run(tmp_path / "file" / "run", 1)


def test_a_folder_without_a_manifest_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"not a Run folder: it has no manifest\.json"):
        Run(tmp_path)


def test_a_broken_manifest_and_a_missing_table_are_said_clearly(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 1)
    with pytest.raises(RunError, match=r"has no table 'posts'. It has: refusals"):
        run["posts"]
    (run.path / "manifest.json").write_text("{half")
    with pytest.raises(RunError, match="damaged"):
        _ = Run(run.path).manifest


def test_tables_come_as_polars_pandas_and_arrow(tmp_path: Path) -> None:
    view = make_run(tmp_path / "run", 1, 2).refusals
    assert view.to_arrow().num_rows == view.to_polars().height == len(view.to_pandas()) == 2
    assert "<table" in view._repr_html_()


def test_a_notebook_shows_what_a_run_holds_and_hostile_text_stays_text(tmp_path: Path) -> None:
    with RunWriter(tmp_path / "<b>run") as writer:
        row = {"file": "<script>alert(1)</script>", "line": 1, "field": "time", "reason": "no time"}
        writer.write("refusals", pa.Table.from_pylist([row], schema=REFUSALS))
        writer.write_manifest({"payola": "0"})
        run = writer.publish()
    assert "<td>refusals</td><td>1</td><td>rows that were refused" in run._repr_html_()
    assert repr(run.refusals).startswith("refusals: 1 rows")
    assert "<script>" not in run.refusals._repr_html_()
    assert "<b>" not in run._repr_html_()


@pytest.mark.parametrize("sizes", [[ROW_GROUP + 1], [1, ROW_GROUP], [ROW_GROUP // 2] * 2 + [1]])
def test_the_bytes_do_not_depend_on_how_rows_arrive_in_batches(tmp_path: Path, sizes: list[int]) -> None:
    def written(name: str, parts: list[int]) -> bytes:
        with RunWriter(tmp_path / name) as writer:
            batches = []
            first = 0
            for size in parts:
                numbers = pa.array(range(first, first + size), pa.int64())
                text = pa.repeat("x", size)
                batches.append(pa.record_batch([text, numbers, text, text], schema=REFUSALS))
                first += size
            reader = pa.RecordBatchReader.from_batches(REFUSALS, batches)
            return writer.write("refusals", reader).read_bytes()

    assert written("parts", sizes) == written("whole", [sum(sizes)])
