"""Did an outcome outside the platform change? Polls, searches, sign-ups or votes, never merged with reach.

Three designs, chosen by what is given: one series and a date (``series``), one treated unit among others
(``synthetic``), districts with a dose of exposure (``districts``). Every estimate stands beside the design's own
placebo false-positive rate and the smallest effect it would have seen; "not identifiable with these data" is a result.
"""

from __future__ import annotations

from payola.outcomes.effect.measure import measure
from payola.outcomes.effect.words import in_words

__all__ = ["in_words", "measure"]
