"""Tags that carry a slogan, and tags that only look like it: simulated sets with the truth known.

Slogans, and forms of them in other grammatical cases and numbers, stand in ``matching_slogans.tsv`` (ru and uk forms
drawn from the OpenCorpora paradigms, the others written by hand): language, slogan, forms. Nothing here uses payola's
own folding, splitting or lemmas, except that two words of one lemma (simplemma) are never called different words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cyrtranslit
import numpy as np
import simplemma
from rapidfuzz.distance import Levenshtein
from wordfreq import top_n_list, zipf_frequency

HERE = Path(__file__).parent
Rng = np.random.Generator
LITTLE = {
    "ru": "и в с за для на а мы наш наши себе нашим",
    "uk": "і в у з за для на а ми наш наші собі нашим",
    "ro": "și pentru de cu din în la un o mai", "en": "a for of the to and on in our your with we that",
    "it": "per i una e in di il gli la le un ai alla nelle nostre", "de": "für die und eine im ein zur der wir das mit",
    "es": "para y el los una en la las de tu nuestras", "fr": "de l pour d des les et une en la le un à nos dans vous",
    "tr": "ve için bir",
}  # fmt: skip
POLITICAL = {
    "ru": "выборы2026 голосуй выборы нашкандидат депутат дума голосование нашгород заперемены россия вместе политика "
    "явканавыборах единыйденьголосования мэр губернатор новостирегиона важно правда народ власть бюджет честныевыборы",
    "uk": "вибори2026 голосуй вибори депутат рада голосування нашемісто україна разом політика мер новини важливо "
    "правда народ влада бюджет чесневибори громада",
    "ro": "alegeri2026 votează alegeri deputat parlament votare orașulnostru românia împreună politica primar știri "
    "important adevărul poporul putere buget alegericorecte sănătate",
    "en": "election2026 vote elections council parliament voting ourcity together politics mayor localnews important "
    "truth people power budget fairelections getoutthevote climateaction",
    "it": "elezioni2026 vota elezioni comune insieme politica sindaco notizie verità lavoro acqua futuro",
    "de": "wahl2026 wählen wahlen landtag gemeinsam politik bürgermeister nachrichten wahrheit arbeit wasser zukunft",
    "es": "elecciones2026 vota elecciones congreso juntos política alcalde noticias verdad trabajo agua futuro",
    "fr": "élections2026 votez élections mairie ensemble politique maire actualités vérité travail eau avenir",
    "tr": "seçim2026 oyver seçimler belediye birlikte siyaset başkan haberler gerçek emek su gelecek",
}
ADDED = {
    "ru": ["иванов", "москва", "самара", "народ", "край72", "вперед"],
    "uk": ["шевчук", "львів", "полтава", "народ", "уперед"],
    "ro": ["popescu", "cluj", "iași", "popor", "acum"], "en": ["smith", "leeds", "kent", "now", "team"],
    "it": ["rossi", "torino", "oggi"], "de": ["schmidt", "bremen", "jetzt"], "es": ["garcia", "sevilla", "ya"],
    "fr": ["martin", "lille", "maintenant"], "tr": ["yılmaz", "izmir", "şimdi"],
}  # fmt: skip
ELIDED = re.compile(r"\b([ld])['’]")  # French
LOOKS = dict(zip("асеорхукісе", "aceopxykice", strict=True)) | {
    "i": "і",
    "o": "о",
    "a": "а",
    "e": "е",
    "c": "с",
    "p": "р",
}
LEET = dict(zip("oоeеiіaаstзчб", "0033114457346", strict=True))

RU = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
SCHEMES = {  # beside what cyrtranslit writes
    "BGN": "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya",
    "ICAO": "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia",
    "GOST": "a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh _ y _ e yu ya",
    "ISO 9": "a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ _ y _ è û â",
    "chat": "a b v g d e e j z i y k l m n o p r s t u f h c 4 w w _ y _ e u ya",
    "web": "a b v g d e jo zh z i j k l m n o p r s t u f h c ch sh sch _ y _ e ju ja",
}
UK = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
SCHEMES_UK = {
    "official": "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch _ iu ia",
    "BGN": "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh shch _ yu ya",
    "ISO 9": "a b v g g d e ê ž z i ì ï j k l m n o p r s t u f h c č š ŝ _ û â",
    "web": "a b v g g d e je zh z i i ji j k l m n o p r s t u f h c ch sh sch _ ju ja",
}
MOLDOVAN = [
    *(("che", "ке"), ("chi", "ки"), ("ghe", "ге"), ("ghi", "ги"), ("ce", "че"), ("ci", "чи"), ("ge", "ӂе")),
    *(("gi", "ӂи"), ("ia", "я"), ("iu", "ю"), ("x", "кс")),
]
MOLDOVAN += list(zip("aăâbcdefghiîjklmnopqrsștțuvwyz", "аэыбкдефгхиыжклмнопкрсштцувуиз", strict=True))


@dataclass(frozen=True)
class Line:
    """One slogan, and the same in other cases and numbers."""

    language: str
    text: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A slogan set, its tags with the slogan each carries and how it was changed, and tags that carry none."""

    slogans: tuple[Line, ...]
    carried: dict[str, tuple[str, str]]
    others: dict[str, str]


