"""A fast part of the matching benchmark: recall among hard negatives, the estimate of false matches, splitting."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        import matching
    finally:
        sys.path.pop(0)
    return matching


@pytest.mark.parametrize("language", ["ro", "en"])
def test_tags_that_carry_a_slogan_are_found_and_hard_negatives_are_not(benchmark: ModuleType, language: str) -> None:
    tally = benchmark.Tally()
    benchmark.run(benchmark.world(language, 100, background=300), tally)
    told = benchmark.curve(tally)
    assert told.recall >= 0.95
    assert told.fdp <= 0.05
    assert told.best >= 0.97


def test_random_phrases_of_a_language_are_split_into_their_words(benchmark: ModuleType) -> None:
    assert benchmark.splitting("en", 400) >= 0.85
