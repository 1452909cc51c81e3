"""Which words does a tag hold, whatever its script? Splitting in the one Latin spelling that all scripts share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from payola.language.fold import fold_words, latin, latin_words
from payola.language.split import LONGEST, Lexicon, cheapest, lexicon_of, word_costs
from payola.language.words import frequencies

RAREST = 1e-7  # rarer words collide too often in one Latin spelling
OF_SLOGANS = 4.5  # cost at most of a word that a slogan has, so that a rare one is seen


@dataclass(frozen=True)
class Dictionary:
    """A lexicon in Latin spelling, and a word as people write it for each of its keys.

    ``common`` are the costs without the words learnt: captions hold slips too, and a slip is no common word.
    """

    lexicon: Lexicon
    written: Mapping[str, str]
    common: Mapping[str, float]
    told: dict[str, tuple[float, tuple[str, ...], list[str]]] = field(default_factory=dict, compare=False, repr=False)

    def words(self, key: str) -> tuple[float, list[str]]:
        """What the cheapest split costs, and its words as people write them; each key is split once."""
        cost, _, words = self._split(key)
        return cost, words

    def pieces(self, key: str) -> tuple[str, ...]:
        """The pieces of the cheapest split; they join back to the key."""
        return self._split(key)[1]

    def _split(self, key: str) -> tuple[float, tuple[str, ...], list[str]]:
        if key not in self.told:
            found = cheapest(key, [self.lexicon])
            self.told[key] = found.cost, found.words, [self.written.get(word, word) for word in found.words]
        return self.told[key]

    def cost(self, key: str) -> float:
        """What a Latin key costs as one word of the language or of a slogan; infinite where it is none."""
        return self.common.get(key, math.inf)


@lru_cache(maxsize=9)
def _plain(language: str) -> tuple[dict[str, float], dict[str, str]]:
    kept = [(word, share) for word, share in frequencies(language).items() if share >= RAREST and len(word) <= LONGEST]
    folded = fold_words([word for word, _ in kept])
    keys = latin_words(folded)
    written: dict[str, str] = {}
    for key, word in zip(keys, folded, strict=True):
        written.setdefault(key, word)  # the most frequent comes first
    return word_costs(keys, [share for _, share in kept], language), written


def dictionary(language: str, own: Iterable[str], learnt: Mapping[str, float]) -> Dictionary:
    """The words of a language, those of the slogans, and those learnt from captions (cost by folded spelling)."""
    plain, spelled = _plain(language)
    common, written = dict(plain), dict(spelled)
    for word in own:
        if key := latin(word):
            common[key] = min(OF_SLOGANS, common.get(key, math.inf))
            written[key] = word
    costs = dict(common)
    for word, cost in learnt.items():
        key = latin(word)
        if key and cost < costs.get(key, math.inf):
            costs[key] = cost
            written.setdefault(key, word)
    return Dictionary(lexicon_of(language, costs), written, common)
