"""A real browser without a network, and a record of what a page asked for and complained about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.report import cases

from payola import report
from payola.run import Run

BROWSERS = (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser"), Path("/usr/bin/google-chrome"))


@dataclass
class Watched:
    """A page, what it asked for beyond itself, and what it complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Opener = Callable[..., Watched]


@pytest.fixture(scope="session")
def browser(require_part: Callable[[str, bool], None]) -> Iterator[Browser]:
    found = [path for path in BROWSERS if path.exists()]
    require_part("Chromium", bool(found))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found[0], args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Open a file as a reader does; close it after the test."""
    contexts = []

    def opened(file: Path, width: int = 1200, **options: object) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, offline=True, reduced_motion="reduce", **options
        )
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.on("console", lambda message: watched.complaints.append(message.text))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
        watched.page.on("request", lambda request: watched.asked.append(request.url))
        watched.page.goto(file.absolute().as_uri())
        if options.get("java_script_enabled", True):
            watched.page.wait_for_selector("[data-drawn]")
        watched.asked[:] = [url for url in watched.asked if not url.startswith(("file:", "data:image/svg+xml"))]
        return watched

    yield opened
    for context in contexts:
        context.close()


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
