"""Do an operation's own slogans rank above the event tags it used? Real posts, without controls.

    PAYOLA_DATA=/path/to/data python benchmarks/slogan_days.py

``ira_2016_2017``: every account is an operator, so that no false alarm can be counted. A *slogan-day* is a tag of at
least 15 accounts with at least 40 % of its uses in one day; an *event tag* is any other tag of as many accounts. Both
must be new (nothing in the first 14 days) and at least 21 days old at the end. Printed is the chance that a slogan-day
has a larger score than an event tag of the same month of birth (AUC, ties a half), with an interval over months.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from payola.detectors.newtags import AGES, DAY, Dump, born, carriers, dump_of
from payola.detectors.strangers import STATISTICS
from payola.detectors.verdict import look_or_reason
from payola.stats.conformal import score

ACCOUNTS, IN_ONE_DAY, MONTH = 15, 0.4, 30 * DAY
Floats = NDArray[np.float64]


def dump(folder: Path) -> Dump:
    told = pq.read_table(folder / "ira_2016_2017" / "posts.parquet")
    nothing = {"views": pa.int64(), "disclosed": pa.bool_()}
    posts = told.select(["post_id", "account_id", "created_at", "text", "language", "followers"])
    posts = posts.append_column("tags", told["hashtags"])
    for name, kind in nothing.items():
        posts = posts.append_column(name, pa.nulls(len(posts), kind))
    when = posts["created_at"].cast(pa.timestamp("s")).cast(pa.int64())
    return dump_of(posts.set_column(posts.column_names.index("created_at"), "created_at", when))


def is_slogan_day(found: Dump, tag: int) -> bool:
    days = found.time[carriers(found, np.array([tag]))] // DAY
    return bool(np.bincount(days - days.min()).max() >= IN_ONE_DAY * len(days))


def auc(one: Floats, other: Floats) -> float:
    return float(((one[:, None] > other).mean() + (one[:, None] >= other).mean()) / 2)


def main() -> None:
    found = dump(Path(os.environ["PAYOLA_DATA"]))
    first, accounts = born(found)
    tags = [
        (tag, look)
        for tag in np.flatnonzero(accounts >= ACCOUNTS).tolist()
        if (look := look_or_reason(found, np.array([tag]), AGES[-1])[0])
    ]
    values = np.array([look.score for _, look in tags])
    slogan = np.array([is_slogan_day(found, tag) for tag, _ in tags])
    month = np.array([first[tag] // MONTH for tag, _ in tags])
    print(f"{slogan.sum()} slogan-days and {(~slogan).sum()} event tags in {len(set(month.tolist()))} months")
    columns = {"score": None, **{name: i for i, name in enumerate(STATISTICS)}}
    print("| | AUC | 95 % over months |\n|---|---|---|")
    for name, column in columns.items():
        parts = []
        for here in sorted(set(month.tolist())):
            mine = month == here
            if slogan[mine].any() and not slogan[mine].all():
                one = score(values[mine]) if column is None else values[mine][:, column]
                parts.append((auc(one[slogan[mine]], one[~slogan[mine]]), slogan[mine].sum() * (~slogan[mine]).sum()))
        told, weight = (np.array(part, np.float64) for part in zip(*parts, strict=True))
        rng = np.random.default_rng(1)
        drawn = rng.integers(0, len(told), (2_000, len(told)))
        spread = np.quantile((told[drawn] * weight[drawn]).sum(1) / weight[drawn].sum(1), [0.025, 0.975])
        print(f"| {name} | {np.average(told, weights=weight):.2f} | {spread[0]:.2f} to {spread[1]:.2f} |")


if __name__ == "__main__":
    main()
