"""What GEXF and GraphML share: text that XML can hold, numbers, and the note that goes with every network."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

NOTE = (
    "Pairs of accounts that used the same thing within a window of time. Weights are coincidences; where p is empty, "
    "chance has not been subtracted. Communities are an aid for drawing and no finding."
)
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text for XML content."""
    return escape(NOT_XML.sub("", text))


def attributes(value: object) -> str:
    """A quoted attribute value."""
    return quoteattr(NOT_XML.sub("", str(value)))


def number(value: float) -> str:
    """A number as XML readers expect it."""
    return repr(float(value))
