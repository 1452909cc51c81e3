"""What is wrong with results, polls or candidates, said to a person: which row and column, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from payola.errors import PayolaError


def of(n: int, one: str) -> str:
    """``1 poll``, ``2 polls``."""
    return f"{n:,} {one}{'' if n == 1 else 's'}"


def few(names: Iterable[object], most: int = 5) -> str:
    """The first names of a list, and how many more there are."""
    given = [str(name) for name in names]
    rest = f" and {len(given) - most} more" if len(given) > most else ""
    return ", ".join(given[:most]) + rest


class ContestError(PayolaError):
    """Results, polls or candidates cannot be used."""

    @classmethod
    def empty(cls, name: str) -> ContestError:
        return cls(f"{name} is empty: it holds no rows. Was the download finished?")

    @classmethod
    def columns_twice(cls, name: str, columns: Iterable[str]) -> ContestError:
        return cls(f"{name} row 1 has more than one column called {few(columns)}. Rename all but one.")

    @classmethod
    def bad_width(cls, name: str, row: int, found: int, wanted: int) -> ContestError:
        return cls(
            f"{name} row {row} has {found} fields, but the header has {wanted}. "
            "A comma inside a name must stand in quotes; correct the row and try again."
        )

    @classmethod
    def no_such_column(cls, name: str, column: str, key: str, seen: Iterable[str]) -> ContestError:
        return cls(f"{name} has no column {column!r} (--column {key}={column}). Columns seen: {', '.join(seen)}.")

    @classmethod
    def no_number(cls, name: str, row: int, column: str, text: str) -> ContestError:
        return cls(f"{name} row {row}, column {column}: {text!r} is no number. Correct it, or leave the field empty.")

    @classmethod
    def no_yes_or_no(cls, name: str, row: int, column: str, text: str) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {text!r} is neither yes nor no. Write yes, no, or leave it empty."
        )

    @classmethod
    def spreadsheet(cls, name: str) -> ContestError:
        return cls(f"{name} is a spreadsheet or an archive, not a table of text. Save the sheet as CSV and give that.")

    @classmethod
    def thousands(cls, name: str, row: int, column: str, text: str) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {text!r} could be a number of thousands or one with decimals. Write "
            f"votes without points ({text.replace('.', '')})."
        )

    @classmethod
    def nameless(cls, name: str, row: int, column: str, what: str) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: there are votes, but no {what}. Fill it in; a row of totals or a note "
            "must go."
        )

    @classmethod
    def two_spellings(cls, name: str, row: int, column: str, one: str, other: str) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {other!r} and {one!r} differ in capitals or spaces only. They would "
            "count as two districts: write them alike."
        )

    @classmethod
    def by_election(cls, name: str, row: int, column: str, label: str, here: int, before: int) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {label} has {here:,} of {before:,} districts. By-elections are no "
            f"election of their own here: leave them out with --drop {column}={label}."
        )

    @classmethod
    def not_after(cls, given: object, last: str) -> ContestError:
        return cls(
            f"--election-date {given} is not after the last results ({last}). It is the day of the coming election; "
            f"for an earlier one write --election-date {last}={given}."
        )

    @classmethod
    def bad_sample(cls, name: str, row: int, column: str, value: float) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: a sample of {value:g} asks nobody. Correct it, or leave it empty."
        )

    @classmethod
    def negative(cls, name: str, row: int, column: str, value: float) -> ContestError:
        return cls(f"{name} row {row}, column {column}: {value:g} is below zero. Correct it.")

    @classmethod
    def over_valid(cls, name: str, row: int, column: str, where: str, votes: float, valid: float) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: the votes in {where} add up to {votes:,.0f}, more than the "
            f"{valid:,.0f} given there. Correct the row (are rounds or by-elections mixed? leave rows out with "
            "--drop COLUMN=VALUE), or leave the district out with --exclude. Nothing is corrected silently."
        )

    @classmethod
    def duplicate(cls, name: str, first: int, second: int, column: str, what: str) -> ContestError:
        return cls(
            f"{name} rows {first} and {second}, column {column}: {what} stands twice. Remove one row; or, where "
            "districts "
            "are numbered within states, say --column district=STATE+DISTRICT; where candidates share a party, say "
            "--column candidate=NAME; where rounds are mixed, leave one out with --drop COLUMN=VALUE."
        )

    @classmethod
    def two_names(cls, name: str, row: int, column: str, one: str, other: str) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {other!r} and {one!r} look like one party with two names in the same "
            f"election. Settle it with --parties FILE, which holds [[party]] name = {one!r} aliases = [{other!r}] "
            "if they "
            f"are one, or two entries if they are two."
        )

    @classmethod
    def bad_share(cls, name: str, row: int, column: str, value: float) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {value:g} is neither a share (0 to 1) nor, with the other rows, "
            "a percent. "
            "Write all shares as fractions, or all as percents."
        )

    @classmethod
    def several_seats(cls, name: str, row: int, column: str, where: str, seats: float) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: {where} elects {seats:g}. Districts with several seats are not "
            "supported: "
            "who 'the strongest challenger' is has no answer there. Leave them out with --drop or --exclude."
        )

    @classmethod
    def two_rounds(cls, name: str, row: int, column: str, values: Iterable[str]) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: holds several rounds ({few(values)}). Odds are for one ballot: "
            "keep the "
            f"round you mean by leaving out the others with --drop {column}=VALUE. Of a two-round system the "
            "first round is "
            "supported (who comes out strongest); who would win the second is not."
        )

    @classmethod
    def unsettled_name(cls, name: str, column: str, given: str, could_be: Iterable[str]) -> ContestError:
        return cls(
            f"{name}, column {column}: {given!r} could be {' or '.join(map(repr, could_be))}. Settle it with "
            "--parties FILE, "
            f"which holds [[party]] name = ... aliases = [{given!r}]"
        )

    @classmethod
    def unknown_party(cls, option: str, given: str, known: Iterable[str]) -> ContestError:
        return cls(f"{option} {given!r}: no such party in the results. Parties seen: {', '.join(known)}.")

    @classmethod
    def bad_party_file(cls, name: str, where: str, why: str) -> ContestError:
        return cls(
            f"The party file {name} is wrong at {where}: {why}. It should hold entries such as\n"
            '  [[party]]\n  name = "LD"\n  aliases = ["Lib_Dem", "Liberal Democrats"]\n  challenger = true'
        )

    @classmethod
    def no_date(cls, name: str, row: int, column: str, text: str) -> ContestError:
        return cls(f"{name} row {row}, column {column}: {text!r} is no date. Write dates as 2015-05-07.")

    @classmethod
    def only_later_polls(cls, name: str, row: int, column: str, day: object) -> ContestError:
        return cls(
            f"{name} row {row}, column {column}: every poll is dated on or after election day {day}. Give polls taken "
            "before it, or another --election-date. Polls from election day on are never used."
        )

    @classmethod
    def no_polled_party(cls, name: str, columns: Iterable[str], parties: Iterable[str]) -> ContestError:
        return cls(
            f"{name} has no column that names a party of the results. Columns seen: {few(columns, 12)}; parties: "
            f"{few(parties, 12)}. Say which is which with --parties FILE."
        )

    @classmethod
    def poll_total(cls, name: str, row: int, total: float, columns: Iterable[str]) -> ContestError:
        return cls(
            f"{name} row {row}, columns {few(columns, 12)}: the shares of this poll add up to {total:.2f} instead "
            "of 1. "
            "Correct the row, or say with --parties FILE which columns are no parties (ignore = true)."
        )

    @classmethod
    def districts_differ(cls, name: str, share: float, unknown: Iterable[str]) -> ContestError:
        return cls(
            f"{name}: {share:.0%} of the districts are not in the last results (such as {few(unknown, 3)}). If "
            "boundaries "
            "were redrawn, add notional results on the new boundaries (rows with notional = true); if names are "
            "written "
            "differently, make them the same."
        )

    @classmethod
    def one_election(cls, name: str) -> ContestError:
        return cls(
            f"{name} holds one election; a back-test needs at least two, the earlier to forecast the later. "
            "Add earlier results, or leave out --backtest."
        )

    @classmethod
    def nothing_left(cls, name: str, why: str) -> ContestError:
        return cls(f"{name}: no contest is left ({why}).")

    @classmethod
    def no_exposed_district(cls, run: str, candidates: Iterable[object]) -> ContestError:
        return cls(
            f"No family of the run {run!r} belongs to a district: no candidate of its slogans ({few(candidates)}) "
            "stands in one. Give --slogans FILE with district = ... for each candidate, or --candidates with "
            f"the same names."
        )

    @classmethod
    def not_in_file(cls, option: str, given: str, what: str) -> ContestError:
        return cls(f"{option} {given!r} matches no {what}. Check the spelling.")
