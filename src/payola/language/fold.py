"""When are two spellings the same? Case, diacritics, look-alike letters, leetspeak and script are folded away.

``fold`` keeps the script and gives the spelling that readers would call the same; ``latin`` goes on to one Latin
spelling for all, so that стабильность and stabilnost meet. Ways of writing Cyrillic in Latin letters differ in a few
places; ``latin`` maps them to one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ", "ʹʺʼʻʿ")  # primes and apostrophes count as letters; they are none
LATIN_TO_CYRILLIC = str.maketrans("aceopxyukmtbhi", "асеорхуикмтвні")
CYRILLIC_TO_LATIN = str.maketrans("асеорхукмтвніјѕӏԁԛԝ", "aceopxykmtbhijsldqw")
LEET = str.maketrans("0134578@$", "oieastbas")
CYRILLIC_LEET = str.maketrans("01346", "оізчб")
YEAR = re.compile(r"(?:19|20)\d\d|(?<!\d)\d\d(?!\d)")

ONE_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "",
    "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a", "ђ": "dj", "ј": "i", "љ": "l", "њ": "n", "ћ": "c", "џ": "dz",
}  # fmt: skip
ONE_TABLE = str.maketrans(ONE_LATIN)
# Habits of writing Cyrillic in Latin letters, brought to one spelling, in this order.
HABITS = (
    ("shch", "sh"), ("sch", "sh"), ("shh", "sh"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("cz", "c"), ("w", "v"),
    ("x", "h"), ("g", "h"), ("y", "i"), ("j", "i"),
)  # fmt: skip
GLIDE = re.compile(r"i+(?=[aeou])")
DOUBLED = re.compile(r"([a-z])\1+")
# Letters of other ways of writing, as their writers read them; tried beside the reading above.
MARKED = str.maketrans(
    {"ž": "zh", "č": "ch", "š": "sh", "ŝ": "sh", "û": "iu", "â": "ia", "ê": "ie", "ș": "sh", "ț": "c", "ş": "sh"}
)
CHAT = str.maketrans({"4": "ch", "6": "sh", "w": "sh"})


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """One spelling for what readers would call the same: letters and digits, lower case, without diacritics.

    Compatibility forms are unified (NFKC), ё is е, ş is ș; look-alikes are mapped only where a word mixes scripts;
    emoji, underscores and punctuation go. Idempotent.
    """
    if text.isascii():
        return text.lower() if text.isalnum() else "".join(filter(str.isalnum, text.lower()))
    plain = unicodedata.normalize("NFKC", text.translate(CEDILLA)).casefold().replace("ё", "е").replace("й", "й")
    return _one_script(plain.translate(BARE))


class _Bare(dict[int, str]):
    """Each letter without its diacritics, found once; what is no letter or digit becomes nothing."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = "".join(filter(str.isalnum, letter if letter in "йї" else _base(letter)))
        return self[code]


BARE = _Bare()


def _base(letter: str) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return UNDIVIDED.get(plain, plain)


