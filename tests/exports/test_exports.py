"""Exports: read back by other programs, harmless in a spreadsheet, without names unless asked for."""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exports.cases import (
    HOSTILE,
    LONG,
    NAMES,
    SECRETS,
    START,
    bytes_of,
    cells_of,
    make_run,
    rows_of,
    saved,
    text_of,
    without_apostrophe,
)
from tests.report import cases

from payola.columns import TABLES
from payola.errors import MissingPartError, OptionError, RunError
from payola.exports import export, registered
from payola.exports.network import NO_PAIRS
from payola.exports.shareable import shareable
from payola.exports.spreadsheet import harmless
from payola.pseudonyms import PERSONAL_BANNER, pseudonyms
from payola.run import Run

SIGNS = set("=+-@＝＋－＠﹢﹣﹦﹫−")
GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
GRAPHS = [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)]
NUMBERS = {"x", "y"}  # numbers may be negative


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_run(tmp_path_factory.mktemp("run") / "run", HOSTILE)


def runs_as_formula(cell: str) -> bool:
    """As the strictest spreadsheet sees it: blanks, quotes and invisible characters do not count."""
    if cell[:1] in ("\t", "\r", "\n"):
        return True
    visible = (c for c in cell if not c.isspace() and unicodedata.category(c)[0] != "C" and c not in '"`')
    return next(visible, "") in SIGNS


# What leaves


@pytest.mark.parametrize("to", NAMES)
@pytest.mark.parametrize("all_edges", [False, True])
def test_without_names_nothing_that_points_to_a_person_leaves(
    run: Run, tmp_path: Path, to: str, all_edges: bool
) -> None:
    export(run, to, tmp_path / NAMES[to], all_edges=all_edges)
    text = text_of(tmp_path / NAMES[to])
    assert [value for value in SECRETS if value in text] == []
    assert PERSONAL_BANNER not in text
    assert "Account" in text
    assert "pseudonyms" in text


@pytest.mark.parametrize("to", ["csv", "xlsx"])
def test_with_names_all_of_it_leaves_so_that_silence_above_means_something(run: Run, tmp_path: Path, to: str) -> None:
    export(run, to, tmp_path / NAMES[to], show_names=True)
    text = text_of(tmp_path / NAMES[to])
    assert [value for value in SECRETS if value not in text] == []


@pytest.mark.parametrize("to", NAMES)
def test_with_names_a_banner_says_so_and_only_the_owner_may_read(run: Run, tmp_path: Path, to: str) -> None:
    made = export(run, to, tmp_path / NAMES[to], show_names=True)
    assert PERSONAL_BANNER in text_of(tmp_path / NAMES[to])
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def test_a_personal_column_without_a_rule_and_an_undeclared_table_stay(run: Run, tmp_path: Path) -> None:
    other = make_run(tmp_path / "run", ["anna", "bert"])
    posts = other["posts"].to_arrow().append_column("phone", pa.array(["0700 900"] * 2))
    pq.write_table(posts, other["posts"].path)
    pq.write_table(posts.select(["phone"]), other["posts"].path.with_name("phones.parquet"))
    export(other, "csv", tmp_path / "masked")
    export(other, "csv", tmp_path / "named", show_names=True)
    assert "0700 900" not in text_of(tmp_path / "masked")
    assert "0700 900" in (tmp_path / "named" / "phones.csv").read_text()


