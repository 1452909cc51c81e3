"""What the report says: unknown stays unknown, nothing is left out in silence, and the words fit the numbers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from tests.report import cases
from tests.report.pages import Page, readable

from payola import report
from payola.errors import RunError
from payola.report import section
from payola.report.section import Section, Shown
from payola.run import Run


def told(run: Run) -> str:
    """The words of a run's report, written anew."""
    return readable(report.write(run, out=run.path / "again.html").read_text(encoding="utf-8"))


def test_the_headline_says_which_slogans_were_found_how_often_and_what_that_does_not_mean(plain_html: str) -> None:
    words = readable(plain_html)
    headline = words[words.index("What was found What was read") :]
    assert "1 of 2 slogans appears as hashtags: 16 posts by 2 accounts carry them" in headline
    assert "Not found as a hashtag: “Never said”" in headline
    assert "Whether the tags were pushed. No verdict: not computed." in headline
    assert "Views are not votes; they are known for 8 of the 16 posts" in headline


def test_the_sections_stand_in_their_order_and_each_can_be_reached_from_the_menu(plain_html: str) -> None:
    page = Page(plain_html)
    ids = [element.attributes["id"] for element in page.all("section")]
    wanted = [
        "headline",
        "data",
        "slogans",
        "accounts",
        "coordination",
        "network",
        "evidence",
        "objects",
        "methods",
        "limits",
    ]
    assert ids == wanted
    assert [e.attributes["href"] for e in page.all("a") if str(e.attributes.get("href")).strip("#") in wanted][:10] == [
        f"#{name}" for name in wanted
    ]


def test_a_page_has_a_language_a_title_landmarks_and_one_first_heading(plain_html: str) -> None:
    page = Page(plain_html)
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].text
    assert {"header", "nav", "main", "footer"} <= {element.tag for element in page.elements}
    assert len(page.all("h1")) == 1
    for table in page.all("table"):
        assert table.attributes.get("class") == "sortable"
    assert len(page.all("caption")) == len(page.all("table"))


def test_without_a_verdict_nothing_is_blank_or_zero(plain_html: str) -> None:
    assert "no verdict: not computed" in readable(plain_html)
    assert "chance has not been subtracted" in readable(plain_html)
    assert not re.search(r"<td[^>]*></td>", plain_html)
    assert "None" not in readable(plain_html)
    assert not re.search(r"\bnan\b", readable(plain_html), re.IGNORECASE)


def test_a_verdict_is_shown_with_its_reason(tmp_path: Path) -> None:
    family = cases.carrying(cases.posts())["families"][0] | {"verdict": "not testable", "reason": "too few other tags"}
    words = told(cases.ordinary(tmp_path / "run", families=[family]))
    assert "not testable: too few other tags" in words
    assert "1 not testable" in words
    assert "No test of significance was made" not in words


def test_several_verdicts_are_counted_in_words_that_fit(tmp_path: Path) -> None:
    (family,) = cases.carrying(cases.posts())["families"]
    families = [
        family | {"family_id": f"f{i}", "verdict": verdict, "reason": "why"}
        for i, verdict in enumerate(["does not stand out", "stands out", "does not stand out", "not testable"])
    ]
    headline = told(cases.ordinary(tmp_path / "run", families=families))
    assert "1 stands out, 2 do not stand out, 1 not testable" in headline


def test_the_headline_says_how_many_accounts_meet_beyond_chance_and_beyond_a_reference(tmp_path: Path) -> None:
    def said(*grades: str | None) -> str:
        accounts = [{"account_id": cases.account_id(n), "grade": grade} for n, grade in enumerate(grades)]
        coordination = cases.manifest(coordination={"layers": {}, "testable_accounts": len(grades) + 7})
        return told(cases.ordinary(tmp_path / "-".join(map(str, grades)), coordination, accounts=accounts))

    assert "None of the 9 accounts that could be tested meets others" in said(None, None)
    assert "1 account of 9 that could be tested meets others more often than chance gives; shared events" in said(
        None, "C"
    )
    assert "3 accounts of 10 that could be tested meet others more often than chance gives, 2 of them also" in said(
        "A", "B", "C"
    )
    assert "shared events and fans are not excluded for the other 1." in said("A", "B", "C", None)
    assert "not excluded" not in said("B", "B").split("How that was tested")[0]


def test_unknown_views_are_unknown_and_not_zero(tmp_path: Path) -> None:
    rows = cases.posts(views=None, followers=None, disclosed=None)
    carried = cases.carrying(rows)
    words = told(cases.ordinary(tmp_path / "run", posts=rows, families=carried["families"]))
    assert "views unknown" in words
    assert "seen" not in words[: words.index("What was read and dropped")].split("carry them")[1][:10]
    accounts = words[words.index("Accounts behind “Strong region”") :]
    assert "unknown unknown unknown" in accounts
    assert " 0 views" not in words


