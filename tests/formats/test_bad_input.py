"""Bad input: each case is one clear error, or is counted and said; never a crash and never a wrong number."""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.formats.reading import Got, got, written

from payola import formats
from payola.errors import InputError, PayolaError

ID = 7_371_234_567_890_123_457
THEN = 1_700_000_000


def post(i: int = 0, **more: object) -> dict[str, object]:
    return {"id": str(ID + i), "author": f"a{i}", "created_at": THEN + i, "text": f"#tag{i}", **more}


def lines(*items: object) -> str:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n"


def table(*rows: str, header: str = "id,author,created_at,text") -> str:
    return "\n".join([header, *rows]) + "\n"


def one(tmp_path: Path, when: str, timezone: str = "UTC") -> Got:
    return got(written(tmp_path, "t.csv", table(f'1,a,"{when}",x')), timezone=timezone)


# Files


def test_a_missing_path_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file or folder .*nowhere"):
        got(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"x\.csv is empty: it holds no posts"):
        got(written(tmp_path, "x.csv", content))
    with pytest.raises(InputError, match="is empty"):
        got(written(tmp_path, "x.gz", gzip.compress(content)))


def test_a_folder_without_files_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, ".hidden", lines(post()))
    with pytest.raises(InputError, match="holds no file that could be read"):
        got(tmp_path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (b"%PDF-1.7 ...", "a PDF"),
    ],
)
def test_a_file_of_another_kind_is_an_error_that_says_its_kind(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(InputError, match=f"dump.csv holds no posts that can be read: it is .*{what}"):
        got(written(tmp_path, "dump.csv", content))


@pytest.mark.parametrize("content", [b"just some words", bytes(range(256)) * 40, b"{}", b"[]", b"[1, 2]", b'{"a": '])
def test_what_is_in_no_known_format_is_an_error_that_lists_what_is_read(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"dump is in no format that payola knows\. It reads: TikTok Research API"):
        got(written(tmp_path, "dump", content))


def test_in_a_folder_files_of_no_format_are_listed_and_not_fatal(tmp_path: Path) -> None:
    written(tmp_path, "README.txt", "Collected in spring, by hand.\n")
    written(tmp_path, ".DS_Store", b"\0\0\0\1Bud1")
    written(tmp_path, "empty.json", b"")
    written(tmp_path, "other.csv", "district,votes\n1,20\n")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    written(tmp_path / "deep" / "er", "posts.jsonl", lines(post()))
    result = got(tmp_path)
    assert result.formats == ["unknown", "table", "unknown", "unknown"]
    assert (result.rows, len(result.posts)) == (1, 1)
    assert [note for note in result.notes if note.startswith("not read")] == [
        "not read: no known format",
        "not read: the file is empty",
        "not read: no columns for account and time among district, votes",
    ]


def test_a_folder_that_holds_nothing_usable_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, "README.txt", "words")
    with pytest.raises(InputError, match="in no format that payola knows"):
        got(tmp_path)


def test_a_file_named_twice_counts_once(tmp_path: Path) -> None:
    path = written(tmp_path, "x.jsonl", lines(post()))
    (tmp_path / "link").symlink_to(path)
    assert got(path, path, tmp_path, tmp_path / "link").rows == 1


