"""Which posts are political, and which creators posted nothing political before?

Question: how many of a tag's creators had no political post in the 90 days before they used it?
Needs: their earlier posts; words that make a post political here (candidates' names, the families' tags, stems of
election words, and a file of the user's own).
Gives: per creator the share of earlier posts that are political; per family the apolitical share.
Caveats: the words decide. They are listed in the report so that a person can read them through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from payola.detectors.newtags import HISTORY, Dump, Floats, Ints
from payola.stats.tails import beta_binomial_tail

STEMS = (
    "election", "vote", "voting", "president", "parliament", "senate", "congress", "ballot", "politic", "campaign",
    "выбор", "голосу", "президент", "парламент", "депутат", "госдум", "партия", "политик",
    "вибор", "верховнарад", "політик", "партія",
    "alegeri", "votez", "voteaza", "prezident", "președinte", "presedinte", "parlament", "partid", "politic",
    "wahl", "bundestag", "elezion", "elecciones", "élection", "seçim", "secim",
)  # fmt: skip
FEWEST_TAGS = 5  # other political tags, before a family's share is compared with theirs


@dataclass(frozen=True)
class Apolitical:
    """Of ``of`` creators with earlier posts, ``seen`` had no political one; ``expected`` and p from political tags."""

    seen: int
    of: int
    expected: float | None
    p: float | None


def political_tags(dump: Dump, families: Iterable[Ints], names: Sequence[str]) -> Ints:
    """Codes of the tags that make a post political: the families', and those that hold a stem or a candidate's name."""
    stems = [*STEMS, *(name for name in (_folded(name) for name in names) if len(name) > 3)]
    found = np.flatnonzero(dump.tag_names.str.contains_any(stems, ascii_case_insensitive=True).to_numpy())
    return np.unique(np.concatenate([found.astype(np.int64), *families]))


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def political_posts(dump: Dump, tags: Ints) -> NDArray[np.bool_]:
    """(n,) whether a post has one of the tags."""
    marked = np.zeros(dump.tags.shape[1])
    marked[tags] = 1
    return np.asarray(dump.tags @ marked).ravel() > 0


def earlier_share(dump: Dump, political: NDArray[np.bool_], account: Ints, time: Ints) -> Floats:
    """(k,) share of an account's posts in the 90 days before ``time`` that are political; NaN: it has none."""
    share = np.full(account.size, np.nan)
    for i, (who, when) in enumerate(zip(account, time, strict=True)):
        begin = dump.first[who]
        own = dump.time[begin : dump.first[who + 1]]
        low, high = begin + own.searchsorted((when - HISTORY, when))
        if high > low:
            share[i] = np.count_nonzero(political[low:high]) / (high - low)
    return share


def apolitical(shares: Floats, others: Sequence[Floats]) -> Apolitical:
    """Creators without a political past under a family, beside those of ``others`` (shares by political tag).

    p: upper tail of a beta-binomial fitted by moments to the other tags (as METHODS.md 5 has it).
    """
    known = np.isfinite(shares)
    seen, of = int((shares[known] == 0).sum()), int(known.sum())
    counts = np.array([[(s[np.isfinite(s)] == 0).sum(), np.isfinite(s).sum()] for s in others]).reshape(-1, 2)
    counts = counts[counts[:, 1] >= FEWEST_TAGS]
    if len(counts) < FEWEST_TAGS or not of:
        return Apolitical(seen, of, None, None)
    rate = counts[:, 0] / counts[:, 1]
    mean = float(np.clip(rate.mean(), 0.01, 0.99))
    noise = float((mean * (1 - mean) / counts[:, 1]).mean())
    extra = float(np.clip((rate.var(ddof=1) - noise) / (mean * (1 - mean)), 0.01, 0.9))  # intra-class correlation
    a, b = mean * (1 / extra - 1), (1 - mean) * (1 / extra - 1)
    return Apolitical(seen, of, mean * of, beta_binomial_tail(seen, of, a, b))


def political_names(dump: Dump, tags: Ints) -> list[str]:
    """The tags in words, most used first."""
    used = np.diff(dump.tags.indptr)[tags]
    names: list[str] = dump.tag_names.gather(tags[np.argsort(-used, kind="stable")]).to_list()
    return names
