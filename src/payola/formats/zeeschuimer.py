"""Zeeschuimer: what a browser saw of TikTok, one wrapper a line with the web page's own object inside.

``timestamp_collected`` is in milliseconds; the author is an object or a name; live rooms are no posts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from payola.formats import scraped
from payola.formats.head import Head
from payola.formats.json_reader import Record, json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source

TIKTOK = ("tiktok.com", "tiktok")


def is_wrapper(record: Record) -> bool:
    """Whether an object is one of Zeeschuimer's wrappers, of any platform."""
    return isinstance(record.get("data"), dict) and {"timestamp_collected", "source_platform"} <= record.keys()


def sniff(head: Head) -> bool:
    return any(is_wrapper(record) and record["source_platform"] in TIKTOK for record in head.objects())


def videos_of(value: Any) -> list[Record]:
    """The video in a wrapper, with the time of its collection.

    Raises
    ------
    ValueError
        It is something else that the browser saw.
    """
    wrappers = value if isinstance(value, list) else [value]
    return [_video(wrapper) for wrapper in wrappers]


def _video(wrapper: Any) -> Record:
    if not isinstance(wrapper, dict) or not isinstance(wrapper.get("data"), dict):
        raise ValueError("no object with a video in it")
    if wrapper.get("source_platform") not in (*TIKTOK, None):
        raise ValueError("of another platform")
    video: Record = wrapper["data"]
    if "liveRoomInfo" in video or "liveRoom" in video:
        raise ValueError("a live room, not a post")
    return {"item_id": wrapper.get("item_id"), "timestamp_collected": wrapper.get("timestamp_collected"), **video}


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return json_raws(source, reading, ((),), scraped.columns, videos_of)


FORMAT = Format("zeeschuimer", "Zeeschuimer (NDJSON)", sniff, read)
