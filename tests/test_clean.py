"""The posts before a campaign are its reference, and are not tested themselves."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.csv as csv
import pytest
from tests.detectors.corpora import busy_corpus

import payola
from payola.errors import OptionError
from payola.settings import load

SQUAD = {f"s{k:02}" for k in range(8)}
QUIET_SINCE, CAMPAIGN_SINCE = 1_700_006_400, 1_731_542_400  # midnights in November 2023 and 2024, UTC
FIRST_DAY = "2024-11-14"


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quiet year, then one with a squad; the squad's accounts were busy before as well, each on its own."""
    quiet = pl.DataFrame(busy_corpus(11)).with_columns(
        pl.format("q{}", "post_id").alias("post_id"), pl.col("created_at") + QUIET_SINCE
    )
    since = pl.DataFrame(busy_corpus(1, squad=8)).with_columns(pl.col("created_at") + CAMPAIGN_SINCE)
    rows = pl.concat([quiet, since]).select("post_id", "account_id", "created_at", tags="object")
    out = tmp_path_factory.mktemp("dump") / "posts.csv"
    csv.write_csv(rows.to_arrow(), out)
    return out


def test_posts_before_the_campaign_are_the_reference_and_its_squad_is_graded_b(dump: Path, tmp_path: Path) -> None:
    run = payola.scan(dump, out=tmp_path / "run", campaign_start=FIRST_DAY)
    graded = run.accounts.to_polars().filter(pl.col("grade") == "B")
    assert set(graded["account_id"]) == SQUAD
    told = run.manifest["coordination"]["reference"]
    assert told["posts"] == busy_corpus(11).num_rows
    assert "the posts before" in told["notes"][0]


def test_nothing_behind_a_finding_is_older_than_the_campaign(dump: Path, tmp_path: Path) -> None:
    run = payola.scan(dump, out=tmp_path / "run", campaign_start=FIRST_DAY)
    behind = run.evidence.to_polars().filter(pl.col("table").is_in(["pairs", "shared_tags"]))
    assert behind.height
    assert behind["created_at"].min() >= CAMPAIGN_SINCE


def test_without_a_start_the_same_squad_is_not_graded_above_c(dump: Path, tmp_path: Path) -> None:
    run = payola.scan(dump, out=tmp_path / "run")
    assert set(run.accounts.to_polars()["grade"].drop_nulls()) <= {"C"}


@pytest.mark.parametrize("day", ["2023-11-15", "2024-12-31"])
def test_a_start_with_no_posts_on_one_side_is_refused_with_the_counts(dump: Path, tmp_path: Path, day: str) -> None:
    with pytest.raises(OptionError, match=f"--campaign-start {day} leaves .* before and .* since"):
        payola.scan(dump, out=tmp_path / "run", campaign_start=day)
    assert not (tmp_path / "run").exists()


def test_a_day_begins_at_midnight_of_the_posts_time_zone() -> None:
    utc, bucharest = (
        load(given={"campaign_start": "2024-11-01", "timezone": zone}).campaign_starts_at()
        for zone in ("UTC", "Europe/Bucharest")
    )
    assert utc is not None
    assert bucharest == utc - 7_200


def test_a_start_that_is_no_day_is_refused() -> None:
    with pytest.raises(OptionError, match="campaign_start"):
        load(given={"campaign_start": "last week"})
