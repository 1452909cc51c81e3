"""Exports: read back by other programs, harmless in a spreadsheet, without names unless asked for."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import openpyxl
import pyarrow as pa
import pytest

from payola.columns import TABLES, schema
from payola.errors import OptionError, RunError
from payola.exports import export, registered
from payola.pseudonyms import PERSONAL_BANNER
from payola.run import Run, RunWriter

LONG = "7300000000000000001"
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    'quote"d\nline',
    "plain\x00nul",
    "‮rtl",
    "😀",
]
NAMES = {"csv": "tables", "gexf": "net.gexf", "graphml": "net.graphml", "xlsx": "book.xlsx"}


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=schema(name))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Ten accounts with hostile handles that all meet, one account of which is also a tag."""
    handles = HOSTILE
    posts = [
        {
            "post_id": f"{int(LONG) + n}", "account_id": handle, "account_name": f"name_of_{n}", "platform": "tiktok",
            "created_at": 1_700_000_000 + n, "text": f"{handle} caption @someone", "tags": ["cats", f"name_of_{n}"],
            "mentions": ["someone"], "links": ["https://example.org/x"], "url": f"https://example.org/{n}", "views": n,
        }
        for n, handle in enumerate(handles)
    ]  # fmt: skip
    uses = [
        {
            "account_id": p["account_id"],
            "layer": layer,
            "object": value,
            "created_at": p["created_at"],
            "post_id": p["post_id"],
        }
        for p in posts
        for layer, value in [("tag", "cats"), ("mention", "someone"), ("link", p["url"]), ("object", p["post_id"])]
    ]
    pairs = [
        {
            "account_a": min(handles[0], other), "account_b": max(handles[0], other), "layer": "tag", "window_s": 60,
            "seen": 2 + n, "mean_gap_s": 1.5,
        }
        for n, other in enumerate(handles[1:])
    ]  # fmt: skip
    places = [
        {"account_id": h, "x": n / 10, "y": -n / 10, "community": n % 2, "strength": n}
        for n, h in enumerate(handles[:6])
    ]
    evidence = [
        {
            "finding_id": f"tag:{pair['account_a']}|{pair['account_b']}", "table": "pairs", "post_id": post["post_id"],
            "account_id": post["account_id"], "created_at": post["created_at"], "why": "used #cats within 1 s",
        }
        for pair in pairs
        for post in posts
        if post["account_id"] in (pair["account_a"], pair["account_b"])
    ]  # fmt: skip
    files = [
        {"file": "name_of_3.csv", "format": "table", "read": 10, "kept": 10, "duplicate": 0, "refused": 0, "notes": []}
    ]
    told = {"posts": posts, "uses": uses, "pairs": pairs, "layout": places, "evidence": evidence, "files": files}
    with RunWriter(tmp_path_factory.mktemp("run") / "run") as writer:
        for name in TABLES:
            writer.write(name, table(name, told.get(name, [])))
        writer.write_manifest({"payola": "0", "created_at": "2026-01-02T03:04:05+00:00", "settings": {"seed": 5}})
        return writer.publish()


def text_of(path: Path) -> str:
    if path.is_dir():
        return "\n".join(text_of(part) for part in sorted(path.iterdir()))
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("to", NAMES)
def test_without_names_nothing_that_points_to_a_person_leaves(run: Run, tmp_path: Path, to: str) -> None:
    export(run, to, tmp_path / NAMES[to])
    text = text_of(tmp_path / NAMES[to])
    hidden = [*(h for h in HOSTILE if len(h) > 2), "name_of_", "caption", "someone", "example.org", LONG[:12]]
    assert [value for value in hidden if value in text] == []
    assert PERSONAL_BANNER not in text
    assert "Account" in text


@pytest.mark.parametrize("to", NAMES)
def test_with_names_a_banner_says_that_the_data_are_personal(run: Run, tmp_path: Path, to: str) -> None:
    export(run, to, tmp_path / NAMES[to], show_names=True)
    assert PERSONAL_BANNER in text_of(tmp_path / NAMES[to])


@pytest.mark.parametrize("show_names", [False, True])
def test_no_cell_of_a_csv_runs_as_a_formula(run: Run, tmp_path: Path, show_names: bool) -> None:
    export(run, "csv", tmp_path / "out", show_names=show_names)
    for path in (tmp_path / "out").glob("*.csv"):
        for row in rows_of(path):
            for name, cell in row.items():
                number = name in ("x", "y", "community", "strength")
                assert number or not cell.strip(" '\"\t\r\n") or cell[0] not in "=+-@\t\r＝＋－＠", (path.name, cell)


