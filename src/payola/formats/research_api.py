"""TikTok Research API: responses as they came, lists of responses or of videos, or JSON lines of either.

Ids are JSON numbers above 2^53; the account is its ``username``; empty fields are absent; the documentation writes
``video_id`` where the service writes ``id``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from payola.formats.head import Head
from payola.formats.json_reader import json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source

PATHS = (("data", "videos"), ("videos",), ())
LABELS = ("video_tag", "video_tags", "video_label", "label", "labels")
_LABELS = frozenset(LABELS)
_OWN = {"video_description", "hashtag_names", "music_id", "region_code", "view_count", "voice_to_text", "effect_ids"}


def is_video(record: dict[str, Any]) -> bool:
    """Whether an object has the fields of the Research API's video."""
    return ("id" in record or "video_id" in record) and "create_time" in record and len(_OWN & record.keys()) >= 1


def sniff(head: Head) -> bool:
    videos = head.objects("data", "videos") or head.objects("videos") or head.objects()
    if any(map(is_video, videos)):
        return True
    return any(isinstance(data.get("videos"), list) for data in head.objects("data"))


def videos_of(value: Any) -> list[Any]:
    """The videos of a response, of a list of responses, or a video itself.

    Raises
    ------
    ValueError
        The response is an error: videos are missing here.
    """
    if type(value) is dict:
        if "create_time" in value:
            return [value]
        data = value.get("data")
        inside = data.get("videos") if type(data) is dict else value.get("videos")
        if isinstance(inside, list):
            return inside
        if type(error := value.get("error")) is dict and error.get("code", "ok") != "ok":
            raise ValueError(f"the response is an error: {str(error['code'])[:60]}")
        return [] if "data" in value else [value]
    if isinstance(value, list):
        return [video for part in value for video in videos_of(part)]
    return [value]


def columns(videos: list[dict[str, Any]]) -> dict[str, Any]:
    """Raw columns of videos."""
    posts, names = [v.get("id") for v in videos], [v.get("username") for v in videos]
    if None in posts:
        posts = [v.get("video_id") if p is None else p for p, v in zip(posts, videos, strict=True)]
    return {
        "post": posts,
        "account": names,
        "account_name": names,
        "platform": "tiktok",
        "time": [v.get("create_time") for v in videos],
        "text": [v.get("video_description") for v in videos],
        "tags": [v.get("hashtag_names") for v in videos],
        "music": [v.get("music_id") for v in videos],
        "views": [v.get("view_count") for v in videos],
        "likes": [v.get("like_count") for v in videos],
        "comments": [v.get("comment_count") for v in videos],
        "shares": [v.get("share_count") for v in videos],
        "region": [v.get("region_code") for v in videos],
        "disclosed": [None if _LABELS.isdisjoint(v) else branded([v[k] for k in LABELS if k in v]) for v in videos],
    }


def branded(labels: list[Any]) -> bool | None:
    """Whether a label says "Branded" (1: paid partnership, 7: the creator earns commission); null without labels."""
    return "branded" in str(labels).casefold() if labels else None


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return json_raws(source, reading, PATHS, columns, videos_of)


FORMAT = Format("research-api", "TikTok Research API (JSON)", sniff, read)
