"""A format is one file and one line; a plug-in's comes through the same door as our own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from tests.formats.reading import got, written

from payola import formats
from payola.formats.head import Head
from payola.formats.raw import Format, Raw, Reading
from payola.formats.source import Source


def _sniff(head: Head) -> bool:
    return head.data.startswith(b"MINE")


def _read(source: Source, reading: Reading) -> Iterator[Raw]:
    rows = [line.split() for line in b"".join(source.stream(reading.on_bytes)).decode().splitlines()[1:]]
    yield Raw(
        {"post": [r[0] for r in rows], "account": [r[1] for r in rows], "time": [r[2] for r in rows]}, range(len(rows))
    )


MINE = Format("mine", "my own format", _sniff, _read)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    point = EntryPoint("mine", f"{__name__}:MINE", "payola.formats")
    monkeypatch.setattr(formats, "entry_points", lambda group: [point] if group == point.group else [])
    formats.registered.cache_clear()
    yield
    formats.registered.cache_clear()


@pytest.mark.usefixtures("plugged")
def test_a_plugged_format_is_asked_read_and_checked_like_our_own(tmp_path: Path) -> None:
    path = written(tmp_path, "x", "MINE\n1 ann 1700000000\n7.37e+18 bob 1700000000\n")
    result = got(path)
    assert (result.formats, result.column("post_id")) == (["mine"], ["1"])
    assert result.reasons() == ["id ruined by a spreadsheet or float"]
    assert formats.titles()[0] == "my own format"


def test_every_registered_format_has_a_name_of_its_own_and_a_title() -> None:
    names = [form.name for form in formats.registered()]
    assert len(names) == len(set(names)) == len(formats.REGISTRY)
    assert all(form.title for form in formats.registered())


def test_a_folder_of_many_files_keeps_no_beginnings_in_memory(tmp_path: Path) -> None:
    for i in range(5):
        written(
            tmp_path,
            f"{i}.jsonl",
            f'{{"id": {i + 10}, "author": "a", "created_at": 1700000000, "text": "{"x" * 300_000}"}}',
        )
    sources = formats.open_inputs([tmp_path])
    assert sum(batch.rows for _, batch in formats.read(sources)) == 5
    assert max(len(repr(vars(source))) for source in sources) < 1_000
