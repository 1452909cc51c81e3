"""Who comments, and when? Ordinary comments: most come soon after the video, few much later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from payola.simulate import words
from payola.simulate.background import Scene
from payola.simulate.draft import Draft, Ints
from payola.simulate.settings import DAY, HOUR
from payola.simulate.tables import Counts, account_ids, ids, post_ids

MOST = 400  # comments of one video in the table, at most


def comments_schema() -> pa.Schema:
    """The columns of ``comments.parquet``."""
    text, whole = pa.string(), pa.int64()
    return pa.schema(
        [
            ("comment_id", text),
            ("post_id", text),
            ("account_id", text),
            ("created_at", whole),
            ("text", text),
            ("likes", whole),
            ("account_created_at", whole),
        ]
    )


@dataclass(frozen=True)
class Remarks:
    """m comments: row of the post, account, time, and code of the text (-1: ordinary words)."""

    post: Ints
    account: Ints
    time: Ints
    text: Ints


def ordinary(s: Scene, draft: Draft, count: Counts) -> Remarks:
    """A sample of the comments that the posts got; whoever is active comments more."""
    rng = s.rng
    kept = np.minimum(rng.binomial(count.comments, s.k.comment_share), MOST)
    post = np.repeat(np.arange(len(draft)), kept)
    delay = np.exp(rng.normal(np.log(3 * HOUR), 1.6, len(post)))
    time = draft.time[post] + 5 + np.minimum(delay, 6 * DAY).astype(np.int64)
    busy = np.cumsum(s.people.activity)
    account = np.searchsorted(busy, rng.random(len(post)) * busy[-1], side="right")
    return Remarks(post, np.minimum(account, len(s.people) - 1), time, np.full(len(post), -1))


def joined(parts: list[Remarks]) -> Remarks:
    """All comments, by time."""
    nothing = np.zeros(0, np.int64)
    columns = [
        np.concatenate([nothing, *(getattr(p, name) for p in parts)]) for name in ("post", "account", "time", "text")
    ]
    order = np.argsort(columns[2], kind="stable")
    return Remarks(*(column[order] for column in columns))


def comments_table(s: Scene, draft: Draft, remarks: Remarks, texts: list[str]) -> pa.Table:
    """Table of comments; ``texts`` are those that campaigns use."""
    rng, n = s.rng, len(remarks.post)
    size = min(len(stock) for stock in words.REMARKS.values())
    stock = pa.array([text for lang in words.LANGUAGES for text in words.REMARKS[lang][:size]] + texts)
    said = s.people.language[remarks.account] * size + rng.integers(0, size, n)
    code = np.where(remarks.text >= 0, remarks.text + size * len(words.LANGUAGES), said)
    who = pa.array(remarks.account)
    return pa.table(
        [
            pa.array(ids(remarks.time, np.arange(n))).cast(pa.string()),
            post_ids(draft).take(pa.array(remarks.post)),
            account_ids(s).take(who),
            pa.array(remarks.time),
            stock.take(pa.array(code)),
            pa.array(rng.geometric(0.4, n) - 1),
            pa.array(s.people.born[remarks.account]),
        ],
        schema=comments_schema(),
    )
