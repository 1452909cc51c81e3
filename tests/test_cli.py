"""The commands: one clear message for bad input, exit code 2, no traceback, nothing written is lost."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEADER = ["id", "author", "created_at", "caption", "hashtags", "views"]
ROWS = [
    [str(7300000000000000000 + n), f"user_{n % 7}", 1_730_000_000 + 20 * n, f"a cat number {n}", "cats,strongregion", n]
    for n in range(40)
]
SLOGANS = '[[candidate]]\nname = "A. Candidate"\nlanguage = "en"\nslogans = ["Strong region"]\n'


def payola(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in ``folder``."""
    environment = {**os.environ, "COLUMNS": "400", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "payola", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *ROWS])
    (tmp_path / "slogans.toml").write_text(SLOGANS)
    return path


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The message of a refusal; fails where it is anything but one clear panel on stderr."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return " ".join(done.stderr.replace("│", " ").split())


def test_a_scan_gives_a_run_folder_with_tables_and_a_report(posts: Path) -> None:
    done = payola("scan", "posts.csv", "--slogans", "slogans.toml", "--out", "run", folder=posts.parent)
    assert done.returncode == 0, done.stderr
    run = posts.parent / "run"
    assert done.stdout.strip() == "run/report.html"
    assert sorted(p.name for p in run.iterdir()) == ["manifest.json", "report.html", "tables"]
    manifest = json.loads((run / "manifest.json").read_text())
    (source,) = manifest["inputs"]
    assert (source["file"], source["read"], source["kept"], source["refused"]) == ("posts.csv", 40, 40, 0)
    assert str(posts.parent) not in (run / "manifest.json").read_text()


ZONES = {"utc.csv": "2024-10-27T03:33:20Z", "local.csv": "2024-10-27 06:33:20"}


@pytest.fixture
def zones(posts: Path) -> Path:
    """A folder with files whose times are written in three ways, all of one moment."""
    folder = posts.parent / "zones"
    folder.mkdir()
    for n, (name, time) in enumerate(ZONES.items()):
        (folder / name).write_text(f"id,author,created_at,caption\n{n},a,{time},a cat #cats\n")
    posts.rename(folder / "seconds.csv")
    return folder


def test_files_with_and_without_a_time_zone_are_told_apart_before_one_is_hours_off(zones: Path) -> None:
    done = payola("scan", "zones", "--out", "run", folder=zones.parent)
    said = " ".join(done.stderr.split())
    assert "Warning: in 1 of 3 files (local.csv) times have no time zone and were taken as UTC" in said
    assert said.count("--timezone Europe/Bucharest") == 1
    page = (zones.parent / "run" / "report.html").read_text("utf-8")
    notes = page[page.index("Notes of the analysis") :].partition("</ul>")[0]
    assert "in 1 of 3 files times have no time zone" in notes
    assert "1 times had no zone and were taken as UTC" in notes


@pytest.mark.parametrize("zone", ["Europe/Bucharest", "UTC"])
def test_who_says_the_zone_is_not_warned(zones: Path, zone: str) -> None:
    for command in (["scan", "zones", "--out", "run"], ["pairs", "zones", "--raw", "--out", "pairs.csv"]):
        done = payola(*command, "--timezone", zone, folder=zones.parent)
        assert done.returncode == 0
        assert "Warning" not in done.stderr
    page = (zones.parent / "run" / "report.html").read_text("utf-8")
    assert f"1 times had no zone and were taken as {zone}" in page[page.index("Notes of the analysis") :]


def test_files_that_are_all_without_a_zone_are_noted_and_not_warned_of(zones: Path) -> None:
    done = payola("pairs", "zones/local.csv", "--raw", "--out", "pairs.csv", folder=zones.parent)
    assert "Warning" not in done.stderr
    mixed = payola("pairs", "zones", "--raw", "--out", "more.csv", folder=zones.parent)
    assert "Warning: in 1 of 3 files (local.csv)" in " ".join(mixed.stderr.split())


def test_the_same_input_settings_and_seed_give_the_same_bytes(posts: Path) -> None:
    for name in ("one", "two"):
        assert (
            payola("scan", "posts.csv", "--slogans", "slogans.toml", "--out", name, folder=posts.parent).returncode == 0
        )
    tables = sorted((posts.parent / "one" / "tables").iterdir())
    assert tables
    for table in tables:
        assert table.read_bytes() == (posts.parent / "two" / "tables" / table.name).read_bytes(), table.name


def test_match_prints_a_table_on_stdout_and_nothing_else(posts: Path) -> None:
    done = payola("match", "slogans.toml", "posts.csv", folder=posts.parent)
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert [(row["tag"], row["slogan"], row["n_posts"]) for row in rows] == [("strongregion", "Strong region", "40")]


