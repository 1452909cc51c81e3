"""Which words do the dump's own captions teach? Names and coined words; words written together are no new word.

Campaign captions spell out what tags glue. They glue words too (``blacklives``), and such a piece, learnt as one word,
would hide the slogan that a tag holds. So a caption word that can be read as several frequent words is not learnt, and
neither is one that the language uses as often as the captions do.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import narwhals.stable.v2 as nw

from payola.engines.duckdb import Engine, Frame
from payola.language.fold import fold
from payola.language.split import LONGEST, ONE_MORE, dictionary_costs
from payola.language.words import function_words, negations

CAPTIONS = 50_000  # captions whose words are learnt
LAST = 3  # digits of a post's id by which captions are drawn: spread over the dump, and the same ones every time
TOKEN = re.compile(r"(?<![#@\w])[^\W\d_]+")
FEWEST_USES = 2
SHORTEST = 3  # letters of a word learnt, and of a frequent word that is no function word
FREQUENT = 7.0  # cost up to which a word counts as frequent (one in 1.6 million)
FEWEST_WORDS = 100_000  # captions of fewer words say as little about a word's share as if they had as many


def caption_words(posts: Frame, engine: Engine) -> Counter[str]:
    """How often the captions of a dump use each word (folded)."""
    told = posts.filter(~nw.col("text").is_null()).select("post_id", "text", last=nw.col("post_id").str.tail(LAST))
    drawn = told.sort("last", "post_id", "text").head(CAPTIONS)
    return words_in(engine.arrow(drawn.select("text"))["text"].to_pylist())


def words_in(texts: Iterable[str | None]) -> Counter[str]:
    """How often captions use each word (folded); tags and mentions are no words."""
    raw = Counter(word.lower() for text in texts if text for word in TOKEN.findall(text))
    counts: Counter[str] = Counter()
    for word, count in raw.items():
        counts[fold(word)] += count
    return counts


def learnt_costs(counts: Mapping[str, int], languages: Sequence[str]) -> dict[str, float]:
    """Cost of the words that captions teach beside the dictionaries of these languages.

    Words used at least twice, add-one smoothed, cheaper than each dictionary has them, and not glued.
    """
    total = max(sum(counts.values()) + len(counts) + 1, FEWEST_WORDS)
    known = [dictionary_costs(language) for language in languages]
    learnt = {}
    for word, count in counts.items():
        if count < FEWEST_USES or not SHORTEST <= len(word) <= LONGEST:
            continue
        cost = ONE_MORE - math.log10((count + 1) / total)
        new = all(cost < costs.get(word, math.inf) for costs in known)
        if new and not any(glued(word, language) for language in languages):
            learnt[word] = cost
    return learnt


def glued(word: str, language: str) -> bool:
    """Whether a word (folded) can be read as two or more frequent words of a language."""
    frequent, starts = _frequent(language), [0]
    for end in range(1, len(word) + 1):
        if any(word[at:end] in frequent for at in starts if end - at < len(word)):
            starts.append(end)
    return starts[-1] == len(word) > 0


@lru_cache(maxsize=9)
def _frequent(language: str) -> frozenset[str]:
    """Frequent words of three letters or more, and the little ones."""
    told = (word for word, cost in dictionary_costs(language).items() if cost <= FREQUENT and len(word) >= SHORTEST)
    return frozenset(told) | function_words(language) | negations(language)
