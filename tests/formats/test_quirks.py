"""Formats and their quirks: each sample is synthetic, in the shape of the real thing."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from tests.formats.reading import Got, got, written

from payola.errors import InputError

ID = 7_371_234_567_890_123_457
THEN = 1_700_000_000


def video(i: int = 0, **more: Any) -> dict[str, Any]:
    """A video of the Research API."""
    return {
        "id": ID + i, "create_time": THEN + i, "username": f"maker{i}", "region_code": "us", "music_id": ID + 7,
        "video_description": "Look #Skate #кот", "hashtag_names": ["Skate", "кот"], "view_count": 10, "like_count": 3,
        "comment_count": 2, "share_count": 1, **more,
    }  # fmt: skip


def response(*videos: dict[str, Any]) -> dict[str, Any]:
    return {"error": {"code": "ok"}, "data": {"search_id": "1", "has_more": False, "videos": list(videos), "cursor": 2}}


LAYOUTS = {
    "one response": lambda v: json.dumps(response(*v)),
    "a pretty response": lambda v: json.dumps(response(*v), indent=4),
    "a list of responses": lambda v: json.dumps([response(v[0]), response(*v[1:])], indent=1),
    "a list of videos": lambda v: json.dumps(v),
    "a response a line": lambda v: "\n".join(json.dumps(response(one)) for one in v),
    "a video a line": lambda v: "\n".join(map(json.dumps, v)) + "\n",
    "responses one after another": lambda v: "".join(json.dumps(response(one), indent=1) for one in v),
    "letters not escaped": lambda v: json.dumps(response(*v), ensure_ascii=False),
    "byte order mark": lambda v: "\ufeff" + json.dumps(response(*v)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_research_api_videos_are_the_same_in_every_layout(tmp_path: Path, layout: str) -> None:
    result = got(written(tmp_path, "x", LAYOUTS[layout]([video(i) for i in range(3)])))
    assert result.formats == ["research-api"]
    assert result.column("post_id") == [str(ID + i) for i in range(3)]
    assert result.posts[0] | {"line": 0} == {
        "post_id": str(ID), "account_id": "maker0", "account_name": "maker0", "platform": "tiktok",
        "created_at": THEN,
        "text": "Look #Skate #кот", "tags": ["skate", "кот"], "mentions": [], "links": [], "music_id": str(ID + 7),
        "views": 10, "views_low": None, "views_high": None, "likes": 3, "dislikes": None, "comments": 2, "shares": 1,
        "followers": None, "language": None, "region": "US",
        "disclosed": None, "url": None, "collected_at": None, "object": None, "line": 0,
    }  # fmt: skip


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compression_is_told_by_content_and_not_by_name(tmp_path: Path, pack: Any) -> None:
    path = written(tmp_path, "plain.json", pack(json.dumps(response(video())).encode()))
    result = got(path)
    assert result.column("post_id") == [str(ID)]
    assert result.read == path.stat().st_size


def test_several_gzip_members_are_one_file(tmp_path: Path) -> None:
    lines = [gzip.compress((json.dumps(video(i)) + "\n").encode()) for i in range(3)]
    assert got(written(tmp_path, "x.gz", b"".join(lines))).rows == 3


def test_ids_larger_than_a_machine_word_stay_exact(tmp_path: Path) -> None:
    path = written(tmp_path, "x.json", json.dumps(response(video(), video(id=73207681965695992750))))
    assert got(path).column("post_id") == [str(ID), "73207681965695992750"]


def test_a_video_id_under_the_documentations_name_is_read(tmp_path: Path) -> None:
    one = video()
    one["video_id"] = one.pop("id")
    assert got(written(tmp_path, "x.json", json.dumps(response(one)))).column("post_id") == [str(ID)]


def test_nul_bytes_in_a_name_are_removed(tmp_path: Path) -> None:
    path = written(tmp_path, "x.json", json.dumps(response(video(username="ab\0\0c", video_description="x\0 #t\0ag"))))
    (post,) = got(path).posts
    assert (post["account_id"], post["text"]) == ("abc", "x #tag")


def test_absent_fields_are_unknown_and_tags_come_from_the_caption(tmp_path: Path) -> None:
    one = {k: v for k, v in video().items() if k not in ("hashtag_names", "view_count", "music_id", "region_code")}
    (post,) = got(written(tmp_path, "x.json", json.dumps(response(one)))).posts
    assert (post["tags"], post["views"], post["music_id"], post["region"]) == (["skate", "кот"], None, None, None)


def test_an_empty_list_of_hashtags_is_a_list(tmp_path: Path) -> None:
    (post,) = got(written(tmp_path, "x.json", json.dumps(response(video(hashtag_names=[]))))).posts
    assert post["tags"] == []


@pytest.mark.parametrize(
    ("label", "disclosed"),
    [
        ({"video_tag": {"type": "Branded", "number": 1}}, True),
        ({"video_tag": [{"type": "Branded", "number": 7}]}, True),
        ({"video_label": {"content": "Learn about elections", "type": 3}}, False),
        ({}, None),
    ],
)
def test_a_branded_label_is_a_disclosure(tmp_path: Path, label: dict[str, Any], disclosed: bool | None) -> None:
    assert got(written(tmp_path, "x.json", json.dumps(response(video(**label))))).column("disclosed") == [disclosed]


def test_a_response_that_is_an_error_is_counted(tmp_path: Path) -> None:
    wrong = {"data": {}, "error": {"code": "rate_limit_exceeded", "log_id": "1"}}
    result = got(
        written(tmp_path, "x.jsonl", "\n".join(map(json.dumps, [response(video()), wrong, response(video(1))])))
    )
    assert len(result.posts) == 2
    assert [(r.line, r.reason) for r in result.refusals] == [(2, "the response is an error: rate_limit_exceeded")]


def pandas_csv(*rows: dict[str, Any]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["", *rows[0]])
    writer.writeheader()
    writer.writerows([{"": i, **row} for i, row in enumerate(rows)])
    return out.getvalue()


def saved(i: int = 0, **more: Any) -> dict[str, Any]:
    """A video as pandas writes it into a CSV."""
    row = video(i, music_id=float(ID), hashtag_names=str(["Skate", "it's", "кот"]), view_count="10.0", region_code="US")
    return row | {"create_time": "2023-11-14 22:13:20"} | more


def test_research_api_results_saved_through_pandas_keep_what_is_exact(tmp_path: Path) -> None:
    rows = [
        saved(0),
        saved(1, region_code="us"),
        saved(2, id="7.37e+18"),
        saved(3, id=f"{ID}.0"),
        saved(4, id=float(ID)),
    ]
    result = got(written(tmp_path, "x.csv", pandas_csv(*rows)))
    assert result.formats == ["research-table"]
    assert result.column("post_id") == [str(ID), str(ID + 1)]
    assert result.column("created_at") == [THEN, THEN]
    assert result.column("tags") == [["skate", "it", "s", "кот"]] * 2
    assert result.column("music_id") == [None, None]
    assert result.column("region") == ["US", "US"]
    assert result.column("views") == [10, 10]
    assert [(r.line, r.field, r.reason) for r in result.refusals] == [
        (line, "post", "id ruined by a spreadsheet or float") for line in (4, 5, 6)
    ]
    assert "2 music ids were ruined by a spreadsheet or float and set unknown" in result.notes
    assert "5 times had no zone and were taken as UTC" in result.notes


def test_ids_that_a_double_rounded_are_refused_though_they_look_whole(tmp_path: Path) -> None:
    rows = [saved(0, id=int(float(ID + i * 100_003))) for i in range(5)]
    result = got(written(tmp_path, "x.csv", pandas_csv(*rows)))
    assert (len(result.posts), set(result.reasons())) == (0, {"id ruined by a spreadsheet or float"})


def test_dates_with_the_day_first_are_settled_by_the_whole_column(tmp_path: Path) -> None:
    rows = [saved(0, create_time="03/04/2024"), saved(1, create_time="25/04/2024")]
    assert got(written(tmp_path, "x.csv", pandas_csv(*rows))).column("created_at") == [1_712_102_400, 1_714_003_200]
    rows = [saved(0, create_time="03/04/2024"), saved(1, create_time="04/25/2024 1:00 PM")]
    assert got(written(tmp_path, "y.csv", pandas_csv(*rows))).column("created_at") == [1_709_510_400, 1_714_050_000]


def test_dates_that_nothing_settles_are_refused_and_with_dashes_taken_as_day_first(tmp_path: Path) -> None:
    result = got(written(tmp_path, "x.csv", pandas_csv(saved(0, create_time="03/04/2024"))))
    assert result.posts == []
    assert "nothing in the file settles it" in result.reasons()[0]
    result = got(written(tmp_path, "y.csv", pandas_csv(saved(0, create_time="03-04-2024 10:00"))))
    assert result.column("created_at") == [1_712_138_400]
    assert any("taken as day-month-year" in note for note in result.notes)


def wrapper(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One of Zeeschuimer's lines."""
    return {
        "nav_index": "1:0:0", "item_id": str(data.get("id", "")), "timestamp_collected": (THEN + 50) * 1000,
        "source_platform": "tiktok.com", "source_platform_url": "https://example.org",
        "source_url": "https://example.org",
        "user_agent": "x", "data": data, **more,
    }  # fmt: skip