def test_what_is_not_shown_is_counted_and_its_place_named(tmp_path: Path) -> None:
    rows = cases.posts(400)
    carried, drawn = cases.carrying(rows), cases.network()
    run = cases.ordinary(
        tmp_path / "run",
        posts=rows,
        uses=cases.uses(rows),
        matches=carried["matches"],
        families=carried["families"],
        evidence=[*carried["evidence"], *drawn["evidence"]],
    )
    text = report.write(run).read_text(encoding="utf-8")
    assert "20 of 100 posts (the first) are shown; all are in table “evidence” of the Run folder" in readable(text)
    findings = Page(text).data()["evidence-data"]["findings"].values()
    of_family = [finding for finding in findings if finding["total"] == 100]
    assert of_family
    assert {len(finding["rows"]) for finding in of_family} == {60}


def test_every_pair_drawn_and_every_match_opens_posts(plain_html: str) -> None:
    data = Page(plain_html).data()
    findings = data["evidence-data"]["findings"]
    assert len(data["network-data"]["findings"]) == 4
    assert all(findings[key]["rows"] for key in data["network-data"]["findings"])
    opened = re.findall(r'data-finding="(\w+)"', plain_html)
    assert len(opened) >= 4 + 1 + 1 + 2
    assert set(opened) <= set(findings)


def test_the_posts_behind_a_pair_are_its_own(ordinary: Run, named_html: str) -> None:
    data = Page(named_html).data()
    evidence, drawn = data["evidence-data"], data["network-data"]
    wanted = {tuple(sorted(pair)) for pair in [(0, 1), (0, 2), (1, 2), (3, 4)]}
    found = set()
    for key, ends in zip(drawn["findings"], drawn["ends"], strict=True):
        posts = {evidence["posts"]["label"][post] for post, _ in evidence["findings"][key]["rows"]}
        accounts = {evidence["accounts"][evidence["posts"]["account"][p]] for p, _ in evidence["findings"][key]["rows"]}
        assert accounts == {drawn["labels"][end] for end in ends}
        found.add(tuple(sorted(n for n in range(8) if cases.post_id(n) in posts)))
    assert found == wanted


def test_what_other_thresholds_would_keep_is_shown_beside_the_one_that_is_used(tmp_path: Path) -> None:
    accounts = [{"account_id": cases.account_id(n), "q": q} for n, q in enumerate([0.0004, 0.03, 0.07, 0.5])]
    drawn = cases.network()["pairs"]
    pairs = [row | {"q": q} for row, q in zip(drawn, [0.004, 0.04, 0.15, None], strict=True)]
    coordination = cases.manifest(coordination={"layers": {"tag": {"tests": [cases.SCALE]}}})
    words = told(cases.ordinary(tmp_path / "run", coordination, accounts=accounts, pairs=pairs))
    table = words[words.index("The same at other thresholds") :]
    for row in ("0.1 % 0 1", "1 % 1 1", "5 % (used here) 2 2", "10 % 2 3", "20 % 3 3"):
        assert row in table


def test_tags_in_common_are_shown_with_their_posts_and_with_what_looks_the_same(plain_html: str) -> None:
    words = readable(plain_html)
    section = words[words.index("Unusual tags in common") :]
    assert "2 pairs of 4 accounts share more unusual tags" in section
    assert "1 more pair with a grade for its moments does so too" in section
    assert "supports other findings and is none by itself" in section
    for innocent in ("same interest", "one owner or agency", "passed on", "lists copied"):
        assert innocent in section
    findings = Page(plain_html).data()["evidence-data"]["findings"].values()
    assert [len(one["rows"]) for one in findings if "in common" in one["title"]] == [4, 4, 4]


def test_where_tags_in_common_were_not_tested_it_is_said(tmp_path: Path) -> None:
    untested = {"layers": {}, "shared_tags": {"not_tested": "of a tag search no more is known"}}
    words = told(cases.ordinary(tmp_path / "run", cases.manifest(coordination=untested), shared_tags=[]))
    assert "share unusual tags was not tested: of a tag search no more is known." in words


def test_the_ledger_names_every_file_and_every_reason(plain_html: str) -> None:
    words = readable(plain_html)
    ledger = words[words.index("Files, and what became of their rows") : words.index("Content Slogans")]
    assert "[a name] table 1.2 kB 70 64 4 2 times are Unix seconds" in ledger
    assert "no time time 2 [a name] 4" in ledger
    assert "duplicate rows: 4 (the post stands in another row already)" in ledger


def test_the_methods_paragraph_holds_what_it_takes_to_repeat_the_analysis(plain_html: str) -> None:
    words = readable(plain_html)
    paragraph = words[words.index("We read") : words.index("Settings and stages")]
    for part in ("64 posts by 8 accounts", "payola 0.1.0", "duckdb 2.0.0", "Python 3.11.9", "Seed: 7", "within 60 s"):
        assert part in paragraph
    assert "ab" * 32 in paragraph
    assert "Posts were gathered by searching for tags." in paragraph


