"""Are the first posts under a tag labelled as advertising more often than the same creators' other posts?

Question: labelled posts under the tag beside what each creator's own habit gives.
Needs: the platform's label, or words such as #ad, erid, #publicitate in the caption.
Gives: posts labelled, expected, and an exact p-value (Poisson-binomial over the creators).
Caveats: a label says that a creator labelled it; no label says nothing (see *missing disclosure* in the brief).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from payola.detectors.newtags import Dump, Ints
from payola.stats.tails import poisson_binomial_tail

WORDS = (
    "ad", "ads", "advertisement", "sponsored", "paidpartnership", "gifted",
    "реклама", "рекламнаяинтеграция", "партнёрскийматериал", "erid", "співпраця", "партнерство",
    "publicitate", "parteneriatplatit", "colaborareplatita", "reclama",
    "werbung", "anzeige", "bezahltepartnerschaft", "pubblicita", "pubblicità", "adv", "collaborazioneretribuita",
    "publicidad", "colaboracionpagada", "publicité", "partenariatrémunéré", "collaborationcommerciale",
    "reklam", "işbirliği", "reklama",
)  # fmt: skip
ERID = r"(?i)\berid\s*[:=]?\s*[a-z0-9]{6,}"
FEWEST = 3  # labelled posts
SURE = 0.01  # p from which a tag counts as disclosed


@dataclass(frozen=True)
class Labelled:
    """First posts under the tag with a label, how many the creators' other posts would give, and p."""

    seen: int
    of: int
    expected: float
    p: float | None

    @property
    def disclosed(self) -> bool:
        """More are labelled than these creators' habit gives."""
        return self.p is not None and self.p <= SURE and self.seen >= FEWEST


def labelled(posts: pl.DataFrame) -> pl.Series:
    """Whether each post is labelled: by the platform, or by a hashtag or a number that the law asks for."""
    words = pl.Series(WORDS)
    by_tag = pl.col("tags").list.eval(pl.element().is_in(words.implode())).list.any().fill_null(value=False)
    by_text = pl.col("text").str.contains(ERID).fill_null(value=False)
    flag = pl.col("disclosed").fill_null(value=False) if "disclosed" in posts.columns else pl.lit(value=False)
    return posts.select(label=flag | by_tag | by_text)["label"]


def labels(dump: Dump, label: np.ndarray, first: Ints) -> Labelled:
    """Labels on the first posts (rows) beside each creator's other posts; ``label`` (n,) is ``labelled``."""
    if not first.size:
        return Labelled(0, 0, 0.0, None)
    account = dump.account[first]
    total = np.bincount(dump.account[np.flatnonzero(label)], minlength=dump.first.size)[account]
    count = dump.first[account + 1] - dump.first[account]
    seen = label[first]
    base = float(label.mean())
    chance = (total - seen + base) / (count - 1 + 1)
    p = 1.0 if not seen.any() else float(poisson_binomial_tail(np.clip(chance, 0, 1), int(seen.sum())))
    return Labelled(int(seen.sum()), int(first.size), float(chance.sum()), p)
