"""What does a page of the docs show? Its fenced blocks, in order, with what a comment before them says.

``<!-- file: NAME -->`` before a block: it is a file that the page asks to save. ``<!-- prints -->``: it is what the
Python block before it prints. ``<!-- not run: WHY -->``: it cannot be run here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "docs" / "reference"
BLOCK = re.compile(
    r"(?:^<!-- (?P<note>[^\n]*?) -->\n\s*)?^```(?P<kind>[\w-]*)[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the note before it, and the line it starts in."""

    kind: str
    text: str
    note: str
    line: int


def written_pages() -> list[Path]:
    """The pages that people write (the reference is made from the code)."""
    docs = [path for path in sorted((ROOT / "docs").rglob("*.md")) if GENERATED not in path.parents]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *docs]


def blocks(page: Path) -> list[Block]:
    """Every fenced block of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["kind"], found["text"], found["note"] or "", text.count("\n", 0, found.start()) + 1)
        for found in BLOCK.finditer(text)
    ]


def commands(console: str) -> list[tuple[str, str]]:
    """Commands of a console block, each with the output shown for it."""
    found: list[tuple[str, str]] = []
    for line in console.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line + "\n")
    return found