def test_ids_stand_exactly_and_quoted_where_names_are_shown(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out", show_names=True)
    assert rows_of(tmp_path / "out" / "posts.csv")[0]["post_id"] == LONG
    assert f'"{LONG}"' in (tmp_path / "out" / "posts.csv").read_text()


def test_times_stand_as_seconds_and_as_text(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    first = rows_of(tmp_path / "out" / "posts.csv")[0]
    assert (first["created_at"], first["created_at_utc"]) == ("1700000000", "2023-11-14T22:13:20Z")


def test_gephi_finds_its_columns_and_the_readme_explains_every_other(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    assert list(rows_of(tmp_path / "out" / "edges.csv")[0])[:3] == ["Source", "Target", "Weight"]
    assert list(rows_of(tmp_path / "out" / "nodes.csv")[0])[:2] == ["Id", "Label"]
    readme = (tmp_path / "out" / "README.txt").read_text()
    for path in (tmp_path / "out").glob("*.csv"):
        assert path.stem in ("nodes", "edges") or path.name in readme


@pytest.mark.parametrize(("to", "reader"), [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
@pytest.mark.parametrize("show_names", [False, True])
def test_networks_read_back_with_their_weights(
    run: Run, tmp_path: Path, to: str, reader: Any, show_names: bool
) -> None:
    export(run, to, tmp_path / NAMES[to], show_names=show_names)
    graph = reader(tmp_path / NAMES[to])
    assert graph.number_of_nodes() == 6
    assert sorted(data["weight"] for _, _, data in graph.edges(data=True)) == [2, 3, 4, 5, 6]
    if not show_names:
        assert all(node.startswith("Account ") for node in graph)


def test_all_edges_brings_the_pairs_that_are_not_drawn(run: Run, tmp_path: Path) -> None:
    export(run, "graphml", tmp_path / "all.graphml", all_edges=True)
    assert nx.read_graphml(tmp_path / "all.graphml").number_of_edges() == len(HOSTILE) - 1


def test_gexf_holds_positions_and_typed_values_for_gephi(run: Run, tmp_path: Path) -> None:
    export(run, "gexf", tmp_path / "net.gexf")
    root = ElementTree.parse(tmp_path / "net.gexf").getroot()
    assert root.tag == "{http://gexf.net/1.3}gexf"
    positions = root.findall(".//{http://gexf.net/1.3/viz}position")
    assert len({(p.get("x"), p.get("y")) for p in positions}) == 6
    declared = {a.get("id") for a in root.findall(".//{http://gexf.net/1.3}attribute")}
    assert {v.get("for") for v in root.findall(".//{http://gexf.net/1.3}attvalue")} <= declared


def test_the_workbook_holds_text_dates_and_numbers_and_no_formula(run: Run, tmp_path: Path) -> None:
    export(run, "xlsx", tmp_path / "book.xlsx", show_names=True)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert set(book.sheetnames) == {"about", *TABLES}
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "d",
        "b",
        "inlineStr",
    }
    posts = {cell.value: cell.column for cell in book["posts"][1]}
    assert book["posts"].cell(2, posts["post_id"]).value == LONG
    assert book["posts"].cell(2, posts["created_at"]).is_date


@pytest.mark.parametrize("to", NAMES)
def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path, to: str) -> None:
    for name in ("one", "two"):
        export(run, to, tmp_path / name / NAMES[to])
    assert text_of(tmp_path / "one" / NAMES[to]) == text_of(tmp_path / "two" / NAMES[to])


def test_what_is_there_is_not_overwritten_and_an_unknown_export_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.gexf").write_text("mine")
    with pytest.raises(RunError, match="exists already"):
        export(run, "gexf", tmp_path / "kept.gexf")
    assert (tmp_path / "kept.gexf").read_text() == "mine"
    with pytest.raises(OptionError, match="Did you mean 'gexf'"):
        export(run, "gexef", tmp_path / "other.gexf")
    assert set(registered()) >= set(NAMES)


def test_a_failed_export_leaves_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import payola.exports.gexf

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(payola.exports.gexf, "write", fails)
    with pytest.raises(KeyboardInterrupt):
        export(run, "gexf", tmp_path / "net.gexf")
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_pairs_gives_an_empty_network(run: Run, tmp_path: Path) -> None:
    with RunWriter(tmp_path / "run") as writer:
        for name in TABLES:
            writer.write(name, table(name, []))
        writer.write_manifest({"settings": {}})
        empty = writer.publish()
    for to in ("gexf", "graphml"):
        export(empty, to, tmp_path / NAMES[to])
    assert nx.read_gexf(tmp_path / "net.gexf").number_of_nodes() == 0
    assert nx.read_graphml(tmp_path / "net.graphml").number_of_nodes() == 0
