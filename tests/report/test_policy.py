"""The page runs its own scripts and no other, fetches nothing and sends nothing, whatever people wrote into it."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report import cases
from tests.report.pages import Page

from payola.report.safe import data_block, plain, policy


@pytest.fixture(params=["plain", "named", "hostile"])
def page(request: pytest.FixtureRequest) -> Page:
    fixture = {"plain": "plain_html", "named": "named_html", "hostile": "hostile_html"}[request.param]
    return Page(request.getfixturevalue(fixture) if fixture != "hostile_html" else _hostile(request))


def _hostile(request: pytest.FixtureRequest) -> str:
    run = request.getfixturevalue("hostile")
    return str((run.path / "named.html").read_text(encoding="utf-8"))


def test_the_policy_lists_exactly_the_hashes_of_the_scripts_in_the_page(page: Page) -> None:
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in page.scripts()]
    assert len(hashes) == 2
    assert re.findall(r"'sha256-([^']+)'", page.policy()) == hashes


def test_the_policy_forbids_everything_else(page: Page) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy().split(";"))
    assert rules.pop("script-src").replace("'sha256-", "").count("'") == 2
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "connect-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_policy_comes_before_anything_it_governs(page: Page) -> None:
    order = [element.tag for element in page.elements]
    metas = [n for n, element in enumerate(page.elements) if "http-equiv" in element.attributes]
    assert metas[0] < min(order.index(tag) for tag in ("style", "script", "body"))


def test_nothing_in_the_page_names_a_place_to_load_from(page: Page) -> None:
    for element in page.elements:
        assert element.tag not in {"link", "iframe", "object", "embed", "base", "video", "audio", "source"}
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in {"srcdoc", "ping", "formaction", "background", "poster"}
            if name in {"src", "href", "xlink:href", "action", "srcset"}:
                assert (value or "").startswith(("#", "data:image/svg+xml;base64,")), (element.tag, name, value)
    assert not re.search(r"url\(|@import|expression\(", page.all("style")[0].text)


def test_scripts_use_nothing_that_the_policy_forbids(page: Page) -> None:
    own = page.scripts()[-1]
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\(", own)
    assert "ast: true" in own


def test_charts_name_no_address(page: Page) -> None:
    charts = {name: data for name, data in page.data().items() if name.startswith("chart-")}
    assert len(charts) == 3
    assert "http" not in json.dumps(charts)


def test_hostile_text_becomes_no_element(hostile_html: str, plain_html: str) -> None:
    def shape(page: str) -> set[str]:
        return {element.tag for element in Page(page).elements}

    assert shape(hostile_html) <= shape(plain_html)
    assert not any("onerror" in element.attributes for element in Page(hostile_html).elements)


def test_a_link_that_is_no_web_address_is_no_link(hostile_html: str) -> None:
    posts = Page(hostile_html).data()["evidence-data"]["posts"]
    assert set(posts.get("url", [""])) == {""}


def test_five_megabytes_of_caption_do_not_enter_the_page(hostile_html: str) -> None:
    assert len(hostile_html) < 2_000_000


def test_direction_overrides_and_control_characters_are_taken_out(hostile_html: str, named_html: str) -> None:
    for page in (hostile_html, named_html):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\x00-\x08\x0b-\x1f]", page)
        assert not re.search(
            r"\\u(202[a-e89]|206[6-9]|000[0-8])", page.split("<script type=", 1)[1].split("<script>")[0]
        )


@given(st.text())
def test_no_text_ends_a_data_block_or_changes_on_the_way(text: str) -> None:
    block = str(data_block("x", {"text": text}))
    inside = block.removeprefix('<script type="application/json" id="x">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == {"text": re.sub("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", "", text)}


@given(st.text(), st.integers(1, 50))
def test_shown_text_is_one_short_line_without_controls(text: str, longest: int) -> None:
    shown = plain(text, longest)
    assert len(shown) <= longest + 2
    assert not re.search("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]", shown)


def test_a_long_text_is_cut_between_words_and_a_long_word_within() -> None:
    assert plain("a reason of several words", 13) == "a reason of …"
    assert plain("a reason of several words", 11) == "a reason of …"
    assert plain("a reason of several words", 25) == "a reason of several words"
    assert plain("чистыйдворкаждомудому", 10) == "чистыйдвор …"
    assert plain("a чистыйдворкаждомудому", 10) == "a чистыйдв …"


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("Împreună!", "Сильный край", "👩‍👧 family", "a “quote” & more", "كلنا معا"):
        assert plain(text) == text


def test_a_page_without_scripts_allows_none() -> None:
    assert "script-src 'none'" in policy([])
    assert cases.MARK not in policy([cases.MARK])
