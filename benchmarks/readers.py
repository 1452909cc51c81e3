"""How fast is a file read, with every check and normalisation? Rates of the readers on one core.

    python benchmarks/readers.py [--posts 200000] [--data FOLDER]

Makes its own posts in a folder that is removed afterwards; with ``--data`` (or PAYOLA_DATA) the half million real posts
of ``ira_2016_2017`` are read as well. Each rate is the best of three passes after one that warms up; the time is that
of the process on one core (threads of the libraries are held to one). Aims: Parquet 100,000 posts/s, Research API JSON
30 MB/s.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from payola import formats

WORDS = [
    "кот",
    "vote",
    "танец",
    "skate",
    "дом",
    "fyp",
    "край",
    "спорт",
    "music",
    "зима",
    "друзья",
    "love",
    "село",
    "news",
]


def videos(n: int) -> Iterator[dict[str, Any]]:
    """Videos as the Research API gives them, captions in Russian and English, one to eight tags."""
    rng = random.Random(1)
    names = [f"{rng.choice(WORDS)}{rng.randrange(4_000)}" for _ in range(20_000)]
    for i in range(n):
        tags = rng.sample(names, rng.randint(1, 8))
        words = " ".join(rng.choices(WORDS, k=rng.randint(3, 20)))
        mention = f" @user.{rng.randrange(5_000)}" if rng.random() < 0.2 else ""
        yield {
            "id": 7_320_768_000_000_000_000 + i * 100_003,
            "create_time": 1_704_067_200 + rng.randrange(2_600_000),
            "username": f"user{rng.randrange(30_000)}",
            "region_code": rng.choice(["RU", "US", "RO"]),
            "video_description": f"{words}{mention} " + " ".join("#" + tag for tag in tags),
            "hashtag_names": tags,
            "music_id": 7_100_000_000_000_000_000 + rng.randrange(10_000),
            "view_count": int(rng.paretovariate(0.8) * 100),
            "like_count": rng.randrange(1_000),
            "comment_count": rng.randrange(100),
            "share_count": rng.randrange(50),
        }


def made(folder: Path, posts: int) -> list[Path]:
    """The same videos as Parquet, CSV, and Research API JSON in four layouts."""
    rows = list(videos(posts))
    names = (
        "posts.parquet",
        "posts.csv",
        "lines.jsonl",
        "pages.jsonl",
        "one response.json",
        "ascii.json",
        "lines.jsonl.gz",
    )
    paths = [folder / name for name in names]
    parquet, table, lines, pages, one, ascii_, packed = paths
    pq.write_table(pa.Table.from_pylist(rows), parquet, compression="zstd")
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    text = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    lines.write_text("\n".join(text), encoding="utf-8")
    responses = (
        '{"data":{"videos":[' + ",".join(text[i : i + 100]) + '],"has_more":true}}' for i in range(0, posts, 100)
    )
    pages.write_text("\n".join(responses), encoding="utf-8")
    one.write_text('{"data":{"videos":[' + ",".join(text) + "]}}", encoding="utf-8")
    ascii_.write_text(json.dumps({"data": {"videos": rows}}, indent=1), encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.read_bytes(), 3))
    return paths


def best(work: Callable[[], int], passes: int = 3) -> tuple[float, int]:
    """Seconds of processor time of the fastest pass, and what it returned."""
    result, times = work(), []
    for _ in range(passes):
        started = time.process_time()
        result = work()
        times.append(time.process_time() - started)
    return min(times), result


def posts_in(path: Path) -> int:
    return sum(batch.posts.num_rows for _, batch in formats.read(formats.open_inputs([path])))


def plain_size(path: Path) -> int:
    """Bytes once decompressed."""
    return len(gzip.decompress(path.read_bytes())) if path.suffix == ".gz" else path.stat().st_size


def report(path: Path) -> None:
    seconds, posts = best(lambda: posts_in(path))
    megabytes = plain_size(path) / 1e6
    print(f"{path.name:<20} {posts:>9,} posts {posts / seconds:>10,.0f} posts/s {megabytes / seconds:>7.1f} MB/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=200_000)
    parser.add_argument("--data", default=os.environ.get("PAYOLA_DATA", ""))
    options = parser.parse_args()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder:
        for path in made(Path(folder), options.posts):
            report(path)
    real = Path(options.data) / "ira_2016_2017" / "posts.parquet"
    if options.data and real.is_file():
        report(real)


if __name__ == "__main__":
    main()
