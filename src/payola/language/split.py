"""Where do the words of a glued tag end? The cheapest split over word frequencies (Viterbi over unigrams).

Each language is tried and the cheapest split kept. A word costs minus the logarithm of its frequency and a little for
being one more word; an unknown piece costs more the longer it is, so that one unknown name stays whole. Words learnt
from the dump's own captions count beside the dictionary: campaign captions spell the slogan out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from payola.language.fold import fold, fold_words
from payola.language.words import frequencies, function_words, negations

LONGEST = 24
UNKNOWN = 6.0  # cost of an unknown piece: of there being one, and of each of its letters
A_LETTER = 1.5
ONE_MORE = 0.8  # cost of each further word: people write few words, dictionaries hold many short ones
ONE_LITTLE = 0.3  # the same for words such as и or the
SHORT = {1: 4.0, 2: 1.5, 3: 0.5}  # pieces as short as this are rarely words, whatever the dictionary says
RAREST = 3e-8  # rarer dictionary entries are mostly noise that splits names
PREFIX = 4
TRIED = tuple(range(1, PREFIX))  # lengths tried where no word begins with the letters found
BEGIN = UNKNOWN + ONE_MORE - A_LETTER
NUMERAL = 3.0
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Split:
    """The words of a tag (they join back to it), the language that explains it best, and its cost."""

    words: tuple[str, ...]
    language: str
    cost: float


@dataclass(frozen=True)
class Lexicon:
    """What each word of a language costs; ``lengths`` are those worth trying after four letters."""

    language: str
    costs: Mapping[str, float]
    lengths: Mapping[str, tuple[int, ...]]


def lexicon_of(language: str, costs: Mapping[str, float]) -> Lexicon:
    """A lexicon with these costs."""
    lengths: dict[str, set[int]] = {}
    for word in costs:
        if len(word) >= PREFIX:
            lengths.setdefault(word[:PREFIX], set()).add(len(word))
    short = range(1, PREFIX)
    tried = {
        start: (*(length for length in short if start[:length] in costs), *sorted(longer))
        for start, longer in lengths.items()
    }
    return Lexicon(language, costs, tried)


@lru_cache(maxsize=9)
def lexicon(language: str) -> Lexicon:
    """The dictionary of a language, by folded spelling (the most frequent of the words folded together)."""
    return lexicon_of(language, dictionary_costs(language))


@lru_cache(maxsize=9)
def dictionary_costs(language: str) -> Mapping[str, float]:
    """Cost of each word of a language's dictionary, by folded spelling."""
    kept = [(word, share) for word, share in frequencies(language).items() if share >= RAREST and len(word) <= LONGEST]
    return word_costs(fold_words([w for w, _ in kept]), [s for _, s in kept], language)


def word_costs(words: Iterable[str], shares: Iterable[float], language: str) -> dict[str, float]:
    """Cost of each word from its share of all words; ``words`` are spelled as they will be looked up."""
    costs: dict[str, float] = {}
    little = function_words(language) | negations(language)
    for word, share in zip(words, shares, strict=True):
        if not word.isalnum():
            continue
        if word in little:
            cost = ONE_LITTLE - math.log10(share)
        else:
            cost = ONE_MORE - math.log10(share) + SHORT.get(len(word), 0.0)
        if cost < costs.get(word, math.inf):
            costs[word] = cost
    return costs


def with_learnt(known: Lexicon, learnt: Mapping[str, float]) -> Lexicon:
    """A lexicon with words learnt from captions beside its own; the lower cost counts."""
    if not learnt:
        return known
    costs = dict(known.costs)
    for word, cost in learnt.items():
        costs[word] = min(cost, costs.get(word, math.inf))
    return lexicon_of(known.language, costs)


def split(tag: str, languages: Sequence[str], learnt: Mapping[str, float] | None = None) -> Split:
    """The words of a tag. ``tag`` is folded first; digits stay together as words of their own."""
    return cheapest(fold(tag), [with_learnt(lexicon(language), learnt or {}) for language in languages])


def cheapest(folded: str, lexicons: Sequence[Lexicon]) -> Split:
    """The words of a tag that is folded already, in the language that explains it at the lowest cost."""
    tried = [_viterbi(folded, known) for known in lexicons]
    return min(tried, key=lambda found: found.cost, default=Split((folded,), "", math.inf))


def _viterbi(tag: str, known: Lexicon) -> Split:
    """Best split by dynamic programming; an unknown piece is a run that pays for its beginning and each letter."""
    n, get, lengths, numbers = len(tag), known.costs.get, known.lengths.get, _numbers(tag)
    best, back = [math.inf] * (n + 1), [0] * (n + 1)
    run, began = math.inf, 0
    best[0] = 0.0
    for at in range(n):
        here = best[at]
        if here + BEGIN < run:
            run, began = here + BEGIN, at
        run += A_LETTER
        if run < best[at + 1]:
            best[at + 1], back[at + 1] = run, began
        if at in numbers:
            end = numbers[at]
            if here + NUMERAL < best[end]:
                best[end], back[end] = here + NUMERAL, at
            continue
        for length in lengths(tag[at : at + PREFIX], TRIED):
            end = at + length
            if end > n:
                break
            cost = get(tag[at:end])
            if cost is not None and here + cost < best[end]:
                best[end], back[end] = here + cost, at
    return Split(_words(tag, back), known.language, best[n])


def _numbers(tag: str) -> dict[int, int]:
    """Where each number begins and ends."""
    return {} if tag.isalpha() else {found.start(): found.end() for found in NUMBER.finditer(tag)}


def _words(tag: str, back: Sequence[int]) -> tuple[str, ...]:
    words: list[str] = []
    end = len(tag)
    while end:
        words.append(tag[back[end] : end])
        end = back[end]
    return tuple(reversed(words))
