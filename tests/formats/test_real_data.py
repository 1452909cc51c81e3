"""Every real sample is read without a wrong value: each is read a second time here, plainly, and compared."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.formats.reading import Got, got

from payola import formats
from payola.errors import InputError
from payola.objects import normalise_tag, tags_of_text

pytestmark = pytest.mark.data


@pytest.fixture
def samples(data_folder: Path) -> Path:
    return data_folder / "formats"


def flat(raw: list[str]) -> list[str]:
    """Normalised tags of a list, each once."""
    return list(dict.fromkeys(tag for name in raw for tag in normalise_tag(name)))


def compare(result: Got, wanted: list[dict[str, Any]]) -> None:
    assert result.refusals == []
    assert result.rows == len(wanted)
    for post, row in zip(result.posts, wanted, strict=True):
        assert {key: post[key] for key in row} == row


@pytest.mark.parametrize("page", ["page_1_of_2", "page_2_of_2", "unicode_with_null_bytes"])
def test_research_api_responses(samples: Path, page: str) -> None:
    path = samples / f"api_videos_response_{page}.json"
    videos = json.loads(path.read_text(encoding="utf-8"))["data"]["videos"]
    wanted = [
        {
            "post_id": str(v["id"]),
            "account_id": v["username"].replace("\0", ""),
            "platform": "tiktok",
            "created_at": v["create_time"],
            "text": v["video_description"],
            "tags": flat(v["hashtag_names"]) if "hashtag_names" in v else tags_of_text(v["video_description"]),
            "music_id": str(v["music_id"]) if "music_id" in v else None,
            "views": v.get("view_count"),
            "likes": v.get("like_count"),
            "comments": v.get("comment_count"),
            "shares": v.get("share_count"),
            "region": v["region_code"],
            "disclosed": None,
        }
        for v in videos
    ]
    compare(got(path), wanted)


def test_the_documentations_example_has_no_accounts_and_says_so(samples: Path) -> None:
    result = got(samples / "docs_style_example_resp_q_videos.json")
    assert (result.rows, result.reasons()) == (2, ["no account", "no account"])


def test_zeeschuimer(samples: Path) -> None:
    wanted = []
    for number, line in enumerate((samples / "zeeschuimer.ndjson").read_text(encoding="utf-8").splitlines(), 1):
        wrapper = json.loads(line)
        video, stats = wrapper["data"], wrapper["data"]["stats"]
        named = [extra.get("hashtagName", "") for extra in video.get("textExtra", [])]
        named += [challenge["title"] for challenge in video.get("challenges", [])]
        listed = "textExtra" in video or "challenges" in video
        wanted.append(
            {
                "post_id": wrapper["item_id"],
                "account_id": video["author"]["id"],
                "account_name": video["author"]["uniqueId"],
                "created_at": video["createTime"],
                "text": video["desc"],
                "tags": flat(named) if listed else tags_of_text(video["desc"]),
                "music_id": video["music"]["id"] if video["music"].get("id") else None,
                "views": stats["playCount"],
                "likes": stats["diggCount"],
                "comments": stats["commentCount"],
                "shares": stats["shareCount"],
                "followers": video["authorStats"]["followerCount"],
                "disclosed": video["isAd"],
                "collected_at": wrapper["timestamp_collected"] // 1000,
                "line": number,
            }
        )
    compare(got(samples / "zeeschuimer.ndjson"), wanted)


def whole(text: str) -> int | None:
    return int(text) if text else None


def test_4cat(samples: Path) -> None:
    with (samples / "4cat.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [
        {
            "post_id": row["id"],
            "account_id": row["author"],
            "created_at": int(datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC).timestamp()),
            "text": row["body"],
            "tags": flat(row["hashtags"].split(",") + row["challenges"].split(","))
            if row["hashtags"] or row["challenges"]
            else tags_of_text(row["body"]),
            "music_id": row["music_id"] or None,
            "views": whole(row["plays"]),
            "likes": whole(row["likes"]),
            "comments": whole(row["comments"]),
            "shares": whole(row["shares"]),
            "followers": whole(row["author_followers"]),
            "disclosed": "yes" in (row["is_ad"], row["is_paid_partnership"]),
            "region": row["location_created"] or None,
        }
        for row in rows
    ]
    compare(got(samples / "4cat.csv"), wanted)


def test_4cat_and_zeeschuimer_tell_the_same_of_the_same_posts(samples: Path) -> None:
    keys = ("post_id", "account_name", "created_at", "text", "tags", "music_id", "views", "likes", "comments", "shares")
    one, other = (
        {tuple(map(str, (post[key] for key in keys))) for post in got(samples / name).posts}
        for name in ("4cat.csv", "zeeschuimer.ndjson")
    )
    assert one == other


def test_pyktok(samples: Path) -> None:
    with (samples / "pyktok.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [
        {
            "post_id": row["video_id"],
            "account_id": row["author_username"],
            "created_at": int(datetime.fromisoformat(row["video_timestamp"]).replace(tzinfo=UTC).timestamp()),
            "text": row["video_description"],
            "tags": tags_of_text(row["video_description"]),
            "views": whole(row["video_playcount"]),
            "likes": whole(row["video_diggcount"]),
            "comments": whole(row["video_commentcount"]),
            "shares": whole(row["video_sharecount"]),
            "region": row["video_locationcreated"],
            "disclosed": row["video_is_ad"] == "True",
        }
        for row in rows
    ]
    compare(got(samples / "pyktok.csv"), wanted)


def test_the_scraper_of_2020(samples: Path) -> None:
    wanted = [
        {
            "post_id": video["id"],
            "account_id": video["authorMeta"]["id"],
            "account_name": video["authorMeta"]["name"],
            "created_at": video["createTime"],
            "text": video["text"],
            "tags": flat([tag["name"] for tag in video["hashtags"]]),
            "music_id": video["musicMeta"]["musicId"] or None,
            "views": video["playCount"],
            "likes": video["diggCount"],
            "comments": video["commentCount"],
            "shares": video["shareCount"],
            "url": video["webVideoUrl"],
        }
        for video in json.loads((samples / "scraper_2020.json").read_text(encoding="utf-8"))["collector"]
    ]
    compare(got(samples / "scraper_2020.json"), wanted)


def test_the_whole_folder_of_samples_is_read_in_one_call(samples: Path) -> None:
    result = got(samples)
    recognised = dict(zip((path.name for path in sorted(samples.iterdir())), result.formats, strict=True))
    assert recognised == {
        "4cat.csv": "4cat",
        "api_comments_response.json": "research-api-comments",
        "api_videos_response_page_1_of_2.json": "research-api",
        "api_videos_response_page_2_of_2.json": "research-api",
        "api_videos_response_unicode_with_null_bytes.json": "research-api",
        "docs_style_example_query.json": "research-api-query",
        "docs_style_example_request.json": "research-api-query",
        "docs_style_example_resp_comments.json": "research-api-comments",
        "docs_style_example_resp_q_user.json": "research-api-accounts",
        "docs_style_example_resp_q_videos.json": "research-api",
        "pyktok.csv": "pyktok",
        "scraper_2020.json": "scraper",
        "tiktok_app_annotated_metadata_list.csv": "dictionary",
        "tiktok_researchapi_annotated_metadata_list.csv": "dictionary",
        "tiktok_web_annotated_metadata_list.csv": "dictionary",
        "zeeschuimer.ndjson": "zeeschuimer",
    }
    assert result.read == sum(path.stat().st_size for path in samples.iterdir())


def test_retweets_are_recognised_as_uses_without_being_told(data_folder: Path) -> None:
    path = data_folder / "coordination_reference" / "russian_coord_tweets.parquet"
    rows = pq.read_table(path).to_pylist()
    names = {
        "object_id": "object",
        "account_id": "account_id",
        "content_id": "post_id",
        "timestamp_share": "created_at",
    }
    compare(got(path), [{names[key]: value for key, value in row.items()} for row in rows])


def test_german_posts_are_uses_of_the_column_that_is_told(data_folder: Path) -> None:
    path = data_folder / "coordination_reference" / "german_elections_2021.parquet"
    rows = [row for row in pq.read_table(path).to_pylist() if row["post_id"] is not None]
    result = got(path, columns={"object": "hashtag_id"})
    assert set(result.reasons()) == {"no post id"}
    assert result.rows - len(result.posts) == 3
    assert result.column("post_id") == [str(row["post_id"]) for row in rows]
    assert result.column("object") == [None if r["hashtag_id"] is None else str(r["hashtag_id"]) for r in rows]
    assert result.column("created_at") == [row["timestamp"] for row in rows]


def test_half_a_million_real_posts_are_exact(data_folder: Path) -> None:
    path = data_folder / "ira_2016_2017" / "posts.parquet"
    batches = [batch for _, batch in formats.read(formats.open_inputs([path]))]
    posts, real = pa.concat_tables(batch.posts for batch in batches), pq.read_table(path)
    assert sum(batch.rows for batch in batches) == posts.num_rows == real.num_rows == 499_663
    assert posts["post_id"].equals(real["post_id"].cast(pa.string()))
    assert posts["account_id"].equals(real["account_id"].cast(pa.string()))
    assert posts["created_at"].equals(real["created_at"].cast(pa.timestamp("s", "UTC")).cast(pa.int64()))
    assert posts["text"].equals(real["text"].cast(pa.string()))
    assert posts["followers"].equals(real["followers"])
    raw = real["hashtags"].to_pylist()
    assert posts["tags"].to_pylist() == [None if names is None else flat(names) for names in raw]


def test_a_table_without_accounts_is_an_error_that_names_its_columns(data_folder: Path) -> None:
    with pytest.raises(InputError, match=r"commercial_content\.csv has no column for the account\. Columns seen: "):
        got(data_folder / "romania_2024" / "commercial_content.csv")
