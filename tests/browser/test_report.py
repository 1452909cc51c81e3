"""The report in a real browser: nothing leaves, nothing hostile runs, and everything works that a reader clicks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from payola.run import Run

from .conftest import Opener

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["report.html", "named.html"])
def test_an_ordinary_report_asks_for_nothing_and_complains_of_nothing(
    ordinary: Run, open_page: Opener, name: str
) -> None:
    watched = open_page(ordinary.path / name)
    watched.page.mouse.wheel(0, 20_000)
    watched.page.wait_for_timeout(200)
    assert watched.asked == []
    assert watched.complaints == []


@pytest.mark.parametrize("name", ["report.html", "named.html"])
def test_hostile_text_does_not_run_even_when_everything_is_opened(hostile: Run, open_page: Opener, name: str) -> None:
    watched = open_page(hostile.path / name)
    page = watched.page
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    for opener in page.locator("button.open").all():
        opener.click()
        page.locator("dialog .close").click()
    for mark in page.locator(".chart [aria-roledescription=bar], .chart [aria-roledescription=circle]").all()[:6]:
        mark.hover(force=True)
    assert page.evaluate("window.ran") is None
    assert watched.asked == []
    assert watched.complaints == []


def test_injected_markup_could_not_run_or_load_anything(ordinary: Run, open_page: Opener) -> None:
    watched = open_page(ordinary.report)
    refused = watched.page.evaluate(
        """async () => {
            const refused = [];
            document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
            const place = document.createElement('div');
            place.innerHTML = '<img src="https://example.org/x.png" onerror="window.ran=1">'
                + '<a onclick="window.ran=1">x</a>';
            document.body.append(place);
            place.querySelector('a').click();
            const script = document.createElement('script');
            script.textContent = 'window.ran=1';
            document.body.append(script);
            await fetch('https://example.org/').catch(() => 0);
            await new Promise((done) => setTimeout(done, 200));
            return refused;
        }"""
    )
    assert watched.page.evaluate("window.ran") is None
    assert {"img-src", "script-src-attr", "script-src-elem", "connect-src"} <= set(refused)


def test_tables_sort_by_number_and_back_and_say_so(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    table = page.locator("#pairs table")
    heading = table.locator("th", has_text="Together")

    def column() -> list[str]:
        return [text.split()[0] for text in table.locator("tbody tr td:nth-child(3)").all_inner_texts()]

    heading.locator("button").press("Enter")
    assert (heading.get_attribute("aria-sort"), column()) == ("descending", ["6", "5", "4", "3"])
    heading.locator("button").press("Enter")
    assert (heading.get_attribute("aria-sort"), column()) == ("ascending", ["3", "4", "5", "6"])
    table.locator("th", has_text="Other account").locator("button").click()
    assert heading.get_attribute("aria-sort") is None


def test_unknown_values_stand_last_whichever_way_a_column_is_sorted(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    table = page.locator("#accounts-F01 table")
    views = table.locator("th", has_text="Views").locator("button")
    for _ in range(2):
        views.click()
        assert table.locator("tbody tr td:nth-child(7)").all_inner_texts()[-1] == "unknown"


def test_tables_filter_by_a_word(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    page.locator("#evidence summary").first.click()
    field = page.locator("#posts-F01 input[type=search]")
    account = page.locator("#posts-F01 tbody tr").first.locator("td").nth(1).inner_text()
    field.fill(account)
    shown = page.locator("#posts-F01 tbody tr:visible")
    assert 0 < shown.count() < page.locator("#posts-F01 tbody tr").count()
    assert all(account in text for text in shown.all_inner_texts())
    assert page.locator("#posts-F01 output").inner_text().startswith(f"{shown.count()} of ")


@pytest.mark.parametrize("section", ["headline", "families", "matches", "accounts", "pairs"])
def test_the_posts_behind_a_finding_are_one_click_away(ordinary: Run, open_page: Opener, section: str) -> None:
    page = open_page(ordinary.report).page
    page.locator(f"#{section} button.open").first.click()
    dialog = page.locator("dialog#posts")
    assert dialog.is_visible()
    assert dialog.locator("tbody tr").count() > 0
    assert "Account" in dialog.locator("tbody").inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_the_dialog_shows_times_in_utc_whatever_the_reader_s_clock(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report, timezone_id="Pacific/Auckland", locale="ro-RO").page
    page.locator("#headline button.open").first.click()
    assert "1 Nov 2024 00:20" in page.locator("dialog tbody tr").first.inner_text()


def test_captions_and_links_show_in_the_dialog_only_with_names(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.path / "named.html").page
    page.locator("#headline button.open").first.click()
    first = page.locator("dialog tbody tr").first
    assert "Skating over the old bridge" in first.inner_text()
    assert first.locator("a").get_attribute("rel") == "noreferrer noopener"


def test_every_chart_has_a_size_and_marks(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    page.wait_for_function("document.querySelectorAll('.chart[data-drawn]').length === 3")
    for chart in page.locator(".chart svg").all():
        box = chart.bounding_box()
        assert box is not None
        assert box["width"] > 600
        assert box["height"] > 80
        assert chart.locator("path").count() > 3


def test_the_network_is_drawn_and_a_click_on_an_account_lists_its_pairs(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    canvas = page.locator("#network-canvas")
    canvas.scroll_into_view_if_needed()
    page.wait_for_function("document.getElementById('network-canvas').dataset.drawn === '5'")
    inked = page.evaluate(
        """() => {
            const canvas = document.getElementById('network-canvas');
            const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            return dots.filter((value, place) => place % 4 === 3 && value > 0).length;
        }"""
    )
    assert inked > 500
    net = drawn(page)
    canvas.click(position=place(page, net["x"][0], net["y"][0]))
    assert net["labels"][0] in page.locator("#network-chosen").inner_text()
    page.locator("#network-chosen button").first.click()
    assert page.locator("dialog tbody tr").count() == 2


def test_a_click_on_a_line_of_the_network_opens_its_posts(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    page.locator("#network-canvas").scroll_into_view_if_needed()
    net = drawn(page)
    for a, b in net["ends"]:
        halfway = place(page, (net["x"][a] + net["x"][b]) / 2, (net["y"][a] + net["y"][b]) / 2)
        page.locator("#network-canvas").click(position=halfway)
        title = page.locator("dialog h2").inner_text()
        assert net["labels"][a] in title
        assert net["labels"][b] in title
        page.keyboard.press("Escape")


def test_the_network_zooms_and_thins_out(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report).page
    page.locator("#network-least").fill("6")
    page.wait_for_function("document.getElementById('network-canvas').dataset.drawn === '2'")
    before = page.locator("#network-canvas").screenshot()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(100)
    assert page.locator("#network-canvas").screenshot() != before


def drawn(page: Page) -> dict[str, Any]:
    """The network as the page holds it."""
    found: dict[str, Any] = page.evaluate("JSON.parse(document.getElementById('network-data').textContent)")
    return found


def place(page: Page, x: float, y: float) -> dict[str, float]:
    """Where a point of the network stands on the canvas, before any zooming."""
    net, box = drawn(page), page.locator("#network-canvas").bounding_box()
    assert box is not None
    middle = [(min(net[axis]) + max(net[axis])) / 2 for axis in "xy"]
    reach = [(max(net[axis]) - min(net[axis])) / 2 for axis in "xy"]
    scale = min((box["width"] / 2 - 26) / reach[0], (box["height"] / 2 - 26) / reach[1])
    return {
        "x": box["width"] / 2 + (x - middle[0]) * scale,
        "y": box["height"] / 2 + (y - middle[1]) * scale,
    }


def test_the_page_fits_a_phone(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report, width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(ordinary: Run, open_page: Opener, scheme: str) -> None:
    page = open_page(ordinary.report, color_scheme=scheme).page
    ratios = page.evaluate(
        """() => {
            const light = (colour) => {
                const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3)
                    .map((v) => v / 255)
                    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = (element) => {
                for (let at = element; at; at = at.parentElement) {
                    const colour = getComputedStyle(at).backgroundColor;
                    if (!/, 0\\)$|transparent/.test(colour)) return colour;
                }
                return 'rgb(255, 255, 255)';
            };
            const places = '.lead .read .tag .caution td .candidate .part nav .open figcaption';
            return places.split(' ').map((place) => {
                const element = document.querySelector(place);
                const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
                return [place, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
            });
        }"""
    )
    assert [(place, ratio) for place, ratio in ratios if ratio < 4.5] == []


def test_without_scripts_tables_text_and_still_charts_are_there(ordinary: Run, open_page: Opener) -> None:
    page = open_page(ordinary.report, java_script_enabled=False).page
    assert page.locator("#pairs tbody tr").count() == 4
    assert page.locator("img.still").count() == 4
    assert page.locator(".tools").is_hidden()
    for picture in page.locator("img.still").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 60
