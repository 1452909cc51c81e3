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

from payola.language.fold import latin
from payola.language.slogan import FEWEST, Slogan, n_different, several_words

if TYPE_CHECKING:
    from payola.language.compare import Hit

BEGINNING = 3  # letters that two words of one lemma begin with
MOST = 100  # slogans that decoys are made for in each set
MOST_DECOYS = 600
ABOUT = 0.1  # a decoy that scores as much less than the real slogan has lost: the tag is the real one's
MOST_SETS = 20  # the fewer the slogans, the more sets of decoys, so that the estimate is not one draw


def decoys(slogans: Sequence[Slogan], seed: int) -> list[tuple[Slogan, int]]:
    """Recombinations of the slogans, each with the number of its set; [] where too few slogans can be recombined.

    A set holds, for each slogan, one with all content words replaced by those of other slogans, and for each content
    word one with that word replaced.
    """
    rng = np.random.default_rng(seed)
    if n_different(slogans) < FEWEST:
        return []
    usable = _drawn(slogans, rng)
    real = {frozenset(slogan.content()) for slogan in slogans}
    words = sorted({word for slogan in usable for word in slogan.content()})
    made = [
        (_recombined(slogan, words, gone, rng), number)
        for number in range(sets_of(usable))
        for slogan in usable
        for gone in (slogan.content(), *((word,) for word in slogan.content()))
    ]
    return [(decoy, number) for decoy, number in made if frozenset(decoy.content()) not in real]


def sets_of(usable: Sequence[Slogan]) -> int:
    """How many sets of decoys these slogans get."""
    a_set = sum(len(slogan.content()) + 1 for slogan in usable)
    return int(np.clip(MOST_DECOYS // max(1, a_set), 2, MOST_SETS))


def _drawn(slogans: Sequence[Slogan], rng: np.random.Generator) -> list[Slogan]:
    """Slogans that can be recombined, at most ``MOST`` of them."""
    usable = [slogan for slogan in slogans if several_words(slogan)]
    if len(usable) <= MOST:
        return usable
    return [usable[place] for place in np.sort(rng.choice(len(usable), MOST, replace=False))]


def _recombined(slogan: Slogan, words: Sequence[str], gone: Sequence[str], rng: np.random.Generator) -> Slogan:
    content = slogan.content()
    begun = {latin(word)[:BEGINNING] for word in content}  # a form of one of its own words would be no other slogan
    others = [word for word in words if latin(word)[:BEGINNING] not in begun] or list(words)
    drawn = rng.choice(others, len(gone), replace=len(others) < len(gone)).tolist()
    instead = dict(zip(gone, drawn, strict=True))
    return replace(slogan, text=" ".join(instead.get(word, word) for word in slogan.words()), whole=True)


def q_values(
    real: Sequence[Mapping[int, Hit]],
    false: Sequence[Mapping[int, Hit]],
    sets: Sequence[int],
    slogans: Sequence[Slogan],
) -> list[dict[int, float | None]]:
    """For each match the estimated share of false ones among those that score at least as well.

    None where there are too few slogans, and for slogans that cannot be recombined: one word, or chosen tags.

    Parameters
    ----------
    real, false
        Hits of each slogan and of each decoy, by the tag's place.
    sets
        The set of each decoy.
    slogans
        The real slogans, in the order of ``real``.

    (D + 1) / T, where D counts tags that a decoy fits about as well as any real slogan does, over all sets, and T is
    the number of matches times the number of sets (Elias and Gygi 2007; several sets: Keich and Noble 2017); monotone.
    """
    if n_different(slogans) < FEWEST:
        return [dict.fromkeys(hits) for hits in real]
    usable = [slogan for slogan in slogans if several_words(slogan)]
    told = [several_words(slogan) for slogan in slogans]  # of the others, such as single words, decoys say nothing
    top: dict[int, float] = {}
    for hits in real:
        for tag, hit in hits.items():
            top[tag] = max(hit.score, top.get(tag, 0.0))
    tested = [hits for hits, one in zip(real, told, strict=True) if one]
    scores = np.array([hit.score for hits in tested for hit in hits.values()], dtype=np.float64)
    won = _won(false, sets, top)
    number_of_sets = max(sets, default=0) + 1
    part = min(1.0, MOST / len(usable))
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    targets = np.searchsorted(-ranked, -ranked, side="right")
    beaten = np.searchsorted(-won, -ranked, side="right")
    estimate = np.minimum((beaten / part + 1) / number_of_sets / targets, 1.0)
    q = np.empty(len(scores))
    q[order] = np.minimum.accumulate(estimate[::-1])[::-1]
    values = iter(q.tolist())
    return [{tag: next(values) if one else None for tag in hits} for hits, one in zip(real, told, strict=True)]


def _won(false: Sequence[Mapping[int, Hit]], sets: Sequence[int], top: Mapping[int, float]) -> np.ndarray:
    """Scores (falling) of the tags that decoys fit about as well as all real slogans do: one a tag and set."""
    best: dict[tuple[int, int], float] = {}
    for number, hits in zip(sets, false, strict=True):
        for tag, hit in hits.items():
            if hit.score > top.get(tag, 0.0) - ABOUT:
                best[number, tag] = max(hit.score, best.get((number, tag), 0.0))
    return -np.sort(-np.array(list(best.values()), dtype=np.float64))
