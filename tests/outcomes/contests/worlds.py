"""Elections with known truth, and small files in the usual shapes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

PARTIES = ("Red", "Blue", "Gold", "Green")


def write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A CSV file of rows, the first being the header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def history(path: Path, elections: int = 4, districts: int = 120, seed: int = 0, local: float = 0.08) -> Path:
    """Several elections: national swings, regional swings and heavy-tailed local residuals on the model's scale."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([9, 9, 5, 2], districts)
    region = np.arange(districts) % 6
    rows: list[Sequence[object]] = [("year", "district", "region", "party", "votes")]
    for i in range(elections):
        if i:
            v = np.sqrt(shares * (1 - shares))
            national, regional = rng.normal(0, 0.1, 4), rng.normal(0, 0.04, (6, 4))[region]
            noise = rng.standard_t(5, (districts, 4)) * np.sqrt(3 / 5) * local
            shares = np.maximum(shares + v * (national + regional + noise), 0.005)
            shares /= shares.sum(axis=1, keepdims=True)
        for d in range(districts):
            rows += [(2000 + 4 * i, f"D{d:03}", f"R{region[d]}", party, round(50_000 * shares[d, p]))
                     for p, party in enumerate(PARTIES)]  # fmt: skip
    return write(path, rows)


def national(path: Path, election: int) -> list[float]:
    """The true national shares of an election in a history."""
    votes = dict.fromkeys(PARTIES, 0.0)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["year"] == str(election):
                votes[row["party"]] += float(row["votes"])
    return [votes[party] / sum(votes.values()) for party in PARTIES]


def polls(path: Path, shares: Sequence[float], days: Sequence[str]) -> Path:
    """Polls that show ``shares`` on every day."""
    names = ("date", "pollster", "sample", *PARTIES)
    return write(path, [names, *((day, "Firm", 2000, *shares) for day in days)])
