"""Who stands this time? The declared candidates, or everybody who stood last time where nobody was declared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from payola.outcomes.contests.ballot import Stand, stands_of
from payola.outcomes.contests.checks import check_districts
from payola.outcomes.contests.errors import ContestError, few, of
from payola.outcomes.contests.headings import HINTS as RESULT_HINTS
from payola.outcomes.contests.parties import Parties, cleaned, match
from payola.outcomes.contests.results import Results
from payola.outcomes.contests.tables import Sheet, find_column, numbers_of, read_sheet, truth, values_of

HINTS = {key: RESULT_HINTS[key] for key in ("district", "party", "candidate", "incumbent")} | {
    "prior": ("prior", "prior_share", "expected_change"),
    "prior_sd": ("prior_sd", "prior_error"),
}
STRANGERS = 0.5  # share of unknown districts from which the two files are taken not to belong together
USUAL_PRIOR_SD = 0.02


def read_candidates(
    path: Path, results: Results, parties: Parties, told: Mapping[str, str] | None = None
) -> tuple[list[Stand], list[str]]:
    """The declared candidates, and what was found on the way (to be said).

    Raises
    ------
    InputError, ContestError
        No column for the district or party; a candidate stands twice; most districts are not in the last results; a
        prior that is no share.
    """
    sheet = read_sheet(path)
    told = {key: name for key, name in (told or {}).items() if set(name.split("+")) <= set(sheet.columns)}
    found = {key: find_column(sheet, key, hints, told) for key, hints in HINTS.items()}
    district = find_column(sheet, "district", HINTS["district"], told, "the district") or ""
    party = find_column(sheet, "party", HINTS["party"], told, "the party") or ""
    last = {row.district for row in results.rows if row.election == results.elections[-1]}
    check_districts(sheet, district, last)
    names, notes = _parties(sheet, party, results, parties)
    text = {key: values_of(sheet, name) if name else [""] * len(sheet) for key, name in found.items()}
    priors, errors = _priors(sheet, found["prior"]), _priors(sheet, found["prior_sd"])
    marked = _marked(sheet, found["incumbent"])
    stands = [
        Stand(place, names[given], text["candidate"][i], marked[i], priors[i] or 0.0,
              _error(priors[i], errors[i]), sheet.rows[i])
        for i, (place, given) in enumerate(zip(values_of(sheet, district), sheet.columns[party], strict=True))
    ]  # fmt: skip
    _check(path.name, stands, results, parties, party)
    notes += remarks(path.name, stands, found["incumbent"] or "incumbent", district)
    missing = sorted(last - {s.district for s in stands})
    if missing and any(not row.notional for row in results.rows):
        notes.append(f"{of(len(missing), 'district')} of the last results without candidates, left out: {few(missing)}")
    return stands, notes


def _marked(sheet: Sheet, column: str | None) -> list[bool | None]:
    """Who is marked as the incumbent; refused where a mark is neither yes nor no."""
    if column is None:
        return [None] * len(sheet)
    for text, line in zip(sheet.columns[column], sheet.rows, strict=True):
        if text and truth(text) is None:
            raise ContestError.no_yes_or_no(sheet.name, line, column, text)
    return [truth(text) for text in sheet.columns[column]]


def _parties(sheet: Sheet, column: str, results: Results, parties: Parties) -> tuple[dict[str, str], list[str]]:
    names: dict[str, str] = {}
    for given in dict.fromkeys(sheet.columns[column]):
        known = match(given, results.parties, parties, sheet.name, column) if given else []
        if len(known) > 1:
            raise ContestError.unsettled_name(sheet.name, column, given, known)
        names[given] = known[0] if known else cleaned(given)
    aliases = [f"{given} = {name}" for given, name in names.items() if given != name]
    new = [name for name in names.values() if name not in results.parties]
    notes = [f"names among the candidates: {few(aliases, 30)}"] if aliases else []
    if new:
        notes.append(f"parties without any earlier result: {few(new, 12)} (if renamed, say so with --parties)")
    return names, notes


def _priors(sheet: Sheet, column: str | None) -> list[float | None]:
    values: list[float | None] = numbers_of(sheet, column) if column else [None] * len(sheet)
    for value, line in zip(values, sheet.rows, strict=True):
        if value is not None and abs(value) > 1:
            raise ContestError.bad_share(sheet.name, line, str(column), value)
    return values


def _error(prior: float | None, error: float | None) -> float:
    return abs(error) if error is not None else USUAL_PRIOR_SD if prior else 0.0


def _check(file: str, stands: list[Stand], results: Results, parties: Parties, column: str) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for s in stands:
        key = (s.district, s.party, s.candidate.casefold())
        several = not s.candidate and (parties.is_independent(s.party) or parties.is_aggregate(s.party))
        if key in first and not several:
            what = f"{s.candidate or s.party!r} in district {s.district!r}"
            raise ContestError.duplicate(file, first[key], s.line, column, what)
        first.setdefault(key, s.line)
    last = {row.district for row in results.rows if row.election == results.elections[-1]}
    places = dict.fromkeys(s.district for s in stands)
    unknown = [place for place in places if place not in last]
    if len(unknown) > STRANGERS * len(places):
        raise ContestError.districts_differ(file, len(unknown) / len(places), unknown)


def remarks(file: str, stands: list[Stand], incumbent: str, district: str) -> list[str]:
    """What is odd but possible: one candidate alone, no incumbent marked where others are."""
    marked = {s.district for s in stands if s.incumbent}
    stands_in: dict[str, list[Stand]] = defaultdict(list)
    for s in stands:
        stands_in[s.district].append(s)
    notes = lone_candidates(file, stands, district)
    several = [s for s in stands if s.incumbent and sum(o.incumbent is True for o in stands_in[s.district]) > 1]
    if several:
        notes.append(
            f"{of(len({s.district for s in several}), 'district')} with more than one incumbent marked (first: {file} "
            f"row {several[0].line}, column {incumbent}: {several[0].district}); the others try to beat all of them"
        )
    without = [s for s in stands if marked and s.district not in marked]
    if without:
        notes.append(
            f"{of(len({s.district for s in without}), 'district')} without an incumbent marked (first: {file} row "
            f"{without[0].line}, column {incumbent}: {without[0].district}); the last winner's party is taken. "
            "Mark the incumbent there if somebody else holds the seat."
        )
    return notes


def lone_candidates(file: str, stands: list[Stand], district: str) -> list[str]:
    """Districts in which one candidate stands alone; ``district`` is the column that names them."""
    counts = Counter(s.district for s in stands)
    lone = [s for s in stands if counts[s.district] == 1]
    if not lone:
        return []
    return [
        f"{of(len(lone), 'district')} with one candidate (first: {file} row {lone[0].line}, column {district}: "
        f"{lone[0].district}); there is nothing to choose there. Add candidates that are missing."
    ]


def as_last_time(results: Results) -> tuple[list[Stand], list[str]]:
    """Everybody who stood at the last election, stated as the assumption it is."""
    last = results.elections[-1]
    stands = [replace(s, incumbent=None) for s in stands_of(results, last, redrawn=True)]  # who held it then is past
    when = last or "the last election"
    return stands, [
        f"no candidates were given: everybody who stood at {when} is taken to stand again (--candidates FILE)",
        *lone_candidates(results.file, stands, results.district_column),
    ]
