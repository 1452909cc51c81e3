"""What is a section of the report? One question, and a function from the Run's material to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    import altair as alt
    from jinja2 import Environment

    from payola.report.material import Material

PLUGINS = "payola.sections"


@dataclass(frozen=True)
class Shown:
    """What a section shows.

    Attributes
    ----------
    body
        HTML. Text that somebody wrote comes through ``render`` (which escapes it) and nothing else.
    charts
        Altair charts by name; the body places one with ``chart(name, what it shows)``.
    data
        JSON blocks by name, for the page's own scripts.
    """

    body: Markup
    charts: Mapping[str, alt.TopLevelMixin] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes
    ----------
    key
        Its anchor in the page.
    part
        Its place in the ABCDE frame (Actor, Behaviour, Content, Degree, Effect), or empty.
    short
        Its name in the menu, where the title is long.
    """

    key: str
    title: str
    question: str
    show: Callable[[Material], Shown | None]
    part: str = ""
    short: str = ""


def charts_of(drawn: Mapping[str, alt.TopLevelMixin | None]) -> dict[str, alt.TopLevelMixin]:
    """The charts that show something."""
    return {name: chart for name, chart in drawn.items() if chart is not None}


@cache
def templates() -> Environment:
    """The templates; everything they print is escaped, and a missing value is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from payola.report import words
    from payola.report.safe import plain

    made = Environment(
        loader=PackageLoader("payola.report"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    made.filters.update(
        plain=plain, count=words.count, large=words.large, day=words.day, moment=words.moment, of=words.of
    )
    made.globals.update(still=place_of_still)
    return made


def place_of_still(name: str) -> Markup:
    """Where the still picture of a chart goes; text that somebody wrote cannot look like it, because it is escaped."""
    return Markup(f"<!--still {name}-->")


def render(template: str, **facts: Any) -> Markup:
    """A template of this package with these facts."""
    return Markup(templates().get_template(template).render(**facts))


def from_plugins() -> tuple[Section, ...]:
    """Sections that other packages offer under the entry-point group ``payola.sections``, in order of their names."""
    offered = sorted(entry_points(group=PLUGINS), key=lambda entry: entry.name)
    return tuple(entry.load() for entry in offered)
