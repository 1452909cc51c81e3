"""Whose contests were close where a campaign's reach went? Reach beside odds by district; never one number."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payola.columns import schema
from payola.outcomes.contests.errors import ContestError
from payola.run import Run

if TYPE_CHECKING:
    import pyarrow as pa


def exposure_table(contests: pa.Table, run: Run, slogans: Path | None = None) -> tuple[pa.Table, list[str]]:
    """Table ``contest_exposure``: one row a family and district, the most open contests first.

    A family belongs to the district that the slogan file gives its candidate, else to the one where a candidate of that
    name stands.

    Raises
    ------
    ContestError
        No family's candidate stands in any district.
    """
    import pyarrow as pa

    places = _places(contests.to_pylist(), slogans)
    districts = {row["district"]: row for row in contests.to_pylist()}
    views = {r["family_id"]: r for r in run["reach"].to_arrow().to_pylist() if r["measure"] == "views"} if (
        "reach" in run.tables()) else {}  # fmt: skip
    rows, homeless = [], []
    for family in run["families"].to_arrow().to_pylist():
        found = sorted(places.get((family["candidate"] or "").casefold(), set()) & set(districts))
        homeless += [family["candidate"] or family["slogan"]] if not found else []
        rows += [_row(family, views.get(family["family_id"], {}), districts[place], contests) for place in found]
    if not rows:
        raise ContestError.no_exposed_district(str(run.path.name), homeless)
    rows.sort(key=lambda row: (-(row["openness"] if row["openness"] is not None else -1.0), -(row["views"] or 0),
                               row["district"], row["family_id"]))  # fmt: skip
    notes = [f"families whose candidate stands in no district: {len(homeless)}"] if homeless else []
    return pa.Table.from_pylist(rows, schema("contest_exposure")), notes


def _places(rows: list[dict[str, Any]], slogans: Path | None) -> dict[str, set[str]]:
    """Candidate, case folded, to districts."""
    places: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["candidate"]:
            places[row["candidate"].casefold()].add(row["district"])
    if slogans is not None:
        from payola.language.slogan import read_slogans

        for slogan in read_slogans(slogans):
            if slogan.district:
                places[slogan.candidate.casefold()] = {slogan.district}
    return places


def _row(family: dict[str, Any], views: dict[str, Any], place: dict[str, Any], contests: pa.Table) -> dict[str, Any]:
    own: dict[str, Any] = next((r for r in contests.to_pylist() if r["district"] == place["district"]
                and (r["candidate"] or "").casefold() == (family["candidate"] or "").casefold()), {})  # fmt: skip
    chance = place["p_beaten"]
    return {
        "district": place["district"], "name": place["name"], "family_id": family["family_id"],
        "slogan": family["slogan"], "candidate": family["candidate"], "verdict": family["verdict"],
        "views": views.get("estimate", family["views"]), "views_low": views.get("low"), "views_high": views.get("high"),
        "p_beaten": chance, "openness": None if chance is None else 1 - abs(2 * chance - 1),
        "p_strongest": own.get("p_strongest"), "p_beats": own.get("p_beats"),
    }  # fmt: skip
