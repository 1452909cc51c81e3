"""Which words are frequent, which only hold a sentence together, and what is a word's lemma?

Frequencies are wordfreq's (Zipf scale: 3 is one in a million words, 6 one in a thousand), lemmas simplemma's. Both are
loaded for the languages that are asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from payola.language.fold import fold, fold_words

LANGUAGES = ("ru", "uk", "ro", "en", "it", "de", "es", "fr", "tr")
UNKNOWN_ZIPF = 1.0
COMMON_ZIPF = 4.0  # a one-word slogan as frequent as this needs context to mean anything

FUNCTION_WORDS = {
    "ru": "а бы в во вот все для до если же за и из или к как когда ко ли мы на нам наш него но о об он "
    "себе себя наша наше наши нашей нашего нашему нашим нашими наших она они от по под при с со так то ты у "
    "уже чем что чтобы это я",
    "uk": "а або але бо в вже ви від він вона вони для до з за зі і із й як коли ми на над нам наш о об "
    "собі себе наша наше наші нашої нашому нашим нашими наших по під при про та так ти то у це чи що щоб я",
    "ro": "a al ai ale am ca care că cu de din e este eu fi fie în între la le lui mai ne o pe pentru prin sa să "
    "se și sunt tu un una unei unui noi voi nostru noastră noștri noastre",
    "en": "a an and are as at be by for from i in is it its of on or our that the their this to us we will with your",
    "it": "a al all alla c che chi con d da dal dall dei del dell della di e è ed gli i il in l la le lo ma nel nell "
    "nella noi nostra nostre nostri nostro o per si sono su sull un una",
    "de": "als am an auf aus bei bis das dem den der des die ein eine einen er es für ich im in ist mit oder "
    "sich sie sind über um und uns unser unsere unserem unseren unserer von vor was wir zu zum zur",
    "es": "a al como con de del el en es la las lo los nos nuestra nuestras nuestro nuestros o para pero por que se "
    "su te tu un una y",
    "fr": "à au aux avec c ce ces d dans de des du elle en est et il ils j je l la le les leur m mais n nos notre nous "
    "on ou où par pour qu que qui s sa se ses son sur t un une vous",
    "tr": "bir bu da de ile için mi mı mu mü ne o ve veya ya",
}

# Words that turn a slogan into its opposite: they are never left out, and never added.
NEGATIONS = {
    "ru": "не нет без против стоп анти долой",
    "uk": "не ні без проти стоп анти геть",
    "ro": "nu fără contra împotriva stop anti jos",
    "en": "no not never without against stop anti",
    "it": "non no senza contro stop anti",
    "de": "nicht kein keine ohne gegen stopp anti",
    "es": "no sin contra stop anti",
    "fr": "ne pas non sans contre stop anti",
    "tr": "değil hayır karşı dur anti",
}


@lru_cache(maxsize=len(LANGUAGES))
def negations(language: str) -> frozenset[str]:
    """Words that turn a slogan into its opposite, folded."""
    return frozenset(fold(word) for word in NEGATIONS.get(language, "").split())


@lru_cache(maxsize=len(LANGUAGES))
def frequencies(language: str) -> Mapping[str, float]:
    """Frequency of each word of a language (share of all words)."""
    import wordfreq

    found: Mapping[str, float] = wordfreq.get_frequency_dict(language, wordlist="best")
    return found


@lru_cache(maxsize=len(LANGUAGES))
def function_words(language: str) -> frozenset[str]:
    """Words that only hold a sentence together, folded."""
    return frozenset(fold(word) for word in FUNCTION_WORDS.get(language, "").split())


@lru_cache(maxsize=100_000)
def zipf(word: str, languages: tuple[str, ...]) -> float:
    """How frequent a word (folded) is in the language where it is most frequent (Zipf scale)."""
    share = max((frequencies(language).get(as_written(word, language), 0.0) for language in languages), default=0.0)
    return max(math.log10(share) + 9, UNKNOWN_ZIPF) if share > 0 else UNKNOWN_ZIPF


@lru_cache(maxsize=200_000)
def lemma(word: str, language: str) -> str:
    """The lemma of a word (folded), folded; the word itself where none is known."""
    import simplemma

    return fold(simplemma.lemmatize(as_written(word, language), lang=language))


def as_written(word: str, language: str) -> str:
    """The most frequent spelling of a folded word, with its diacritics (egalite is égalité)."""
    marked, shares = _marked(language).get(word), frequencies(language)
    return word if marked is None or shares[marked] <= shares.get(word, 0.0) else marked


@lru_cache(maxsize=len(LANGUAGES))
def _marked(language: str) -> Mapping[str, str]:
    """The most frequent spelling with diacritics of each folded word that has one."""
    words = list(frequencies(language))  # the most frequent first
    found: dict[str, str] = {}
    for folded, word in zip(fold_words(words), words, strict=True):
        if folded != word:
            found.setdefault(folded, word)
    return found


def known(language: str) -> str | None:
    """The two-letter code of a language that is supported (``ru-RU`` is ``ru``), else None."""
    code = language.lower().replace("_", "-").split("-")[0]
    return code if code in LANGUAGES else None
