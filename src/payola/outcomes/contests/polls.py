"""What did the polls say? Wide or long tables of polls, checked, with pollsters' names made one.

National polls have a date, a pollster and shares. A ``region`` or ``district`` column makes a poll one of that region
or
district. Polls from election day on are never used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from payola.outcomes.contests.errors import ContestError, few, of
from payola.outcomes.contests.names import OTHERS, UNDECIDED
from payola.outcomes.contests.parties import Parties, fold, match
from payola.outcomes.contests.tables import Sheet, find_column, is_numeric, numbers_of, read_sheet, values_of

Floats = NDArray[np.float64]
HINTS = {
    "poll_date": ("date", "end_date", "enddate", "fieldwork_end", "end", "date_end", "poll_date", "published", "дата"),
    "pollster": ("pollster", "firm", "company", "polling_firm", "pollster_name", "institute", "source", "institut",
                 "социолог", "организация"),
    "sample": ("samplesize", "sample_size", "sample", "n", "respondents", "выборка"),
    "region": ("region", "area", "geography", "регион"),
    "district": ("district", "constituency", "seat", "округ"),
    "party": ("party", "choice", "answer", "option", "партия"),
    "share": ("share", "pct", "percent", "percentage", "value", "support", "доля", "процент"),
}  # fmt: skip
USUAL_SAMPLE = 1000.0


@dataclass(frozen=True)
class Polls:
    """Polls in order of date. ``share`` (n, groups): NaN where a poll does not name the group.

    ``groups``: the parties that share a column; the last group may be () for everybody else.
    """

    file: str
    days: NDArray[np.int64]  # ordinal days
    pollsters: list[str]
    sample: Floats
    share: Floats
    groups: list[tuple[str, ...]]
    region: list[str]
    district: list[str]
    lines: list[int]
    date_column: str = "date"
    notes: list[str] = field(default_factory=list)

    def chosen(self, keep: NDArray[np.bool_]) -> Polls:
        where = np.flatnonzero(keep).tolist()

        def some(values: Sequence[str]) -> list[str]:
            return [values[i] for i in where]

        return Polls(
            self.file, self.days[keep], some(self.pollsters), self.sample[keep], self.share[keep], self.groups,
            some(self.region), some(self.district), [self.lines[i] for i in where], self.date_column, self.notes,
        )  # fmt: skip


def read_polls(path: Path, known: Sequence[str], parties: Parties, told: Mapping[str, str] | None = None) -> Polls:
    """Read and check polls; ``known`` are the parties of results and candidates.

    Raises
    ------
    InputError, ContestError
        No date column; a value that is no date or no number; shares that are neither fractions nor percents; a poll
        that
        does not add up; no column that names a party.
    """
    told = {key: name for key, name in (told or {}).items() if key in HINTS}
    sheet = read_sheet(path)
    told = {key: name for key, name in told.items() if name in sheet.columns}
    found = {key: find_column(sheet, key, hints, told) for key, hints in HINTS.items()}
    found["poll_date"] = find_column(sheet, "poll_date", HINTS["poll_date"], told, "the date of the poll")
    notes: list[str] = []
    sheet = _published(sheet, found["pollster"], notes)
    if found["party"] and found["share"]:
        sheet, found = _widened(sheet, found)
    shares, groups = _shares(sheet, found, known, parties, notes)
    shares = _as_fractions(sheet, shares, groups, notes)
    _check_totals(sheet, shares, groups)
    days = np.array([_day(sheet, found, i) for i in range(len(sheet))], np.int64)
    order = np.argsort(days, kind="stable")
    samples = _samples(sheet, found["sample"])
    polls = Polls(
        path.name, days, one_name(_texts(sheet, found["pollster"]), notes),
        np.array([value or USUAL_SAMPLE for value in samples]), np.column_stack([shares[g] for g in groups]), groups,
        _texts(sheet, found["region"]), _texts(sheet, found["district"]), sheet.rows, str(found["poll_date"]), notes,
    )  # fmt: skip
    where = order.tolist()
    return Polls(
        polls.file, days[order], [polls.pollsters[i] for i in where], polls.sample[order], polls.share[order], groups,
        [polls.region[i] for i in where], [polls.district[i] for i in where], [polls.lines[i] for i in where],
        polls.date_column, notes,
    )  # fmt: skip


def _samples(sheet: Sheet, column: str | None) -> list[float | None]:
    samples: list[float | None] = numbers_of(sheet, column) if column else [None] * len(sheet)
    for value, line in zip(samples, sheet.rows, strict=True):
        if value is not None and value < 0:
            raise ContestError.bad_sample(sheet.name, line, str(column), value)
    return samples


def _published(sheet: Sheet, column: str | None, notes: list[str]) -> Sheet:
    """Without polls whose pollster says that they were not published: nobody knew them before the vote."""
    if column is None:
        return sheet
    known = ["unpublished" not in name.casefold() for name in sheet.columns[column]]
    if not all(known):
        line = sheet.rows[known.index(False)]
        notes.append(
            f"{of(known.count(False), 'poll')} marked unpublished and not used (first: {sheet.name} row {line})"
        )
    return sheet.keep(known)


def _texts(sheet: Sheet, column: str | None) -> list[str]:
    return values_of(sheet, column) if column else [""] * len(sheet)


def _day(sheet: Sheet, found: Mapping[str, str | None], i: int) -> int:
    column = str(found["poll_date"])
    text = sheet.columns[column][i]
    try:
        return date.fromisoformat(text[:10]).toordinal()
    except ValueError:
        raise ContestError.no_date(sheet.name, sheet.rows[i], column, text) from None


def _widened(sheet: Sheet, found: dict[str, str | None]) -> tuple[Sheet, dict[str, str | None]]:
    """One row a poll from one row a poll and party."""
    keys = [found[k] for k in ("poll_date", "pollster", "sample", "region", "district") if found[k]]
    extra = [name for name in sheet.columns if name in {"poll_id", "id", "question_id"}]
    names = [*map(str, keys), *extra]
    place: dict[tuple[str, ...], int] = {}
    wide: dict[str, list[str]] = {name: [] for name in names}
    parties = list(dict.fromkeys(sheet.columns[str(found["party"])]))
    values: list[dict[str, str]] = []
    lines = []
    for i, line in enumerate(sheet.rows):
        key = tuple(sheet.columns[name][i] for name in names)
        party = sheet.columns[str(found["party"])][i]
        if key not in place or party in values[place[key]]:  # the same party again: another poll of that day
            place[key] = len(values)
            values.append({})
            lines.append(line)
            for name, value in zip(names, key, strict=True):
                wide[name].append(value)
        values[place[key]][party] = sheet.columns[str(found["share"])][i]
    columns = wide | {party: [row.get(party, "") for row in values] for party in parties}
    return Sheet(sheet.name, columns, lines), found | {"party": None, "share": None}


def _shares(
    sheet: Sheet, found: Mapping[str, str | None], known: Sequence[str], parties: Parties, notes: list[str]
) -> tuple[dict[tuple[str, ...], Floats], list[tuple[str, ...]]]:
    shares: dict[tuple[str, ...], Floats] = {}
    aliases, ignored = [], []
    others: Floats | None = None
    undecided = np.zeros(len(sheet))
    for name, values in sheet.columns.items():
        if name in found.values() or not is_numeric(values):
            continue
        if parties.is_ignored(name):
            ignored.append(name)
            continue
        numbers = np.array([np.nan if v is None else v for v in numbers_of(sheet, name)], float)
        if fold(name) in UNDECIDED:
            undecided += np.nan_to_num(numbers)
            continue
        if fold(name) in OTHERS:
            others = numbers if others is None else others + numbers
            continue
        group = tuple(match(name, known, parties, sheet.name, name))
        if not group:
            ignored.append(name)
        else:
            shares[group] = np.nansum([shares[group], numbers], axis=0) if group in shares else numbers
            aliases += [f"{name} = {' + '.join(group)}"] if group != (name,) else []
    if not shares:
        raise ContestError.no_polled_party(sheet.name, sheet.columns, known)
    if aliases:
        notes.append(f"names in the polls: {few(aliases, 30)}")
    if ignored:
        notes.append(f"columns of the polls that name no party of the results, not used: {few(ignored, 12)}")
    if others is not None:
        shares[()] = np.where(np.abs(others) < 1e-9, 0.0, others)
    return _decided(sheet, shares, undecided, notes), list(shares)


def _decided(
    sheet: Sheet, shares: dict[tuple[str, ...], Floats], undecided: Floats, notes: list[str]
) -> dict[tuple[str, ...], Floats]:
    """Shares among those who named a party, where the poll counts the others too."""
    named = np.nansum(list(shares.values()), axis=0)
    whole = named + undecided
    told = (undecided > 0) & (np.abs(whole - np.where(whole > 2, 100, 1)) <= np.where(whole > 2, 6, 0.06))
    if not told.any():
        return shares
    line = sheet.rows[int(told.argmax())]
    notes.append(f"{of(int(told.sum()), 'poll')} with undecided voters: shares are of the others (first: row {line})")
    scale = np.where(told, whole / np.maximum(named, 1e-9), 1.0)
    return {group: values * scale for group, values in shares.items()}


def _as_fractions(
    sheet: Sheet, shares: dict[tuple[str, ...], Floats], groups: Sequence[tuple[str, ...]], notes: list[str]
) -> dict[tuple[str, ...], Floats]:
    totals = np.nansum([shares[g] for g in groups], axis=0)
    percent = totals > 2
    if percent.any() and not percent.all():
        odd = int(np.flatnonzero(percent != (percent.mean() > 0.5))[0])
        raise ContestError.bad_share(sheet.name, sheet.rows[odd], "/".join(groups[0]), float(shares[groups[0]][odd]))
    if percent.all():
        notes.append(f"the polls hold percents (row {sheet.rows[0]} adds up to {totals[0]:g}); read as shares")
        shares = {group: values / 100 for group, values in shares.items()}
    for group, values in shares.items():
        for i in np.flatnonzero((values < -0.02) | (values > 1)):
            raise ContestError.bad_share(sheet.name, sheet.rows[i], "/".join(group) or "others", float(values[i]))
    return {group: np.clip(values, 0, 1) for group, values in shares.items()}


def _check_totals(sheet: Sheet, shares: Mapping[tuple[str, ...], Floats], groups: Sequence[tuple[str, ...]]) -> None:
    totals = np.nansum([shares[g] for g in groups], axis=0)
    wrong = np.flatnonzero((totals > 1.06) | (totals <= 0))
    if wrong.size:
        i = int(wrong[0])
        raise ContestError.poll_total(
            sheet.name, sheet.rows[i], float(totals[i]), ["/".join(g) or "others" for g in groups]
        )


def one_name(names: list[str], notes: list[str]) -> list[str]:
    """Pollsters without notes (``Archived ...``, ``[10]``, ``(MRP)``), and one name where one begins with the other."""
    plain = [_bare(name) for name in names]
    shown: dict[str, str] = {}
    for name in sorted(set(plain), key=lambda name: (len(name), name)):
        key = re.sub(r"[\W_]+", "", name.casefold())
        home = next((short for short in shown if key.startswith(short) and len(short) >= 3), key)
        shown.setdefault(home, name)
    found = [shown[next((s for s in shown if _key(name).startswith(s) and len(s) >= 3), _key(name))] for name in plain]
    changed = dict.fromkeys(f"{a} = {b}" for a, b in zip(plain, found, strict=True) if a != b)
    if changed:
        notes.append(f"pollsters taken as one: {few(changed, 12)}")
    return found


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _bare(name: str) -> str:
    name = re.sub(r"\s*Archived\b.*$", "", name)
    name = re.sub(r"\[[^\]]*\]|\([^)]*\)", "", name)
    return re.sub(r"\s+", " ", name).strip()
