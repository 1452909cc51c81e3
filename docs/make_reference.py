"""What does the reference say? Pages made from the code itself: ``python docs/make_reference.py`` writes them again.

A test holds the committed pages against the code, and fails where a command, option, setting, column, format or world
has no meaning in words.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

import payola

HERE = Path(__file__).parent / "reference"
MADE = "<!-- Made from the code by `make docs`; edit the code, not this page. -->"
NOTES = re.compile(r"\s*\(METHODS\.md[^)]*\)")  # the developers' notes are no part of the project
UNDERLINE = re.compile(r"^-{3,}$")


def cell(text: object) -> str:
    """Text that may stand in a cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cell(value) for value in line)} |" for line in lines)


def page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def code(value: object) -> str:
    return f"`{value}`"


# Commands


def commands() -> str:
    """Every command with its arguments and options."""
    from payola.cli import app

    group: Any = typer.main.get_command(app)
    parts = [table(["command", "what it does"], ((f"[{n}](#payola-{n})", c.help) for n, c in group.commands.items()))]
    parts += [command(name, found) for name, found in group.commands.items()]
    intro = (
        "Results go to stdout, words and progress to stderr. Exit code 0: done; 1: a bug; 2: the input or the options "
        "are wrong."
    )
    return page("Commands", intro, *parts)


def command(name: str, found: Any) -> str:
    shown = [param for param in found.params if not param.hidden]
    arguments = [param for param in shown if param.param_type_name == "argument"]
    options = [param for param in shown if param.param_type_name == "option"]
    needed = [f"{p.opts[0]} {metavar(p)}" for p in options if p.required]
    usage = " ".join(["payola", name, *map(metavar, arguments), *needed, *(["[OPTIONS]"] if options else [])])
    rows = [(code(metavar(p)), p.help, "needed" if p.required else default(p)) for p in arguments]
    rows += [(code(spelling(p)), p.help, "needed" if p.required else default(p)) for p in options]
    return "\n\n".join(
        [f"## payola {name}", found.help, f"```sh\n{usage}\n```", table(["option", "meaning", "default"], rows)]
    )


def metavar(param: Any) -> str:
    if param.metavar:
        return str(param.metavar)
    kinds = {bool: "", int: "N", float: "X"}
    return kinds.get(param.type_descriptor.annotation, param.name.upper())


def spelling(param: Any) -> str:
    names = "/".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag else f"{names} {metavar(param)}"


def default(param: Any) -> str:
    if param.default is None or param.default is False:
        return ""
    return code(param.default)


# Settings, columns, tables, formats, worlds


def settings() -> str:
    """Every setting, which has one name in the settings file, as a keyword argument and in the manifest."""
    from payola.settings import Settings

    rows = [
        (
            code(name),
            field.description,
            "" if (value := field.get_default(call_default_factory=True)) in (None, {}) else code(value),
        )
        for name, field in Settings.model_fields.items()
    ]
    intro = (
        "All that changes what an analysis gives. The same names stand in `payola.toml` (the one in this folder, or "
        "`--settings FILE`), as keyword arguments of `payola.scan`, and in the manifest of a Run. On the command line "
        "they are options: `min_participation` is `--min-participation`, an entry of `columns` is `--column KEY=NAME`. "
        "An option overrules the file. An unknown name is refused."
    )
    return page("Settings", intro, table(["setting", "meaning", "default"], rows))


def columns() -> str:
    """What the keys of --column are, and which column names are found without it."""
    from payola.formats.hints import RANKS
    from payola.settings import COLUMN_KEYS

    meanings = key_meanings()
    rows = [
        (code(key), meanings[key], " / ".join(" ".join(map(code, rank)) for rank in RANKS.get(key, [])))
        for key in COLUMN_KEYS
    ]
    extra = [
        (code(key), meanings[key], " / ".join(" ".join(map(code, rank)) for rank in ranks))
        for key, ranks in RANKS.items()
        if key not in COLUMN_KEYS
    ]
    intro = (
        "Columns of a plain table are found by name; case, spaces, dots, dashes and underscores do not count, so "
        "`Author ID` and `author_id` are the same. Names stand in ranks, separated by `/`: the first rank that the "
        "table has decides. A table needs an account and a time. Where two columns of one rank could be the post, the "
        "account, the time or the object, you are asked: `--column account=author_id`."
    )
    told = "These are found by name only; there is no key for them:"
    return page("Columns of a plain table", intro, table(["key", "holds", "names found"], rows), told, table(
        ["what", "holds", "names found"], extra
    ))  # fmt: skip


