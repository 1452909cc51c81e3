"""How does hostile text stand in a page without running? Filters for what people wrote, and the page's own policy."""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

LONGEST = 400  # characters of a caption that are shown
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction overrides, halves of pairs, line breaks
TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])
KEPT = {"\u200d", "\u200c"}  # joiners: words of some scripts and many emoji need them


def plain(text: object, longest: int = LONGEST) -> str:
    """Text in one line that cannot turn the line around it: no controls, no direction overrides, cut at a space."""
    given = str(text)
    start = given[: 4 * longest]
    if not start.isprintable():
        start = "".join(c if unicodedata.category(c) not in INVISIBLE or c in KEPT else " " for c in start)
    shown = " ".join(start.split())
    if len(shown) > longest:
        return _whole_words(shown, longest) + " …"
    return shown + " …" if len(given) > 4 * longest else shown


def _whole_words(line: str, longest: int) -> str:
    """The start of a line up to the last space; in a word only where half would be lost (scripts without spaces)."""
    end = line.rfind(" ", 0, longest + 1)
    return line[: end if end > longest // 2 else longest]


def data_block(name: str, value: Any) -> Markup:
    """A JSON data block of the page: nothing in it can end the block, open a comment, or turn a line around."""
    text = json.dumps(_without_turns(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup('<script type="application/json" id="{}">{}</script>').format(name, Markup(text))


def _without_turns(value: Any) -> Any:
    """The same data without direction overrides in its texts."""
    if isinstance(value, str):
        return value.translate(TURNS)
    if isinstance(value, dict):
        return {_without_turns(key): _without_turns(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_turns(inner) for inner in value]
    return value


def script_hash(script: str) -> str:
    """A script as a content security policy names it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii") + "'"


def policy(scripts: Iterable[str]) -> str:
    """The page's content security policy: these scripts run and no other; nothing is fetched or sent."""
    allowed = " ".join(script_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
