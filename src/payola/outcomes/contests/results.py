"""What were the past results? Tables of votes, long or wide, into one checked list of rows.

Long: one row a district and party (or candidate). Wide: one row a district, one column a party. Nothing is corrected:
what cannot be right is named with its row and column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from payola.outcomes.contests.checks import (
    Row,
    Valid,
    check_districts,
    check_duplicates,
    check_stations,
    check_system,
    check_valid,
    check_whole,
    fusions_summed,
    one_name_each,
    stations_summed,
    without_nobody,
    without_totals,
)
from payola.outcomes.contests.errors import ContestError, few, of
from payola.outcomes.contests.headings import HINTS, NO_PARTY
from payola.outcomes.contests.names import OTHERS
from payola.outcomes.contests.parties import Parties, cleaned, fold, is_nobody
from payola.outcomes.contests.tables import (
    Sheet,
    counts_of,
    find_column,
    folded,
    is_numeric,
    number,
    numbers_of,
    read_sheet,
    truth,
    values_of,
)  # fmt: skip


@dataclass
class Results:
    """All rows, with what was found and assumed on the way (``notes``, to be said)."""

    file: str
    rows: list[Row]
    elections: list[str]  # in order of time
    dates: dict[str, date]
    labels: dict[str, str]  # district to its shown name
    valid: dict[tuple[str, str, bool], float]  # (election, district, notional) to valid votes
    parties: list[str]
    notes: list[str] = field(default_factory=list)
    district_column: str = "district"


def read_results(
    path: Path,
    parties: Parties,
    told: Mapping[str, str] | None = None,
    drop: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Results:
    """Read and check past results.

    ``drop`` leaves out rows by ``COLUMN=VALUE``; ``exclude`` leaves out districts by name.

    Raises
    ------
    InputError, ContestError
        A needed column is missing; votes exceed the valid votes; a party has two names; a district stands twice; shares
        are neither fractions nor percents; several seats or rounds in one district. Row and column are named.
    """
    told = told or {}
    sheet = dropped(read_sheet(path), drop)
    notes: list[str] = []
    if exclude:
        sheet = without_districts(sheet, exclude, told, notes)
    found = {key: find_column(sheet, key, hints, told) for key, hints in HINTS.items()}
    found["district"] = find_column(sheet, "district", HINTS["district"], told, "the district") or ""
    if found["label"] == found["candidate"] or ("candidate" in told and found["label"] == told["candidate"]):
        found["label"] = None
    sheet = without_totals(sheet, found, notes)
    check_districts(sheet, str(found["district"]))
    check_system(sheet, found)
    long = found["party"] is not None or found["candidate"] is not None
    if long and found["votes"] is None and found["share"] is None:
        find_column(sheet, "votes", (), told, "the votes")
    rows, valid = _long(sheet, found, notes) if long else _wide(sheet, found, parties, notes)
    rows = one_name_each(path.name, rows, parties, found["party"] or "the header", notes)
    if found["station"]:
        check_stations(sheet, found)
        rows, valid = stations_summed(rows, notes), {}
    rows = fusions_summed(rows, notes)
    check_duplicates(path.name, rows, parties, str(found["party"] or found["district"]))
    check_valid(path.name, rows, valid, str(found["votes"] or found["share"] or "votes"))
    elections, dates = in_order(path.name, rows, found["year"])
    check_whole(path.name, rows, elections, str(found["year"]))
    labels = _labels(sheet, found)
    names = list(dict.fromkeys(row.party for row in sorted(rows, key=lambda row: -row.votes)))
    return Results(
        path.name, rows, elections, dates, labels, _valid_or_sum(rows, valid), names, notes, str(found["district"])
    )


def dropped(sheet: Sheet, drop: Sequence[str]) -> Sheet:
    """Without the rows that ``COLUMN=VALUE`` names."""
    for rule in drop:
        column, _, value = rule.partition("=")
        if column not in sheet.columns or not _:
            raise ContestError.not_in_file("--drop", rule, "column (write COLUMN=VALUE)")
        keep = [found.casefold() != value.strip().casefold() for found in sheet.columns[column]]
        sheet = sheet.keep(keep)
    if not len(sheet):
        raise ContestError.nothing_left(sheet.name, "every row was dropped")
    return sheet


def without_districts(sheet: Sheet, exclude: Sequence[str], told: Mapping[str, str], notes: list[str]) -> Sheet:
    """Without the districts (or stations) named, by the district's column or its shown name."""
    columns = [find_column(sheet, key, HINTS[key], told) for key in ("district", "label", "station")]
    keep = [True] * len(sheet)
    for name in exclude:
        hit = [False] * len(sheet)
        for column in filter(None, columns):
            hit = [h or v.casefold() == name.casefold() for h, v in zip(hit, values_of(sheet, column), strict=True)]
        if not any(hit):
            raise ContestError.not_in_file("--exclude", name, "district or station")
        keep = [k and not h for k, h in zip(keep, hit, strict=True)]
    notes.append(
        f"scenario: without {few(exclude)} ({keep.count(False)} rows left out as asked; results are not corrected)"
    )
    if not any(keep):
        raise ContestError.nothing_left(sheet.name, "every district was excluded")
    return sheet.keep(keep)


