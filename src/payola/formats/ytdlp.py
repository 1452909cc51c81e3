"""yt-dlp: one ``.info.json`` a video, or a playlist with its entries.

The account is the platform's id (for TikTok ``uploader_id``, elsewhere ``channel_id``). ``track`` is a title that many
sounds share, not an id, and is not read; ``tags`` are a site's keywords, so hashtags come from the description.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from payola.formats.head import Head
from payola.formats.json_reader import Record, json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.scraped import pick
from payola.formats.source import Source

_OWN = {"extractor", "extractor_key", "webpage_url_basename", "_type", "formats", "uploader_id", "channel_id"}


def is_info(record: Record) -> bool:
    """Whether an object is what yt-dlp knows about one video."""
    timed = "timestamp" in record or "upload_date" in record
    return timed and {"id", "webpage_url"} <= record.keys() and len(_OWN & record.keys()) >= 2


def sniff(head: Head) -> bool:
    return any(map(is_info, head.objects())) or any(map(is_info, head.objects("entries")))


def videos_of(value: Any) -> list[Any]:
    """The videos of a playlist, or a video itself."""
    if isinstance(value, list):
        return [video for part in value for video in videos_of(part)]
    inside = value.get("entries") if isinstance(value, dict) else None
    return [entry for entry in inside if entry is not None] if isinstance(inside, list) else [value]


def platform(record: Record) -> str:
    """The site: ``TikTok``, ``vm.tiktok`` and ``tiktok:user`` are all tiktok."""
    name = str(record.get("extractor_key") or record.get("extractor") or "").lower()
    return "tiktok" if "tiktok" in name else name.split(":")[0]


def columns(videos: list[Record]) -> dict[str, Any]:
    """Raw columns of videos."""
    sites = [platform(video) for video in videos]
    theirs = pick(videos, "uploader_id", "channel_id", "uploader")
    others = pick(videos, "channel_id", "uploader_id", "uploader")
    return {
        "post": pick(videos, "id"),
        "account": [t if site == "tiktok" else o for site, t, o in zip(sites, theirs, others, strict=True)],
        "account_name": pick(videos, "uploader", "channel"),
        "platform": sites,
        "time": pick(videos, "timestamp", "release_timestamp", "upload_date"),
        "text": pick(videos, "description", "title"),
        "views": pick(videos, "view_count"),
        "likes": pick(videos, "like_count"),
        "dislikes": pick(videos, "dislike_count"),
        "comments": pick(videos, "comment_count"),
        "shares": pick(videos, "repost_count"),
        "followers": pick(videos, "channel_follower_count"),
        "language": pick(videos, "language"),
        "url": pick(videos, "webpage_url"),
        "collected": pick(videos, "epoch"),
    }


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return json_raws(source, reading, (("entries",), ()), columns, videos_of)


FORMAT = Format("yt-dlp", "yt-dlp (.info.json)", sniff, read)
