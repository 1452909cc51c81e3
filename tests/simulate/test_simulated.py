"""What every world promises: the same bytes, plain files, clear words for a wrong option, and bounds that hold."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path

import pytest

import payola.simulate
from payola.columns import schema
from payola.errors import OptionError, RunError
from payola.simulate import WORLDS, simulate, write

NAMES = [
    "null-bursts", "null-schedulers", "null-fans", "null-agencies", "null-memes", "null-challenges", "null-all",
    "squads", "recruited", "waves", "hybrid", "demo",
]  # fmt: skip
FILES = [
    "comments.parquet", "posts.parquet", "reference.parquet", "slogans.toml", "truth/accounts.parquet",
    "truth/tags.parquet",
]  # fmt: skip


def checksums(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_the_worlds_have_their_names_and_every_knob_has_a_meaning() -> None:
    assert sorted(WORLDS) == sorted(NAMES)
    for world in WORLDS.values():
        assert is_dataclass(world.settings)
        assert world.settings.__dataclass_params__.frozen
        assert all(f.metadata["meaning"] for f in fields(world.settings))


@pytest.mark.parametrize("name", ["null-all", "squads", "waves", "hybrid", "demo"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(name: str, tmp_path: Path) -> None:
    for folder, seed in (("one", 3), ("two", 3), ("three", 4)):
        write(simulate(name, seed=seed, accounts=150, days=20), tmp_path / folder)
    one, two, three = (checksums(tmp_path / folder) for folder in ("one", "two", "three"))
    assert one == two
    assert one["posts.parquet"] != three["posts.parquet"]


def test_a_world_is_written_as_plain_files_with_the_truth_beside_them(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    made = simulate("demo", seed=1)
    write(made, tmp_path / "demo")
    assert sorted(checksums(tmp_path / "demo")) == FILES
    assert pq.read_table(tmp_path / "demo" / "posts.parquet").schema.equals(schema("posts"))
    slogans = tomllib.loads((tmp_path / "demo" / "slogans.toml").read_text(encoding="utf-8"))
    assert [c["name"] for c in slogans["candidate"]] == ["Candidate A", "Candidate B", "Candidate C"]
    assert pq.read_table(tmp_path / "demo" / "truth" / "accounts.parquet").column_names == [
        "account_id", "role", "campaign_id",
    ]  # fmt: skip


def test_payola_reads_a_simulated_dump_as_it_is(tmp_path: Path) -> None:
    made = simulate("demo", seed=2)
    write(made, tmp_path / "demo")
    read = payola.read(tmp_path / "demo" / "posts.parquet").sort_by("post_id")
    written = made.posts.sort_by("post_id")
    assert read.num_rows == written.num_rows
    for name in ("post_id", "account_id", "created_at", "tags", "views", "disclosed"):
        assert read[name].to_pylist() == written[name].to_pylist(), name


def test_nothing_is_written_over(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="exists already"):
        write(simulate("demo", seed=1), tmp_path)


@pytest.mark.parametrize(
    ("world", "knobs", "words"),
    [
        ("squad", {}, "no world 'squad'. Did you mean 'squads'"),
        ("squads", {"episode": 3}, "no knob of the world squads 'episode'. Did you mean 'episodes'"),
        ("squads", {"participation": 1.5}, "a number from 0 to 1"),
        ("squads", {"episodes": 2.5}, "a whole number of at least 0"),
        ("squads", {"episodes": "many"}, "a whole number of at least 0"),
        ("squads", {"hijack": "maybe"}, "yes or no"),
        ("null-bursts", {"episodes": 3}, "no knob of the world null-bursts"),
        ("demo", {"accounts": float("inf")}, "a whole number from 1"),
        ("demo", {"delay_s": float("nan")}, "a number of at least 0"),
    ],
)
def test_a_wrong_world_or_knob_is_answered_in_one_sentence(world: str, knobs: dict[str, object], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        simulate(world, **knobs)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(OptionError, match="seed"):
        simulate("demo", seed=-1)


def test_knobs_may_be_text_as_on_a_command_line() -> None:
    made = simulate("squads", seed=1, episodes="2", hijack="yes", spread_s="30", accounts="50")
    assert (made.knobs["episodes"], made.knobs["hijack"], made.knobs["spread_s"]) == (2, True, 30.0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "knobs",
    [{"accounts": 1}, {"accounts": 40, "days": 1}, {"accounts": 60, "communities": 1}, {"accounts": 30, "zipf": 0}],
)
def test_the_smallest_worlds_are_made_too(name: str, knobs: dict[str, float]) -> None:
    made = simulate(name, seed=2, **knobs)
    assert made.posts.schema == schema("posts")
    assert made.reference.schema == schema("posts")


@pytest.mark.parametrize("name", ["squads", "recruited", "waves", "hybrid", "demo"])
def test_counts_of_zero_leave_their_part_out(name: str) -> None:
    zero = {
        f.name: 0 for f in fields(WORLDS[name].settings)
        if f.metadata["low"] == 0 and f.name not in ("posts_per_account", "activity_sd", "slogans")
    }  # fmt: skip
    made = simulate(name, seed=2, accounts=50, **zero)
    assert set(made.truth_accounts["role"].to_pylist()) <= {"organic", "squad", "recruited", "wave"}
    assert made.reference.num_rows == 0


def test_a_reference_without_a_campaign_comes_with_a_world_that_has_one() -> None:
    made = simulate("demo", seed=5)
    pushed = {t for t, kind in zip(made.truth_tags["tag"].to_pylist(), made.truth_tags["kind"].to_pylist(), strict=True)
              if kind == "pushed"}  # fmt: skip
    assert pushed
    seen = {tag for tags in made.reference["tags"].to_pylist() for tag in tags}
    assert not pushed & seen


def test_simulate_imports_only_what_stands_before_it() -> None:
    allowed = {"payola.columns", "payola.errors", "payola.simulate"}
    folder = Path(payola.simulate.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("payola"):
                assert ".".join((node.module or "").split(".")[:2]) in allowed, file.name
