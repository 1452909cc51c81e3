"""Charts: one function a chart, used by report, app and notebook alike. Each takes a Run and gives an Altair chart.

Names are masked unless you pass pseudonyms that show them. A chart of nothing is None.
"""

from __future__ import annotations

from payola.charts.backbone import drawing, network
from payola.charts.beside import tags_beside
from payola.charts.corpus import posts_over_time
from payola.charts.families import families_over_time
from payola.charts.look import show_offline
from payola.charts.seen import seen_and_expected
from payola.charts.timeline import family_timeline
from payola.charts.verdicts import families_among_new_tags

__all__ = [
    "drawing",
    "families_among_new_tags",
    "families_over_time",
    "family_timeline",
    "network",
    "posts_over_time",
    "seen_and_expected",
    "show_offline",
    "tags_beside",
]