def _long(sheet: Sheet, found: Mapping[str, str | None], notes: list[str]) -> tuple[list[Row], Valid]:
    votes, unit = _amounts(sheet, found, notes)
    valid_column = numbers_of(sheet, found["valid"]) if found["valid"] else [None] * len(sheet)
    text = {
        key: values_of(sheet, name) if (name := found[key]) else [""] * len(sheet)
        for key in ("year", "district", "region", "party", "candidate", "incumbent", "notional")
    }
    rows: list[Row] = []
    valid: Valid = {}
    nobody: list[Row] = []
    blank: list[int] = []
    for i, line in enumerate(sheet.rows):
        amount, known = votes[i], valid_column[i]
        if amount is None:
            blank.append(line)
            continue
        if amount < 0:
            raise ContestError.negative(sheet.name, line, unit, amount)
        key = (column_year(text["year"][i]), text["district"][i], truth(text["notional"][i]) is True)
        if known is not None:
            valid[key] = (known, line)
        incumbent = truth(text["incumbent"][i])
        party, candidate = text["party"][i], text["candidate"][i]
        if not party and not candidate:
            raise ContestError.nameless(
                sheet.name, line, str(found["party"] or found["candidate"]), "party or candidate"
            )
        if fold(candidate) in OTHERS:  # many people in one row, whatever their party
            party, candidate = party or candidate, ""
        row = Row(key[0], key[1], text["region"][i], party, candidate, amount, line, incumbent, key[2])
        (nobody if is_nobody(candidate or party) else rows).append(row)
    if blank:
        notes.append(f"{of(len(blank), 'row')} without {unit} not used (first: {sheet.name} row {blank[0]})")
    return rows, without_nobody(sheet.name, rows, nobody, valid, notes)


def column_year(text: str) -> str:
    return text[:-2] if text.endswith(".0") else text


def _amounts(sheet: Sheet, found: Mapping[str, str | None], notes: list[str]) -> tuple[list[float | None], str]:
    """Votes, or shares as fractions where there are no votes."""
    if found["votes"]:
        return counts_of(sheet, found["votes"]), found["votes"]
    name = str(found["share"])
    shares = numbers_of(sheet, name)
    where = list(zip(values_of(sheet, found["year"]) if found["year"] else [""] * len(sheet),
                     values_of(sheet, str(found["district"])), strict=True))  # fmt: skip
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for place, share in zip(where, shares, strict=True):
        totals[place] += share or 0.0
    percents = sum(total > 2 for total in totals.values())
    for place, share, line in zip(where, shares, sheet.rows, strict=True):
        broken = totals[place] > 101 or (totals[place] > 1.02 and percents <= len(totals) / 2)
        if share is not None and (broken or (percents > len(totals) / 2 > 0 and totals[place] <= 1.02)):
            raise ContestError.bad_share(sheet.name, line, name, share)
    if percents:
        first = next((s, line) for s, line in zip(shares, sheet.rows, strict=True) if s is not None)
        notes.append(f"column {name} holds percents (row {first[1]}: {first[0]:g}); read as shares, {first[0] / 100:g}")
        shares = [None if share is None else share / 100 for share in shares]
    short = [place for place, total in totals.items() if 0 < total < (97 if percents else 0.97)]
    if short:
        notes.append(
            f"shares add up to less than 97 % in {of(len(short), 'district')} (first: {' '.join(short[0]).strip()}): "
            "taken as shares of the votes for those who are listed"
        )
    return shares, name


