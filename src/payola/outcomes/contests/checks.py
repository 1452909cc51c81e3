"""Can these results be right? What cannot be is named with its row and column; nothing is corrected silently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from payola.outcomes.contests.errors import ContestError, few, of
from payola.outcomes.contests.names import TOTALS
from payola.outcomes.contests.parties import Parties, cleaned, fold, merged
from payola.outcomes.contests.tables import Sheet, numbers_of, truth, values_of

BY_ELECTION = 0.4  # share of the districts of the election before, below which an election is none
Valid = dict[tuple[str, str, bool], tuple[float, int]]


@dataclass(frozen=True)
class Row:
    """One party or candidate in one district at one election. ``line``: where it stands in the file."""

    election: str
    district: str
    region: str
    party: str
    candidate: str
    votes: float
    line: int
    incumbent: bool | None = None
    notional: bool = False


def check_system(sheet: Sheet, found: Mapping[str, str | None]) -> None:
    """Refuse several seats a district and several rounds, which have no strongest challenger."""
    if found["seats"]:
        for seats, line, where in zip(
            numbers_of(sheet, found["seats"]), sheet.rows, values_of(sheet, str(found["district"])), strict=True
        ):
            if seats is not None and seats > 1:
                raise ContestError.several_seats(sheet.name, line, found["seats"], where, seats)
    if found["round"]:
        values = dict.fromkeys(v for v in sheet.columns[found["round"]] if v)
        if len(values) > 1:
            second = list(values)[1]
            line = sheet.rows[sheet.columns[found["round"]].index(second)]
            raise ContestError.two_rounds(sheet.name, line, found["round"], values)
    if found["won"] and found["party"] and is_flag(sheet.columns[found["won"]]):
        _check_winners(sheet, found)


def is_flag(values: Sequence[str]) -> bool:
    return all(truth(value) is not None for value in values if value)


def _check_winners(sheet: Sheet, found: Mapping[str, str | None]) -> None:
    years = values_of(sheet, found["year"]) if found["year"] else [""] * len(sheet)
    winners: dict[tuple[str, str], int] = defaultdict(int)
    for flag, where, year, line in zip(
        sheet.columns[str(found["won"])], values_of(sheet, str(found["district"])), years, sheet.rows, strict=True
    ):
        winners[year, where] += truth(flag) is True
        if winners[year, where] > 1:
            raise ContestError.several_seats(sheet.name, line, str(found["won"]), where, winners[year, where])


def one_name_each(file: str, rows: list[Row], parties: Parties, column: str, notes: list[str]) -> list[Row]:
    """Every party under one name; in one election two names that look like one party are refused."""
    shown: dict[str, str] = {}
    for name in dict.fromkeys(row.party for row in rows):
        if not parties.is_ignored(name):
            shown[name] = parties.settled(name) or cleaned(name)
    rows = [row for row in rows if row.party in shown]
    free = [name for name in dict.fromkeys(shown.values()) if parties.settled(name) is None]
    elections: dict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    for row in rows:
        elections[shown[row.party]].add(row.election)
        first.setdefault(shown[row.party], row.line)
    for group in merged(name for name in free if name and not parties.is_independent(name)):
        for i, later in enumerate(group[1:], 1):
            for earlier in group[:i]:
                if elections[earlier] & elections[later] and fold(earlier) not in {""}:
                    raise ContestError.two_names(file, first[later], column, earlier, later)
        if len(group) > 1:
            notes.append(f"taken as one party over time: {' = '.join(group)} (say otherwise with --parties)")
            shown = {raw: group[0] if name in group else name for raw, name in shown.items()}
    if any(raw != name for raw, name in shown.items()):
        pairs = [f"{raw} = {name}" for raw, name in shown.items() if raw != name]
        notes.append(f"names of parties: {few(pairs, 30)}")
    return [replace(row, party=shown[row.party]) for row in rows]


def check_stations(sheet: Sheet, found: Mapping[str, str | None]) -> None:
    """A station's result of a party or candidate stands once."""
    keys = [name for key in ("year", "district", "station", "party", "candidate", "notional") if (name := found[key])]
    first: dict[tuple[str, ...], int] = {}
    for key, line in zip(zip(*(values_of(sheet, name) for name in keys), strict=True), sheet.rows, strict=True):
        if key in first:
            what = f"{' / '.join(part for part in key if part)}"
            raise ContestError.duplicate(sheet.name, first[key], line, str(found["station"]), what)
        first[key] = line


def stations_summed(rows: list[Row], notes: list[str]) -> list[Row]:
    """Votes of stations added up by district; each station's own rows stand once."""
    sums: dict[tuple[str, str, str, str, bool], Row] = {}
    for row in rows:
        key = (row.election, row.district, row.party, row.candidate.casefold(), row.notional)
        sums[key] = replace(row, votes=sums[key].votes + row.votes, line=sums[key].line) if key in sums else row
    notes.append(f"votes of stations are added up by district: {len(rows):,} rows, {len(sums):,} results")
    return list(sums.values())


