"""Which number does a text mean? Decided for a whole column, because 45,321 alone may be 45321 or 45.321.

A value such as ``45,3`` or ``1.234,5`` says which mark its column writes before decimals. Where no value does, and the
marks may be those of thousands as well, the column is refused: a wrong guess is off by a factor of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.effect.errors import EffectError
from payola.outcomes.effect.sheets import Sheet

Floats = NDArray[np.float64]
NOTHING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "."})
_OTHER = {",": ".", ".": ","}
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([,.])\d{3})(?:\1\d{3})*")  # 1,234 or 1.234.567
_BOTH = re.compile(r"[+-]?\d{1,3}(?:([,.])\d{3})+(?!\1)[,.]\d+")  # 1,234.5 or 1.234,5


def tidied(text: str) -> str:
    """A number without spaces and without a percent sign."""
    return re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").removesuffix("%")


def as_number(text: str, decimal: str = ".") -> float | None:
    """``1 234,5`` or ``38 %`` as a number (a percent sign changes nothing: it is 38); None where there is none.

    ``decimal`` is the mark before decimals where the text itself leaves that open (``1,234``).

    Raises
    ------
    ValueError
        The text is no number.
    """
    plain = tidied(text)
    if plain.casefold() in NOTHING:
        return None
    if grouped := _GROUPED.fullmatch(plain):
        thousands = grouped[1] != decimal or plain.count(grouped[1]) > 1
        plain = plain.replace(grouped[1], "" if thousands else ".")
    elif both := _BOTH.fullmatch(plain):
        plain = plain.replace(both[1], "").replace(",", ".")
    elif plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    number = float(plain)
    if not np.isfinite(number):
        raise ValueError(text)
    return number


def is_numeric(texts: Iterable[str]) -> bool:
    """Whether all texts are numbers or nothing, and one is a number."""
    try:
        return any([as_number(text) is not None for text in texts])  # noqa: C419 (every text is looked at)
    except ValueError:
        return False


def decimal_mark(sheet: Sheet, column: str) -> str:
    """The mark that this column writes before decimals.

    Raises
    ------
    EffectError
        There are values such as ``45.321``, and nothing says whether they are thousands.
    """
    plain = [tidied(text) for text in sheet.columns[column]]
    grouped = [_GROUPED.fullmatch(text) for text in plain]
    said = {mark for text, found in zip(plain, grouped, strict=True) if (mark := _said(text, found))}
    open_ = [i for i, found in enumerate(grouped) if found and plain[i].count(found[1]) == 1]
    if not open_:
        return "."
    if len(said) == 1:
        return said.pop()
    marks = {found[1] for found in grouped if found}
    whole = any(text.lstrip("+-").isdigit() for text in plain)
    if not said and marks == {","} and (sheet.delimiter == "," or whole):
        return "."  # 987 beside 1,234
    if not said and marks == {"."} and sheet.delimiter != ";" and not whole:
        return "."  # all with three decimals
    raise EffectError.unclear_mark(sheet.name, sheet.lines[open_[0]], column, sheet.columns[column][open_[0]])


def _said(text: str, grouped: re.Match[str] | None) -> str | None:
    """The mark before decimals that one value proves; None where it proves none."""
    if grouped:
        return _OTHER[grouped[1]] if text.count(grouped[1]) > 1 else None
    last = max(text.rfind(","), text.rfind("."))
    return text[last] if last >= 0 and re.search(r"\d", text) else None


def checked(sheet: Sheet, column: str, *, signed: bool, key: str = "outcome") -> Floats:
    """The numbers of a column, refused where one is negative, or where percent and shares are mixed."""
    numbers, mark = np.full(len(sheet.lines), np.nan), decimal_mark(sheet, column)
    for i, (text, line) in enumerate(zip(sheet.columns[column], sheet.lines, strict=True)):
        try:
            number = as_number(text, mark)
        except ValueError:
            raise EffectError.no_number(sheet.name, line, column, text) from None
        if number is not None:
            numbers[i] = number
        if number is not None and number < 0 and not signed:
            raise EffectError.negative(sheet.name, line, column, number, key)
    refuse_mixed(sheet, column, numbers)
    return numbers


def refuse_mixed(sheet: Sheet, column: str, numbers: Floats) -> None:
    """Two heaps about a hundredfold apart, one of fractions below 1 and one up to 100, are shares and percent."""
    signs = np.array([text.rstrip().endswith("%") for text in sheet.columns[column]])
    known = np.isfinite(numbers) & (numbers > 0)
    low, high = numbers[known & (numbers <= 1)], numbers[known & (numbers > 1)]
    if signs.any() and known[~signs].any() and (numbers[known & ~signs] <= 1).all():
        raise EffectError.mixed_shares(sheet.name, column, int((known & ~signs).sum()), int((known & signs).sum()))
    if not low.size or not high.size or high.max() > 100 or (low == np.round(low)).all():
        return
    apart = float(np.median(high) / np.median(low))
    if 25 <= apart <= 400 and high.min() > 3 * low.max():
        raise EffectError.mixed_shares(sheet.name, column, low.size, high.size)
