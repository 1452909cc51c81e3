"""Links lead somewhere, commands in the docs exist, and the papers of the project agree with its version."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.docs.blocks import GENERATED, ROOT, blocks, written_pages

from payola.cli import app

PAGES = [*written_pages(), *sorted(GENERATED.glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown viewer gives the headings of a page."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    headings = (re.sub(r"[^\w\- ]", "", heading.lower()).strip() for heading in HEADING.findall(text))
    return {heading.replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        place, _, anchor = link.partition("#")
        target = page if not place else page.parent / place
        if link.startswith("https://"):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_place_on_somebody_s_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.:/])/(?:work|tmp|home|root|Users|usr)/\S*|\bC:\\\S+", text) == []


@pytest.mark.parametrize("page", written_pages(), ids=name)
def test_every_command_and_option_that_a_page_names_exists(page: Path) -> None:
    known = options_of(typer.main.get_command(app))
    lines = [line for block in blocks(page) if block.kind in ("console", "sh") for line in joined(block.text)]
    spans = re.findall(r"`(payola [a-z][^`]*)`", FENCED.sub("", page.read_text(encoding="utf-8")))
    for line in [line.removeprefix("$ ") for line in lines if line.startswith(("$ payola ", "payola "))] + spans:
        words = shlex.split(line.split(" | ")[0].split(" > ")[0])[1:]
        command = " ".join(words[:2]) if " ".join(words[:2]) in known else words[0]
        assert command in known or command.startswith("--"), line
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= known.get(command, {"--version", "--help"}), line


def options_of(group: Any, path: str = "") -> dict[str, set[str]]:
    """The options of every command, and of the commands of a command (``reference fit``)."""
    known: dict[str, set[str]] = {}
    for command, found in group.commands.items():
        own = {name for param in found.params for name in (*param.opts, *param.secondary_opts)}
        known[path + command] = own | {"--help"}
        if hasattr(found, "commands"):
            known |= options_of(found, f"{path}{command} ")
    return known


def joined(text: str) -> list[str]:
    return text.replace("\\\n", " ").splitlines()


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(b.text for b in blocks(ROOT / "README.md"))))
    assert {"demo", "test"} <= named <= targets


def test_the_readme_opens_with_the_two_commands_and_a_picture() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    demo, test, picture = (text.index(part) for part in ("make demo", "make test", "docs/report.png"))
    assert demo < test < picture < 3000
    assert (ROOT / "docs" / "report.png").stat().st_size < 300_000


def test_the_changelog_and_the_citation_are_about_this_version() -> None:
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    told = dict(re.findall(r"^([a-z-]+): *(.*)$", citation, re.MULTILINE))
    assert told["version"].strip('"') == VERSION
    assert told["license"] == "MIT"
    assert {"cff-version", "message", "title", "type", "authors"} <= told.keys()