def key_meanings() -> dict[str, str]:
    """What each key of a plain table becomes, in the words of the data dictionary."""
    from payola.columns import TABLES

    becomes = {
        "post": "post_id", "account": "account_id", "time": "created_at", "music": "music_id",
        "collected": "collected_at",
    }  # fmt: skip
    posts = {column.name: column.meaning for column in TABLES["posts"].columns}
    posts["object"] = "an object used; a table with this column is read as uses: post ids may repeat"
    return {key: posts[becomes.get(key, key)] for key in [*_keys()]}


def _keys() -> list[str]:
    from payola.formats.hints import RANKS
    from payola.settings import COLUMN_KEYS

    return list(dict.fromkeys([*COLUMN_KEYS, *RANKS]))


def tables() -> str:
    """The data dictionary: every table and column of a Run folder."""
    from payola.columns import TABLES

    intro = (
        "The tables of a Run folder, as Parquet files in `RUN/tables`. Unknown is null. Times are Unix seconds UTC, "
        "ids and tags are strings, probabilities are between 0 and 1. A column marked *personal* leads to a person: it "
        "does not leave the machine in a report or an export unless `--show-names` is given. Columns of parts that do "
        "not exist yet are there and null."
    )
    parts = [table(["table", "one line"], ((f"[{n}](#{n})", t.meaning) for n, t in TABLES.items()))]
    for name, found in TABLES.items():
        rows = [
            (code(c.name), c.type, c.unit, c.meaning + (" (*personal*)" if c.personal else "")) for c in found.columns
        ]
        order = ", ".join(map(code, found.order))
        parts += [f"## {name}", f"{found.meaning[0].upper()}{found.meaning[1:]}. Rows are ordered by {order}."]
        parts += [table(["column", "type", "unit", "meaning"], rows)]
    return page("Tables of a Run", intro, *parts)


def formats() -> str:
    """Every input format of the registry."""
    from payola.formats import registered

    read = [(code(form.name), form.title, about(form)) for form in registered() if form.holds_posts]
    named = [(code(form.name), form.title) for form in registered() if not form.holds_posts]
    intro = (
        "A file is recognised by its content, never by its name: plain, gzip or zstd, one file or a folder, formats "
        "mixed in one call. Formats are asked in this order."
    )
    other = "These are recognised, named in the ledger, and hold no posts to read:"
    return page(
        "Formats", intro, table(["name", "what", "how it is read"], read), other, table(["name", "what"], named)
    )


def about(form: Any) -> str:
    """The first paragraph of the docstring of the file that holds a format."""
    return first_paragraph(inspect.getmodule(form.read))


def first_paragraph(module: ModuleType | type | None) -> str:
    return NOTES.sub("", inspect.getdoc(module) or "").split("\n\n")[0].replace("``", "`")


def worlds() -> str:
    """Every simulated world with the knobs that it turns."""
    from payola.simulate import WORLDS

    intro = (
        "A world is a simulated corpus with known truth. The named world does not change, so that results compare; its "
        "knobs can be turned: `payola simulate squads --set squad_size=30 --out world`, or from Python "
        "`payola.simulate('squads', seed=1, squad_size=30)`."
    )
    groups = list(dict.fromkeys(base for world in WORLDS.values() for base in world.settings.__bases__))
    rows = [(code(n), w.meaning, detail(w), ", ".join(map(code, turned(w.settings)))) for n, w in WORLDS.items()]
    parts = [table(["world", "what happens in it", "how", "knobs it turns"], rows)]
    for group in groups:
        having = ", ".join(code(name) for name, world in WORLDS.items() if group in world.settings.__bases__)
        rows = [(code(f.name), f.metadata["meaning"], code(f.default)) for f in fields(group)]
        parts += [f"## {group.__name__}", f"{first_paragraph(group)} In {having}."]
        parts += [table(["knob", "meaning", "default"], rows)]
    return page("Worlds", intro, *parts)


