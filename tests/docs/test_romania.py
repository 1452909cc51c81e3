"""The page on Romania shows what its code prints, wherever the data it reads are at hand."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest
from tests.docs.blocks import ROOT, blocks

PAGE = ROOT / "docs" / "how-to" / "romania-2024.md"


@pytest.mark.data
def test_the_page_on_romania_shows_what_its_code_prints(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYOLA_DATA", str(data_folder))
    names: dict[str, Any] = {}
    printed: list[str] = []
    for block in blocks(PAGE):
        if block.kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block.text, f"{PAGE.name}:{block.line}", "exec"), names)
            printed.append(out.getvalue())
    shown = [block.text for block in blocks(PAGE) if block.kind == "text"]
    assert len(printed) == 2
    assert shown == printed
