"""How do all charts look, and how do they show without the network?"""

from __future__ import annotations

import re
from typing import Any

import altair as alt

ACCENT, NEXT, MUTED = "#c2410c", "#2f7dc1", "#8a94a3"
FAMILY_COLOURS = ("#c2410c", "#0f766e", "#6d5bd0", "#b7791f", "#be3a73", "#2f7dc1", "#5b7f22")
OTHER_COLOUR = "#8a94a3"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', sans-serif"
LABEL_LIMIT = 190


def dressed(chart: alt.Chart | alt.LayerChart | alt.FacetChart, height: int, description: str) -> alt.TopLevelMixin:
    """The chart in the common look. Ink is ``currentColor``, so that it follows light and dark pages."""
    ink = "currentColor"
    made: alt.TopLevelMixin = (
        chart.properties(width="container", height=height, description=description, background="transparent")
        .configure(font=FONT, padding={"left": 4, "right": 8, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=ink, titleColor=ink, domainColor=ink, tickColor=ink, gridColor=ink,
            gridOpacity=0.12, domainOpacity=0.3, tickOpacity=0.3, labelFontSize=12, titleFontSize=12,
            titleFontWeight="normal", labelLimit=LABEL_LIMIT,
        )
        .configure_legend(
            labelColor=ink, titleColor=ink, orient="top", title=None, labelFontSize=12, labelLimit=320, columns=1,
            symbolType="square",
        )
        .configure_header(labelColor=ink, titleColor=ink)
    )  # fmt: skip
    return made


def spec(chart: Any) -> dict[str, Any]:
    """The chart's Vega-Lite specification without an address in it."""
    found: dict[str, Any] = chart.to_dict()
    found.pop("$schema", None)
    return found


def svg(chart: Any, width: int = 720) -> str:
    """The chart as a still picture."""
    return picture(spec(chart), width)


def picture(specification: dict[str, Any], width: int = 720) -> str:
    """A specification (as ``spec`` gives it) as a still picture; may run beside other work."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(specification | {"width": width})
    return re.sub(r"(\.\d)\d+", r"\1", text)  # a tenth of a pixel is enough


def show_offline() -> None:
    """Show charts in a notebook as still pictures, without asking a server for a script."""
    alt.renderers.register("payola", _still)
    alt.renderers.enable("payola")


def _still(spec: dict[str, Any], **_: Any) -> dict[str, str]:
    import vl_convert

    fixed = {**spec, "width": 640} if spec.get("width") == "container" else spec
    return {"image/svg+xml": vl_convert.vegalite_to_svg(fixed)}
