"""What does a report look like? Pictures for the docs, of the demo's report: ``python docs/make_pictures.py`` (needs
Chromium)."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

import payola

HERE = Path(__file__).parent
SIZE = {"width": 1180, "height": 900}
PICTURES = {"report.png": "body", "network.png": "#network"}


def main() -> None:
    with TemporaryDirectory() as folder, sync_playwright() as browsers:
        report = payola.demo(Path(folder) / "demo").report.absolute()
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.goto(report.as_uri())
        for name, place in PICTURES.items():
            page.wait_for_timeout(2_000)
            page.evaluate("place => document.querySelector(place).scrollIntoView()", place)
            page.wait_for_timeout(2_000)
            page.screenshot(path=HERE / name)
        browser.close()


if __name__ == "__main__":
    main()
