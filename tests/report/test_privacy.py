"""What the report never shows unless it is asked to, and what it says when it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.report import cases
from tests.report.pages import Page, everything, readable

from payola import report
from payola.pseudonyms import PERSONAL_BANNER

IDS = [cases.post_id(n) for n in range(64)] + [cases.account_id(n) for n in range(8)]
NAMES = ["numbat", "quokka", "bilby", "tabmow", "potoroo", "ibis'", "dunnart", "wambenger", cases.MENTIONED, "kowari"]
CAPTIONS = ["Skating over", "my cat again", "a dance of ours", "gnidaer", "baking with", "separated"]
LINKS = ["tiktok.com", "/video/", "example.org", "someone/"]
TIMES = [str(cases.created(n)) for n in range(64)]


@pytest.mark.parametrize(
    "secrets", [IDS, NAMES, CAPTIONS, LINKS, TIMES], ids=["ids", "handles", "captions", "links", "seconds"]
)
def test_no_handle_id_link_mention_caption_or_exact_time_is_anywhere_in_the_page(
    plain_html: str, secrets: list[str]
) -> None:
    text = everything(plain_html)
    assert [secret for secret in secrets if secret in text] == []
    assert PERSONAL_BANNER not in text


def test_the_secrets_would_be_found_if_they_were_there(named_html: str) -> None:
    text = everything(named_html)
    for secrets in (IDS, NAMES, CAPTIONS, LINKS):
        assert any(secret in text for secret in secrets)


def test_followers_and_views_of_an_account_are_too_rough_to_look_it_up_by(plain_html: str, named_html: str) -> None:
    assert "120,000" in readable(plain_html)
    assert "123,456" not in everything(plain_html)
    assert "123456" not in everything(plain_html)
    assert "123,456" in readable(named_html)


def test_an_account_has_one_number_throughout_the_report(plain_html: str) -> None:
    data = Page(plain_html).data()
    told = set(re.findall(r"Account \d+", everything(plain_html)))
    assert set(data["network-data"]["labels"]) <= told
    assert told <= {f"Account {n}" for n in range(1, 9)}


def test_a_page_with_names_says_so_before_anything_else(named_html: str) -> None:
    assert readable(named_html).index(PERSONAL_BANNER) < 200
    assert cases.HANDLES[0] not in readable(named_html)[:200]


def test_captions_and_links_are_given_only_with_names(plain_html: str, named_html: str) -> None:
    plain, named = (Page(page).data()["evidence-data"]["posts"] for page in (plain_html, named_html))
    assert set(plain) == {"label", "account", "time"}
    assert {"url", "text"} < set(named)
    assert any("my cat again" in text for text in named["text"])


def test_no_words_judge_an_account(plain_html: str, named_html: str) -> None:
    for page in (plain_html, named_html):
        assert re.findall(r"\b(inauthentic\w*|bots?|trolls?|fake|astroturf\w*|paid by|hired)\b", readable(page)) == []


def test_views_of_a_few_posts_are_rough_too(tmp_path: Path) -> None:
    rows = cases.posts(12, views=34_567)
    carried = cases.carrying(rows)
    run = cases.ordinary(tmp_path / "run", posts=rows, uses=cases.uses(rows), families=carried["families"])
    text = everything(report.write(run).read_text(encoding="utf-8"))
    assert "100,000" in text
    assert not any(exact in text for exact in ("103,701", "103701", "34,567", "34567"))