UNDIVIDED = {"ı": "i", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"}  # marked letters that Unicode does not part
ACCENTED = re.compile("[À-ɏ]")


def fold_words(words: Sequence[str]) -> list[str]:
    """``fold`` for a dictionary's words (lower case, one script), all at once and a hundred times faster."""
    plain = "\n".join(words).replace("ё", "е").replace("'", "").replace("’", "").replace("-", "")
    return ACCENTED.sub(lambda found: _base(found[0]), plain).split("\n")


def _one_script(word: str) -> str:
    """A word that mixes Latin and Cyrillic letters, in the script of most of them, else in the other.

    Only where every letter of the other script has a look-alike: позорwada is two words, not a disguised one.
    """
    if word.isascii():
        return word
    cyrillic = {letter for letter in word if "Ѐ" <= letter <= "ԯ"}
    latin_letters = {letter for letter in word if "a" <= letter <= "z"}
    if not cyrillic or not latin_letters:
        return word
    to_latin = sum(map(word.count, latin_letters)) >= sum(map(word.count, cyrillic))
    ways = [(CYRILLIC_TO_LATIN, cyrillic), (LATIN_TO_CYRILLIC, latin_letters)]
    for table, others in ways if to_latin else ways[::-1]:
        if all(ord(letter) in table for letter in others):
            return word.translate(table)
    return word


@lru_cache(maxsize=200_000)
def latin(text: str) -> str:
    """One Latin spelling, whatever the script and the way of writing it in Latin letters (folds first).

    Sounds that the ways of writing confuse are one: г, ґ, х and g, h; я and a; й, ы and i; ц, ts and c.
    """
    return _habits(fold(text).translate(ONE_TABLE))


def latin_words(folded: Sequence[str]) -> list[str]:
    """``latin`` for words that are folded already, all at once."""
    return _habits("\n".join(folded).translate(ONE_TABLE)).split("\n")


def _habits(word: str) -> str:
    """The same Latin spelling for all habits of transliteration; doubled letters are one."""
    for habit, common in HABITS:
        word = word.replace(habit, common)
    return DOUBLED.sub(r"\1", GLIDE.sub("", word))


def readings(tag: str) -> list[str]:
    """Latin spellings of a tag, the plain one first: as written, with signs for letters, ё as yo, in marked letters."""
    return _distinct(map(latin, _written(tag)))


def chat_readings(tag: str) -> list[str]:
    """Latin spellings of a tag as chats read it (4 is ч, w is ш, j is ж): bold, so only for exact spellings."""
    return _distinct(map(latin, _chatted(tag)))


def all_readings(tags: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """``readings`` and ``chat_readings`` of each tag, brought to Latin letters all at once."""
    tried = [(_written(tag), _chatted(tag)) for tag in tags]
    texts = list({text: None for several in tried for spellings in several for text in spellings})
    keys = dict(zip(texts, latin_words(list(map(fold, texts))), strict=True)) if texts else {}
    for written, chatted in tried:
        if len(written) == 1:
            only = keys[written[0]]
            told = [only] if only else []
        else:
            told = _distinct([keys[text] for text in written])
        yield told, _distinct([keys[text] for text in chatted]) if chatted else []


def _written(tag: str) -> list[str]:
    tried = [tag]
    if not tag.isalpha():
        tried += [without_leet(tag), tag if tag.isascii() else tag.translate(CYRILLIC_LEET)]
    if not tag.isascii():
        tried.append(unicodedata.normalize("NFC", tag).casefold().translate(MARKED))
    if "yo" in tag or "jo" in tag:
        tried.append(tag.replace("yo", "e").replace("jo", "e"))
    return tried


def _chatted(tag: str) -> list[str]:
    tried = [] if tag.isalpha() else [tag.translate(CHAT)]
    if ("w" in tag or "j" in tag) and tag.isascii():
        read = tag.replace("w", "sh").replace("j", "zh")
        tried.append(read if tag.isalpha() else read.translate(CHAT))
    return tried


def _distinct(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for key in keys if key))


BEFORE_E = (("che", "ke"), ("chi", "ki"), ("ghe", "ge"), ("ghi", "gi"), ("ce", "че"), ("ci", "чи"),
            ("ge", "же"), ("gi", "жи"))  # fmt: skip
MOLDOVAN = str.maketrans("ăâîșțjcqxy", "eыышцжkkкi") | {ord("x"): "ks"}


def moldovan(text: str) -> str:
    """Latin spelling of Romanian as it comes out of Cyrillic letters (școli, школи, shkoli)."""
    told = text.translate(CEDILLA).lower()
    for letters, sound in BEFORE_E:
        told = told.replace(letters, sound)
    return latin(told.translate(MOLDOVAN).translate(ONE_TABLE))


def without_leet(text: str) -> str:
    """Digits and signs that stand for letters, read as letters; a word of digits alone is left."""
    return text if text.isdigit() else text.translate(LEET)


def without_year(text: str) -> str:
    """The text without years (2024, 24); unchanged where nothing else would be left."""
    return YEAR.sub("", text) or text
