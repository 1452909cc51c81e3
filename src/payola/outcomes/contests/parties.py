"""Which names mean the same party? Aliases are found, said, and settled by a file.

Two names match where they are equal up to case and punctuation, where one abbreviates the other (``Con`` and
``Conservative``, ``LD`` and ``Lib_Dem``), or where both are usual names of one party. Anything else is for
``--parties``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from payola.outcomes.contests.errors import ContestError
from payola.outcomes.contests.names import BESIDE_NOBODY, INDEPENDENT, NOBODY, OTHERS, SAME

_SYNONYM = {name: group[0] for group in SAME for name in group}
_BOILERPLATE = re.compile(r"^((общественная организация|всероссийская|политическая партия)\s+)+", re.IGNORECASE)
FIELDS = {"name", "aliases", "from", "challenger", "aggregate", "independent", "ignore"}


def fold(name: str) -> str:
    """A name for comparing: letters and digits only, lower case."""
    return re.sub(r"[\W_]+", "", name.casefold())


def cleaned(name: str) -> str:
    """A name for showing: no ballot number before it, no doubled quotes; the quoted part where there is one."""
    plain = re.sub(r"^\s*\d{1,3}\s*[.)]\s+", "", name).strip()
    parts = [part.strip() for part in re.split(r'["«»“”]+', plain)]
    inside = [part for part in parts[1:] if part and not part.startswith("(")]
    return inside[-1] if inside else _BOILERPLATE.sub("", plain).strip() or plain


def words(name: str) -> list[str]:
    """The words of a name; capitals begin words."""
    spaced = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", name)
    return [word for word in re.split(r"[\W_]+", spaced.casefold()) if word not in {"", "of", "the", "and", "for"}]


def alike(one: str, other: str) -> bool:
    """Whether two names are surely one party's: equal, usual synonyms, initials, or a one-word abbreviation."""
    a, b = fold(one), fold(other)
    if a == b or _SYNONYM.get(a, a) == _SYNONYM.get(b, b):
        return True
    if min(len(a), len(b)) >= 2 and (_initials(one) == b or _initials(other) == a):
        return True
    single = len(words(one)) == len(words(other)) == 1
    short, long = sorted((a, b), key=len)
    abbreviated = (3 <= len(short) <= 5 and long.startswith(short)) or long == short + "s"
    return single and len(short) >= 3 and abbreviated


def _initials(name: str) -> str:
    parts = words(name)
    return "".join(word[0] for word in parts) if len(parts) > 1 else ""


def is_nobody(name: str) -> bool:
    """Whether a row counts votes for nobody (``BLANK VOTE/SCATTERING``, ``Overvotes``): no party and no candidate."""
    said = set(words(name))
    return bool(said & NOBODY) and said <= NOBODY | BESIDE_NOBODY


@dataclass(frozen=True)
class Party:
    """What the party file says about one party."""

    name: str
    aliases: tuple[str, ...] = ()
    inherits: tuple[str, ...] = ()  # earlier parties whose votes it takes over (renamed, merged)
    challenger: bool = True
    aggregate: bool | None = None
    independent: bool | None = None
    ignore: bool = False


