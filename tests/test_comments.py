"""Comments beside posts: one command reads both, what was dropped is counted, and waves stand in the Run."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from payola import pipeline
from payola.columns import schema
from payola.errors import InputError
from payola.exports import export
from payola.run import Run
from payola.settings import load
from payola.simulate.storms import Storm, storm

HEADER = "comment_id,post_id,account_id,created_at,text,likes\n"


def posts_file(folder: Path, made: Storm) -> Path:
    path = folder / "posts.parquet"
    said = pa.repeat("a video", made.posts.num_rows)
    pq.write_table(made.posts.append_column("text", said), path)
    return path


@pytest.fixture(scope="module")
def flooded() -> Storm:
    return storm(5, creators=6, videos=20, waves=3, accounts=2_000)


@pytest.fixture(scope="module")
def run(flooded: Storm, tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("waves")
    pq.write_table(flooded.comments, folder / "comments.parquet")
    given = {"comments": folder / "comments.parquet"}
    return pipeline.scan([posts_file(folder, flooded)], folder / "run", load(given=given))


def test_a_scan_with_comments_finds_the_waves_and_names_the_comments_behind_each(run: Run, flooded: Storm) -> None:
    waves = run.waves.to_arrow().to_pylist()
    assert {wave["post_id"] for wave in waves} == flooded.flooded
    behind = [row for row in run.evidence.to_arrow().to_pylist() if row["table"] == "waves"]
    for wave in waves:
        own = [row for row in behind if row["finding_id"] == wave["wave_id"]]
        assert len(own) == wave["n_comments"]
        assert {row["post_id"] for row in own} == {wave["post_id"]}


def test_comments_and_posts_stand_in_the_same_ledger(run: Run, flooded: Storm) -> None:
    files = {row["file"]: row for row in run.files.to_arrow().to_pylist()}
    assert files["comments.parquet"]["kept"] == flooded.comments.num_rows == run.comments.rows()
    assert files["posts.parquet"]["kept"] == flooded.posts.num_rows
    assert run.manifest["settings"]["comments"] == ["comments.parquet"]
    assert [row["file"] for row in run.manifest["inputs"]] == sorted(files)


def test_nobody_who_commented_leaves_the_machine(run: Run, flooded: Storm, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    told = "".join(path.read_text(encoding="utf-8-sig") for path in sorted((tmp_path / "out").glob("*.csv")))
    (wave,) = set(run.waves.to_arrow()["post_id"].to_pylist()[:1])
    text = flooded.comments.filter(pc.equal(flooded.comments["post_id"], wave))["text"][0].as_py()
    assert "W1" in told
    assert "Account " in told
    assert "account not in this run" not in told
    assert not re.search(r"\b[uvc]\d+\b|numbat_|kowari", told)
    assert text not in told
    assert str(flooded.comments["account_created_at"][0].as_py()) not in told


def test_without_comments_nothing_is_said_of_waves(flooded: Storm, tmp_path: Path) -> None:
    run = pipeline.scan([posts_file(tmp_path, flooded)], tmp_path / "run", load())
    assert not {"comments", "waves"} & set(run.tables())
    assert "waves" not in run.manifest


def test_lines_that_cannot_be_used_are_flagged_and_counted(flooded: Storm, tmp_path: Path) -> None:
    first = flooded.posts["created_at"][0].as_py()
    lines = [
        f"1,v0,u1,{first - 60},too early,1",
        f"2,v0,,{first + 60},nobody,1",
        f"3,v0,u2,{first + 60},negative,-4",
        f"4,elsewhere,u2,{first + 60},no such video,1",
        "5,v0,u2,soon,no time,1",
        f"6,,u2,{first + 60},no video,1",
        f"7,v0,u3,{first + 61},fine,1",
        f"7,v0,u3,{first + 61},fine,1",
    ]
    (tmp_path / "c.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    run = pipeline.scan(
        [posts_file(tmp_path, flooded)], tmp_path / "run", load(given={"comments": [str(tmp_path / "c.csv")]})
    )
    (file,) = [row for row in run.manifest["inputs"] if row["file"] == "c.csv"]
    assert (file["read"], file["kept"], file["duplicate"], file["refused"]) == (8, 5, 1, 2)
    assert "1 comments name no account" in file["notes"]
    assert "1 counts were no whole number from 0 up and were set unknown" in file["notes"]
    assert [row["reason"] for row in run.refusals.to_arrow().to_pylist()] == [
        "no time that can be read",
        "no post id",
    ]
    counted = {row["what"]: row["count"] for row in run.manifest["exclusions"]}
    assert counted["comments older than their video"] == 1
    assert counted["comments under posts that are not in these data"] == 1
    assert counted["comments without an account"] == 1
    assert run.waves.to_arrow().schema == schema("waves")
    assert run.waves.rows() == 0


def test_comments_of_other_posts_alone_are_refused_and_leave_nothing(flooded: Storm, tmp_path: Path) -> None:
    first = flooded.posts["created_at"][0].as_py()
    (tmp_path / "c.csv").write_text(HEADER + f"1,elsewhere,u1,{first + 60},hello,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="None of the 1 comments stands under a post of these data"):
        pipeline.scan(
            [posts_file(tmp_path, flooded)], tmp_path / "run", load(given={"comments": str(tmp_path / "c.csv")})
        )
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "content", ["", "a,b\n1,2\n", HEADER, HEADER + "1,v0,u1,soon,hello,1\n", '{"data": {"videos": []}}']
)
def test_a_file_without_comments_is_refused_and_leaves_nothing(content: str, flooded: Storm, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"c\.csv"):
        pipeline.scan(
            [posts_file(tmp_path, flooded)], tmp_path / "run", load(given={"comments": str(tmp_path / "c.csv")})
        )
    assert not (tmp_path / "run").exists()


def test_a_misspelt_file_of_comments_is_told_before_posts_are_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        pipeline.scan([tmp_path / "no-posts.csv"], tmp_path / "run", load(given={"comments": "nowhere.csv"}))