def seen(i: int = 0, **more: Any) -> dict[str, Any]:
    """A video as the web page holds it."""
    return {
        "id": str(ID + i), "desc": "Hop #Один #two", "createTime": THEN, "video": {"id": "1"},
        "author": {"id": "68000000000000001", "uniqueId": "maker", "nickname": "The Maker", "secUid": "x"},
        "music": {"id": str(ID + 9), "title": "t"}, "stats": {"diggCount": 5, "shareCount": 1,
        "commentCount": 2, "playCount": 100},
        "textExtra": [{"hashtagName": "один", "type": 1}, {"hashtagName": "", "userUniqueId": "friend"}],
        "challenges": [{"title": "один"}, {"title": "two"}],
        "authorStats": {"followerCount": 33}, "isAd": False,
        "locationCreated": "RO", "textLanguage": "ro", **more,
    }  # fmt: skip


def lines(*items: Any) -> str:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n"


def test_zeeschuimer_is_read_from_its_wrapper(tmp_path: Path) -> None:
    result = got(written(tmp_path, "z.ndjson", lines(wrapper(seen()))))
    assert result.formats == ["zeeschuimer"]
    assert result.posts[0] == {
        "post_id": str(ID), "account_id": "68000000000000001", "account_name": "maker", "platform": "tiktok",
        "created_at": THEN, "text": "Hop #Один #two", "tags": ["один", "two"], "mentions": [], "links": [],
        "music_id": str(ID + 9), "views": 100, "views_low": None, "views_high": None, "likes": 5,
        "dislikes": None, "comments": 2, "shares": 1, "followers": 33,
        "language": "ro", "region": "RO", "disclosed": False, "url": None, "collected_at": THEN + 50, "object": None,
        "line": 1,
    }  # fmt: skip


