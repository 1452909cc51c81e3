"""The accounts whose histories a collector should fetch: without them nobody can say what they usually post.

One line an account (its handle where that is known, else its id), those under most families first; lines that begin
with ``#`` are remarks.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from payola.columns import ENOUGH_POSTS
from payola.errors import OptionError
from payola.pseudonyms import PERSONAL_BANNER, Pseudonyms
from payola.run import Run


def write(run: Run, out: Path, names: Pseudonyms, all_edges: bool) -> None:
    """Accounts under any family of which fewer than ``ENOUGH_POSTS`` other posts are known here.

    Raises
    ------
    OptionError
        Names are hidden: a list of accounts without their names is of no use.
    """
    if not names.show_names:
        raise OptionError.needs_names("histories")
    told = accounts(run, names)
    head = (f"# {PERSONAL_BANNER}", f"# {len(told)} accounts with fewer than {ENOUGH_POSTS} other posts in these data.")
    out.write_text("\n".join([*head, *told]) + "\n", encoding="utf-8", newline="\n")


def accounts(run: Run, names: Pseudonyms) -> list[str]:
    """Handles, or ids where no handle is known; accounts under most families first."""
    if "creators" not in run.tables():
        return []
    few = run["creators"].to_polars().filter(pl.col("n_other") < ENOUGH_POSTS)
    ranked = few.group_by("account_id").len().sort("len", "account_id", descending=[True, False])
    handles = [(account, names.known_as.get(account, "")) for account in ranked["account_id"].to_list()]
    return [handle if handle and handle == "".join(handle.split()) else account for account, handle in handles]