def lines() -> list[Line]:
    """The slogans of ``matching_slogans.tsv``."""
    rows = [row.split("\t") for row in (HERE / "matching_slogans.tsv").read_text(encoding="utf-8").splitlines()]
    return [
        Line(row[0], row[1], tuple(form for form in (row[2] if len(row) > 2 else "").split(" | ") if form))
        for row in rows
    ]


def words(text: str) -> list[str]:
    """The words of a slogan, lower case."""
    return re.findall(r"[^\W_]+", ELIDED.sub(r"\1 ", text.lower()).replace("'", "").replace("’", ""))


def content(line: Line) -> list[str]:
    """Its words without the little ones."""
    little = LITTLE[line.language].split()
    return [word for word in words(line.text) if word not in little]


def world(language: str, seed: int, *, n_slogans: int = 12, per_slogan: int = 14, background: int = 1500) -> World:
    """One simulated slogan set of a language."""
    rng = np.random.default_rng([seed, *map(ord, language)])
    every = [line for line in lines() if line.language == language]
    order = rng.permutation(len(every))
    chosen = [every[i] for i in order[:n_slogans]]
    rest = [every[i] for i in order[n_slogans:]]
    carried: dict[str, tuple[str, str]] = {}
    for line in chosen:
        for kind, tag in variants(line, rng, per_slogan):
            if len(tag) > 3:
                carried.setdefault(tag, (line.text, kind))
    others: dict[str, str] = {}
    for kind, tag in negatives(language, chosen, rest, rng, background):
        if tag not in carried and tag:
            others.setdefault(tag, kind)
    return World(tuple(chosen), carried, others)


def variants(line: Line, rng: Rng, count: int) -> Iterator[tuple[str, str]]:
    """``count`` ways of writing a slogan as a tag; every fifth is changed twice."""
    glued = "".join(words(line.text))
    yield "as it is", glued
    for _ in range(count - 1):
        kind = str(rng.choice(list(CHANGES)))
        tag = CHANGES[kind](line, rng)
        if tag and rng.random() < 0.2 and kind not in ("initials", "script"):
            then = str(rng.choice(["year", "misspelling", "look-alike", "leet", "diacritics"]))
            tag, kind = AGAIN[then](tag, rng), "two changes"
        if tag:
            yield kind, tag.lower()


def _underscored(line: Line, rng: Rng) -> str:
    return "_".join(words(line.text))


