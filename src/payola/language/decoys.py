"""How many of the matches are false? Decoy slogans, recombined from the real slogans' own words, compete for the tags.

Target-decoy, as in proteomics (Elias and Gygi 2007): what matches a slogan that nobody uses matches by accident. Decoys
of random words of the same frequency find too little (they under-estimate false matches two- to threefold); decoys of
the slogans' own words track the truth. A tag that fits a real slogan better than a decoy is no accident of that decoy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from payola.language.slogan import Slogan

if TYPE_CHECKING:
    from payola.language.compare import Hit

FEWEST = 5  # slogans with two content words or more; fewer cannot be recombined
MOST = 200  # slogans that decoys are made for in each set
MOST_DECOYS = 600
MOST_SETS = 20  # the fewer the slogans, the more sets of decoys, so that the estimate is not one draw


def decoys(slogans: Sequence[Slogan], seed: int) -> list[tuple[Slogan, int]]:
    """Recombinations of the slogans, each with the number of its set; [] where too few slogans can be recombined.

    In every second set each content word is replaced by one of another slogan, in the others one of them.
    """
    usable = [slogan for slogan in slogans if len(slogan.content()) >= 2]
    if len(usable) < FEWEST:
        return []
    rng = np.random.default_rng(seed)
    if len(usable) > MOST:
        usable = [usable[place] for place in np.sort(rng.choice(len(usable), MOST, replace=False))]
    real = {frozenset(slogan.content()) for slogan in slogans}
    words = sorted({word for slogan in usable for word in slogan.content()})
    sets = sets_of(len(usable))
    made = [
        (_recombined(slogan, words, rng, whole=number % 2 == 0), number) for number in range(sets) for slogan in usable
    ]
    return [(decoy, number) for decoy, number in made if frozenset(decoy.content()) not in real]


def sets_of(usable: int) -> int:
    """How many sets of decoys so many slogans get."""
    return int(np.clip(MOST_DECOYS // max(1, min(usable, MOST)), 2, MOST_SETS))


def _recombined(slogan: Slogan, words: Sequence[str], rng: np.random.Generator, *, whole: bool) -> Slogan:
    content = slogan.content()
    others = [word for word in words if word not in content]
    gone = content if whole else (content[int(rng.integers(len(content)))],)
    drawn = rng.choice(others, len(gone), replace=len(others) < len(gone)).tolist()
    instead = dict(zip(gone, drawn, strict=True))
    return replace(slogan, text=" ".join(instead.get(word, word) for word in slogan.words()))


def q_values(
    real: Sequence[Mapping[int, Hit]],
    false: Sequence[Mapping[int, Hit]],
    sets: Sequence[int],
    slogans: Sequence[Slogan],
) -> list[dict[int, float | None]]:
    """For each match the estimated share of false ones among those that score at least as well; None: too few slogans.

    Parameters
    ----------
    real, false
        Hits of each slogan and of each decoy, by the tag's place.
    sets
        The set of each decoy.
    slogans
        The real slogans, in the order of ``real``.

    (D + 1) / T, where D counts tags that a decoy fits better than every real slogan, over all sets, and T is the
    number of matches times the number of sets (Elias and Gygi 2007; several sets: Keich and Noble 2017); monotone.
    """
    usable = sum(len(slogan.content()) >= 2 for slogan in slogans)
    if usable < FEWEST:
        return [dict.fromkeys(hits) for hits in real]
    top: dict[int, float] = {}
    for hits in real:
        for tag, hit in hits.items():
            top[tag] = max(hit.score, top.get(tag, 0.0))
    scores = np.array([hit.score for hits in real for hit in hits.values()], dtype=np.float64)
    won = _won(false, sets, top)
    number_of_sets = sets_of(usable)
    part = min(1.0, MOST / usable)
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    targets = np.searchsorted(-ranked, -ranked, side="right")
    beaten = np.searchsorted(-won, -ranked, side="right")
    estimate = np.minimum((beaten + 1) / part / number_of_sets / targets, 1.0)
    q = np.empty(len(scores))
    q[order] = np.minimum.accumulate(estimate[::-1])[::-1]
    values = iter(q.tolist())
    return [{tag: next(values) for tag in hits} for hits in real]


def _won(false: Sequence[Mapping[int, Hit]], sets: Sequence[int], top: Mapping[int, float]) -> np.ndarray:
    """Scores (falling) of the tags that decoys win from all real slogans: one a tag and set."""
    best: dict[tuple[int, int], float] = {}
    for number, hits in zip(sets, false, strict=True):
        for tag, hit in hits.items():
            if hit.score > top.get(tag, 0.0):
                best[number, tag] = max(hit.score, best.get((number, tag), 0.0))
    return -np.sort(-np.array(list(best.values()), dtype=np.float64))