def test_zeeschuimers_author_may_be_a_name(tmp_path: Path) -> None:
    named = seen(author="maker", nickname="The Maker", createTime=str(THEN))
    with_id = seen(1, author="maker", authorId="68000000000000001")
    result = got(written(tmp_path, "z.ndjson", lines(wrapper(named), wrapper(with_id))))
    assert [(p["account_id"], p["account_name"]) for p in result.posts] == [
        ("maker", "maker"), ("68000000000000001", "maker")]  # fmt: skip


@pytest.mark.parametrize(("flag", "said"), [("isAd", True), ("adAuthorization", True), ("other", False)])
def test_zeeschuimer_says_what_is_an_advertisement(tmp_path: Path, flag: str, said: bool) -> None:
    assert got(written(tmp_path, "z.ndjson", lines(wrapper(seen(**{flag: True}))))).column("disclosed") == [said]


def test_live_rooms_and_other_platforms_are_refused_line_by_line(tmp_path: Path) -> None:
    items = [
        wrapper(seen()),
        wrapper({"liveRoomInfo": {}}),
        wrapper(seen(), source_platform="instagram.com"),
        {"id": 1},
    ]
    result = got(written(tmp_path, "z.ndjson", lines(*items)))
    assert [(r.line, r.reason) for r in result.refusals] == [
        (2, "a live room, not a post"), (3, "of another platform"), (4, "no object with a video in it")]  # fmt: skip


def test_a_post_without_an_id_or_made_after_it_was_collected_is_refused(tmp_path: Path) -> None:
    late = seen(1, createTime=THEN + 10 * 86_400)
    result = got(
        written(tmp_path, "z.ndjson", lines(wrapper(seen(id=""), item_id=""), wrapper(late), wrapper(seen(2))))
    )
    assert result.reasons() == ["no post id", "year 2023: in the future, or after it was collected"]


