"""Small corpora with known truth for the tests of detectors."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

DAY = 86_400
Row = tuple[str, str, str, int]


def table(uses: list[Row]) -> pa.Table:
    """Uses ``object, account, post, time``; one time a post, as real posts have, and each use once."""
    moment = {post: time for _, _, post, time in uses}
    distinct = sorted({(tag, account, post, moment[post]) for tag, account, post, _ in uses})
    names = ("object", "account_id", "post_id", "created_at")
    columns = zip(*distinct, strict=True) if distinct else ([], [], [], [])
    types = (pa.string(), pa.string(), pa.string(), pa.int64())
    return pa.table({n: pa.array(list(c), t) for n, c, t in zip(names, columns, types, strict=True)})


def busy_corpus(seed: int, squad: int = 0, episodes: int = 10) -> pa.Table:
    """Sixty accounts that post under few tags all day long, and a squad that meets within half a minute."""
    rng = np.random.default_rng(seed)
    uses = [
        (f"tag{rng.integers(5)}", f"u{rng.integers(60):02}", f"p{n}", int(rng.integers(0, 20 * DAY)))
        for n in range(6_000)
    ]
    for episode in range(episodes):
        start = int(rng.integers(0, 20 * DAY))
        uses += [("own", f"s{k:02}", f"q{episode}-{k}", start + int(rng.integers(0, 30))) for k in range(squad)]
    return table(uses)


def minute_clock(uses: pa.Table) -> pa.Table:
    """The same uses with times that tick in minutes."""
    times = uses["created_at"].to_numpy() // 60 * 60
    return uses.set_column(uses.column_names.index("created_at"), "created_at", pa.array(times))
