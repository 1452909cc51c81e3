"""How do sections become one page that runs its own scripts only and fetches nothing?"""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from payola.charts.look import picture, spec
from payola.pseudonyms import PERSONAL_BANNER, pseudonyms
from payola.report import words
from payola.report.material import Material
from payola.report.safe import data_block, plain, policy
from payola.report.section import Section, Shown, from_plugins, place_of_still, render
from payola.report.sections import SECTIONS

if TYPE_CHECKING:
    from payola.run import Run

OWN_SCRIPTS = ("tables.js", "posts.js", "network.js", "charts.js", "methods.js", "ceiling.js")
TITLE = "Slogans in hashtags"


def page(run: Run, *, show_names: bool) -> str:
    """The whole report as HTML."""
    with ThreadPoolExecutor(1) as beside:  # the chart library needs seconds, and holds no lock meanwhile
        library = beside.submit(bundle)
        material = Material(run, pseudonyms(run, show_names))
        shown = [(section, found) for section in (*SECTIONS, *from_plugins()) if (found := section.show(material))]
        specs = {name: spec(chart) for _, found in shown for name, chart in found.charts.items()}
        pictures = dict(zip(specs, beside.map(still, specs.values()), strict=True))
        scripts = [Markup(text) for text in ((library.result(), own_script()) if specs else (own_script(),))]
    data = {name: value for _, found in shown for name, value in found.data.items()}
    blocks = [data_block("evidence-data", material.book.block())]
    blocks += [data_block(name, value) for name, value in data.items()]
    blocks += [data_block(f"chart-{name}", value) for name, value in specs.items() if not name.endswith("-still")]
    return render(
        "page.html",
        title=TITLE,
        banner=PERSONAL_BANNER if show_names else "",
        policy=policy(scripts),
        style=Markup(static("report.css")),
        created=words.stamp(material.manifest.get("created_at")),
        version=material.manifest.get("payola", words.UNKNOWN),
        sections=[_placed(section, found, pictures) for section, found in shown],
        blocks=Markup("\n").join(blocks),
        scripts=scripts,
    )


def _placed(section: Section, shown: Shown, pictures: dict[str, str]) -> dict[str, str | Markup]:
    """A section with its charts in place: still pictures where scripts do not run."""
    body = str(shown.body)
    for name in shown.charts:
        body = body.replace(place_of_still(name), pictures[name])
    return {
        "key": section.key,
        "title": section.title,
        "part": section.part,
        "short": section.short or section.title,
        "body": Markup(body),
    }


def still(specification: dict[str, Any]) -> str:
    """A chart as a picture for readers without scripts; nothing in a picture can run."""
    drawn = base64.b64encode(picture(specification).encode("utf-8")).decode("ascii")
    alt = plain(specification.get("description", ""))
    image = Markup('<noscript><img class="still" alt="{}" src="data:image/svg+xml;base64,{}"></noscript>')
    return image.format(alt, drawn)


def own_script() -> str:
    """The page's own scripts as one."""
    return "".join(f"(() => {{\n'use strict';\n{static(name)}}})();\n" for name in OWN_SCRIPTS)


@cache
def static(name: str) -> str:
    """A file of the folder ``static``."""
    return (files("payola.report") / "static" / name).read_text(encoding="utf-8")


@cache
def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, taken from vl-convert when the report is written."""
    import vl_convert

    text: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    if "</script" in text.lower() or "<!--" in text:
        raise RuntimeError("the chart library cannot stand inside a page")
    return "(() => {" + text + "\n})();"
