"""How are numbers of labelled posts told? As that: nobody who labels a post is thereby known to have been pushed."""

from __future__ import annotations

from collections.abc import Sequence

from payola.outcomes.rows import Row

SHARE, REST, FADING = (
    "share of views by posts labelled as advertising", "views by posts without a label",
    "half-life of posts without a label",
)  # fmt: skip
MEASURES = {
    "share of views by pushed accounts": SHARE,
    "views by others": REST,
    "half-life of uptake": FADING,
}
WORDS = {
    "posts by others": "posts without a label",
    "last pushed video": "last labelled one",
    "by pushed accounts": "labelled as advertising",
}
UNLISTED = "no list of accounts was given (--pushed): posts with a label are set against those without"


def of_labels(rows: Sequence[Row]) -> list[Row]:
    """Rows of ``reach`` whose ``pushed`` videos are the labelled ones, since no list was given, in words for that."""
    return [_told(row) for row in rows]


def _told(row: Row) -> Row:
    note = row["note"]
    for listed, labelled in WORDS.items() if note else ():
        note = note.replace(listed, labelled)
    if row["measure"] in MEASURES:
        note = "; ".join(filter(None, (note, UNLISTED)))
    return row | {"measure": MEASURES.get(row["measure"], row["measure"]), "note": note}