def test_limits_depend_on_how_the_posts_were_gathered(plain_html: str, tmp_path: Path) -> None:
    assert "These posts come from a tag search" in readable(plain_html)
    settings = {**cases.manifest()["settings"], "collected_by": "accounts"}
    words = told(cases.ordinary(tmp_path / "run", cases.manifest(settings=settings)))
    assert "tag search" not in words
    assert "a few hundred of hundreds of thousands" in words
    for part in ("Deleted", "Nothing here attributes", "Moving together is not deceiving", "Reach is not effect"):
        assert part in words


def test_a_run_without_slogans_and_pairs_still_has_a_report(tmp_path: Path) -> None:
    rows = cases.posts(5)
    nothing: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("refusals", "matches", "families", "pairs", "layout", "evidence")
    }
    files = cases.manifest()["inputs"]
    run = cases.write_run(
        tmp_path / "run", cases.manifest(slogans=[]), files=files, posts=rows, uses=cases.uses(rows), **nothing
    )
    words = told(run)
    assert "5 posts by 5 accounts were read. No slogan file was given" in words
    assert "There is no network to draw" in words


def test_tables_and_keys_of_the_manifest_that_are_absent_are_no_error(tmp_path: Path) -> None:
    rows = cases.posts(5)
    run = cases.write_run(tmp_path / "run", {}, posts=rows, uses=cases.uses(rows))
    words = told(run)
    assert "with payola unknown" in words
    assert "5 posts by 5 accounts were read" in words


def test_a_run_without_any_post_says_so(tmp_path: Path) -> None:
    words = told(cases.write_run(tmp_path / "run", cases.manifest(slogans=[]), posts=[], uses=[]))
    assert "0 posts by 0 accounts were read" in words


def test_the_same_run_gives_the_same_bytes(ordinary: Run, plain_html: str) -> None:
    again = report.write(ordinary, out=ordinary.path / "again.html")
    assert again.read_text(encoding="utf-8") == plain_html


def test_a_report_that_cannot_be_written_leaves_the_old_one(ordinary: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Nothing can be written"):
        report.write(ordinary, out=tmp_path / "absent" / "report.html")
    old = tmp_path / "report.html"
    old.write_text("the old report")
    broken = Run(ordinary.path)
    broken.__dict__["manifest"] = {"settings": {"seed": "no number"}}
    with pytest.raises(ValueError, match="no number"):
        report.write(broken, out=old)
    assert old.read_text() == "the old report"
    assert list(tmp_path.iterdir()) == [old]


def test_another_package_adds_a_section_by_entry_point(
    ordinary: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Section("weather", "Weather", "Did it rain?", lambda material: Shown(Markup("<p>It rained.</p>")))

    class Entry:
        name = "weather"

        def load(self) -> Section:
            return added

    monkeypatch.setattr(section, "entry_points", lambda group: [Entry()] if group == "payola.sections" else [])
    text = report.write(ordinary, out=tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<section id="weather"' in text
    assert "It rained." in text


def test_a_network_of_thousands_of_pairs_keeps_the_page_small(tmp_path: Path) -> None:
    accounts = [str(6_900_000_000_000_000_000 + n) for n in range(900)]
    pairs = [tuple(sorted((accounts[n % 900], accounts[(n * 7 + 1 + n // 900) % 900]))) for n in range(2_000)]
    rows = [
        {"account_a": a, "account_b": b, "layer": "tag", "window_s": 60, "seen": 2 + n % 9, "mean_gap_s": 1.0}
        for n, (a, b) in enumerate(dict.fromkeys(pairs))
    ]
    behind = [
        {
            "finding_id": f"tag:{row['account_a']}|{row['account_b']}", "table": "pairs", "post_id": f"{n}-{k}",
            "account_id": row["account_a" if k % 2 else "account_b"], "created_at": cases.START + n * 60 + k,
            "why": f"used #tag{n % 300} within {k} s of the other",
        }
        for n, row in enumerate(rows) for k in range(40)
    ]  # fmt: skip
    layout = [
        {"account_id": account, "x": n / 450 - 1, "y": 0.0, "community": n % 20, "strength": 5}
        for n, account in enumerate(accounts)
    ]
    key = ("post_id", "account_id", "created_at")
    used = [{**{name: row[name] for name in key}, "layer": "tag", "object": "fyp"} for row in behind]
    run = cases.ordinary(tmp_path / "run", pairs=rows, layout=layout, evidence=behind, uses=used)
    text = report.write(run).read_text(encoding="utf-8")
    assert len(Page(text).data()["network-data"]["ends"]) == len(rows)
    assert len(text) < 3_000_000
