"""The tables reach and reception as a scan writes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.csv as csv
import pytest
from tests.outcomes.creators import creators

import payola
from payola.errors import OptionError

SLOGANS = '[[candidate]]\nname = "A. Candidate"\nlanguage = "en"\nslogans = ["Strong region"]\n'


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 creators; their posts of the family earn three times the usual views and half the likes."""
    folder = tmp_path_factory.mktemp("corpus")
    posts, family = creators(2, 24, lift=3.0, likes=0.5)
    text = np.where(family, "my cat #strongregion", "my cat #cat")
    table = posts.drop_columns(["disclosed"]).append_column("text", [text.tolist()])
    csv.write_csv(table, folder / "posts.csv")
    (folder / "slogans.toml").write_text(SLOGANS)
    return folder


def scanned(corpus: Path, out: Path, **settings: object) -> dict[str, dict[str, object]]:
    run = payola.scan(corpus / "posts.csv", out=out, slogans=corpus / "slogans.toml", **settings)
    rows = pl.concat([run.reach.to_polars(), run.reception.to_polars().drop("q")], how="diagonal")
    return {str(row["measure"]): row for row in rows.to_dicts()}


def test_a_scan_writes_reach_and_reception_of_every_family(corpus: Path, tmp_path: Path) -> None:
    rows = scanned(corpus, tmp_path / "run")
    assert rows["views"]["n_posts"] == 24
    assert rows["lift"]["low"] > 1.2  # type: ignore[operator]
    assert rows["likes a view"]["high"] < 1  # type: ignore[operator]
    assert "--pushed" in str(rows["half-life of uptake"]["note"])


def test_named_accounts_and_prices_change_what_can_be_said(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "pushed.txt").write_text("# known from a contract\n@Name1\na2\n")
    (tmp_path / "prices.toml").write_text('currency = "EUR"\n[[tier]]\nprice = 100\n')
    rows = scanned(corpus, tmp_path / "run", pushed=tmp_path / "pushed.txt", prices=tmp_path / "prices.toml")
    assert rows["share of views by pushed accounts"]["n_accounts"] == 2
    assert rows["cost"]["estimate"] == 200
    manifest = payola.open_run(tmp_path / "run").manifest
    assert manifest["settings"]["pushed"] == "pushed.txt"


def test_whoever_only_labelled_a_post_is_not_called_pushed(corpus: Path, tmp_path: Path) -> None:
    told = pl.read_csv(corpus / "posts.csv", infer_schema_length=None)
    labelled = pl.col("text").str.contains("strongregion") & pl.col("account_id").is_in(["a1", "a2"])
    told.with_columns(disclosed=labelled).write_csv(tmp_path / "posts.csv")
    (tmp_path / "slogans.toml").write_text(SLOGANS)
    (tmp_path / "prices.toml").write_text('currency = "EUR"\n[[tier]]\nprice = 100\n')
    rows = scanned(tmp_path, tmp_path / "run", prices=tmp_path / "prices.toml")
    share = rows["share of views by posts labelled as advertising"]
    assert share["n_accounts"] == 2
    assert "no list of accounts was given" in str(share["note"])
    assert {"views by posts without a label", "half-life of posts without a label"} <= set(rows)
    assert "of the posts labelled as advertising" in str(rows["cost"]["note"])
    said = " ".join(str(row[name]) for row in rows.values() for name in ("measure", "method", "note"))
    assert "pushed" not in said.replace("--pushed", "")
    page = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "share of views by posts labelled as advertising" in page
    assert "pushed accounts" not in page


def test_a_list_that_names_nobody_is_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "pushed.txt").write_text("# nobody\n")
    with pytest.raises(OptionError, match="account id or handle"):
        scanned(corpus, tmp_path / "run", pushed=tmp_path / "pushed.txt")
    assert not (tmp_path / "run").exists()


def test_a_scan_without_families_writes_empty_tables(corpus: Path, tmp_path: Path) -> None:
    run = payola.scan(corpus / "posts.csv", out=tmp_path / "run")
    assert run.reach.rows() == run.reception.rows() == 0