def without_nobody(file: str, rows: Sequence[Row], nobody: Sequence[Row], valid: Valid, notes: list[str]) -> Valid:
    """Valid votes less those for nobody (blank, void), where the valid votes counted them; said in ``notes``."""
    if not nobody:
        return valid
    names = few(dict.fromkeys(row.candidate or row.party for row in nobody))
    notes.append(
        f"{len(nobody):,} rows count votes for nobody and are left out ({names}; first: {file} row {nobody[0].line})"
    )
    cast: dict[tuple[str, str, bool], float] = defaultdict(float)
    blank: dict[tuple[str, str, bool], float] = defaultdict(float)
    for kind, found in ((cast, rows), (blank, nobody)):
        for row in found:
            kind[row.election, row.district, row.notional] += row.votes
    counted = {k for k, (known, _) in valid.items() if k in blank and cast[k] + blank[k] <= known * 1.0001 + 0.5}
    return {k: (known - blank[k] if k in counted else known, line) for k, (known, line) in valid.items()}


def check_districts(sheet: Sheet, column: str, known: Iterable[str] = ()) -> None:
    """Every district has a name, and one spelling of it (that of ``known``, where it is known there)."""
    shown = {plain(name): name for name in known}
    for name, line in zip(values_of(sheet, column), sheet.rows, strict=True):
        if not name.strip():
            raise ContestError.nameless(sheet.name, line, column, "district")
        if shown.setdefault(plain(name), name) != name:
            raise ContestError.two_spellings(sheet.name, line, column, shown[plain(name)], name)


def plain(name: str) -> str:
    """A name without capitals and doubled spaces."""
    return " ".join(name.casefold().split())


def without_totals(sheet: Sheet, found: Mapping[str, str | None], notes: list[str]) -> Sheet:
    """Without rows that add others up (``Total``, ``Итого``); said in ``notes``."""
    columns = [values_of(sheet, name) for key in ("district", "party", "candidate") if (name := found[key])]
    keep = [not any(fold(name) in TOTALS for name in names) for names in zip(*columns, strict=True)]
    if not all(keep):
        line = sheet.rows[keep.index(False)]
        notes.append(f"{of(keep.count(False), 'row')} of totals left out (first: {sheet.name} row {line})")
    return sheet.keep(keep)


def check_whole(file: str, rows: Sequence[Row], elections: Sequence[str], column: str) -> None:
    """An election with few of the districts of the one before is a by-election, which is refused."""
    places: dict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    for row in rows:
        places[row.election].add(row.district)
        first.setdefault(row.election, row.line)
    for before, now in pairwise(elections):
        if len(places[now]) < BY_ELECTION * len(places[before]):
            raise ContestError.by_election(file, first[now], column, now, len(places[now]), len(places[before]))


def fusions_summed(rows: list[Row], notes: list[str]) -> list[Row]:
    """A candidate on several parties' lines in one district is one candidate, under the line with most votes."""
    groups: dict[tuple[str, str, bool, str], list[Row]] = defaultdict(list)
    for i, row in enumerate(rows):
        who = row.candidate.casefold() or f"#{i}"
        groups[row.election, row.district, row.notional, who].append(row)
    kept, fused = [], 0
    for group in groups.values():
        if len({row.party for row in group}) == 1:
            kept.extend(group)
        else:
            lead = max(group, key=lambda row: row.votes)
            kept.append(replace(lead, votes=sum(row.votes for row in group)))
            fused += 1
    if fused:
        notes.append(f"{fused:,} candidates stood on several parties' lines: their votes are added up")
    return kept


def check_duplicates(file: str, rows: list[Row], parties: Parties, column: str) -> None:
    """A party (without candidates' names) or a candidate stands once in a district and election."""
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = (row.election, row.district, row.notional, row.party, row.candidate.casefold())
        several = parties.is_aggregate(row.party) or (parties.is_independent(row.party) and row.candidate)
        if key in first and not several:
            what = f"{row.candidate or row.party!r} in district {row.district!r}, {row.election or 'the election'},"
            raise ContestError.duplicate(file, first[key], row.line, column, what)
        first.setdefault(key, row.line)


def check_valid(file: str, rows: list[Row], valid: Valid, column: str) -> None:
    """The votes of a district never exceed its valid votes."""
    totals: dict[tuple[str, str, bool], float] = defaultdict(float)
    for row in rows:
        totals[row.election, row.district, row.notional] += row.votes
    for key, (known, line) in valid.items():
        if totals[key] > known * 1.0001 + 0.5 and totals[key] > 1.5:
            raise ContestError.over_valid(file, line, column, f"{key[1]} {key[0]}".strip(), totals[key], known)
