"""How long do tested pairs take, from a Parquet file to p and q, and how does that grow from 10^5 to 10^7 uses?

usage: python benchmarks/tested_pairs.py [--uses 100000 ... 10000000] [--growth days accounts density] [--repeats 1]
       python benchmarks/tested_pairs.py --one-tag 1000000 --days 90

Each measurement is a whole process of its own: start-up, reading the posts, coding, the test of pairs at all four
scales, and a Parquet file of pairs with p and q. Printed are wall seconds (they depend on what else the machine does),
CPU seconds of all threads, the peak of memory, the CPU seconds of each stage, and the exponent k of CPU ~ n^k.

What grows with n decides what can be said; there are three cases (posts as in ``zipf.py``, ten an account):

- ``days``: 11,111 uses a day whatever n. The corpus is watched for longer: 9 days and 2,500 accounts at 10^5 uses, 900
  days and 250,000 accounts at 10^7. Every day is as crowded, and has the same share of popular tags, as every other.
- ``accounts``: 90 days whatever n, and communities of 2,500 accounts with tags of their own (100,000 uses each): one at
  10^5, a hundred at 10^7. Every account and every tag is as busy as before; nobody meets anybody of another community.
- ``density``: 90 days, one community, n uses: ten times the uses are ten times as crowded, and a hundred times the
  coincidences are there. What visits each of them must come to grow quadratically.

``--one-tag``: every post carries one and the same tag, and among all others a squad of 60 posts within 45 seconds of
each other, twelve times. Nothing is skipped: how many of the squad are graded and how many others is printed, and the
cost.

Needs the package of this folder in the environment that runs it. This script loads nothing heavy itself: the peak
memory of a child would otherwise include its parent's.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pairs import Cost, run

HERE = Path(__file__).parent
USES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
A_DAY, COMMUNITY, DAYS = 11_111, 100_000, 90
TESTED = """
import sys, time, json
from pathlib import Path
from tempfile import TemporaryDirectory
clock = time.process_time
from payola import corpus
from payola.detectors import pairs
from payola.progress import Silent
from payola.settings import load
import pyarrow.parquet as pq
stages, last = {"start": clock()}, clock()
def done(name):
    global last
    stages[name], last = round(clock() - last, 2), clock()
with TemporaryDirectory() as scratch:
    uses = corpus.uses_of_layer([Path(sys.argv[1])], load(), None, Path(scratch), Silent())
done("read")
found = pairs.coordination(uses)
done("test")
pq.write_table(found.pairs, sys.argv[2])
done("write")
graded = [a for a, grade in zip(*(found.accounts[c].to_pylist() for c in ("account_id", "grade"))) if grade]
told = {"graded": len(graded), "squad": sum(a.startswith("squad") for a in graded), "stages": stages,
        "uses": len(uses), "pairs": found.pairs.num_rows, "more": found.more,
        "testable": found.summary["testable_pairs"],
        "candidates": {f"{t['window_s']} s": t["pairs"] for t in found.summary["tests"]}}
