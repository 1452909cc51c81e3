"""Comments of every source become one table, and every row is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payola.columns import schema
from payola.errors import InputError
from payola.formats import comments
from payola.formats.source import Source
from payola.simulate import simulate

POST = "7385291383449439519"


def read(path: Path, stance: str | None = None) -> tuple[pa.Table, list[object], list[str]]:
    """Comments, refusals and notes of a file; rows read are kept or refused."""
    batches = list(comments.read(Source(path), stance=stance))
    refusals = [refusal for batch in batches for refusal in batch.refusals]
    kept = pa.concat_tables([batch.posts for batch in batches])
    assert sum(batch.rows for batch in batches) == kept.num_rows + len(refusals)
    return kept, refusals, batches[-1].notes


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_research_api_comments_keep_their_ids_and_say_that_nobody_is_named(tmp_path: Path) -> None:
    said = {"id": 7386111312293610270, "video_id": int(POST), "text": "so cute", "like_count": 3,
            "parent_comment_id": int(POST), "create_time": 1719713129}  # fmt: skip
    kept, _, notes = read(written(tmp_path, "c.json", {"data": {"comments": [said], "has_more": False}}))
    row = kept.to_pylist()[0]
    assert (row["comment_id"], row["post_id"], row["likes"]) == ("7386111312293610270", POST, 3)
    assert row["account_id"] is None
    assert notes == ["1 comments name no account"]


def test_zeeschuimer_comments_come_with_their_account(tmp_path: Path) -> None:
    data = {"cid": "99", "aweme_id": POST, "text": "yes!", "create_time": 1719713129, "digg_count": 0,
            "user": {"uid": "55", "unique_id": "numbat", "create_time": 1719000000}}  # fmt: skip
    wrapper = {"source_platform": "tiktok.com", "timestamp_collected": 1719713129000, "item_id": "99", "data": data}
    kept, _, _ = read(written(tmp_path, "c.ndjson", "\n".join([json.dumps(wrapper)] * 2) + "\n"))
    row = kept.to_pylist()[0]
    assert (row["post_id"], row["account_id"], row["account_name"]) == (POST, "55", "numbat")
    assert row["account_created_at"] == 1719000000
    assert comments.each_once(kept).num_rows == 1


def test_yt_dlp_comments_belong_to_the_video_around_them(tmp_path: Path) -> None:
    said = {"id": "a", "text": "hm", "timestamp": 1719713129, "author_id": "u1", "author": "Numbat", "parent": "root",
            "like_count": 2, "is_pinned": True}  # fmt: skip
    info = {"id": "vid1", "webpage_url": "https://video.example/vid1", "extractor": "TikTok", "timestamp": 1719710000}
    kept, _, _ = read(written(tmp_path, "v.info.json", info | {"comments": [said]}))
    row = kept.to_pylist()[0]
    assert (row["post_id"], row["account_id"], row["parent_id"], row["pinned"]) == ("vid1", "u1", None, True)


def test_a_4cat_table_is_read_by_its_thread(tmp_path: Path) -> None:
    head = "id,thread_id,author,author_full,body,timestamp,unix_timestamp,likes,replies\n"
    kept, _, _ = read(
        written(tmp_path, "c.csv", head + f'1,{POST},numbat,Numbat,"well, yes",2024-06-30,1719713129,4,0\n')
    )
    row = kept.to_pylist()[0]
    assert (row["post_id"], row["account_id"], row["text"], row["created_at"]) == (
        POST,
        "numbat",
        "well, yes",
        1719713129,
    )


def test_a_link_to_the_video_is_as_good_as_its_id(tmp_path: Path) -> None:
    said = {"cid": "1", "text": "x", "createTime": 1719713129, "uid": "7", "diggCount": 1,
            "videoWebUrl": f"https://www.tiktok.com/@numbat/video/{POST}?lang=en"}  # fmt: skip
    kept, _, _ = read(written(tmp_path, "c.json", [said]))
    assert kept["post_id"].to_pylist() == [POST]


def test_simulated_comments_come_back_as_they_were(tmp_path: Path) -> None:
    made = simulate("waves", seed=1, accounts=100, wave_accounts=10, wave_comments=5, wave_targets=1).comments
    pq.write_table(made, tmp_path / "comments.parquet")
    kept, refusals, _ = read(tmp_path / "comments.parquet")
    assert not refusals
    assert kept.select(made.column_names).equals(made.cast(kept.select(made.column_names).schema))


def test_bad_rows_are_refused_and_doubtful_values_are_unknown_and_counted(tmp_path: Path) -> None:
    rows = [
        "comment_id,post_id,account_id,created_at,text,likes",
        f"1,{POST},a,1719713129,fine,-5",  # a negative count
        f"2,{POST},,1719713129,nobody,",  # nobody, hidden likes
        "3,,a,1719713129,no post,1",
        f"4,{POST},a,never,no time,1",
        f"5,{POST},a,4102444800,in the future,1",
        "6,7.38529E+18,a,1719713129,a ruined id,1",
    ]
    kept, refusals, notes = read(written(tmp_path, "c.csv", "\n".join(rows) + "\n"))
    assert kept["comment_id"].to_pylist() == ["1", "2"]
    assert kept["likes"].to_pylist() == [None, None]
    assert [refusal.field for refusal in refusals] == ["post", "time", "time", "post"]
    assert "1 comments name no account" in notes
    assert any("counts were no whole number" in note for note in notes)


def test_a_table_without_post_or_text_is_refused_with_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"needs its post, a time and a text.*who, when"):
        read(written(tmp_path, "c.csv", "who,when\na,2024-01-01\n"))


def test_posts_given_as_comments_are_refused_and_replies_with_views_are_not(tmp_path: Path) -> None:
    posts = written(tmp_path, "p.csv", f"post_id,account_id,created_at,text,Views\n{POST},a,1719713129,x,7\n")
    with pytest.raises(InputError, match=r"p\.csv looks like posts, not comments.*'Views'"):
        read(posts)
    replies = f"comment_id,post_id,account_id,created_at,text,views\n1,{POST},a,1719713129,x,7\n"
    assert read(written(tmp_path, "r.csv", replies))[0].num_rows == 1


def test_a_header_without_rows_is_an_empty_table_of_comments(tmp_path: Path) -> None:
    kept, refusals, _ = read(written(tmp_path, "c.csv", "post_id,account_id,created_at,text\n"))
    assert (kept.num_rows, refusals) == (0, [])


def test_comments_without_an_id_count_once(tmp_path: Path) -> None:
    rows = f"post_id,account_id,created_at,text\n{POST},a,1719713129,x\n{POST},a,1719713129,x\n{POST},b,1719713129,x\n"
    kept, _, notes = read(written(tmp_path, "c.csv", rows))
    once = comments.each_once(kept)
    assert once.num_rows == 2
    assert once.schema.names == schema("comments").names
    assert once["comment_id"].null_count == 0
    assert "3 comments have no id: equal ones count as one" in notes


@pytest.mark.data
def test_the_real_response_is_read_whole(data_folder: Path) -> None:
    kept, refusals, _ = read(data_folder / "formats" / "api_comments_response.json")
    assert kept.num_rows == 6
    assert not refusals


@pytest.mark.parametrize("name", ["c.csv", "c.json"])
def test_labels_of_any_column_are_the_stance(tmp_path: Path, name: str) -> None:
    said = {"post_id": POST, "time": "2024-11-20", "text": "hm", "tone of voice": "angry"}
    table = ",".join(said) + "\n" + ",".join(said.values()) + "\n"
    kept, _, _ = read(written(tmp_path, name, table if name.endswith("csv") else [said]), stance="tone of voice")
    assert kept["stance"].to_pylist() == ["angry"]


def test_a_column_of_labels_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column 'tone' with labels .*Columns seen: post_id, time, text"):
        read(written(tmp_path, "c.csv", f"post_id,time,text\n{POST},2024-11-20,hm\n"), stance="tone")
