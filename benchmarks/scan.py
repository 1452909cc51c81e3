"""How long does the main job take on half a million real posts? From files to report, as a whole process.

    PAYOLA_DATA=/path/to/data python benchmarks/scan.py

Scans ``ira_2016_2017/posts.parquet`` (499,663 posts) with a dozen of that operation's slogans and prints wall and CPU
seconds, peak memory, and the stages as the manifest records them. Aim: 60 s and 2 GB on two cores.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLOGANS = {
    "de": ["Merkel muss bleiben", "Jugend mit Merkel", "Tag der Jugend"],
    "en": [
        "Black lives matter",
        "Never Hillary",
        "Trump for president",
        "Must be banned",
        "Things you can't ignore",
        "Black skin is not a crime",
        "To do list before Christmas",
        "Gift ideas for politicians",
        "Alternative acronym interpretations",
    ],
}


def slogan_file(folder: Path) -> Path:
    """The operation's slogans, one entry a language."""
    entries = [
        f'[[candidate]]\nname = "Slogans in {language}"\nlanguage = "{language}"\nslogans = {json.dumps(slogans)}\n'
        for language, slogans in SLOGANS.items()
    ]
    path = folder / "slogans.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    return path


def main() -> None:
    posts = Path(os.environ["PAYOLA_DATA"]) / "ira_2016_2017" / "posts.parquet"
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        command = [sys.executable, "-m", "payola", "scan", str(posts), "--out", str(run)]
        started = time.perf_counter()
        subprocess.run([*command, "--slogans", str(slogan_file(Path(folder)))], check=True)
        wall = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"wall {wall:.1f} s, cpu {used.ru_utime + used.ru_stime:.1f} s, peak {used.ru_maxrss / 1024:.0f} MB")
        for stage in json.loads((run / "manifest.json").read_text())["stages"]:
            print(f"  {stage['name']:<20} {stage['seconds']:>7.2f} s  peak {stage['peak_mb']:>7.0f} MB")
        report = run / "report.html"
        print(f"report {report.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
