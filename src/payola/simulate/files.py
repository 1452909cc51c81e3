"""Where does a simulated corpus go? Into a folder that payola reads like any other dump, the truth beside it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from payola.errors import RunError
from payola.simulate.simulated import Simulated
from payola.simulate.slogans import toml


def write(simulated: Simulated, out: Path) -> None:
    """Write ``posts.parquet, comments.parquet, reference.parquet, slogans.toml, truth/{accounts,tags}.parquet``.

    Raises
    ------
    RunError
        The folder exists already, or cannot be written.
    """
    if out.exists():
        raise RunError.exists(out)
    tables: dict[str, pa.Table] = {
        "posts.parquet": simulated.posts,
        "comments.parquet": simulated.comments,
        "reference.parquet": simulated.reference,
        "truth/accounts.parquet": simulated.truth_accounts,
        "truth/tags.parquet": simulated.truth_tags,
    }
    try:
        (out / "truth").mkdir(parents=True)
        for name, table in tables.items():
            pq.write_table(table, out / name, compression="zstd")
        (out / "slogans.toml").write_text(toml(simulated.slogans), encoding="utf-8")
    except OSError as error:
        raise RunError.unwritable(out, error.strerror or str(error)) from error