@dataclass(frozen=True)
class Parties:
    """The settled names; ``found`` holds the aliases that were found, to be said."""

    listed: tuple[Party, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # folded name to the party's name
    ignored: frozenset[str] = frozenset()

    def settled(self, name: str) -> str | None:
        """The party's name where the file settles it."""
        return self.names.get(fold(name)) or self.names.get(fold(cleaned(name)))

    def is_ignored(self, name: str) -> bool:
        return fold(name) in self.ignored or fold(cleaned(name)) in self.ignored

    def _of(self, name: str) -> Party | None:
        return next((party for party in self.listed if party.name == name), None)

    def is_challenger(self, name: str) -> bool:
        party = self._of(name)
        return party is None or party.challenger

    def is_aggregate(self, name: str) -> bool:
        """Whether the name stands for many candidates in one row (``Others``)."""
        party = self._of(name)
        return party.aggregate if party and party.aggregate is not None else fold(name) in OTHERS

    def is_independent(self, name: str) -> bool:
        """Whether candidates under this name stand alone and share no swing."""
        party = self._of(name)
        if party and party.independent is not None:
            return party.independent
        return fold(name) in INDEPENDENT or not fold(name) or fold(name) == "0"


def read_parties(path: Path | None) -> Parties:
    """The party file, or nothing settled where there is none.

    Raises
    ------
    ContestError
        The file is no TOML, has an unknown field, or gives one alias to two parties.
    """
    if path is None:
        return Parties()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContestError.bad_party_file(path.name, "reading", str(error)) from error
    entries = found.get("party")
    if not isinstance(entries, list) or not entries:
        raise ContestError.bad_party_file(path.name, "the top", "there is no [[party]]")
    listed = tuple(_party(path.name, i, entry) for i, entry in enumerate(entries, 1))
    names: dict[str, str] = {}
    for party in listed:
        for name in (party.name, *party.aliases, *party.inherits):
            if names.setdefault(fold(name), party.name) != party.name:
                raise ContestError.bad_party_file(path.name, party.name, f"{name!r} belongs to two parties")
    ignored = frozenset(fold(name) for party in listed if party.ignore for name in (party.name, *party.aliases))
    return Parties(listed, {k: v for k, v in names.items() if k not in ignored}, ignored)


def _party(file: str, number: int, entry: Any) -> Party:
    where = f"[[party]] number {number}"
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str) or not entry["name"].strip():
        raise ContestError.bad_party_file(file, where, "it has no name")
    for key in entry:
        if key not in FIELDS:
            raise ContestError.bad_party_file(
                file, where, f"unknown field {key!r} (known: {', '.join(sorted(FIELDS))})"
            )
    for key in ("aliases", "from"):
        if not all(isinstance(name, str) for name in entry.get(key, [])) or isinstance(entry.get(key, []), str):
            raise ContestError.bad_party_file(file, where, f"{key} should be a list of names")
    return Party(
        entry["name"], tuple(entry.get("aliases", [])), tuple(entry.get("from", [])),
        bool(entry.get("challenger", True)),
        entry.get("aggregate"), entry.get("independent"), bool(entry.get("ignore", False)),
    )  # fmt: skip


def match(name: str, known: Sequence[str], parties: Parties, file: str, column: str) -> list[str]:
    """The known parties that ``name`` means: none, one, or several for a column they share (``Reform_UKIP``).

    Raises
    ------
    ContestError
        The name could be either of two parties.
    """
    told = parties.settled(name)
    if told is not None:
        return [told]
    if name in known:
        return [name]
    whole = [party for party in known if fold(party) == fold(name) or fold(party) == fold(cleaned(name))]
    if not whole:
        whole = [party for party in known if any(alike(name, way) for way in ways(party))]
    if len(whole) > 1:
        raise ContestError.unsettled_name(file, column, name, whole)
    return whole or _shared(name, known)


def ways(party: str) -> list[str]:
    """A party's name and its alternatives (``Reform/BRX``)."""
    return [party, *(part for part in re.split(r"[/|]", party) if len(part) > 1 and part != party)]


def _shared(name: str, known: Sequence[str]) -> list[str]:
    """Parties that share one column: every part of the name must be a party."""
    parts = [part for part in re.split(r"[_/+&|,]| and ", name) if part.strip()]
    hits = [[party for party in known if any(alike(part, way) for way in ways(party))] for part in parts]
    strange = [part for part, hit in zip(parts, hits, strict=True) if not hit and fold(part) not in _SYNONYM]
    if len(parts) < 2 or strange or any(len(hit) > 1 for hit in hits) or not any(hits):
        return []
    return list(dict.fromkeys(party for hit in hits for party in hit))


def merged(names: Iterable[str]) -> list[list[str]]:
    """Groups of names that are surely one party's, in order of first appearance."""
    groups: list[list[str]] = []
    for name in dict.fromkeys(names):
        home = next((group for group in groups if any(alike(name, member) for member in group)), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    return groups
