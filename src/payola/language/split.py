"""Where do the words of a glued tag end? The cheapest split over word frequencies (Viterbi over unigrams).

Each language is tried and the cheapest split kept. A word costs minus the logarithm of its frequency; an unknown piece
costs more the longer it is, so that one unknown name stays whole. Words learnt from the dump's own captions count
beside the dictionary: campaign captions spell the slogan out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from payola.language.fold import fold, fold_word
from payola.language.words import frequencies, function_words

LONGEST = 24
UNKNOWN = 9.0  # cost of an unknown piece (as a word of one in 10^9), and of each of its letters
A_LETTER = 2.0
SINGLE_LETTER = 4.0  # a lone letter is rarely a word, whatever the dictionary says
RAREST = 3e-8  # rarer dictionary entries are mostly noise that splits names


@dataclass(frozen=True)
class Split:
    """The words of a tag (they join back to it), the language that explains it best, and its cost."""

    words: tuple[str, ...]
    language: str
    cost: float


@lru_cache(maxsize=9)
def _costs(language: str) -> Mapping[str, float]:
    """Cost of each word of a language, by its folded spelling (the most frequent of the words folded together)."""
    costs: dict[str, float] = {}
    little = function_words(language)
    for word, share in frequencies(language).items():
        if share < RAREST:
            continue
        folded = fold_word(word)
        if not folded.isalnum() or len(folded) > LONGEST:
            continue
        lone = SINGLE_LETTER if len(folded) == 1 and folded not in little else 0.0
        cost = -math.log10(share) + lone
        if cost < costs.get(folded, math.inf):
            costs[folded] = cost
    return costs


def learnt_costs(counts: Mapping[str, int]) -> dict[str, float]:
    """Cost of words by how often the dump's captions use them (used at least twice; add-one smoothed)."""
    total = sum(counts.values()) + len(counts) + 1
    return {word: -math.log10((count + 1) / total) for word, count in counts.items() if count >= 2 and len(word) > 2}


def split(tag: str, languages: Sequence[str], learnt: Mapping[str, float] | None = None) -> Split:
    """The words of a tag. ``tag`` is folded first; digits stay together as words of their own."""
    folded = fold(tag)
    tried = [_cheapest(folded, language, learnt or {}) for language in languages]
    return min(tried, key=lambda found: found.cost, default=Split((folded,), "", math.inf))


def _cheapest(tag: str, language: str, learnt: Mapping[str, float]) -> Split:
    costs = _costs(language)
    best, back = [0.0] + [math.inf] * len(tag), [0] * (len(tag) + 1)
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - LONGEST), end):
            cost = best[start] + _cost(tag[start:end], costs, learnt)
            if cost < best[end]:
                best[end], back[end] = cost, start
    words: list[str] = []
    end = len(tag)
    while end:
        words.append(tag[back[end] : end])
        end = back[end]
    return Split(tuple(reversed(words)), language, best[-1])


def _cost(piece: str, costs: Mapping[str, float], learnt: Mapping[str, float]) -> float:
    found = costs.get(piece)
    if found is None:
        found = 3.0 + len(piece) / 2 if piece.isdigit() else UNKNOWN + A_LETTER * (len(piece) - 1)
    told = learnt.get(piece)
    return found if told is None else min(found, told)
