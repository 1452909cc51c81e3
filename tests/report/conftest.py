"""Reports of the Run folders in ``cases``, written once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report import cases

from payola import report
from payola.run import Run


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = cases.ordinary(tmp_path_factory.mktemp("ordinary") / "run")
    report.write(run)
    report.write(run, show_names=True, out=run.path / "named.html")
    return run


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = cases.hostile(tmp_path_factory.mktemp("hostile") / "run")
    report.write(run)
    report.write(run, show_names=True, out=run.path / "named.html")
    return run


@pytest.fixture(scope="session")
def plain_html(ordinary: Run) -> str:
    return ordinary.report.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def named_html(ordinary: Run) -> str:
    return (ordinary.path / "named.html").read_text(encoding="utf-8")


@pytest.fixture(params=["report.html", "named.html"])
def hostile_html(hostile: Run, request: pytest.FixtureRequest) -> str:
    return Path(hostile.path / request.param).read_text(encoding="utf-8")
