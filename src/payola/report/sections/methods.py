"""How was this done? One paragraph to paste, with what it takes to do it again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from payola.report import grid, words
from payola.report.grid import Cell, Grid, Heading
from payola.report.material import Material
from payola.report.section import Section, Shown, render

NAMED_CHECKSUMS = 3
FILES = ("slogans", "reference", "comments", "strike", "pushed", "prices", "lexicon")  # settings that name files


def show(material: Material) -> Shown:
    manifest = material.manifest
    inputs = manifest.get("inputs") or []
    tested = manifest.get("coordination") or {}
    facts: dict[str, Any] = {
        "version": manifest.get("payola", words.UNKNOWN),
        "python": manifest.get("python", words.UNKNOWN),
        "libraries": sorted((manifest.get("libraries") or {}).items()),
        "created": words.stamp(manifest.get("created_at")),
        "n_files": len(inputs),
        "checksum": checksum(inputs),
        "short": [row["sha256"] for row in inputs[:NAMED_CHECKSUMS]] if len(inputs) <= NAMED_CHECKSUMS else [],
        "n_posts": len(material.names.posts),
        "n_accounts": len(material.names.accounts),
        "n_refused": sum(row.get("refused") or 0 for row in inputs),
        "n_duplicate": sum(row.get("duplicate") or 0 for row in inputs),
        "n_slogans": len(manifest.get("slogans") or []),
        "n_pairs": material.counted_pairs,
        "network": manifest.get("network") or {},
        "n_watched": (manifest.get("waves") or {}).get("videos tested", 0),
        "coordination": list(tested.get("layers") or {}),
        "in_common": (tested.get("shared_tags") or {}).get("pairs_tested"),
        "reference": (tested.get("reference") or {}).get("posts"),
        "settings": material.settings,
        "table_": _settings(material),
        "stages": _stages(manifest.get("stages") or []),
        "judged": material.table("families")["verdict"].count() > 0,
        "n_reference": material.height("reference_tags"),
        "level": (manifest.get("verdicts") or {}).get("level", 0.1),
    }
    return Shown(render("methods.html", **facts))


def checksum(inputs: list[dict[str, Any]]) -> str:
    """One checksum of all inputs: sha256 of their sorted sha256 sums, one a line."""
    sums = sorted(str(row.get("sha256")) for row in inputs)
    return hashlib.sha256("\n".join(sums).encode("ascii", "replace")).hexdigest()


def _settings(material: Material) -> Grid:
    values = material.manifest.get("settings") or {}
    rows = [
        (grid.text(name), grid.text((material.names.file if name in FILES else material.names.text)(_told(value))))
        for name, value in sorted(values.items())
    ]
    return Grid("settings", "Settings", (Heading("Setting"), Heading("Value")), rows)


def _told(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _stages(stages: list[dict[str, Any]]) -> Grid | None:
    if not stages:
        return None
    headings = (Heading("Stage"), Heading("Seconds", "number"), Heading("Peak memory", "number", "MB, so far"))
    rows = [
        (Cell(stage["name"], stage["name"]), grid.number(stage.get("seconds"), 1), grid.number(stage.get("peak_mb")))
        for stage in stages
    ]
    return Grid("stages", "What the analysis took", headings, rows)


SECTION = Section(
    "methods", "Methods, to paste", "How was this done, and how can it be repeated?", show, short="Methods"
)