def test_one_sound_has_one_name_in_all_tables_and_numbers_of_sounds_stand(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    sounds = {row["music_id"] for row in rows_of(tmp_path / "out" / "posts.csv")}
    used = {row["object"] for row in rows_of(tmp_path / "out" / "uses.csv") if row["layer"] == "music"}
    assert sounds == used == {"Sound 1", "'6900000000000000003"}


def test_numbers_of_accounts_are_the_same_in_every_table_and_export(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    export(run, "gexf", tmp_path / "net.gexf")
    nodes = {row["Id"]: float(row["x"]) for row in rows_of(tmp_path / "out" / "nodes.csv")}
    drawn = {row["account_id"]: float(row["x"]) for row in rows_of(tmp_path / "out" / "layout.csv")}
    graph = nx.read_gexf(tmp_path / "net.gexf")
    assert nodes == drawn == {name: data["viz"]["position"]["x"] / 1000 for name, data in graph.nodes(data=True)}


def test_findings_lead_from_a_pair_to_its_posts(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    pairs = {
        (row["layer"], frozenset((row["account_a"], row["account_b"]))) for row in rows_of(tmp_path / "out/pairs.csv")
    }
    pairs |= {
        ("shared", frozenset((row["account_a"], row["account_b"]))) for row in rows_of(tmp_path / "out/shared_tags.csv")
    }
    assert len({kind for kind, _ in pairs}) == 3
    findings = {row["finding_id"] for row in rows_of(tmp_path / "out" / "evidence.csv")}
    assert {(f.partition(":")[0], frozenset(f.partition(":")[2].split("|"))) for f in findings} == pairs


def test_the_posts_behind_a_kind_of_evidence_lead_to_its_family(tmp_path: Path) -> None:
    ends = {"post_id": cases.post_id(0), "account_id": cases.account_id(0), "created_at": cases.created(0)}
    behind = [{**ends, "finding_id": "F01:brief", "table": "kinds", "why": "shares a phrase"}]
    run = cases.ordinary(tmp_path / "run", evidence=behind)
    assert shareable(run, "evidence", pseudonyms(run))["finding_id"].to_list() == ["F01:brief"]


def test_neither_the_order_of_rows_nor_that_of_a_pair_tells_the_order_of_hidden_ids(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out", all_edges=True)
    for name, order in [(name, TABLES[name].order) for name in ("layout", "uses", "evidence", "pairs", "shared_tags")]:
        rows = pl.read_csv(tmp_path / "out" / f"{name}.csv").select(order).rows()
        assert len(set(rows)) > 1
        assert rows == sorted(rows)
    pairs, in_common = (pl.read_csv(tmp_path / "out" / f"{name}.csv") for name in ("pairs", "shared_tags"))
    edges = pl.read_csv(tmp_path / "out" / "edges.csv")
    ends = [
        *pl.concat([pairs, in_common], how="diagonal_relaxed").select("account_a", "account_b").rows(),
        *edges.select("Source", "Target").rows(),
    ]
    assert all(one < other for one, other in ends)


# Spreadsheets


@pytest.mark.parametrize("show_names", [False, True])
def test_no_cell_of_a_csv_runs_as_a_formula(run: Run, tmp_path: Path, show_names: bool) -> None:
    export(run, "csv", tmp_path / "out", show_names=show_names)
    for path in (tmp_path / "out").glob("*.csv"):
        for row in rows_of(path):
            assert [cell for name, cell in row.items() if name not in NUMBERS and runs_as_formula(cell)] == []
            for cell in row.values():  # where the columns are told apart by semicolons, tabs or new lines
                assert not any(runs_as_formula(part) for part in re.split(r"[;\t\r\n]", cell)[1:] if part)


def test_taking_one_apostrophe_away_gives_ids_handles_and_tags_back(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out", show_names=True)
    posts = rows_of(tmp_path / "out" / "posts.csv")
    assert posts[0]["post_id"] == f"'{LONG}"
    assert [without_apostrophe(row["post_id"]) for row in posts] == run["posts"].to_arrow()["post_id"].to_pylist()
    handles = [handle.replace("\x00", "") for handle in run["posts"].to_arrow()["account_id"].to_pylist()]
    came = [without_apostrophe(row["account_id"]) for row in posts]
    assert [(a, b) for a, b in zip(came, handles, strict=True) if a != b] == [("\t'=1+2", "\t=1+2")]


@pytest.mark.parametrize(
    "text",
    [
        "7300000000000000001", "007", "1e5", "1/2", "3-4", "12:30", "50%", "may9", "MARCH8", "9 мая", "1mai",
        "24августа", "true", "'quoted", "=1", " =1", '"=1', "\u200b=1", "\u202e=1", "＝1", "−1", "\t1", "٣٤",
    ],
)  # fmt: skip
def test_text_that_a_spreadsheet_would_change_is_marked(text: str) -> None:
    assert pl.DataFrame({"a": [text]}).select(harmless("a")).item() == f"'{text}"


@pytest.mark.parametrize(
    "text", ["cats", "may", "maybe2", "стабильность", "covid19", "Account 17", "a=b", "2023-x", ""]
)
def test_text_that_a_spreadsheet_leaves_alone_stands(text: str) -> None:
    assert pl.DataFrame({"a": [text]}).select(harmless("a")).item() == text


def test_excel_sees_a_mark_of_utf8_in_tables_and_gephi_none_in_the_network(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    marked = {path.stem: path.read_bytes().startswith(b"\xef\xbb\xbf") for path in (tmp_path / "out").glob("*.csv")}
    assert marked == dict.fromkeys(TABLES, True) | {"nodes": False, "edges": False}


def test_times_stand_as_seconds_and_as_text(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    first = rows_of(tmp_path / "out" / "posts.csv")[0]
    assert (first["created_at"], first["created_at_utc"]) == (str(START), "2023-11-14T22:13:20Z")


def test_gephi_finds_its_columns_and_the_readme_explains_every_other(run: Run, tmp_path: Path) -> None:
    export(run, "csv", tmp_path / "out")
    assert cells_of(tmp_path / "out" / "edges.csv")[0][:5] == ["Id", "Source", "Target", "Weight", "Type"]
    assert cells_of(tmp_path / "out" / "nodes.csv")[0][:2] == ["Id", "Label"]
    readme = (tmp_path / "out" / "README.txt").read_text()
    for path in (tmp_path / "out").glob("*.csv"):
        if path.stem not in ("nodes", "edges"):
            assert all(f"  {column}: " in readme.partition(f"\n{path.name}")[2] for column in cells_of(path)[0])


def test_the_workbook_holds_text_dates_and_numbers_and_no_formula(run: Run, tmp_path: Path) -> None:
    export(run, "xlsx", tmp_path / "book.xlsx", show_names=True)
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["about", *sorted(TABLES)]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "d", "b", "inlineStr"}
    posts = {cell.value: cell.column for cell in book["posts"][1]}
    first = {name: book["posts"].cell(2, column) for name, column in posts.items()}
    assert (first["post_id"].value, first["post_id"].data_type) == (LONG, "s")
    assert first["created_at"].value == START
    assert first["created_at_utc"].is_date
    assert first["created_at_utc"].value.isoformat() == "2023-11-14T22:13:20"
    assert book["posts"].freeze_panes == "A2"
    assert book["posts"].auto_filter.ref == f"A1:{first['collected_at_utc'].column_letter}{len(HOSTILE) + 1}"
    assert PERSONAL_BANNER in [cell.value for cell in book["about"][1]]


def test_the_workbook_links_to_nothing_outside(run: Run, tmp_path: Path) -> None:
    export(run, "xlsx", tmp_path / "book.xlsx", show_names=True)
    assert not re.search(r"<hyperlink|TargetMode=|<f>", text_of(tmp_path / "book.xlsx"))


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payola.exports.tables_xlsx.MOST_ROWS", 6)
    export(run, "xlsx", tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    parts = [book[name] for name in ("posts", "posts 2", "posts 3")]
    assert [part.max_row - 1 for part in parts] == [6, 6, len(HOSTILE) - 12]
    posts = [row[0] for part in parts for row in part.iter_rows(min_row=2, values_only=True)]
    assert len(set(posts)) == len(HOSTILE)
    assert "they go on in the sheet posts 2" in text_of(tmp_path / "book.xlsx")


def test_a_caption_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    long = make_run(tmp_path / "run", ["anna", "bert"], text="б" * 40_000)
    export(long, "xlsx", tmp_path / "book.xlsx", show_names=True)
    posts = openpyxl.load_workbook(tmp_path / "book.xlsx")["posts"]
    texts = [cell for row in posts.iter_rows(min_row=2, values_only=True) for cell in row if str(cell).startswith("б")]
    assert all(len(text) < 32_767 and "cut here" in text for text in texts)
    assert len(texts) == 2


def test_a_workbook_without_its_part_says_how_to_install_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingPartError, match=re.escape("pip install 'payola[xlsx]'")):
        export(run, "xlsx", tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


# Networks


@pytest.mark.parametrize(("to", "reader"), GRAPHS)
@pytest.mark.parametrize("show_names", [False, True])
def test_networks_read_back_with_weights_and_positions(
    run: Run, tmp_path: Path, to: str, reader: Any, show_names: bool
) -> None:
    export(run, to, tmp_path / NAMES[to], show_names=show_names)
    graph = reader(tmp_path / NAMES[to])
    assert graph.number_of_nodes() == 6
    assert sorted(data["weight"] for _, _, data in graph.edges(data=True)) == [2, 3, 4, 4, 5, 5, 6, 6, 7, 7]
    places = [data["viz"]["position"] if to == "gexf" else data for _, data in graph.nodes(data=True)]
    assert sorted(round(place["x"] / (1000 if to == "gexf" else 1), 9) for place in places) == [
        0, 0.1, 0.2, 0.3, 0.4, 0.5,
    ]  # fmt: skip
    assert {data["community"] for _, data in graph.nodes(data=True)} == {0, 1}
    assert all(name.startswith("Account ") for name in graph) is not show_names


@pytest.mark.parametrize(("to", "reader"), GRAPHS)
def test_ids_and_handles_stand_exactly_where_names_are_shown(run: Run, tmp_path: Path, to: str, reader: Any) -> None:
    export(run, to, tmp_path / NAMES[to], show_names=True, all_edges=True)
    readable = {re.sub("[\x00\x0b]", "", handle) for handle in HOSTILE}  # XML has no way to write these two
    graph = reader(tmp_path / NAMES[to])
    assert set(graph) == readable
    assert {data["label"] for _, data in graph.nodes(data=True)} == {f"name_of_{n}" for n in range(len(HOSTILE))}


def test_gexf_says_when_accounts_and_pairs_were_there(run: Run, tmp_path: Path) -> None:
    export(run, "gexf", tmp_path / "net.gexf")
    root = ElementTree.parse(tmp_path / "net.gexf").getroot()
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    lives = {(part.get("start"), part.get("end")) for kind in ("node", "edge") for part in root.iter(f"{GEXF}{kind}")}
    assert lives == {("2023-11-14", "2023-11-14")}


def test_gexf_is_built_as_gephi_expects(run: Run, tmp_path: Path) -> None:
    export(run, "gexf", tmp_path / "net.gexf")
    root = ElementTree.parse(tmp_path / "net.gexf").getroot()
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    assert [part.tag.removeprefix(GEXF) for part in root] == ["meta", "graph"]
    assert [(part.tag.removeprefix(GEXF), part.get("class")) for part in root[1]] == [
        ("attributes", "node"), ("attributes", "edge"), ("nodes", None), ("edges", None),
    ]  # fmt: skip
    for kind, name in (("node", "nodes"), ("edge", "edges")):
        declared = {part.get("id") for part in root.findall(f".//{GEXF}attributes[@class='{kind}']/{GEXF}attribute")}
        assert {part.get("for") for part in root.findall(f".//{GEXF}{name}//{GEXF}attvalue")} <= declared
    nodes = {node.get("id") for node in root.iter(f"{GEXF}node")}
    edges = list(root.iter(f"{GEXF}edge"))
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= nodes
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert {edge.get("kind") for edge in edges} == {"tag 60", "music 60"}, "parallel edges need a kind of their own"
    assert len({(p.get("x"), p.get("y")) for p in root.iter(f"{VIZ}position")}) == 6


def test_all_edges_brings_the_pairs_that_are_not_drawn(run: Run, tmp_path: Path) -> None:
    export(run, "graphml", tmp_path / "all.graphml", all_edges=True)
    graph = nx.read_graphml(tmp_path / "all.graphml")
    assert graph.number_of_edges() == run["pairs"].to_arrow().num_rows
    assert graph.number_of_nodes() == len(HOSTILE)


def test_a_run_without_pairs_gives_an_empty_network_and_says_so(tmp_path: Path) -> None:
    empty = saved(tmp_path / "run", {})
    for to, reader in GRAPHS:
        export(empty, to, tmp_path / NAMES[to])
        assert reader(tmp_path / NAMES[to]).number_of_nodes() == 0
        assert NO_PAIRS in text_of(tmp_path / NAMES[to])
    for to in ("csv", "xlsx"):
        export(empty, to, tmp_path / NAMES[to])
    assert NO_PAIRS in (tmp_path / "tables" / "README.txt").read_text()
    assert openpyxl.load_workbook(tmp_path / "book.xlsx")["pairs"].max_row == 1


# Files


@pytest.mark.parametrize("to", NAMES)
def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path, to: str) -> None:
    for name in ("one", "two"):
        export(run, to, tmp_path / name / NAMES[to])
    assert bytes_of(tmp_path / "one" / NAMES[to]) == bytes_of(tmp_path / "two" / NAMES[to])


def test_what_is_there_is_not_overwritten_and_an_unknown_export_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.gexf").write_text("mine")
    with pytest.raises(RunError, match="exists already"):
        export(run, "gexf", tmp_path / "kept.gexf")
    assert (tmp_path / "kept.gexf").read_text() == "mine"
    with pytest.raises(OptionError, match="Did you mean 'gexf'"):
        export(run, "gexef", tmp_path / "other.gexf")
    assert set(registered()) >= set(NAMES)


def test_accounts_without_a_history_are_listed_for_a_collector_and_only_by_name(tmp_path: Path) -> None:
    posts = [{"post_id": "1", "account_id": "annas_id", "account_name": "anna", "created_at": START, "platform": "x"}]
    told = [("annas_id", "F1", 7), ("annas_id", "F2", 7), ("bos_id", "F1", 8), ("cleos_id", "F1", 0)]
    rows = [dict(zip(("account_id", "family_id", "n_other"), row, strict=True)) for row in told]
    run = saved(tmp_path / "run", {"posts": posts, "creators": rows})
    export(run, "histories", tmp_path / "accounts.txt", show_names=True)
    lines = (tmp_path / "accounts.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["anna", "cleos_id"]
    assert PERSONAL_BANNER in lines[0]
    with pytest.raises(OptionError, match="Add --show-names"):
        export(run, "histories", tmp_path / "hidden.txt")
    assert not (tmp_path / "hidden.txt").exists()


@pytest.mark.parametrize(("fault", "said"), [(KeyboardInterrupt, KeyboardInterrupt), (OSError(28, "full"), RunError)])
def test_a_failed_export_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Any, said: type[BaseException]
) -> None:
    import payola.exports.gexf

    def fails(run: Run, out: Path, *_: object) -> None:
        out.write_text("half")
        raise fault

    monkeypatch.setattr(payola.exports.gexf, "write", fails)
    with pytest.raises(said):
        export(run, "gexf", tmp_path / "net.gexf")
    assert list(tmp_path.iterdir()) == []


# Any text at all


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(handles=st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=5, unique=True), text=st.text())
def test_any_text_survives_every_export(
    tmp_path_factory: pytest.TempPathFactory, handles: list[str], text: str
) -> None:
    place = tmp_path_factory.mktemp("any")
    odd = make_run(place / "run", handles, text=text)
    for to, name in NAMES.items():
        export(odd, to, place / name, show_names=True)
    posts = rows_of(place / "tables" / "posts.csv")
    assert [without_apostrophe(row["account_name"]) for row in posts] == [f"name_of_{n}" for n in range(len(handles))]
    assert not any(runs_as_formula(cell) for row in posts for cell in row.values())
    told = [re.sub("[;\t\r\n].*|\x00", "", handle, flags=re.DOTALL) for handle in handles]
    came = [re.sub("[;\t\r\n].*", "", without_apostrophe(row["account_id"]), flags=re.DOTALL) for row in posts]
    assert came == told
    sheet = openpyxl.load_workbook(place / "book.xlsx")["posts"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        row["post_id"].removeprefix("'") for row in posts
    ]
    for to, reader in GRAPHS:
        assert reader(place / NAMES[to]).number_of_edges() >= 1