def test_a_source_knows_its_checksum_and_no_folder(tmp_path: Path) -> None:
    (source,) = formats.open_inputs([written(tmp_path, "x.jsonl", b"abc")])
    assert (source.name, source.size) == ("x.jsonl", 3)
    assert source.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_damaged_parquet_file_is_an_error(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([post(i) for i in range(100)]), tmp_path / "x.parquet")
    whole = (tmp_path / "x.parquet").read_bytes()
    with pytest.raises(InputError, match=r"x\.parquet cannot be read: the Parquet file is damaged"):
        got(written(tmp_path, "x.parquet", whole[: len(whole) // 2]))


def test_a_file_that_may_not_be_opened_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "x.jsonl", lines(post()))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match=r"x\.jsonl cannot be read: Permission denied"):
        got(path)


# Breaks


def test_one_broken_line_among_many_is_one_refusal(tmp_path: Path) -> None:
    rows = [json.dumps(post(i)) for i in range(30_000)]
    rows[17_000] = rows[17_000][:-5]
    result = got(written(tmp_path, "x.jsonl", "\n".join(rows)))
    assert (result.rows, len(result.posts)) == (30_000, 29_999)
    assert [(r.line, r.field) for r in result.refusals] == [(17_001, "item")]
    assert "not valid JSON" in result.reasons()[0]


def test_a_broken_first_line_does_not_hide_the_rest(tmp_path: Path) -> None:
    result = got(written(tmp_path, "x.jsonl", '{"id": "1", "author\n' + lines(*(post(i) for i in range(5)))))
    assert (len(result.posts), [r.line for r in result.refusals]) == (5, [1])


@pytest.mark.parametrize("indent", [None, 2])
def test_a_truncated_document_gives_what_stands_before_the_break(tmp_path: Path, indent: int | None) -> None:
    videos = [{"id": ID + i, "create_time": THEN, "username": "a", "view_count": 1} for i in range(5_000)]
    text = json.dumps({"data": {"videos": videos}}, indent=indent)
    cut = text.index(str(ID + 4_000)) + 5
    result = got(written(tmp_path, "x.json", text[:cut]))
    assert result.column("post_id") == [str(ID + i) for i in range(4_000)]
    assert [(r.line, r.reason[:31]) for r in result.refusals] == [(4_001, "the document breaks off or is d")]


def test_a_bracket_too_many_is_said(tmp_path: Path) -> None:
    result = got(written(tmp_path, "x.json", json.dumps([post(), post(1)]) + "]"))
    assert (len(result.posts), result.reasons()) == (
        2, ["a bracket is closed that was never opened: items may be missing"])  # fmt: skip


def test_a_truncated_gzip_gives_what_came_and_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*(post(i, text=os.urandom(40).hex()) for i in range(2_000))).encode())
    result = got(written(tmp_path, "x.jsonl.gz", packed[: len(packed) // 2]))
    assert 500 < len(result.posts) < 1_500
    assert "the gzip data end too early" in result.notes
    assert result.reasons()[-1] == "the gzip data end too early"
    assert len(result.refusals) <= 2


def test_rows_of_a_wrong_width_are_refused_with_their_line(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", table(f"1,a,{THEN},x", f"2,a,{THEN}", f"3,a,{THEN},x,y", f"4,a,{THEN},x"))
    result = got(path)
    assert result.column("post_id") == ["1", "4"]
    assert [(r.line, r.reason) for r in result.refusals] == [
        (3, "3 fields instead of 4"), (4, "5 fields instead of 4")]  # fmt: skip


@pytest.mark.parametrize("after", ['4,a,{t},"quoted, text"', '4,a,{t},""', "4,a,{t},plain", '4,a,{t},"x"'])
def test_a_quote_that_is_never_closed_swallows_no_other_row(tmp_path: Path, after: str) -> None:
    rows = [f"1,a,{THEN},x", f'2,a,{THEN},"open', f"3,a,{THEN},x", after.format(t=THEN), f"5,a,{THEN},x"]
    result = got(written(tmp_path, "x.csv", table(*rows)))
    assert result.column("post_id") == ["1", "3", "4", "5"]
    assert [(r.line, r.reason) for r in result.refusals] == [(3, "a quote is opened and not closed")]


def test_a_quote_left_open_in_a_long_file_costs_one_row(tmp_path: Path) -> None:
    rows = [f"{i},a,{THEN},x" for i in range(30_000)]
    rows[10] = f'10,a,{THEN},"open'
    result = got(written(tmp_path, "x.csv", table(*rows)))
    assert (len(result.posts), [r.line for r in result.refusals]) == (29_999, [12])


# Text


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1251", "Windows-1251")]
)
def test_other_encodings_are_recognised_and_said(tmp_path: Path, encoding: str, said: str) -> None:
    text = table(f"1,Мария,{THEN},Сильный край #ГолосуйЗаСвоих", f"2,Иван,{THEN},Наши люди #Край")
    result = got(written(tmp_path, "x.csv", text.encode(encoding)))
    assert result.column("tags") == [["голосуйзасвоих"], ["край"]]
    assert result.column("account_id") == ["Мария", "Иван"]
    assert any(note.startswith(f"text read as {said}") for note in result.notes)


def test_western_text_is_not_taken_for_cyrillic(tmp_path: Path) -> None:
    result = got(written(tmp_path, "x.csv", table(f"1,José,{THEN},Señor café #año").encode("cp1252")))
    assert (result.column("account_id"), result.column("tags")) == (["José"], [["año"]])


def test_lines_in_another_encoding_inside_a_file_are_refused_and_the_rest_is_kept(tmp_path: Path) -> None:
    good = [f"{i},Мария,{THEN},Край".encode() for i in range(5)]
    rows = [b"id,author,created_at,text", *good, f"9,Иван,{THEN},Край".encode("cp1251"), good[0]]
    result = got(written(tmp_path, "x.csv", b"\n".join(rows)))
    assert (len(result.posts), [(r.line, r.reason) for r in result.refusals]) == (6, [(7, "the text is not UTF-8")])
    items = [lines(post(i, text="Край")).encode() for i in range(5)] + [lines(post(9, text="Край")).encode("cp1251")]
    result = got(written(tmp_path, "x.jsonl", b"".join(items)))
    assert (len(result.posts), [(r.line, r.reason) for r in result.refusals]) == (5, [(6, "the text is not UTF-8")])


def test_lone_surrogates_and_nan_do_not_stop_a_line(tmp_path: Path) -> None:
    row = json.dumps(post(text="x\ud83d #ok", views=float("nan")))
    (read,) = got(written(tmp_path, "x.jsonl", row + "\n" + row + "\n")).posts[:1]
    assert (read["text"], read["tags"], read["views"]) == ("x\ufffd #ok", ["ok"], None)


def test_lines_that_end_in_a_carriage_return_alone_are_lines(tmp_path: Path) -> None:
    rows = ["id,author,created_at,text", f"1,a,{THEN},x", f"2,a,{THEN},y"]
    assert got(written(tmp_path, "x.csv", "\r".join(rows))).column("text") == ["x", "y"]
    assert got(written(tmp_path, "y.csv", "\r\n".join(rows))).column("text") == ["x", "y"]


def test_nul_bytes_in_a_table_are_removed(tmp_path: Path) -> None:
    (read,) = got(written(tmp_path, "x.csv", table(f"1\0,a\0b,{THEN},x\0y"))).posts
    assert (read["post_id"], read["account_id"], read["text"]) == ("1", "ab", "xy")


def test_a_caption_of_five_megabytes_is_cut_and_said(tmp_path: Path) -> None:
    long = "ж" * 2_500_000
    for path in (
        written(tmp_path, "x.jsonl", lines(post(text=long), post(1))),
        written(tmp_path, "x.csv", table(f'1,a,{THEN},"{long}"', f"2,a,{THEN},x")),
    ):
        result = got(path)
        assert [len(text) for text in result.column("text")] == [20_000, len(result.posts[1]["text"])]
        assert "1 captions were longer than 20000 characters and were cut there" in result.notes


def test_a_list_of_ten_thousand_tags_is_cut_and_said(tmp_path: Path) -> None:
    result = got(written(tmp_path, "x.jsonl", lines(post(hashtags=[f"t{i}" for i in range(10_000)]), post(1))))
    assert [len(tags) for tags in result.column("tags")] == [1_000, 1]
    assert "1 posts had more than 1000 hashtags: the first 1000 were kept" in result.notes


# Numbers


@pytest.mark.parametrize(
    ("when", "seconds"),
    [
        ("1700000000", THEN),
        ("1700000000.5", THEN),
        ("1700000000123", THEN),
        ("1700000000123456", THEN),
        ("1700000000123456789", THEN),
        ("1.7e9", THEN),
        ("2023-11-14T22:13:20Z", THEN),
        ("2023-11-14T22:13:20.999+00:00", THEN),
        ("2023-11-15 00:13:20+02:00", THEN),
        ("2023-11-14 22:13:20 UTC", THEN),
        ("2023/11/14 22:13:20", THEN),
        ("14.11.2023 22:13:20", THEN),
        ("14-11-2023 22:13", THEN - 20),
        ("11/14/2023 10:13:20 PM", THEN),
        ("20231114", THEN - 80_000),
        ("2023-11-14", THEN - 80_000),
        ("Tue Nov 14 22:13:20 +0000 2023", THEN),
        ("Tue, 14 Nov 2023 22:13:20 GMT", THEN),
    ],
)
def test_times_are_read_however_they_are_written(tmp_path: Path, when: str, seconds: int) -> None:
    assert one(tmp_path, when).column("created_at") == [seconds]


def test_units_of_times_and_missing_zones_are_said(tmp_path: Path) -> None:
    assert "1 times were in milliseconds" in one(tmp_path, "1700000000123").notes
    assert "1 times had no zone and were taken as Europe/Moscow" in one(tmp_path, "2023-11-14", "Europe/Moscow").notes


def test_a_time_without_a_zone_is_taken_in_the_zone_that_is_told_summer_and_winter(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", table("1,a,2024-01-15 12:00:00,x", "2,a,2024-07-15 12:00:00,x"))
    utc, there = (got(path, timezone=zone).column("created_at") for zone in ("UTC", "Europe/Berlin"))
    assert [u - t for u, t in zip(utc, there, strict=True)] == [3_600, 7_200]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("0", "year 1970: before there was a platform"),
        ("86400", "year 1970: before there was a platform"),
        ("1970-01-01T00:00:00Z", "year 1970: before there was a platform"),
        ("2100-01-01T00:00:00Z", "year 2100: in the future, or after it was collected"),
        ("4102444800", "year 2100: in the future, or after it was collected"),
        ("2023-02-30", "the posting time cannot be read"),
        ("2023-13-01", "the posting time cannot be read"),
        ("yesterday", "the posting time cannot be read"),
        ("99999999999999999999999999", "the posting time cannot be read"),
        ("", "no posting time"),
        ("NaT", "no posting time"),
    ],
)
def test_times_that_cannot_be_are_refused_with_the_reason(tmp_path: Path, when: str, reason: str) -> None:
    result = one(tmp_path, when)
    assert (result.posts, [(r.line, r.field, r.reason) for r in result.refusals]) == ([], [(2, "time", reason)])


def test_a_time_up_to_two_days_ahead_is_kept_for_clocks_differ(tmp_path: Path) -> None:
    soon, late = int(time.time()) + 86_400, int(time.time()) + 4 * 86_400
    result = got(written(tmp_path, "x.csv", table(f"1,a,{soon},x", f"2,a,{late},x")))
    assert result.column("created_at") == [soon]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_times_with_and_without_a_zone_are_read(tmp_path: Path, unit: str) -> None:
    stamps = pa.array([THEN], pa.timestamp("s"))
    for name, kind, shift in (("a", pa.timestamp(unit), 3_600), ("b", pa.timestamp(unit, "UTC"), 0)):
        columns = {"id": ["1"], "author": ["a"], "created_at": stamps.cast(kind)}
        pq.write_table(pa.table(columns), tmp_path / name)
        assert got(tmp_path / name, timezone="Europe/Berlin").column("created_at") == [THEN - shift]


def test_counts_that_are_none_become_unknown_and_are_said(tmp_path: Path) -> None:
    header = "id,author,created_at,views,likes"
    rows = [f"1,a,{THEN},-5,1.2M", f'2,a,{THEN},"1,234",-1', f"3,a,{THEN},many,3.7", f"4,a,{THEN},,0"]
    result = got(written(tmp_path, "x.csv", table(*rows, header=header)))
    assert result.column("views") == [None, 1_234, None, None]
    assert result.column("likes") == [1_200_000, None, None, 0]
    assert "4 counts were no whole number from 0 up and were set unknown" in result.notes


@pytest.mark.parametrize(
    ("column", "kept"),
    [
        (pa.array([ID, 12], pa.int64()), [str(ID), "12"]),
        (pa.array([ID, 12], pa.uint64()), [str(ID), "12"]),
        (pa.array([12.0, 13.0], pa.float64()), ["12", "13"]),
        (pa.array([float(ID), 13.0], pa.float64()), ["13"]),
        (pa.array(["12", "013"]).dictionary_encode(), ["12", "013"]),
        (pa.array([str(ID), f"'{ID}"], pa.large_string()), [str(ID), str(ID)]),
        (pa.array(["7.37E+18", f"{ID}.0"]), []),
        (pa.array(["nan", " "]), []),
    ],
)
def test_ids_of_any_column_type_are_exact_or_refused(tmp_path: Path, column: pa.Array, kept: list[str]) -> None:
    table = pa.table({"post_id": column, "author": ["a", "b"], "created_at": [THEN, THEN]})
    pq.write_table(table, tmp_path / "x")
    result = got(tmp_path / "x")
    assert result.column("post_id") == kept
    assert set(result.reasons()) <= {"id ruined by a spreadsheet or float", "no post id"}


# Properties


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=0, max_value=10**24), min_size=1, max_size=12))
def test_whole_ids_survive_every_format_exactly(tmp_path: Path, ids: list[int]) -> None:
    videos = [{"id": i, "create_time": THEN, "username": "a", "view_count": 1} for i in ids]
    rounded = {i for i in ids if i % 1024 == 0 or i % 10_000 == 0}
    for name, text in (
        ("a", json.dumps({"data": {"videos": videos}})),
        ("b", "\n".join(map(json.dumps, videos)) + "\n"),
        ("c", "id,username,create_time\n" + "".join(f"{i},a,{THEN}\n" for i in ids)),
    ):
        result = got(written(tmp_path, name, text))
        assert [p for p in result.column("post_id") if int(p) not in rounded] == [
            str(i) for i in ids if i not in rounded
        ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(str.encode).filter(bool),
        st.lists(st.text(max_size=12), max_size=9).map(lambda cells: table(",".join(cells), f'1,a,{THEN},"').encode()),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["id", "data", "videos", "author", "createTime", "create_time", "username",
                                 "text", "stats", "source_platform", "hashtags", "view_count",
                                 "timestamp_collected", "created_at"]),
                inner, max_size=5),
            max_leaves=25,
        ).map(lambda value: json.dumps([value, value]).encode()),
    )
)  # fmt: skip
@example(b"PAR1")
@example(b"\x1f\x8b")
@example(b"\x28\xb5\x2f\xfd")
@example(b"sep=,")
@example(b"id,author,date\n" + b'"' * 999)
def test_no_bytes_bring_anything_but_an_error_for_people(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, "anything", content)
    for columns in ({}, {"account": "author", "time": "created_at"}):
        try:
            got(path, columns=columns)
        except PayolaError:
            continue


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "id": st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=5), st.booleans()),
                "author": st.one_of(st.none(), st.text(max_size=5), st.integers(), st.lists(st.integers(), max_size=2)),
                "created_at": st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=12), st.just(THEN)),
                "text": st.one_of(st.none(), st.text(max_size=20), st.integers()),
                "hashtags": st.one_of(
                    st.none(), st.text(max_size=12), st.lists(st.text(max_size=5) | st.none(), max_size=4)
                ),
                "views": st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=6), st.booleans()),
            },
        ),
        max_size=15,
    )
)
def test_every_row_is_kept_or_refused_whatever_its_fields_hold(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    result = got(written(tmp_path, "x.jsonl", lines(post(), *rows)))
    assert result.rows == 1 + len(rows)
    assert len(result.posts) + len(result.refusals) == result.rows
    assert all(p["account_id"] and p["post_id"] and p["created_at"] >= 1_104_537_600 for p in result.posts)


@pytest.mark.parametrize("depth", [600, 900, 1_000, 20_000])
def test_deep_nesting_beside_good_items_is_refused_at_most(tmp_path: Path, depth: int) -> None:
    good = {"id": 1, "create_time": THEN, "username": "a", "view_count": 1}
    deep = "[" * depth + json.dumps(good) + "]" * depth
    for text in (lines(good, good) + deep + "\n", f"[{json.dumps(good)}, {json.dumps(good)}, {deep}]"):
        assert len(got(written(tmp_path, "x", text)).posts) >= 2
    inside = '{"id": 1, "author": "a", "created_at": 1700000000, "x": ' + "[" * depth + "]" * depth + "}"
    assert got(written(tmp_path, "y", lines(post()) + inside + "\n")).rows == 2


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"data":[', b'{"id":1,"author":{"a":['])
def test_nesting_without_end_is_an_error_for_people(tmp_path: Path, opening: bytes) -> None:
    with pytest.raises(PayolaError):
        got(written(tmp_path, "deep", opening * 5_000))