def test_raw_pairs_are_written_as_csv(posts: Path) -> None:
    done = payola("pairs", "posts.csv", "--window", "60s", "--raw", "--out", "edges.csv", folder=posts.parent)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((posts.parent / "edges.csv").open()))
    assert list(rows[0]) == ["account_a", "account_b", "weight", "mean_gap_s"]
    # 40 posts 20 s apart by 7 accounts in turn, two tags each: 39 + 38 + 37 neighbours within 60 s
    assert sum(int(row["weight"]) for row in rows) == 2 * (39 + 38 + 37)


def test_pairs_without_raw_are_refused_because_nothing_is_calibrated(posts: Path) -> None:
    assert "say --raw" in refused(payola("pairs", "posts.csv", "--out", "edges.csv", folder=posts.parent))


def test_an_existing_run_is_kept_and_said(posts: Path) -> None:
    run = posts.parent / "run"
    run.mkdir()
    (run / "story.txt").write_text("draft")
    message = refused(payola("scan", "posts.csv", "--out", "run", folder=posts.parent))
    assert "exists already and nothing in it was changed" in message
    assert (run / "story.txt").read_text() == "draft"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scan", "absent.csv", "--out", "run"], "There is no file or folder 'absent.csv'"),
        (["scan", "posts.csv", "--out", "posts.csv/run"], "Nothing can be written"),
        (["scan", "posts.csv", "--out", "run", "--timezone", "Mars/Base"], "a zone name such as"),
        (["scan", "posts.csv", "--out", "run", "--window", "soon"], "a number with a unit"),
        (["scan", "posts.csv", "--out", "run", "--column", "acount=author"], "Did you mean 'account'?"),
        (["scan", "posts.csv", "--out", "run", "--column", "author"], "KEY=NAME"),
        (["scan", "posts.csv", "--out", "run", "--column", "account=nobody"], "Columns seen: id, author"),
        (["scan", "posts.csv", "--out", "run", "--collected-by", "luck"], "collected_by"),
        (["scan", "posts.csv", "--out", "run", "--slogans", "posts.csv"], "slogan file posts.csv is wrong"),
        (["match", "absent.toml", "posts.csv"], "absent.toml"),
        (["report", "posts.csv"], "is not a Run folder"),
        (["simulate", "utopia", "--out", "x"], "There is no world 'utopia'"),
        (["simulate", "squads", "--out", "x", "--set", "squad_sise=3"], "Did you mean 'squad_size'?"),
        (["simulate", "squads", "--out", "x", "--set", "squad_size=many"], "a whole number of at least 2"),
        (["simulate", "squads", "--out", "x", "--set", "squad_size"], "KNOB=VALUE"),
        (["pairs", "posts.csv", "--raw", "--out", "edges.docx"], ".csv or .parquet"),
        (["pairs", "posts.csv", "--raw", "--out", "e.csv", "--layer", "music"], "layer"),
        (["check", "posts.csv", "--layer", "music"], "Use --layer tag"),
    ],
)
def test_wrong_options_give_one_clear_message_and_leave_nothing(posts: Path, words: list[str], said: str) -> None:
    before = sorted(posts.parent.iterdir())
    assert said in refused(payola(*words, folder=posts.parent))
    assert sorted(posts.parent.iterdir()) == before


@pytest.mark.parametrize("option", ["strike", "pushed", "prices"])
@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "No such file"), (b"", "should be a file"), (b"\x93\xff\xfe", "it is not text in UTF-8")],
)
def test_a_list_that_cannot_be_used_is_told_before_any_post_is_read(
    posts: Path, option: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (posts.parent / "list").write_bytes(content)
    words = ("scan", "posts.csv", "--slogans", "slogans.toml", f"--{option}", "list", "--out", "run")
    message = refused(payola(*words, folder=posts.parent))
    assert said in message
    assert "reading" not in message
    assert not (posts.parent / "run").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "in no format that payola knows"),
        ("no_time.csv", b"id,author,caption\n1,anna,hello #x\n", "no column for"),
        ("two.csv", b"id,user,account,created_at\n1,anna,bo,1730000000\n", "several columns that could be"),
        ("old.csv", b"id,author,created_at\n1,anna,0\n2,bo,4102444800\n", "No post could be used"),
        ("half.json", b'{"data": {"videos": [', "half.json"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_nothing_is_left(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    message = refused(payola("scan", name, "--out", "run", folder=tmp_path))
    assert said in message
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_scan_that_is_interrupted_leaves_no_half_run(posts: Path) -> None:
    stop = (
        "import payola.pipeline as p, payola.cli as c, sys\n"
        "def interrupted(*_): raise KeyboardInterrupt\n"
        "p._network = interrupted\n"
        "sys.argv = ['payola', 'scan', 'posts.csv', '--out', 'run']\n"
        "c.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", stop], cwd=posts.parent, capture_output=True, text=True)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in posts.parent.iterdir()) == ["posts.csv", "slogans.toml"]
