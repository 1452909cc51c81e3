"""What do scrapers of TikTok's web pages write? One video's fields, in all the shapes they come in.

Zeeschuimer, Apify's actors and older scrapers keep or rename what the web page holds: the author as an object or as a
name, counts beside or inside ``stats`` and ``statsV2``, hashtags as objects in ``textExtra``, ``challenges`` or
``hashtags``. The formats built on this differ in how they wrap a video.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from payola.formats.json_reader import Record
from payola.formats.raw import Raw
from payola.objects import normalise_tag, tags_of_text

NOTHING = (None, "")


def at(record: Any, path: Sequence[str]) -> Any:
    """The member at a path of keys, None where there is none."""
    for key in path:
        if type(record) is not dict:
            return None
        record = record.get(key)
    return record


def pick(records: Sequence[Record], *paths: str) -> list[Any]:
    """For each record the first of the paths (``"author.id"``) that holds something other than an object."""
    keys = [path.split(".") for path in paths]
    return [_first(record, keys) for record in records]


def _first(record: Record, paths: Sequence[Sequence[str]]) -> Any:
    empty = None
    for path in paths:
        found = at(record, path)
        if found not in NOTHING and type(found) is not dict:
            return found
        empty = "" if found == "" else empty
    return empty  # an empty caption is known to be empty


def either(records: Sequence[Record], *paths: str) -> list[bool | None]:
    """True where any of the members is true, false where one is there and none is true, null where none is there."""
    return [_either([at(record, path.split(".")) for path in paths]) for record in records]


def _either(values: Sequence[Any]) -> bool | None:
    said = [value for value in values if value not in NOTHING]
    return any(value is True or str(value).lower() in ("true", "1", "yes") for value in said) if said else None


def hashtags(record: Record) -> list[str] | None:
    """Raw hashtags from every place that lists them; None where no such list is there."""
    extra = record.get("textExtra")
    inside = [part.get("textExtra") for part in _objects(record.get("contents"))]
    lists = [(extra, "hashtagName"), *((part, "hashtagName") for part in inside)]
    lists += [(record.get("challenges"), "title"), (record.get("hashtags"), "name")]
    there = [(found, key) for found, key in lists if isinstance(found, list)]
    named = [_named(item, key) for found, key in there for item in found]
    return [name for name in named if name] if there else None


def _named(item: Any, key: str) -> str:
    name = item.get(key) if isinstance(item, dict) else item
    return name if isinstance(name, str) else ""


def _objects(value: Any) -> list[Record]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def with_left_out(raws: Iterator[Raw]) -> Iterator[Raw]:
    """The same rows, with the number of captions that hold hashtags which the list leaves out."""
    for raw in raws:
        pairs = zip(raw.columns["text"], raw.columns["tags"], strict=True)
        raw.counted["caption tags"] = sum(_left_out(text, listed) for text, listed in pairs)
        yield raw


def _left_out(text: Any, listed: list[str] | None) -> bool:
    if listed is None or not isinstance(text, str) or "#" not in text:
        return False
    known = {tag for name in listed for tag in normalise_tag(name)}
    return any(tag not in known for tag in tags_of_text(text))


def count(records: Sequence[Record], name: str) -> list[Any]:
    """A count that stands beside the video, in its stats, or only in the newer statsV2 (as text)."""
    return pick(records, name, f"stats.{name}", f"statsV2.{name}")


def columns(records: list[Record]) -> dict[str, Any]:
    """Raw columns of scraped videos."""
    return {
        "post": pick(records, "id", "video_id", "item_id"),
        "account": pick(
            records, "author.id", "authorMeta.id", "authorId", "author.uniqueId", "authorMeta.name", "author"
        ),
        "account_name": pick(records, "author.uniqueId", "authorMeta.name", "author", "authorUniqueId"),
        "platform": "tiktok",
        "time": pick(records, "createTime", "createTimeISO", "create_time"),
        "text": pick(records, "desc", "text"),
        "tags": [hashtags(record) for record in records],
        "music": pick(records, "music.id", "musicMeta.musicId"),
        "views": count(records, "playCount"),
        "likes": count(records, "diggCount"),
        "comments": count(records, "commentCount"),
        "shares": count(records, "shareCount"),
        "followers": pick(records, "authorStats.followerCount", "authorStatsV2.followerCount", "authorMeta.fans"),
        "language": pick(records, "textLanguage"),
        "region": pick(records, "locationCreated"),
        "disclosed": either(records, "isAd", "adAuthorization", "isSponsored"),
        "url": pick(records, "webVideoUrl"),
        "collected": pick(records, "timestamp_collected", "__import_meta.timestamp_collected", "scrapedAt"),
    }