FOURCAT = {
    "collected_from_url": "", "id": str(ID), "thread_id": str(ID), "author": "maker", "author_full": "M",
    "author_followers": 9,
    "body": "line one\nline two, #Hey", "timestamp": "2023-11-14 22:13:20", "unix_timestamp": THEN, "is_ad": "no",
    "is_paid_partnership": "yes", "music_id": str(ID + 1), "tiktok_url": "https://example.org/v", "likes": 1,
    "comments": 2,
    "shares": 3, "plays": 4, "hashtags": "Hey,ho", "challenges": "hey,extra", "location_created": "de",
}  # fmt: skip


def as_csv(*rows: dict[str, Any], **options: Any) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], **options)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_4cat_keeps_captions_of_several_lines_and_counts_lines_rightly(tmp_path: Path) -> None:
    result = got(
        written(
            tmp_path, "4.csv", as_csv(FOURCAT, FOURCAT | {"id": "7.3E+18"}, FOURCAT | {"is_paid_partnership": "no"})
        )
    )
    assert result.formats == ["4cat"]
    first, second = result.posts
    assert (first["text"], first["tags"], first["disclosed"], first["line"], second["line"]) == (
        "line one\nline two, #Hey", ["hey", "ho", "extra"], True, 2, 6)  # fmt: skip
    assert (first["views"], first["likes"], first["comments"], first["shares"], first["followers"]) == (4, 1, 2, 3, 9)
    assert (first["created_at"], first["region"], second["disclosed"]) == (THEN, "DE", False)
    assert [r.line for r in result.refusals] == [4]


def test_pyktok_times_are_taken_in_the_zone_that_is_told(tmp_path: Path) -> None:
    row = {
        "video_id": str(ID), "video_timestamp": "2024-07-01T12:00:00", "video_locationcreated": "RO",
        "video_diggcount": 5,
        "video_sharecount": "", "video_commentcount": 1, "video_playcount": 100, "video_description": "#x",
        "video_is_ad": "False",
        "author_username": "maker", "author_name": "M", "author_followercount": "",
    }  # fmt: skip
    path = written(tmp_path, "p.csv", as_csv(row))
    assert got(path).column("created_at") == [1_719_835_200]
    result = got(path, timezone="Europe/Bucharest")
    assert result.column("created_at") == [1_719_835_200 - 3 * 3_600]
    assert result.notes == ["1 times had no zone and were taken as Europe/Bucharest"]
    assert (result.posts[0]["shares"], result.posts[0]["tags"], result.posts[0]["disclosed"]) == (None, ["x"], False)


APIFY = {
    "id": str(ID), "text": "Go #Там", "createTime": THEN, "createTimeISO": "2023-11-14T22:13:20.000Z", "isAd": True,
    "authorMeta": {"id": "6800", "name": "maker", "nickName": "M", "fans": "1.2M", "verified": False},
    "musicMeta": {"musicId": str(ID + 3), "musicName": "n"}, "webVideoUrl": "https://example.org/v",
    "diggCount": "12.5K",
    "shareCount": 1, "playCount": "1,234", "commentCount": 3, "hashtags": [{"id": "1", "name": "Там"}, {"name": ""}],
}  # fmt: skip


def check_apify(result: Got) -> None:
    (post,) = result.posts
    assert (post["post_id"], post["account_id"], post["account_name"], post["followers"]) == (
        str(ID),
        "6800",
        "maker",
        1_200_000,
    )
    assert (post["views"], post["likes"], post["shares"], post["comments"]) == (1_234, 12_500, 1, 3)
    assert (post["tags"], post["music_id"], post["disclosed"], post["url"]) == (
        ["там"], str(ID + 3), True, "https://example.org/v")  # fmt: skip


@pytest.mark.parametrize("content", [json.dumps([APIFY]), lines(APIFY), json.dumps([APIFY], indent=2)])
def test_apify_is_read_as_array_and_as_lines_with_counts_in_words(tmp_path: Path, content: str) -> None:
    result = got(written(tmp_path, "a", content))
    assert result.formats == ["apify"]
    check_apify(result)


