"""The TikTok scraper of 2020, ancestor of Apify's: one document whose ``collector`` holds the videos.

Its ``hashtags`` may leave out tags of sponsored challenges, which then stand in the caption alone; the list is what
is read, and a note says how many captions hold more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from payola.formats import scraped
from payola.formats.apify import is_video
from payola.formats.head import Head
from payola.formats.json_reader import json_raws
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source


def sniff(head: Head) -> bool:
    return any(map(is_video, head.objects("collector")))


def videos_of(value: Any) -> list[Any]:
    """The videos of a document, or a video itself."""
    inside = value.get("collector") if isinstance(value, dict) else value
    return inside if isinstance(inside, list) else [value]


def read(source: Source, reading: Reading) -> Iterator[Raw]:
    return scraped.with_left_out(json_raws(source, reading, (("collector",), ()), scraped.columns, videos_of))


FORMAT = Format("scraper", "older TikTok scrapers (JSON with a collector)", sniff, read)