Path(sys.argv[3]).write_text(json.dumps(told))
"""


def corpus(folder: Path, uses: int, growth: str) -> Path:
    """Posts of one size; made once where ``folder`` is kept."""
    made = folder / f"{growth}-{uses}" / "posts.parquet"
    if made.exists():
        return made
    days = {"days": max(uses // A_DAY, 1)}.get(growth, DAYS)
    size = COMMUNITY if growth == "accounts" else uses
    parts = [made.parent if size == uses else made.parent / str(part) for part in range(max(uses // size, 1))]
    for number, part in enumerate(parts):
        command = (sys.executable, HERE / "zipf.py", part, "--uses", str(size), "--days", str(days))
        run(*command, "--seed", str(number + 1), "--prefix", letters(number), "--posts-only")
    if len(parts) > 1:
        run(sys.executable, "-c", JOIN, made, *(part / "posts.parquet" for part in parts))
    return made


def letters(number: int) -> str:
    """Before the names of a community: 0 is aa, 27 is bb."""
    return "".join(chr(ord("a") + place) for place in divmod(number, 26))


JOIN = """
import sys, pyarrow as pa, pyarrow.parquet as pq
pq.write_table(pa.concat_tables([pq.read_table(part) for part in sys.argv[2:]]).sort_by("created_at"), sys.argv[1])
"""


def measured(posts: Path, scratch: Path, repeats: int) -> tuple[Cost, dict[str, object]]:
    """The cheapest of some runs (CPU seconds), and what it found."""
    told = scratch / "told.json"
    costs = [run(sys.executable, "-c", TESTED, posts, scratch / "pairs.parquet", told) for _ in range(repeats)]
    return min(costs, key=lambda cost: cost.cpu), json.loads(told.read_text())


def exponent(uses: list[int], cpu: list[float]) -> float:
    """Slope of log cost on log n, least squares."""
    x, y = [math.log(n) for n in uses], [math.log(c) for c in cpu]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return slope / sum((a - mean_x) ** 2 for a in x)


def growth(folder: Path, scratch: Path, kind: str, sizes: list[int], repeats: int) -> None:
    print(
        f"\n{kind}\n| uses | wall s | CPU s | peak MB | read | test | pairs | load |\n|---|---|---|---|---|---|---|---|"
    )
    cpu: list[float] = []
    read: list[float] = []
    test: list[float] = []
    for uses in sizes:
        cost, told = measured(corpus(folder, uses, kind), scratch, repeats)
        stages = told["stages"]
        assert isinstance(stages, dict)
        cpu.append(cost.cpu)
        read.append(stages["read"])
        test.append(stages["test"])
        line = f"| {uses:,} | {cost} | {stages['read']} | {stages['test']} | {told['pairs']:,} "
        print(f"{line}| {os.getloadavg()[0]:.1f} |", flush=True)
    if len(sizes) > 1:
        whole, reading, alone = (exponent(sizes, one) for one in (cpu, read, test))
        print(f"CPU of whole processes grows as n^{whole:.2f}, of reading n^{reading:.2f}, of the test n^{alone:.2f}")
        steepest = max(exponent(sizes[i : i + 2], cpu[i : i + 2]) for i in range(len(sizes) - 1))
        print(f"steepest step of whole processes: n^{steepest:.2f}")


ONE_TAG = """
import sys
import numpy as np, pyarrow as pa, pyarrow.parquet as pq
out, n, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random, start = np.random.default_rng(1), 1_700_000_000 // 86_400 * 86_400
activity = np.cumsum(random.lognormal(0, 1, n // 10))
who = np.searchsorted(activity, random.random(n) * activity[-1])
time = random.integers(0, days * 86_400, n)
begins = random.integers(0, days * 86_400 - 60, 12)
who = np.concatenate([who, np.tile(np.arange(60), 12) + n // 10])
time = np.concatenate([time, np.repeat(begins, 60) + random.integers(0, 46, 720)])
names = pa.array([f"u{i}" for i in range(n // 10)] + [f"squad{i}" for i in range(60)])
order = np.argsort(time, kind="stable")
table = {"account_id": names.take(pa.array(who[order])), "created_at": time[order] + start,
         "post_id": [str(7_300_000_000_000_000_000 + i) for i in range(len(time))],
         "tags": pa.ListArray.from_arrays(pa.array(np.arange(len(time) + 1, dtype=np.int32)),
                                          pa.repeat(pa.scalar("fyp"), len(time)))}
pq.write_table(pa.table(table), out)
"""


def one_tag(scratch: Path, posts: int, days: int) -> None:
    made = scratch / "one-tag.parquet"
    run(sys.executable, "-c", ONE_TAG, made, str(posts), str(days))
    cost, told = measured(made, scratch, 1)
    print(f"| {posts:,} posts on one tag in {days} days | wall s | CPU s | peak MB |\n|---|---|---|---|\n| | {cost} |")
    print(f"accounts graded: {told['graded']}, of them of the squad of 60: {told['squad']}; stages {told['stages']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--uses", type=int, nargs="+", default=list(USES))
    parser.add_argument("--growth", nargs="+", default=["days", "accounts"], choices=["days", "accounts", "density"])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="keep the corpora here")
    parser.add_argument("--one-tag", type=int, help="so many posts on one tag instead")
    parser.add_argument("--days", type=int, default=DAYS, help="of the posts on one tag")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="payola-benchmark-") as scratch:
        subprocess.run([sys.executable, "-c", "import payola"], check=True)
        measured(corpus(told.folder or Path(scratch), 10_000, "days"), Path(scratch), 1)  # compiles
        if told.one_tag:
            one_tag(Path(scratch), told.one_tag, told.days)
        for kind in [] if told.one_tag else told.growth:
            growth(told.folder or Path(scratch), Path(scratch), kind, told.uses, told.repeats)


if __name__ == "__main__":
    main()
