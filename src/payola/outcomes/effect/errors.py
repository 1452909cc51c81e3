"""What is wrong with outcomes or exposures, said to a person: what is missing, and what would be enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from payola.errors import PayolaError


def few(names: Iterable[object], most: int = 5) -> str:
    """The first names of a list, and how many more there are."""
    given = [str(name) for name in names]
    rest = f" and {len(given) - most} more" if len(given) > most else ""
    return ", ".join(given[:most]) + rest


class EffectError(PayolaError):
    """Outcomes, exposures or the event cannot be used."""

    @classmethod
    def empty(cls, name: str) -> EffectError:
        return cls(f"{name} is empty: it holds no rows. Was the download finished?")

    @classmethod
    def no_values(cls, name: str, column: str) -> EffectError:
        return cls(
            f"{name}, column {column}: no row has a value. Give outcomes, or name another column with --outcome."
        )

    @classmethod
    def bad_width(cls, name: str, line: int, found: int, wanted: int) -> EffectError:
        return cls(
            f"{name} line {line} has {found} fields, but the header has {wanted}. Correct the line and try again."
        )

    @classmethod
    def no_number(cls, name: str, line: int, column: str, text: str) -> EffectError:
        return cls(f"{name} line {line}, column {column}: {text!r} is no number. Correct it, or leave the field empty.")

    @classmethod
    def no_date(cls, name: str, line: int, column: str, text: str) -> EffectError:
        return cls(f"{name} line {line}, column {column}: {text!r} is no date. Write dates as 2024-11-24 (or a year).")

    @classmethod
    def negative(cls, name: str, line: int, column: str, value: float, key: str) -> EffectError:
        may_be = "; or say --signed where the outcome may be negative (a net approval, a change)"
        return cls(
            f"{name} line {line}, column {column}: {value:g} is below zero, which no count and no share can be. "
            f"Correct it{may_be if key == 'outcome' else ''}."
        )

    @classmethod
    def mixed_shares(cls, name: str, column: str, low: int, high: int) -> EffectError:
        return cls(
            f"{name}, column {column}: {low} values look like shares (0 to 1) and {high} like percent (0 to 100). "
            "Averaging them would give nonsense. Write all of them as percent, or all as shares."
        )

    @classmethod
    def unclear_mark(cls, name: str, line: int, column: str, text: str) -> EffectError:
        whole = text.replace(",", "").replace(".", "")
        return cls(
            f"{name} line {line}, column {column}: {text!r} may stand for thousands or for decimals, and no value of "
            f"the column says which. Write thousands without a mark ({whole}), or decimals with a digit more ({text}0)."
        )

    @classmethod
    def columns_twice(cls, name: str, columns: Iterable[str]) -> EffectError:
        return cls(f"{name} has more than one column named {few(columns)}. Give every column a name of its own.")

    @classmethod
    def two_spellings(cls, name: str, first: int, one: str, second: int, other: str) -> EffectError:
        return cls(
            f"{name} lines {first} and {second}: {one!r} and {other!r} look like one unit in two spellings. Write it "
            "in one way; where they are two units, let their names differ by more than capitals, signs and accents."
        )

    @classmethod
    def twice(cls, name: str, first: int, second: int, what: str) -> EffectError:
        return cls(
            f"{name} lines {first} and {second}: {what} stands twice. Keep one row for each; where rows are "
            "candidates or parties, keep the one that is asked about."
        )

    @classmethod
    def no_event(cls, first: date, last: date) -> EffectError:
        return cls(
            f"No event is given. Outcomes run from {first} to {last}: say when the campaign began with --event "
            "YYYY-MM-DD, or give a Run that says so with --exposure RUN."
        )

    @classmethod
    def no_overlap(cls, name: str, event: date, first: date, last: date) -> EffectError:
        side = "after the last" if event > last else "on or before the first"
        return cls(
            f"{name}: the event {event} lies {side} of its dates ({first} to {last}), so there is nothing to compare. "
            "Give outcomes from before and from after the event, or another --event."
        )

    @classmethod
    def which_design(cls, name: str, units: Iterable[str]) -> EffectError:
        return cls(
            f"{name} holds several units ({few(units)}). Say which of them was reached with --treated NAME (the others "
            "serve to compare), or how much each was exposed with --exposure FILE."
        )

    @classmethod
    def two_designs(cls) -> EffectError:
        return cls("--treated and --exposure FILE answer different questions. Give one of them.")

    @classmethod
    def strange_units(cls, name: str, outcomes: str, some: Iterable[str], others: Iterable[str]) -> EffectError:
        return cls(
            f"No unit of {name} ({few(some, 3)}) is in {outcomes} ({few(others, 3)}). Write the names alike "
            "in both files."
        )

    @classmethod
    def run_without_places(cls, name: str) -> EffectError:
        return cls(
            f"The run {name} says when a campaign was, not where its views were: platforms do not publish that. For "
            "districts give a table with one row a district and its exposure (--exposure FILE)."
        )

    @classmethod
    def which_family(cls, name: str, families: Iterable[str]) -> EffectError:
        return cls(f"The run {name} has several families ({few(families, 8)}). Say which with --family ID.")
