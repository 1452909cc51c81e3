"""Pages that say "type this" are typed here: what they show is what comes."""

from __future__ import annotations

import contextlib
import doctest
import io
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.docs.blocks import ROOT, Block, blocks, commands, written_pages

from payola.cli import main

LOOSELY = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
RUN_PAGES = [page for page in written_pages() if any(b.kind in ("console", "python") for b in blocks(page))]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demo, run once for all pages: its folder, and what the command printed."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "payola", "demo", "--no-open"], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder / "payola-demo", done.stdout


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    page: Path
    folder: Path
    demo: Callable[[], tuple[Path, str]]
    capfd: pytest.CaptureFixture[str]
    names: dict[str, Any] = field(default_factory=dict)
    printed: str = ""

    def follow(self, block: Block) -> None:
        where = f"{self.page.relative_to(ROOT)}:{block.line}"
        if block.note.startswith("not run"):
            assert block.note.partition(":")[2].strip(), f"{where} is not run; say why"
        elif block.note.startswith("file: "):
            (self.folder / block.note.removeprefix("file: ")).write_text(block.text, encoding="utf-8")
        elif block.note == "prints":
            assert_shown(block.text, self.printed, where)
        elif block.kind == "python":
            self.run_python(block, where)
        elif block.kind == "console":
            for command, shown in commands(block.text):
                self.run_command(command, shown, where)

    def run_python(self, block: Block, where: str) -> None:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block.text, where, "exec"), self.names)
        self.printed = out.getvalue()

    def run_command(self, command: str, shown: str, where: str) -> None:
        code, out, err = self.ran(command)
        if code:
            assert shown, f"{where}: {command} failed, and the page does not show it\n{err}"
            assert code == 2, f"{where}: {command} ended with {code}\n{err}"
            assert_shown("..." + shown, err, where)  # progress stands before the panel
        elif shown:
            assert_shown(shown, out, where)

    def ran(self, command: str) -> tuple[int, str, str]:
        words = shlex.split(command)
        if words[:2] == ["payola", "demo"]:
            made, printed = self.demo()
            shutil.copytree(made, self.folder / "payola-demo")
            return 0, printed, ""
        if words[0] != "payola" or {"|", ">", "2>&1"} & set(words):
            path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
            env = {"PATH": path, "LANG": "C.UTF-8", "COLUMNS": "100", "HOME": str(self.folder)}
            done = subprocess.run(["bash", "-ec", command], env=env, capture_output=True, text=True, cwd=self.folder)
            return done.returncode, done.stdout, done.stderr
        return self.ran_here(words)

    def ran_here(self, words: list[str]) -> tuple[int, str, str]:
        """A command of payola in this process, where everything heavy is loaded already."""
        self.capfd.readouterr()
        before, sys.argv = sys.argv, words
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.argv = before
        out, err = self.capfd.readouterr()
        return code, out, err


def assert_shown(shown: str, came: str, where: str) -> None:
    """What a page shows is what came; ``...`` stands for anything, white space does not count."""
    same = doctest.OutputChecker().check_output(shown, came, LOOSELY)
    assert same, f"{where} shows\n{shown}\nbut this came:\n{came}"


@pytest.mark.parametrize("page", RUN_PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_can_be_followed_from_top_to_bottom(
    page: Path,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    reader = Reader(page, tmp_path, lambda: request.getfixturevalue("demo"), capfd)
    for block in blocks(page):
        reader.follow(block)


def test_most_pages_are_run() -> None:
    assert {ROOT / "README.md", ROOT / "docs" / "tutorial.md"} <= set(RUN_PAGES)
    assert len(RUN_PAGES) >= 6