def _wide(sheet: Sheet, found: dict[str, str | None], parties: Parties, notes: list[str]) -> tuple[list[Row], Valid]:
    for name in sheet.columns:
        if found["valid"] is None and re.search(r"число\s+действительных|^valid", folded(name).replace("_", " ")):
            found["valid"] = name
    taken = {part for name in found.values() if name for part in (name, *name.split("+"))}
    columns = [
        name for name, values in sheet.columns.items()
        if name not in taken and not parties.is_ignored(name) and not NO_PARTY.search(folded(name))
        and is_numeric(values)
    ]  # fmt: skip
    if not columns:
        find_column(sheet, "party", (), {}, "the party (and no columns that could be parties' votes)")
    notes.append(f"one column a party: {few(map(cleaned, columns), 20)}")
    places = values_of(sheet, str(found["district"]))
    regions = values_of(sheet, found["region"]) if found["region"] else [""] * len(sheet)
    years = values_of(sheet, found["year"]) if found["year"] else [""] * len(sheet)
    notional = sheet.columns[found["notional"]] if found["notional"] else [""] * len(sheet)
    keys = [(column_year(y), d, truth(n) is True) for y, d, n in zip(years, places, notional, strict=True)]
    first: dict[tuple[str, str, bool], int] = {}
    for key, line in zip(keys, sheet.rows, strict=True):
        if key in first and not found["station"]:
            raise ContestError.duplicate(sheet.name, first[key], line, str(found["district"]), f"district {key[1]!r}")
        first[key] = line
    valid_column = numbers_of(sheet, found["valid"]) if found["valid"] else [None] * len(sheet)
    valid: Valid = {k: (v, line) for k, v, line in zip(keys, valid_column, sheet.rows, strict=True) if v is not None}
    rows = []
    read = numbers_of if _are_percents(sheet, columns) else counts_of
    for name in columns:
        for value, key, region, line in zip(read(sheet, name), keys, regions, sheet.rows, strict=True):
            if value is not None and value < 0:
                raise ContestError.negative(sheet.name, line, name, value)
            if value:
                rows.append(Row(key[0], key[1], region, name, "", value, line, None, key[2]))
    return _percents_in_wide(sheet.name, rows, bool(valid), notes), valid


def _are_percents(sheet: Sheet, columns: Sequence[str]) -> bool:
    """Whether most rows add up to about 100, or to 1: shares may have three decimals, votes may not."""
    parts = [numbers_of(sheet, name) for name in columns]
    totals = [sum(value or 0.0 for value in row) for row in zip(*parts, strict=True)]
    return bool(2 * sum(90 <= total <= 101 or total <= 1.02 for total in totals) > len(totals))


def _percents_in_wide(file: str, rows: list[Row], has_valid: bool, notes: list[str]) -> list[Row]:
    """Wide shares that add up to about 100 are percents: read as fractions, and said; a mixture is refused."""
    totals: dict[tuple[str, str, bool], float] = defaultdict(float)
    for row in rows:
        totals[row.election, row.district, row.notional] += row.votes
    fractions = {key for key, total in totals.items() if total <= 1.02}
    for row in rows:
        if (row.election, row.district, row.notional) in fractions and row.votes < 1 and len(fractions) < len(totals):
            raise ContestError.bad_share(file, row.line, row.party, row.votes)
    percents = sum(90 <= total <= 101 for total in totals.values())
    if has_valid or percents <= len(totals) / 2:
        return rows
    notes.append(f"the parties' columns hold percents (row {rows[0].line}: {rows[0].votes:g}); read as shares")
    return [replace(row, votes=row.votes / 100) for row in rows]


def _valid_or_sum(rows: list[Row], valid: Valid) -> dict[tuple[str, str, bool], float]:
    totals: dict[tuple[str, str, bool], float] = defaultdict(float)
    for row in rows:
        totals[row.election, row.district, row.notional] += row.votes
    return {key: max(total, valid[key][0]) if key in valid and total > 1.5 else total for key, total in totals.items()}


def in_order(file: str, rows: list[Row], column: str | None) -> tuple[list[str], dict[str, date]]:
    """Elections in order of time, and their dates where the label is a date."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.election, row.line)
    dates, order = {}, {}
    for label, line in first.items():
        try:
            dates[label] = date.fromisoformat(label[:10])
            order[label] = float(dates[label].toordinal()) / 365.2425
        except ValueError:
            value = number(label) if re.match(r"^\d{4}$", label) else None
            if value is None and len(first) > 1:
                raise ContestError.no_date(file, line, str(column), label) from None
            order[label] = value or 0.0
    return sorted(first, key=lambda label: order[label]), dates


def _labels(sheet: Sheet, found: Mapping[str, str | None]) -> dict[str, str]:
    if not found["label"] or found["label"] == found["district"]:
        return {}
    pairs = set(zip(values_of(sheet, str(found["district"])), sheet.columns[found["label"]], strict=True))
    labels = dict(sorted(pairs))
    return labels if len(labels) * 1.2 >= len(pairs) else {}  # names that differ within a district are candidates'
