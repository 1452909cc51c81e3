"""How many coincidences would there be had every post kept its hour but not its second?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from payola.charts.look import ACCENT, MUTED, dressed
from payola.run import Run

if TYPE_CHECKING:
    from altair import TopLevelMixin

SEEN = "seen"


def seen_and_expected(run: Run) -> TopLevelMixin | None:
    """Bars: coincidences seen, and in copies of the corpus whose posts keep their bin alone. None where not counted."""
    told = (run.manifest.get("coordination") or {}).get("check")
    if not told or not told.get("copies"):
        return None
    rows = [{"what": SEEN, "count": told["seen"], "kind": SEEN}]
    rows += [
        {"what": f"re-timed copy {number}", "count": count, "kind": "expected"}
        for number, count in enumerate(told["copies"], 1)
    ]
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("count:Q", title="coincidences (pairs of accounts, once a bin)", axis=alt.Axis(tickCount=5)),
            y=alt.Y("what:N", title=None, sort=[row["what"] for row in rows]),
            color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=[SEEN, "expected"], range=[ACCENT, MUTED])),
            tooltip=[alt.Tooltip("what:N", title="corpus"), alt.Tooltip("count:Q", format=",")],
        )
    )
    return dressed(
        bars, 22 * len(rows), "Coincidences seen in the corpus and in copies of it whose posts were re-timed."
    )
