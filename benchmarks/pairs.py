"""How long does the raw network take, as a whole process, beside coordination-network-toolkit 1.5.2?

usage: python benchmarks/pairs.py [--uses 1000000] [--folder FOLDER] [--no-toolkit]
       python benchmarks/pairs.py --scaling          the counting alone, at 10^5, 10^6 and 10^7 uses

Both programs read the same posts from CSV (each its own columns) and write their edges as CSV, one after the other on
this machine. Each is installed into a virtual environment of its own, as its users install it. Hashtags stand
in the place of its links (``co_link``), the only one of its networks that takes several objects a post. Its own CSV
writer is called directly: the command's ``--output_format csv`` fails in this version.

This script itself loads nothing heavy: the peak memory of a child would otherwise include its parent's.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TOOLKIT = "coordination-network-toolkit==1.5.2"
WINDOW = 60
EXPORT = "import sys; from coordination_network_toolkit.output import output_gephi_csv as w; w(*sys.argv[1:4])"
COUNT = """
import sys, time, resource
import pyarrow.parquet as pq
from payola.detectors.raw_pairs import raw_pairs
uses = pq.read_table(sys.argv[1])
raw_pairs(uses.slice(0, 1000), window=60, min_participation=1)
before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, time.perf_counter()
found = raw_pairs(uses, window=60, min_participation=1)
seconds = time.perf_counter() - started
weight = sum(chunk.to_numpy().sum() for chunk in found["weight"].chunks)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"| {len(uses):,} | {weight:,} | {found.num_rows:,} | {seconds:.2f} | {before} | {peak} |")
"""


@dataclass(frozen=True)
class Cost:
    """What one or several processes took: seconds of wall and CPU, and the largest peak in MB."""

    wall: float
    cpu: float
    peak: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu, max(self.peak, other.peak))

    def __str__(self) -> str:
        return f"{self.wall:.2f} | {self.cpu:.2f} | {self.peak:.0f}"


def run(*command: str | Path) -> Cost:
    """Run a program to its end and measure it, its threads and children included."""
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    started = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(said.decode())
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / scale)


def payola(folder: Path, posts: str, out: Path, *options: str) -> Cost:
    out.unlink(missing_ok=True)
    program = installed(folder, "payola", HERE.parent).parent / "payola"
    command = (program, "pairs", folder / posts, "--window", f"{WINDOW}s")
    return run(*command, "--min-participation", "1", "--raw", *options, "--out", out)


def installed(folder: Path, name: str, what: str | Path) -> Path:
    """The interpreter of an environment that has a program and what it needs, and nothing else."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        venv.create(folder / name, with_pip=True)
        run(python, "-m", "pip", "install", "--quiet", what)
    return python


def toolkit(python: Path, messages: Path, out: Path) -> dict[str, Cost]:
    """Its three steps: read into SQLite, compute with all cores, write the edges."""
    database = out.with_suffix(".db")
    database.unlink(missing_ok=True)
    command = (python, "-m", "coordination_network_toolkit", database)
    window = ("--time_window", str(WINDOW), "--min_edge_weight", "1")
    return {
        "read": run(*command, "preprocess", messages),
        "compute": run(*command, "compute", "co_link", *window),
        "write": run(python, "-c", EXPORT, database, "co_link", out),
    }


def edges(path: Path) -> dict[tuple[str, str], int]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {(row[0], row[1]): int(row[2]) for row in rows}


def compare(folder: Path, uses: int, with_toolkit: bool) -> None:
    run(sys.executable, HERE / "zipf.py", folder, "--uses", str(uses))
    ours, directed, theirs = (folder / name for name in ("edges.csv", "directed.csv", "toolkit-edges.csv"))
    first = payola(folder, "posts.csv", ours)
    cost = payola(folder, "posts.csv", ours)
    parquet = payola(folder, "posts.parquet", ours)
    print(f"{uses:,} uses, window {WINDOW} s\n\n| process | wall s | CPU s | peak MB |\n|---|---|---|---|")
    print(f"| payola pairs, first run (may compile) | {first} |\n| payola pairs | {cost} |")
    print(f"| payola pairs, Parquet | {parquet} |")
    print(f"| payola pairs --directed | {payola(folder, 'posts.csv', directed, '--directed')} |")
    if not with_toolkit:
        return
    steps = toolkit(installed(folder, "toolkit", TOOLKIT), folder / "toolkit.csv", theirs)
    for step, one in steps.items():
        print(f"| toolkit, {step} | {one} |")
    whole = steps["read"] + steps["compute"] + steps["write"]
    print(f"| toolkit, all three | {whole} |")
    found, wanted = edges(directed), edges(theirs)
    pairs = {(min(pair), max(pair)) for pair in wanted}
    print(f"\npairs: {len(pairs):,}; equal: {set(edges(ours)) == pairs}; directed weights equal: {found == wanted}")
    for name, one in (("CSV", cost), ("Parquet", parquet)):
        print(f"ratio from {name}: wall {whole.wall / one.wall:.1f}, CPU {whole.cpu / one.cpu:.1f}")


def one_tag(folder: Path, posts: int = 10_000) -> None:
    """Posts on a single tag, uniform over 30 days: nothing may multiply out."""
    import random

    numbers, start = random.Random(1), 1_700_000_000
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "one_tag.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["object", "account_id", "post_id", "created_at"])
        rows.writerows(["#tag", f"u{i}", f"c{i}", start + numbers.randrange(0, 30 * 86_400)] for i in range(posts))
    cost = payola(folder, "one_tag.csv", folder / "one_tag_edges.csv")
    pairs = len(edges(folder / "one_tag_edges.csv"))
    print(f"\n{posts:,} posts on one tag: {pairs:,} pairs, {cost.wall:.2f} s, peak {cost.peak:.0f} MB")


def scaling(folder: Path) -> None:
    print("| uses | coincidences | pairs | s | peak MB before | peak MB |\n|---|---|---|---|---|---|", flush=True)
    for uses in (10**5, 10**6, 10**7):
        run(sys.executable, HERE / "zipf.py", folder / str(uses), "--uses", str(uses))
        subprocess.run([sys.executable, "-c", COUNT, folder / str(uses) / "uses.parquet"], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--uses", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the corpus and the toolkit here")
    parser.add_argument("--no-toolkit", action="store_true")
    parser.add_argument("--scaling", action="store_true")
    told = parser.parse_args()
    # compiled modules are kept as in any installation, for both programs, but not in this one's folders
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="payola-benchmark-") as scratch:
        folder = told.folder or Path(scratch)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(folder.absolute() / "pycache"))
        if told.scaling:
            scaling(folder)
        else:
            one_tag(folder)
            compare(folder, told.uses, not told.no_toolkit)


if __name__ == "__main__":
    main()
