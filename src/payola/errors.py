"""What went wrong, said to a person: what happened, where, and what to do.

The wording lives in the constructors below so that it is the same everywhere and can be tested.
Anything raised from here ends a command with exit code 2 and no traceback; anything else is a bug.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

CURLY, IN_TEXT = "“”„‟", "«»‘’‚‛"  # the latter stand inside slogans too
PLAIN_TEXT = "save it as plain text in UTF-8 (in a text editor: Save as, encoding UTF-8)"


def why_no_text(error: Exception) -> str:
    """Why a file that a person wrote cannot be read as text, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        office = error.object[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
        what = "it is a document or table of an office program" if office else "it is not text in UTF-8"
        return f"{what}: {PLAIN_TEXT}"
    return str((error.strerror if isinstance(error, OSError) else None) or error)


def why_no_toml(error: Exception, text: str) -> str:
    """The same for a file in TOML; quotes that a word processor bent are named."""
    why = why_no_text(error)
    line, column = _place_of(why, text)
    bent = next((sign for at, sign in enumerate(line, 1) if sign in CURLY or (at == column and sign in IN_TEXT)), None)
    straight = 'use straight quotes ("), no curly ones: word processors change them, text editors do not'
    return f"{why}, where {bent} stands: {straight}" if bent else why


def _place_of(why: str, text: str) -> tuple[str, int]:
    """The line and column that an error of TOML names, ``(at line 2, column 8)``; no line where it names none."""
    named = re.search(r"at line (\d+), column (\d+)", why)
    lines = text.split("\n")
    return (lines[int(named[1]) - 1], int(named[2])) if named and int(named[1]) <= len(lines) else ("", 0)


class PayolaError(Exception):
    """The input or the options are wrong; the message says what, where and what to do."""


class InputError(PayolaError):
    """A file cannot be used."""

    @classmethod
    def not_found(cls, path: Path) -> InputError:
        return cls(f"There is no file or folder {str(path)!r}. Check the spelling and the folder you are in.")

    @classmethod
    def empty(cls, name: str) -> InputError:
        return cls(f"{name} is empty: it holds no posts. Was the download finished?")

    @classmethod
    def no_files(cls, name: str) -> InputError:
        return cls(f"The folder {name} holds no file that could be read. Name the files, or another folder.")

    @classmethod
    def unreadable(cls, name: str, why: str) -> InputError:
        return cls(f"{name} cannot be read: {why}. Check that the file is complete and that you may open it.")

    @classmethod
    def unknown_format(cls, name: str, known: Iterable[str]) -> InputError:
        return cls(
            f"{name} is in no format that payola knows. It reads: {', '.join(known)}. "
            "Save it as CSV with one row a post and try again."
        )

    @classmethod
    def holds_no_posts(cls, name: str, what: str) -> InputError:
        return cls(f"{name} holds no posts that can be read: it is {what}. Name the file with the posts instead.")

    @classmethod
    def holds_no_comments(cls, name: str, seen: Iterable[str]) -> InputError:
        columns = ", ".join(list(seen)[:20]) or "none"
        return cls(
            f"{name} holds no comments that can be read: a comment needs its post, a time and a text. "
            f"Columns seen: {columns}. Name them post_id, created_at and text (and account_id, where there is one)."
        )

    @classmethod
    def posts_not_comments(cls, name: str, column: str) -> InputError:
        return cls(
            f"{name} looks like posts, not comments: it has a column {column!r} and none for the comment's id. "
            "Give posts without --comments."
        )

    @classmethod
    def no_comment_kept(cls, names: Iterable[str], reasons: Iterable[str]) -> InputError:
        why = "; ".join(reasons) or "no rows were found"
        return cls(f"No comment could be used from {', '.join(names)}: {why}. Nothing was written.")

    @classmethod
    def comments_elsewhere(cls, count: int) -> InputError:
        return cls(
            f"None of the {count:,} comments stands under a post of these data. Give the posts that they belong to as "
            "well; their ids must be written alike in both. Nothing was written."
        )

    @classmethod
    def no_column(cls, name: str, wanted: str, key: str, seen: Iterable[str]) -> InputError:
        columns = list(seen)
        example = columns[0] if columns else "NAME"
        return cls(
            f"{name} has no column for {wanted}. Columns seen: {', '.join(columns) or 'none'}. "
            f"Tell me with --column {key}={example}"
        )

    @classmethod
    def no_labels(cls, name: str, column: str, seen: Iterable[str]) -> InputError:
        return cls(f"{name} has no column {column!r} with labels (--stance-column). Columns seen: {', '.join(seen)}.")

    @classmethod
    def ambiguous_column(cls, name: str, wanted: str, key: str, candidates: Iterable[str]) -> InputError:
        columns = list(candidates)
        return cls(
            f"{name} has several columns that could be {wanted}: {', '.join(columns)}. "
            f"Tell me which with --column {key}={columns[0]}"
        )

    @classmethod
    def no_uses(cls, layer: str, present: Iterable[str]) -> InputError:
        others = [f"--layer {name}" for name in present]
        do = f"Use {' or '.join(others)}." if others else "There is nothing that two accounts could share."
        return cls(f"Nothing of layer {layer!r} was found in these posts. {do}")

    @classmethod
    def nothing_kept(cls, names: Iterable[str], reasons: Iterable[str]) -> InputError:
        why = "; ".join(reasons) or "no rows were found"
        return cls(f"No post could be used from {', '.join(names)}: {why}. Nothing was written.")


class OptionError(PayolaError):
    """An option has a value that cannot be used."""

    @classmethod
    def unknown(cls, what: str, given: str, allowed: Iterable[str]) -> OptionError:
        choices = list(allowed)
        near = difflib.get_close_matches(given, choices, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        return cls(f"There is no {what} {given!r}.{hint} Allowed: {', '.join(choices)}.")

    @classmethod
    def bad(cls, option: str, given: object, wanted: str) -> OptionError:
        return cls(f"{option} is {str(given)!r}, but should be {wanted}.")

    @classmethod
    def campaign_outside(cls, day: str, before: int, since: int) -> OptionError:
        return cls(
            f"--campaign-start {day} leaves {before:,} posts before and {since:,} since: there must be posts on both "
            "sides, those before as reference. Give another day, or leave it out."
        )

    @classmethod
    def needs_names(cls, export: str) -> OptionError:
        return cls(f"The export {export!r} is a list of accounts, and names are hidden. Add --show-names.")

    @classmethod
    def unusable_file(cls, what: str, name: str, error: Exception) -> OptionError:
        return cls(f"The {what} {name!r} cannot be used: {why_no_text(error)}.")


class RunError(PayolaError):
    """A Run folder cannot be written or read."""

    @classmethod
    def exists(cls, path: Path) -> RunError:
        return cls(
            f"{str(path)!r} exists already and nothing in it was changed. Choose another --out, or remove it first."
        )

    @classmethod
    def unwritable(cls, path: Path, why: str) -> RunError:
        return cls(f"Nothing can be written to {str(path)!r}: {why}. Choose another --out.")

    @classmethod
    def not_a_run(cls, path: Path) -> RunError:
        return cls(
            f"{str(path)!r} is not a Run folder: it has no manifest.json. Make one with: payola scan INPUT --out RUN"
        )

    @classmethod
    def no_table(cls, path: Path, table: str, present: Iterable[str]) -> RunError:
        return cls(f"The run {str(path)!r} has no table {table!r}. It has: {', '.join(present)}.")

    @classmethod
    def damaged(cls, path: Path, why: str) -> RunError:
        return cls(f"The run {str(path)!r} is damaged: {why}. Make it again with payola scan.")


class SloganError(PayolaError):
    """The slogan file cannot be used."""

    @classmethod
    def bad(cls, name: str, where: str, why: str) -> SloganError:
        return cls(
            f"The slogan file {name} is wrong at {where}: {why}. It should hold entries such as\n"
            '  [[candidate]]\n  name = "A. Candidate"\n  language = "ru"\n  slogans = ["Strong region"]'
        )


class MissingPartError(PayolaError):
    """An optional part is not installed."""

    @classmethod
    def extra(cls, what: str, extra: str) -> MissingPartError:
        return cls(f"{what} needs an optional part. Install it with: pip install 'payola[{extra}]'")
