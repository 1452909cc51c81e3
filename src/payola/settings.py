"""Settings: the same names in ``payola.toml``, as flags, and as keyword arguments.

Frozen models; an unknown name is refused with a hint. The effective settings are kept in the manifest.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from payola.errors import OptionError

CollectedBy = Literal["tag-search", "accounts", "unknown"]

COLUMN_KEYS = (
    "post", "account", "time", "text", "tags", "object", "music", "views", "likes", "dislikes", "comments",
    "shares", "followers", "language", "region",
)  # fmt: skip


class Settings(BaseModel):
    """All that changes what an analysis gives. The seed decides pseudonyms and drawings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slogans: Path | None = Field(None, description="TOML file with candidates and their slogans")
    reference: Path | None = Field(
        None, description="posts of a corpus without the campaign, or a file that payola reference fit made of them"
    )
    campaign_start: date | None = Field(
        None,
        description="first day of the campaign (YYYY-MM-DD): who moves together is asked of posts since then, against "
        "the posts before as reference where none is named",
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="which column of a plain table holds what, as KEY=NAME; keys: " + ", ".join(COLUMN_KEYS),
    )
    timezone: str = Field("UTC", description="time zone of times that are written without one")
    collected_by: CollectedBy = Field(
        "unknown", description="how the posts were gathered: tag-search, accounts, or unknown"
    )
    window: int = Field(60, ge=0, description="seconds within which two uses of an object coincide")
    min_participation: int = Field(2, ge=1, description="coincident posts an account needs in the network")
    comments: tuple[Path, ...] = Field((), description="files with comments, in any format payola reads")
    strike: Path | None = Field(None, description="file with reference tags that are campaigns themselves, one a line")
    pushed: Path | None = Field(None, description="file with accounts known to have been pushed, one a line")
    lexicon: Path | None = Field(None, description="TOML file with hostile and supportive words, in place of payola's")
    stance_column: str | None = Field(None, description="column of the comments that holds a label of their stance")
    prices: Path | None = Field(None, description="TOML file with prices of a post by followers")
    seed: int = Field(0, ge=0, description="seed of everything random: pseudonyms, drawings, simulations")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError) as error:  # an unknown name is a KeyError
            raise ValueError("a zone name such as Europe/Bucharest") from error
        return value

    @field_validator("comments", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str | Path) else value

    @field_validator("columns")
    @classmethod
    def _known_keys(cls, value: dict[str, str]) -> dict[str, str]:
        for key in value:
            if key not in COLUMN_KEYS:
                raise OptionError.unknown("column key", key, COLUMN_KEYS)
        return value

    def campaign_starts_at(self) -> int | None:
        """Unix seconds at which the first day of the campaign begins in the time zone of the posts."""
        if self.campaign_start is None:
            return None
        return int(datetime.combine(self.campaign_start, time.min, ZoneInfo(self.timezone)).timestamp())

    def shareable(self) -> dict[str, Any]:
        """The settings as the manifest keeps them: file names without their folders."""
        values = self.model_dump(mode="json")
        files = {"slogans": self.slogans, "reference": self.reference, "strike": self.strike}
        files |= {"pushed": self.pushed, "prices": self.prices, "lexicon": self.lexicon}
        named = {name: file.name if file else None for name, file in files.items()}
        return values | named | {"comments": [file.name for file in self.comments]}


def load(file: Path | None = None, given: Mapping[str, Any] | None = None) -> Settings:
    """Settings from ``payola.toml`` (``file``, or the one in this folder), overruled by ``given``.

    Raises
    ------
    OptionError
        A name is unknown or a value cannot be used.
    """
    found = file or (Path("payola.toml") if Path("payola.toml").is_file() else None)
    values = {
        **(_from_toml(found) if found else {}),
        **{k: v for k, v in (given or {}).items() if v is not None},
    }
    for name in values:
        if name not in Settings.model_fields:
            raise OptionError.unknown("setting", name, Settings.model_fields)
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise OptionError.bad(name, values.get(name), _wanted(first, name)) from error


def _wanted(problem: Mapping[str, Any], name: str) -> str:
    text = str(problem["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    meaning = Settings.model_fields[name].description if name in Settings.model_fields else ""
    return f"{text} ({meaning})"


def _from_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionError.unusable_file("settings file", file.name, error) from error


def lines_of(file: Path, what: str) -> list[str]:
    """The lines of a list that the user keeps in a file; ``what`` it lists is named in the error.

    Raises
    ------
    OptionError
        The file cannot be read as text.
    """
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError.unusable_file(f"list of {what}", file.name, error) from error
