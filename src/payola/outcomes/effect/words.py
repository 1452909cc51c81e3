"""What does an effect look like, as a row and in words? Each beside its placebo rate and detectable size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]

SEEN = "an effect is seen"
NOT_SEEN = "no effect is seen"
NOT_IDENTIFIABLE = "not identifiable with these data"
BESIDE = "shown beside, not to be judged by"
LEVEL = 0.05
POWER = 0.8
NOT_REACH = "This is about the outcome alone; reach is another number and says nothing about it."


def row(design: str, **facts: Any) -> Row:
    """One row of table ``effects``; what is not given is unknown."""
    names = (
        "estimate",
        "low",
        "high",
        "p",
        "placebo_rate",
        "placebos",
        "mde",
        "n_units",
        "n_before",
        "n_after",
        "note",
    )
    return dict.fromkeys(("family_id", "subject", "outcome", *names)) | {"design": design, "result": BESIDE} | facts


def judged(design: str, p: float, **facts: Any) -> Row:
    """A row with a result, by its p-value."""
    return row(design, p=p, result=SEEN if p <= LEVEL else NOT_SEEN, **facts)


def unidentified(design: str, why: str, **facts: Any) -> Row:
    """A design that these data cannot carry: the reason and what would be enough, no estimate."""
    return row(design, result=NOT_IDENTIFIABLE, method="not enough data", note=why, **facts)


def joined(*notes: str | None) -> str | None:
    """Notes in one line; None where there is none."""
    return "; ".join(note for note in notes if note) or None


def in_words(found: pa.Table) -> str:
    """What the recommended design says, one line a row that has a result."""
    rows: list[Row] = found.to_pylist()
    told = [sentence(each) for each in rows if each["result"] != BESIDE]
    return "\n".join([*told, NOT_REACH])


def sentence(found: Row) -> str:
    """One result as a sentence."""
    about = f"{found['subject']}, {found['outcome']}" if found["subject"] else str(found["outcome"])
    if found["result"] == NOT_IDENTIFIABLE:
        return f"{about}: {NOT_IDENTIFIABLE}. {capital(found['note'])}. ({found['design']})"
    interval = (
        f"{found['estimate']:.4g} (95 % interval {found['low']:.4g} to {found['high']:.4g}, p = {found['p']:.3f})"
    )
    rate = f"at placebo dates or units this design calls an effect in {100 * found['placebo_rate']:.1f} %"
    size = f"an effect of {found['mde']:.3g} would have been seen four times in five"
    note = f" {capital(found['note'])}." if found["note"] else ""
    return f"{about}: {found['result']}: {interval}; {rate}; {size}.{note} ({found['design']})"


def capital(text: str) -> str:
    """A note as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def as_table(rows: Sequence[Row]) -> pa.Table:
    """Rows as table ``effects``."""
    import pyarrow as pa

    from payola.columns import TABLES, schema

    columns = TABLES["effects"].column_names()
    return pa.Table.from_pylist([{name: each.get(name) for name in columns} for each in rows], schema("effects"))
