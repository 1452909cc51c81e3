"""Do an operation's own slogans rank above the event tags it used? Real posts, without controls.

    PAYOLA_DATA=/path/to/data python benchmarks/slogan_days.py

``ira_2016_2017``: every account is an operator, so that no false alarm can be counted. A *slogan-day* is a tag of at
least 15 accounts with at least 40 % of its uses in one day; an *event tag* is any other tag of as many accounts. Both
must be new (nothing in the first 14 days) and at least 21 days old at the end. Printed is the chance that a slogan-day
ranks above an event tag of the same month of birth (AUC, ties a half), with an interval over months: by the score of
the verdict and its parts, by each further kind of evidence, and in the order in which a report lists families (kinds of
evidence found, then p). Nothing in the ranking knows how many uses fall in one day; but tags that live for a day have
more of their accounts within 21 days, so the last row compares only tags with about as many adopters.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from payola.campaigns.kinds import Kind, kinds_of
from payola.campaigns.verdicts import Known
from payola.detectors.labels import labelled
from payola.detectors.newtags import AGES, DAY, Dump, adoption, born, carriers, dump_of
from payola.detectors.politics import political_posts, political_tags
from payola.detectors.strangers import STATISTICS
from payola.detectors.verdict import look_or_reason
from payola.stats.conformal import conformal_p, score

ACCOUNTS, IN_ONE_DAY, MONTH = 15, 0.4, 30 * DAY
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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


def within(month: Ints, values: Floats, slogan: NDArray[np.bool_]) -> tuple[float, float, float]:
    """AUC within months, weighed by pairs, and its 95 % interval from months drawn again."""
    parts = []
    for here in sorted(set(month.tolist())):
        mine = month == here
        if slogan[mine].any() and not slogan[mine].all():
            one, other = values[mine & slogan], values[mine & ~slogan]
            parts.append((auc(one, other), one.size * other.size))
    told, weight = (np.array(part, np.float64) for part in zip(*parts, strict=True))
    drawn = np.random.default_rng(1).integers(0, len(told), (2_000, len(told)))
    low, high = np.quantile((told[drawn] * weight[drawn]).sum(1) / weight[drawn].sum(1), [0.025, 0.975])
    return float(np.average(told, weights=weight)), float(low), float(high)


def kinds(found: Dump, tags: list[int]) -> list[list[Kind]]:
    """Every tag asked as if it were a named family."""
    adopted = {str(tag): adoption(found, carriers(found, np.array([tag])), AGES[-1]) for tag in tags}
    politics = political_tags(found, [], [])
    label = labelled(found.posts).to_numpy()
    told = kinds_of(found, adopted, adopted, label, political_posts(found, politics), politics, Known())
    return [told[str(tag)] for tag in tags]


def by_month(month: Ints, values: Floats) -> tuple[Floats, Floats]:
    """Score and conformal p of each tag among those of its month."""
    scores, p = np.empty(len(values)), np.empty(len(values))
    for here in set(month.tolist()):
        mine = np.flatnonzero(month == here)
        scores[mine] = score(values[mine])
        p[mine] = [conformal_p(scores[i], np.delete(scores[mine], k)) for k, i in enumerate(mine)]
    return scores, p


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
    scores, p = by_month(month, values)
    told = kinds(found, [tag for tag, _ in tags])
    columns = {"score": scores, **{name: values[:, i] for i, name in enumerate(STATISTICS)}}
    further = np.zeros(len(tags))
    for place, name in enumerate(kind.kind for kind in told[0]):
        here = [one[place] for one in told]
        columns[f"{name}: p"] = -np.array([1.0 if kind.p is None else kind.p for kind in here])
        share = [
            np.mean([kind.found for kind, mine in zip(here, which, strict=True) if mine]) for which in (slogan, ~slogan)
        ]
        print(f"{name} found: {share[0]:.2f} of slogan-days, {share[1]:.2f} of event tags")
        further += [kind.found and kind.counts for kind in here]
    columns["kinds found"] = further
    columns["kinds found, then p of the verdict"] = further - p / 2
    adopters = np.array([look.adopters for _, look in tags])
    columns["adopters within 21 days"] = adopters.astype(np.float64)
    print("| | AUC | 95 % over months |\n|---|---|---|")
    for name, column in columns.items():
        middle, low, high = within(month, column, slogan)
        print(f"| {name} | {middle:.2f} | {low:.2f} to {high:.2f} |")
    alike = 10 * month + np.searchsorted(np.quantile(adopters, [0.25, 0.5, 0.75]), adopters)
    middle, low, high = within(alike, columns["kinds found, then p of the verdict"], slogan)
    print(f"| the same, among tags with about as many adopters | {middle:.2f} | {low:.2f} to {high:.2f} |")


if __name__ == "__main__":
    main()
