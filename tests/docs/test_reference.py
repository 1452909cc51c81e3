"""The reference says what the code says, and nothing in it is without a meaning in words."""

from __future__ import annotations

import importlib.util
import inspect
from types import ModuleType

import pytest
import typer
from tests.docs.blocks import GENERATED, ROOT

import payola
from payola.cli import app
from payola.columns import TABLES
from payola.settings import COLUMN_KEYS, Settings


def generator() -> ModuleType:
    """docs/make_reference.py."""
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = generator()


@pytest.mark.parametrize("name", MADE.PAGES)
def test_a_committed_page_is_what_the_code_gives(name: str) -> None:
    committed = (GENERATED / name).read_text(encoding="utf-8")
    assert committed == MADE.PAGES[name](), "write the reference again with: make docs"


def test_the_reference_holds_no_page_that_the_code_does_not_give() -> None:
    assert {path.name for path in GENERATED.glob("*.md")} == set(MADE.PAGES)


def test_every_command_argument_and_option_has_a_meaning() -> None:
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert [param.name for param in command.params if not param.help] == [], name
    assert [param.name for param in group.params if not getattr(param, "help", "")] == []


def test_every_setting_and_column_key_has_a_meaning() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert [key for key in COLUMN_KEYS if not MADE.key_meanings()[key]] == []


def test_every_table_and_column_has_a_meaning_and_every_number_of_things_a_unit() -> None:
    for table in TABLES.values():
        assert table.meaning
        assert [column.name for column in table.columns if not column.meaning] == [], table.name
        assert [column.name for column in table.columns if column.name.startswith("n_") and not column.unit] == []


def test_every_option_that_is_a_setting_has_the_setting_s_name() -> None:
    scan = typer.main.get_command(app).commands["scan"]  # type: ignore[attr-defined]
    options = {param.name for param in scan.params} - {"inputs", "out", "show_names", "settings"}
    assert {"columns" if name == "column" else name for name in options} == set(Settings.model_fields)


def test_every_name_of_the_python_api_has_a_docstring() -> None:
    assert [name for name in payola.__all__ if not inspect.getdoc(getattr(payola, name))] == []


def test_a_name_of_the_api_means_the_same_after_it_was_used() -> None:
    for _ in range(2):
        assert payola.simulate("null-memes", seed=1, accounts=20, days=2).posts.num_rows > 0
    assert "squads" in payola.simulate.WORLDS  # type: ignore[attr-defined]


def test_every_format_and_world_says_what_it_is() -> None:
    from payola.formats import registered
    from payola.simulate import WORLDS

    assert [form.name for form in registered() if not form.title] == []
    assert [form.name for form in registered() if form.holds_posts and not MADE.about(form)] == []
    assert [name for name, world in WORLDS.items() if not world.meaning or not MADE.detail(world)] == []