def detail(world: Any) -> str:
    return (inspect.getdoc(world.make) or "").replace("``", "`")


def turned(settings_class: Any) -> list[str]:
    """The knobs whose default in a world is not that of their group."""
    usual = {f.name: f.default for base in settings_class.__bases__ for f in fields(base)}
    return [f"{f.name}={f.default}" for f in fields(settings_class) if f.default != usual[f.name]]


def report() -> str:
    """Every section of the report, in order."""
    from payola.report.sections import SECTIONS

    intro = (
        "The sections of the report, in order, and the question each answers. *Part* is the place in the frame of "
        "Actor, Behaviour, Content, Degree and Effect (Pamment 2020), where a section has one."
    )
    rows = [(code(section.key), section.title, section.question, section.part) for section in SECTIONS]
    return page("Sections of the report", intro, table(["key", "title", "question", "part"], rows))


# Python


def python() -> str:
    """Every name of ``import payola``, and the charts."""
    from payola import api, charts, run

    parts = [described(f"payola.{name}", getattr(api, name, None) or getattr(payola, name)) for name in payola.__all__]
    parts.insert(2, described("payola.run.TableView", run.TableView))
    drawn = [described(f"charts.{name}", getattr(charts, name)) for name in charts.__all__]
    intro = (
        "`import payola` loads nothing heavy; parts load when they are used. `Inputs` is a path or several, files or "
        "folders. `**settings` are those of [the settings](settings.md). A table of a Run is `run.families` or "
        "`run['families']`. Charts come with `from payola import charts`; see [a notebook](../how-to/notebook.md)."
    )
    return page("Python", intro, *parts, *drawn)


def described(name: str, found: Any) -> str:
    """One function or class with its public members."""
    if inspect.isclass(found) and issubclass(found, Exception):
        return f"## {name}\n\n{markdown(found)}"
    parts = [f"## {name}", f"```python\n{name}{signature(found)}\n```", markdown(found)]
    if inspect.isclass(found):
        parts += [table(["member", "meaning"], members(found))]
    return "\n\n".join(part for part in parts if part)


def members(found: type) -> list[tuple[str, str]]:
    """Public methods and properties, in the order of the source."""
    rows = []
    for name, member in vars(found).items():
        inner: Callable[..., Any] | None = getattr(member, "fget", None) or getattr(member, "func", None)
        if not name.startswith("_"):
            shown = name if inner else name + signature(member)
            rows.append((code(shown), (inspect.getdoc(inner or member) or "").replace("``", "`")))
    return rows


def signature(found: Any) -> str:
    """A signature in the words of the source."""
    told = inspect.signature(found)
    written, starred = [], False
    for parameter in told.parameters.values():
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            written.append("*")
            starred = True
        starred = starred or parameter.kind is parameter.VAR_POSITIONAL
        star = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        text = star + parameter.name + annotated(parameter.annotation)
        written.append(text if parameter.default is parameter.empty else f"{text} = {parameter.default!r}")
    gives = "" if told.return_annotation in (told.empty, None) else f" -> {plain(told.return_annotation)}"
    flat = f"({', '.join(written)}){gives}"
    return flat if len(flat) < 90 else "(\n" + "".join(f"    {line},\n" for line in written) + f"){gives}"


def annotated(annotation: Any) -> str:
    return "" if annotation is inspect.Parameter.empty else f": {plain(annotation)}"


def plain(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def markdown(found: Any) -> str:
    """A docstring in the NumPy style as Markdown."""
    lines = (inspect.getdoc(found) or "").replace("``", "`").splitlines()
    out: list[str] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if UNDERLINE.match(following):
            out.append(f"**{line}**\n")
        elif UNDERLINE.match(line):
            continue
        elif following.startswith("    ") and line and not line.startswith(" "):
            out.append(f"- `{line}`:")
        else:
            out.append(line.strip() if not line.startswith("    ") else "  " + line.strip())
    return "\n".join(out).replace(":\n  ", ": ")


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "columns.md": columns,
    "formats.md": formats,
    "tables.md": tables,
    "python.md": python,
    "report.md": report,
    "worlds.md": worlds,
}


def pages() -> dict[str, str]:
    """Every page of the reference: file name to text."""
    return {name: make() for name, make in PAGES.items()}


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