def _diacritics(tag: str, rng: Rng) -> str:
    cedilla = tag.replace("ș", "ş").replace("ț", "ţ")
    if cedilla != tag and rng.random() < 0.4:
        return cedilla
    table = str.maketrans("ăâîșțёйїéèàùûâêôçäöüñíóáúığşìò", "aaisteиieeauuaeocaouniоauigsio".replace("о", "o"))
    return tag.translate(table).replace("ß", "ss")


def _looks(tag: str, rng: Rng) -> str:
    places = [i for i, letter in enumerate(tag) if letter in LOOKS]
    for i in rng.permutation(places)[: int(rng.integers(1, 4))].tolist():
        tag = tag[:i] + LOOKS[tag[i]] + tag[i + 1 :]
    return tag


def _leet(tag: str, rng: Rng) -> str:
    places = [i for i, letter in enumerate(tag) if letter in LEET]
    for i in rng.permutation(places)[: int(rng.integers(1, 3))].tolist():
        tag = tag[:i] + LEET[tag[i]] + tag[i + 1 :]
    return tag


def _year(tag: str, rng: Rng) -> str:
    year = str(rng.choice(["2024", "2025", "2026", "24", "26"]))
    return tag + year if rng.random() < 0.85 else year + tag


def _misspelt(tag: str, rng: Rng) -> str:
    """One slip of the fingers inside a tag of eight letters or more: left out, doubled, swapped, or another letter."""
    if len(tag) < 8:
        return tag
    i = int(rng.integers(1, len(tag) - 2))
    match int(rng.integers(4)):
        case 0:
            return tag[:i] + tag[i + 1 :]
        case 1:
            return tag[:i] + tag[i] + tag[i:]
        case 2:
            return tag[:i] + tag[i + 1] + tag[i] + tag[i + 2 :]
        case _:
            letters = sorted({letter for letter in tag if letter.isalpha()})
            return tag[:i] + str(rng.choice(letters)) + tag[i + 1 :]


def _script(line: Line, rng: Rng) -> str | None:
    """The slogan in the other script, in one of the common ways."""
    glued = "".join(words(line.text))
    if line.language == "ro":
        for old, new in MOLDOVAN:
            glued = glued.replace(old, new)
        return glued
    if line.language not in ("ru", "uk"):
        return None
    alphabet, schemes = (RU, SCHEMES) if line.language == "ru" else (UK, SCHEMES_UK)
    scheme = str(rng.choice([*schemes, "cyrtranslit"]))
    if scheme == "cyrtranslit":
        return "".join(words(cyrtranslit.to_latin(line.text.lower(), "ru" if line.language == "ru" else "ua")))
    letters = dict(zip(alphabet, schemes[scheme].split(), strict=True))
    return "".join(letters.get(letter, letter) for letter in glued).replace("_", "")


def _inflected(line: Line, rng: Rng) -> str | None:
    return "".join(words(str(rng.choice(line.forms)))) if line.forms else None


def _inflected_script(line: Line, rng: Rng) -> str | None:
    if line.language not in ("ru", "uk") or not line.forms:
        return None
    return _script(Line(line.language, str(rng.choice(line.forms)), ()), rng)


def _initials(line: Line, rng: Rng) -> str | None:
    told = words(line.text)
    return "".join(word[0] for word in told) if len(told) >= 4 else None


def _added(line: Line, rng: Rng) -> str:
    added, glued = str(rng.choice(ADDED[line.language])), "".join(words(line.text))
    return glued + added if rng.random() < 0.7 else added + glued


def _without_little(line: Line, rng: Rng) -> str | None:
    kept = content(line)
    return "".join(kept) if len(kept) >= 2 else None


def _short(line: Line, rng: Rng) -> str | None:
    """One content word of four or more left out."""
    kept = content(line)
    if len(kept) < 4:
        return None
    gone = int(rng.integers(len(kept)))
    return "".join(kept[:gone] + kept[gone + 1 :])


