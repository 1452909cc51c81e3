"""Small corpora of new tags: habits by topic, ordinary tags of one topic, and a tag that strangers use once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

DAY = 86_400
START = 1_770_000_000


def posts(
    seed: int = 0, *, tags: int = 60, pushed: int = 1, adopters: int = 14, accounts: int = 560, days: int = 60,
    brief: bool = False, labelled: bool = False, histories: bool = True,
) -> pa.Table:  # fmt: skip
    """``tags`` ordinary new tags (one topic each, used again) and ``pushed`` ones (strangers, once, off-topic)."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    topic = rng.integers(0, 8, accounts)

    def post(account: int, time: float, own: list[str], text: str = "", **more: Any) -> None:
        rows.append(
            {
                "post_id": f"p{len(rows)}", "account_id": f"a{account:04}", "created_at": int(time), "text": text,
                "tags": own, "language": "en", "views": 100, "followers": 10, "disclosed": False, **more,
            }
        )  # fmt: skip

    for number in range(8):  # no topic's tags are new
        post(accounts, START, [f"t{number}x{place}" for place in range(120)])
    if histories:
        for account in range(accounts):
            for time in START + rng.random(24) * days * DAY:
                post(account, time, [f"t{topic[account]}x{rng.integers(120)}", "fyp"], f"my {rng.integers(1e6)} video")
    for number in range(tags):
        born = START + (16 + 16 * rng.random()) * DAY
        members = rng.permutation(np.flatnonzero(topic == rng.integers(8)))[:adopters]
        for account in members:
            time = born + rng.random() * 9 * DAY
            for again in range(1 + rng.poisson(1.0)):
                place = f"t{topic[account]}x{rng.integers(120)}"
                post(account, time + again * DAY, [f"new{number:03}", place], f"about {rng.integers(1e6)}")
    for number in range(pushed):
        born = START + 20 * DAY
        for place, account in enumerate(rng.permutation(accounts)[:adopters]):
            text = "vote for a clean river and a quiet night" if brief and place % 2 else f"hello {rng.integers(1e6)}"
            time = born + 9 * DAY * place / adopters
            post(account, time, [f"slogan{number}"], text, disclosed=labelled and place % 2 == 0)
    return pa.Table.from_pylist(rows)
