"""What would a spreadsheet do to this text? Run it, or turn it into a number or a date: both are prevented.

A spreadsheet runs a cell that begins with a sign (full-width signs too, and after blanks, quotes or invisible
characters). It rounds ids of 19 digits and makes 9 May of the tag ``may9``. Such a cell gets an apostrophe in front; so
does one that has one already, so that taking one apostrophe away gives the text back. ``="..."`` would keep ids
clean for Excel, but is a formula itself. A sign that follows a semicolon, tab or new line gets one too, because
spreadsheets of many countries split there.
"""

from __future__ import annotations

import polars as pl

SIGN = r"[=+\-@＝＋－＠﹢﹣﹦﹫−]"
HIDDEN = r"[\s\p{C}]"
RUNS = rf"^['\t\r\n]|^(?:{HIDDEN}|[\"'`])*{SIGN}"
RUNS_LATER = rf"([;\t\r\n](?:{HIDDEN}|[\"'`])*)({SIGN})"
NUMBER = rf"^{HIDDEN}*[.,(]?\p{{Nd}}[\p{{Nd}}\s.,:/\-%)]*(?:[eE][+\-]?\p{{Nd}}+)?{HIDDEN}*$"
MONTHS = "|".join(
    (
        "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
        "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?", "ian(?:uarie)?", "febr?(?:uarie)?",
        "mart(?:ie)?", "apr(?:ilie)?", "mai", "iun(?:ie)?", "iul(?:ie)?", "sept?(?:embrie)?", "oct(?:ombrie)?",
        "noi(?:embrie)?", "dec(?:embrie)?", r"(?:янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек)\p{L}*",
        r"(?:січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру)\p{L}*",
    )
)  # fmt: skip
DATE = rf"(?i)^\s*(?:\d{{1,4}}[\s\-/.]*(?:{MONTHS})[\s\-/.,]*\d{{0,4}}|(?:{MONTHS})[\s\-/.,]*\d{{1,4}}|true|false)\s*$"
CHANGED = "|".join(f"(?:{pattern})" for pattern in (RUNS, NUMBER, DATE))


def harmless(name: str) -> pl.Expr:
    """A column of text as a spreadsheet may open it; NUL bytes, which end a cell for some readers, are left out."""
    text = pl.col(name).str.replace_all("\x00", "", literal=True).str.replace_all(RUNS_LATER, "${1}'${2}")
    return pl.when(text.str.contains(CHANGED)).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