def _on_tag(change: Callable[[str, Rng], str]) -> Callable[[Line, Rng], str | None]:
    def changed(line: Line, rng: Rng) -> str | None:
        glued = "".join(words(line.text))
        tag = change(glued, rng)
        return tag if tag != glued else None

    return changed


AGAIN: dict[str, Callable[[str, Rng], str]] = {
    "diacritics": _diacritics, "look-alike": _looks, "leet": _leet, "year": _year, "misspelling": _misspelt,
}  # fmt: skip
CHANGES: dict[str, Callable[[Line, Rng], str | None]] = {
    **{kind: _on_tag(change) for kind, change in AGAIN.items()},
    "underscores": _underscored, "script": _script, "inflected": _inflected,
    "inflected, other script": _inflected_script,
    "initials": _initials, "name or place added": _added, "little words left out": _without_little,
    "one of four words left out": _short,
}  # fmt: skip


@lru_cache(maxsize=9)
def stock(language: str) -> list[str]:
    """Frequent content words of a language."""
    little = set(LITTLE[language].split())
    return [word for word in top_n_list(language, 6000) if len(word) >= 4 and word.isalpha() and word not in little]


@lru_cache(maxsize=9)
def many(language: str) -> list[str]:
    """Known words of a language, for near ones."""
    return [
        w for w in top_n_list(language, 20000) if len(w) >= 4 and w.isalpha() and zipf_frequency(w, language) >= 4.0
    ]


@lru_cache(maxsize=2000)
def near_words(word: str, language: str) -> tuple[str, ...]:
    """Other words one letter away, of another lemma and with the same ending."""
    own = simplemma.lemmatize(word, lang=language)
    return tuple(
        other
        for other in many(language)
        if abs(len(other) - len(word)) <= 1
        and other[-2:] == word[-2:]
        and other != word
        and Levenshtein.distance(other, word, score_cutoff=1) <= 1
        and simplemma.lemmatize(other, lang=language) != own
        and _bare(other) != _bare(word)
        and not other.startswith(word)
        and not word.startswith(other)
    )


def _bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def negatives(
    language: str, chosen: list[Line], rest: list[Line], rng: Rng, background: int
) -> Iterator[tuple[str, str]]:
    """Tags that carry none of the slogans, the hard ones first."""
    own = sorted({word for line in chosen for word in content(line)})
    for line in chosen:
        kept = content(line)
        for word in kept:
            yield "single word", word
            near = near_words(word, language)
            if near and 2 <= len(kept) <= 3 and len(word) >= 5:
                yield "word one letter away", "".join(words(line.text)).replace(word, str(rng.choice(near)), 1)
        if len(kept) >= 3:
            for i in range(len(kept) - 1):
                yield "part of it", "".join(kept[i : i + 2])
                yield "part of it and more", "".join(kept[i : i + 2]) + str(rng.choice(stock(language)))
        for _ in range(3):
            swapped, other = str(rng.choice(kept)), str(rng.choice(stock(language)))
            if other not in own:
                yield "one word another", "".join(words(line.text)).replace(swapped, other, 1)
        for _ in range(3):
            one, two = str(rng.choice(kept)), str(rng.choice(own))
            if two not in kept:
                yield "words of two slogans", one + two
                yield "words of two slogans", one + two + str(rng.choice(own))
        yield "word and another", str(rng.choice(kept)) + str(rng.choice(stock(language)))
    for line in rest:
        for kind, tag in variants(line, rng, 4):
            if kind != "initials":
                yield "another slogan", tag
    yield from (("political", tag) for tag in POLITICAL[language].split())
    for _ in range(background):
        picked = rng.choice(stock(language), int(rng.integers(1, 4))).tolist()
        yield "background", "".join(picked)
    letters = sorted({word[0] for word in own})
    for _ in range(40):
        yield "letters", "".join(rng.choice(letters, int(rng.integers(3, 7))).tolist())