def test_apify_variants_with_nested_stats_are_read(tmp_path: Path) -> None:
    nested = {k: v for k, v in APIFY.items() if not k.endswith("Count") and k != "createTime"}
    stats = {"diggCount": "12.5K", "shareCount": "1", "playCount": "1,234", "commentCount": "3"}
    for name in ("stats", "statsV2"):
        result = got(written(tmp_path, name, json.dumps([nested | {name: stats}])))
        check_apify(result)
        assert result.column("created_at") == [THEN]


def test_the_scraper_of_2020_is_read_and_says_what_its_tags_leave_out(tmp_path: Path) -> None:
    old = {
        "headers": {"user-agent": "x", "more": {"id": 1}},
        "collector": [APIFY, APIFY | {"id": "2", "text": "#Там #Sponsored"}],
    }
    result = got(written(tmp_path, "s.json", json.dumps(old | {"zip": ""})))
    assert (result.formats, result.column("tags")) == (["scraper"], [["там"], ["там"]])
    assert any(note.startswith("1 captions hold hashtags that the list") for note in result.notes)


INFO = {
    "id": str(ID), "description": "Dance #Now", "timestamp": THEN, "uploader": "maker", "uploader_id": "6800",
    "channel_id": "MS4wLj", "channel": "M", "view_count": 7, "like_count": 6, "repost_count": 5, "comment_count": 4,
    "track": "original sound", "extractor": "TikTok", "extractor_key": "TikTok",
    "webpage_url": "https://example.org/v",
    "formats": [{"format_id": "1"}], "epoch": THEN + 99, "tags": ["keyword"],
}  # fmt: skip


def test_yt_dlp_files_are_read_one_by_one_or_as_a_folder(tmp_path: Path) -> None:
    written(tmp_path, "a.info.json", json.dumps(INFO))
    written(
        tmp_path, "b.info.json", json.dumps(INFO | {"id": "2", "timestamp": None, "upload_date": "20231102"}, indent=1)
    )
    result = got(tmp_path)
    assert result.formats == ["yt-dlp", "yt-dlp"]
    first, second = result.posts
    assert (first["account_id"], first["account_name"], first["platform"], first["tags"]) == (
        "6800",
        "maker",
        "tiktok",
        ["now"],
    )
    assert (first["views"], first["likes"], first["shares"], first["comments"], first["music_id"]) == (7, 6, 5, 4, None)
    assert (first["collected_at"], second["created_at"]) == (THEN + 99, 1_698_883_200)


def test_yt_dlp_names_other_sites_by_their_channel(tmp_path: Path) -> None:
    other = INFO | {"extractor": "youtube", "extractor_key": "Youtube"}
    (post,) = got(written(tmp_path, "a.json", json.dumps({"_type": "playlist", "entries": [other]}))).posts
    assert (post["platform"], post["account_id"]) == ("youtube", "MS4wLj")


NO_POSTS = {
    "research-api-comments": {"data": {"comments": [{"id": 1, "video_id": 2, "parent_comment_id": 2,
    "text": "", "create_time": 3}]}},
    "research-api-accounts": {"data": {"display_name": "n", "follower_count": 1, "bio_description": ""},
    "error": {"code": "ok"}},
    "research-api-query": {"query": {"and": [{"field_name": "region_code", "operation": "IN",
    "field_values": ["RO"]}]}},
    "yt-dlp-playlist": {"_type": "playlist", "id": "x", "webpage_url": "https://example.org", "title": "t"},
}  # fmt: skip


@pytest.mark.parametrize("name", NO_POSTS)
def test_files_that_come_with_posts_but_hold_none_are_named(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "extra.json", json.dumps(NO_POSTS[name]))
    with pytest.raises(InputError, match="holds no posts that can be read: it is"):
        got(path)
    written(tmp_path, "posts.json", json.dumps(response(video())))
    result = got(tmp_path)
    assert result.formats == [name, "research-api"]
    assert (result.rows, result.notes[0][:14]) == (1, "not read: it i")


def test_plain_json_with_objects_inside_is_read_by_its_inner_names(tmp_path: Path) -> None:
    row = {"id": "5", "user": {"id": "77", "username": "maker"}, "taken_at": THEN, "caption": "#a"}
    (post,) = got(written(tmp_path, "x.json", json.dumps([row]))).posts
    assert (post["account_id"], post["account_name"], post["post_id"], post["tags"]) == ("77", "maker", "5", ["a"])
