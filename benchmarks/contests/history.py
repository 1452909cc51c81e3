"""How good would the odds have been? Rolling back-tests on real elections; the data folder is named by PAYOLA_DATA.

python benchmarks/contests/history.py uk|us [--draws 2000]
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import payola

UK = ("uk_general_2010_2019_by_constituency.csv", "uk_polls_2010_2019.csv")
UK_DAYS = ("2015=2015-05-07", "2017=2017-06-08", "2019=2019-12-12")
NOT_REGULAR = ("stage=PRI", "special=true", "runoff=true", "writein=true")


def main(which: str, draws: int) -> None:
    """Print the table of scores and the reliability table."""
    folder = Path(os.environ["PAYOLA_DATA"]) / "elections"
    begin = time.perf_counter()
    if which == "uk":
        found = payola.contests_backtest(
            folder / UK[0], polls=folder / UK[1], election_date=UK_DAYS, columns={"district": "ons_id"}, draws=draws
        )
    else:
        found = payola.contests_backtest(
            folder / "us_house_1976_2016.csv",
            columns={"district": "state_po+district", "region": "state_cen"}, drop=NOT_REGULAR, draws=draws,
        )  # fmt: skip
    print(found.words)
    print(f"{time.perf_counter() - begin:.0f} s")
    print("whether the incumbent is beaten:")
    for row in found.scores.to_pylist():
        print(f"{row['transition']:14}{row['method']:20}{row['beaten_log']:8.4f}{row['beaten_brier']:8.4f}"
              f"   (strongest: {row['log_score']:.4f} {row['brier']:.4f}, width {row['width'] or 0:.2f})")  # fmt: skip
    print(f"{'':14}{'tenth':>12}{'n':>7}{'said':>8}{'came':>8}   band")
    for row in found.reliability.to_pylist():
        inside = row["band_low"] - 1e-9 <= row["observed"] <= row["band_high"] + 1e-9
        print(
            f"{row['transition']:14}{row['low']:8.1f}-{row['high']:.1f}{row['count']:7,}{row['stated']:8.3f}"
            f"{row['observed']:8.3f}   {row['band_low']:.3f} to {row['band_high']:.3f}{'' if inside else '   outside'}"
        )


if __name__ == "__main__":
    told = sys.argv[1:]
    main(told[0], int(told[told.index("--draws") + 1]) if "--draws" in told else 2000)
