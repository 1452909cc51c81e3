"""Plain tables: columns by name or told, ids exact, rows counted."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.formats.reading import got, written

from payola.errors import InputError

BIG = "7371234567890123457"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_delimited_table_is_read_whatever_its_separator(tmp_path: Path, separator: str) -> None:
    rows = [["video_id", "author", "create_time", "caption"], [BIG, "ann", "1700000000", "#Hello world"]]
    result = got(written(tmp_path, "posts.txt", "\n".join(map(separator.join, rows)) + "\n"))
    (post,) = result.posts
    assert (post["post_id"], post["account_id"], post["created_at"], post["tags"], post["line"]) == (
        BIG, "ann", 1_700_000_000, ["hello"], 2)  # fmt: skip
    assert result.formats == ["table"]
    assert "post = video_id, account = author, account_name = author, time = create_time" in result.notes[0]


def test_parquet_and_json_lines_give_the_same_posts_as_csv(tmp_path: Path) -> None:
    rows = [
        {"post_id": int(BIG) + i, "user_id": i, "created_at": 1_700_000_000 + i, "hashtags": [f"T{i}"]}
        for i in range(3)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    written(tmp_path, "b.jsonl", "\n".join(map(json.dumps, rows)))
    written(tmp_path, "c.json", json.dumps(rows, indent=1))
    csv = "post_id,user_id,created_at,hashtags\n" + "".join(
        f'{r["post_id"]},{r["user_id"]},{r["created_at"]},"{r["hashtags"]}"\n' for r in rows
    )
    written(tmp_path, "d.csv", csv)
    keys = ("post_id", "account_id", "created_at", "tags")
    first, *others = ([{k: p[k] for k in keys} for p in got(p).posts] for p in sorted(tmp_path.iterdir()))
    assert [post["post_id"] for post in first] == [str(int(BIG) + i) for i in range(3)]
    assert all(other == first for other in others)


def test_a_column_that_was_told_wins_over_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,author,when,date\n1,ann,2024-01-02T03:04:05Z,1999-01-01\n")
    assert got(path, columns={"time": "when"}).column("created_at") == [1_704_164_645]


def test_a_told_column_that_is_not_there_is_an_error_that_names_those_seen(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,author,date\n1,ann,2024-01-02\n")
    with pytest.raises(InputError, match=r"p\.csv .*'posted'.*Columns seen: id, author, date.*--column time="):
        got(path, columns={"time": "posted"})


def test_a_table_without_a_time_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,author,text\n1,ann,hi\n")
    with pytest.raises(InputError, match=r"no column for the posting time.*--column time="):
        got(path)


def test_two_columns_that_could_be_the_account_are_not_guessed_between(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,user,author,date\n1,a,b,2024-01-02\n")
    with pytest.raises(InputError, match=r"several columns that could be the account: .*author"):
        got(path)


def test_an_account_id_goes_before_a_name_which_is_kept_as_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "id,username,author_id,date\n1,ann,77,2024-01-02\n")
    (post,) = got(path).posts
    assert (post["account_id"], post["account_name"]) == ("77", "ann")


@pytest.mark.parametrize(
    "header",
    [
        "Ид;Автор;Дата публикации;Подпись;Просмотры",
        "ІД;Користувач;Дата і час;Опис;Перегляди",
        "ID postare;Utilizator;Data publicării;Descriere;Vizualizări",
    ],
)
def test_headers_in_russian_ukrainian_and_romanian_are_found(tmp_path: Path, header: str) -> None:
    row = "7300000000000000011;numbat;13.05.2026 19:00:05;Кот #кот;1 200"
    (post,) = got(written(tmp_path, "t.csv", f"{header}\n{row}\n")).posts
    assert (post["post_id"], post["account_id"], post["views"]) == ("7300000000000000011", "numbat", 1200)
    assert (post["text"], post["tags"], post["created_at"]) == ("Кот #кот", ["кот"], 1778698805)


def test_a_table_of_uses_is_recognised_by_its_object_column(tmp_path: Path) -> None:
    path = written(
        tmp_path, "u.csv", "object_id,account_id,content_id,timestamp_share\no1,a1,c1,1623881091\no2,a1,c1,1623881091\n"
    )
    result = got(path)
    assert result.column("object") == ["o1", "o2"]
    assert result.column("post_id") == ["c1", "c1"]


def test_without_a_post_id_equal_rows_get_one_id_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "p.csv", "author,date,text\na,2024-01-02,x\na,2024-01-02,x\na,2024-01-02,y\n")
    result = got(path)
    first, second, third = result.column("post_id")
    assert first == second != third
    assert any("equal rows count as one post" in note for note in result.notes)


def test_a_table_of_uses_may_count_seconds_from_a_start_of_its_own(tmp_path: Path) -> None:
    result = got(written(tmp_path, "u.csv", "object,account,post,time\n#t,a,1,0\n#t,b,2,61\n"))
    assert result.column("created_at") == [0, 61]
    assert any("from a start of their own" in note for note in result.notes)


def test_a_single_broken_clock_in_a_table_of_uses_is_refused(tmp_path: Path) -> None:
    result = got(written(tmp_path, "u.csv", "object,account,post,time\n#t,a,1,0\n#t,b,2,1730000000\n"))
    assert result.column("created_at") == [1730000000]


def test_banded_views_keep_their_ends_and_are_no_count(tmp_path: Path) -> None:
    rows = ["1,ann,2024-11-07,10K-100K", "2,bob,2024-11-07,20M+", "3,cy,2024-11-07,512", "4,di,2024-11-07,many"]
    path = written(tmp_path, "ads.csv", "\n".join(["id,author,date,views", *rows]) + "\n")
    result = got(path)
    assert result.column("views") == [None, None, 512, None]
    assert result.column("views_low") == [10_000, 20_000_000, None, None]
    assert result.column("views_high") == [100_000, None, None, None]
    assert any("1 counts were no whole number" in note for note in result.notes)
