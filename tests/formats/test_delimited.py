"""A block of lines taken at once holds the rows that reading one line after the other gives."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from payola.formats.delimited import Block, Row, Rows

LINE = st.text(alphabet='ab1 ",;\t\r\n\0é😀', max_size=12)


class OneByOne(Rows):
    """The slow twin: no block is sound enough to be taken at once."""

    def _whole(self, lines: list[bytes]) -> None:
        return None


def flat(rows: Rows) -> list[tuple[int, list[str], str]]:
    found: list[tuple[int, list[str], str]] = []
    for part in rows:
        if isinstance(part, Row):
            found.append((part.line, part.fields, part.broken))
            continue
        columns = [column.to_pylist() for column in part.columns]
        found += [(part.line + i, list(fields), "") for i, fields in enumerate(zip(*columns, strict=True))]
    return found


def both(text: bytes, delimiter: str, width: int, size: int) -> tuple[list[object], list[object]]:
    chunks = [text[i : i + size] for i in range(0, len(text), size)]
    fast, slow = (kind(chunks, delimiter, width, 1) for kind in (Rows, OneByOne))
    return list(flat(fast)), list(flat(slow))


@given(
    lines=st.lists(LINE, max_size=6),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    width=st.integers(2, 3),
    end=st.sampled_from(["\n", "\r\n"]),
    size=st.sampled_from([7, 50, 1_000]),
)
@example(lines=['a,"open', "b,c", 'd",e'], delimiter=",", width=2, end="\n", size=1_000)
@example(lines=['"a"b,c'], delimiter=",", width=2, end="\n", size=1_000)
@example(lines=["a\rb,c", ""], delimiter=",", width=2, end="\n", size=1_000)
@example(lines=["a,b\rc,d", ""], delimiter=",", width=2, end="\n", size=1_000)
@example(lines=['a,"b'], delimiter=",", width=2, end="\n", size=1_000)
def test_any_text_gives_the_same_rows_in_blocks_and_one_by_one(
    lines: list[str], delimiter: str, width: int, end: str, size: int
) -> None:
    text = end.join(["header", *lines, ""]).encode()
    fast, slow = both(text, delimiter, width, size)
    assert fast == slow


@given(
    rows=st.lists(st.lists(st.text(alphabet='ab", é😀', max_size=5), min_size=3, max_size=3), min_size=1, max_size=5),
    quoted=st.booleans(),
)
def test_rows_as_programs_write_them_come_back(rows: list[list[str]], quoted: bool) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\n").writerows(rows)
    found, slow = both(("h\n" + out.getvalue()).encode(), ",", 3, 1_000)
    assert [fields for _, fields, _ in found] == rows
    assert found == slow


def test_sound_lines_are_taken_at_once_also_with_escaped_quotes() -> None:
    text = b'h,i\n1,"say ""hello"", dear"\n2,plain\n3,""\n'
    parts = list(Rows([text], ",", 2, 1))
    assert any(isinstance(part, Block) for part in parts)
    assert [fields for _, fields, _ in flat(Rows([text], ",", 2, 1))] == [
        ["1", 'say "hello", dear'],
        ["2", "plain"],
        ["3", ""],
    ]
