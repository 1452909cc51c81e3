"""What is known of the videos that an outcome is read from? Arrays of one corpus, unknown counts as NaN."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HOUR, DAY = 3600, 86_400
SETTLED = 7 * DAY  # most of a short video's views come within a week
KNOTS = (0.25, 0.5, 0.75)  # of the posting times: where the slope of the season may change
COUNTS = ("views", "views_low", "views_high", "likes", "dislikes", "comments", "shares", "followers")


@dataclass(frozen=True)
class Videos:
    """n videos: account as a code into ``names``, times in Unix s, counts (NaN: unknown), label of advertising."""

    account: Ints
    names: pa.Array
    time: Ints
    age: Floats  # seconds from posting to collection, NaN where unknown
    views: Floats
    views_low: Floats  # where views come in bands; then ``views`` is unknown
    views_high: Floats  # NaN: an open band, or none
    likes: Floats
    dislikes: Floats
    comments: Floats
    shares: Floats
    followers: Floats
    disclosed: Bools
    impossible: int = 0  # counts below zero, taken as unknown

    def __len__(self) -> int:
        return int(self.account.size)

    @property
    def banded(self) -> Bools:
        """(n,) videos whose views are a band."""
        return np.isnan(self.views) & np.isfinite(self.views_low)

    def take(self, where: Bools) -> Videos:
        """Some of the videos; codes of accounts stay."""
        each = ("account", "time", "age", *COUNTS, "disclosed")
        return replace(self, **{name: getattr(self, name)[where] for name in each})


def videos_of(posts: pa.Table) -> Videos:
    """Videos from columns of table ``posts``; of the counts any may be missing."""
    coded = pc.dictionary_encode(posts["account_id"].combine_chunks())
    time = posts["created_at"].to_numpy().astype(np.int64)
    counts = {name: _count(posts, name) for name in COUNTS}
    impossible = sum(int((values < 0).sum()) for values in counts.values())
    for values in counts.values():
        values[values < 0] = np.nan
    age = _count(posts, "collected_at") - time
    age[age <= 0] = np.nan  # collected before it was posted: one of the two times is wrong
    said = pc.fill_null(posts["disclosed"], False) if "disclosed" in posts.column_names else None
    disclosed = np.zeros(len(time), np.bool_) if said is None else said.to_numpy(zero_copy_only=False).astype(np.bool_)
    account = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Videos(account, coded.dictionary, time, age, **counts, disclosed=disclosed, impossible=impossible)


def _count(posts: pa.Table, name: str) -> Floats:
    if name not in posts.column_names:
        return np.full(posts.num_rows, np.nan)
    column = posts[name].cast(pa.float64())
    return np.array(column.to_numpy(zero_copy_only=False), float)


def circumstances(videos: Videos) -> Floats:
    """(n, k) what the views of a video depend on besides its creator: its age when counted, and the season.

    Log age with a second slope for the first week; the posting time with a slope that may change at its quartiles.
    """
    columns: list[Floats] = []
    known = np.isfinite(videos.age)
    if known.any():
        age = np.log(np.where(known, videos.age, np.median(videos.age[known])) / SETTLED)
        columns += [age, np.minimum(age, 0.0)]
    if len(videos) and np.ptp(videos.time) > DAY:
        when = (videos.time - videos.time.min()) / np.ptp(videos.time)
        columns += [when, *(np.maximum(when - knot, 0.0) for knot in np.quantile(when, KNOTS))]
    return np.column_stack(columns) if columns else np.zeros((len(videos), 0))
