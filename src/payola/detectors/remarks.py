"""What is known of the comments that waves are looked for in? Arrays, in the order of videos and of age."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from payola.kernels.minhash import near_duplicates
from payola.language.slogan import Slogan

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHORT = 12  # letters; below, texts are the same or not, there is no nearly
FIRST_IDS = 1_450_000_000  # ids of accounts hold the time of their making since about here
UNKNOWN_POSTS = "comments under posts that are not in these data"
OLDER = "comments older than their video"
NO_ACCOUNT = "comments without an account"
_MARKS = re.compile(r"[\W_]+")
_LONG = re.compile(r"(\w)\1{2,}")
SHORTEST_NAME = 4  # letters; less names nobody
BETWEEN = r"[^\pL\pN]"
VOWELS = "aeiouyăâîаеёиоуыэюяіїєйь"
_SERIAL = r"^[a-zA-Z._]{3,}[0-9]{4,}$"


@dataclass(frozen=True)
class Remarks:
    """n comments under v videos, in the order of video and age; ``starts`` (v + 1,) cuts them by video.

    Attributes
    ----------
    place
        (n,) row in the table they came from.
    age
        (n,) seconds after the video.
    account
        (n,) code of the account, -1 where none is named.
    text
        (n,) code of the text: nearly the same texts have the same, -1 where there is none.
    born
        (n,) when the account was made, -1 where unknown.
    serial
        (n,) the handle is a word and at least four digits.
    creator
        (v,) code of the video's creator.
    posts
        ids of the videos.
    left_out
        what could not be used, with counts.
    """

    place: Ints
    age: Ints
    account: Ints
    text: Ints
    born: Ints
    serial: Bools
    starts: Ints
    creator: Ints
    posts: pa.Array
    left_out: Counter[str]

    def of(self, video: int) -> slice:
        """The comments of one video."""
        return slice(int(self.starts[video]), int(self.starts[video + 1]))


def remarks_of(comments: pa.Table, posts: pa.Table) -> Remarks:
    """Comments under known videos, none older than its video.

    ``comments`` as table ``comments``; ``posts`` with ``post_id, account_id, created_at``, each post once.
    """
    left_out: Counter[str] = Counter()
    known = posts["post_id"].combine_chunks()
    video = pc.fill_null(pc.index_in(comments["post_id"].combine_chunks(), value_set=known), -1).to_numpy()
    age = comments["created_at"].to_numpy() - posts["created_at"].to_numpy()[video]
    left_out[UNKNOWN_POSTS] = int((video < 0).sum())
    left_out[OLDER] = int(((age < 0) & (video >= 0)).sum())
    usable = np.flatnonzero((video >= 0) & (age >= 0))
    place = usable[np.lexsort((age[usable], video[usable]))]
    numbers, starts = np.unique(video[place], return_index=True)
    chosen = comments.take(pa.array(place))
    account = _codes(chosen["account_id"])
    left_out[NO_ACCOUNT] = int((account < 0).sum())
    creator = np.unique(posts["account_id"].to_numpy(zero_copy_only=False)[numbers], return_inverse=True)[1]
    return Remarks(
        place,
        age[place],
        account,
        text_codes(chosen["text"]),
        _born(chosen),
        _serial(chosen),
        np.append(starts, place.size).astype(np.int64),
        creator.astype(np.int64),
        known.take(pa.array(numbers)),
        left_out,
    )


def _codes(column: pa.ChunkedArray) -> Ints:
    coded = column.combine_chunks().dictionary_encode()
    codes: Ints = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _born(comments: pa.Table) -> Ints:
    """When accounts were made: as told, else from ids of the platform's own kind, whose upper half is a time."""
    told: Ints = pc.fill_null(comments["account_created_at"], -1).to_numpy().astype(np.int64)
    ids = comments["account_id"].combine_chunks()
    long_ = pc.fill_null(pc.match_substring_regex(ids, r"^[67]\d{18}$"), False)
    number = pc.if_else(long_, ids, pa.scalar("0")).cast(pa.int64()).to_numpy(zero_copy_only=False)
    guessed = np.where(number > 0, number >> 32, -1)
    written = comments["created_at"].to_numpy()  # nobody writes before their account is made
    sound = (guessed >= FIRST_IDS) & (guessed <= written)
    return np.where((told > 0) & (told <= written), told, np.where(sound, guessed, -1))


def _serial(comments: pa.Table) -> Bools:
    found = pc.fill_null(pc.match_substring_regex(comments["account_name"], _SERIAL), False)
    serial: Bools = found.to_numpy().astype(np.bool_)
    return serial


def text_codes(texts: pa.ChunkedArray) -> Ints:
    """(n,) code of each text, nearly the same texts alike; -1 where there is none. Distinct texts are read once."""
    coded = texts.combine_chunks().dictionary_encode()
    plain = pa.array([plain_text(text) for text in coded.dictionary.to_pylist()], pa.string()).dictionary_encode()
    by_name = pc.sort_indices(plain.dictionary).to_numpy()  # so that the order of rows changes nothing
    kinds = plain.dictionary.take(pa.array(by_name)).to_pylist()
    group = np.arange(len(kinds))
    long_ = np.flatnonzero([len(kind) >= SHORT for kind in kinds])
    group[long_] = long_[near_duplicates([kinds[i] for i in long_])]
    if "" in kinds:
        group[kinds.index("")] = -1
    raw = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    of_raw = np.append(group[np.argsort(by_name)][plain.indices.to_numpy()], -1) if len(kinds) else np.array([-1])
    codes: Ints = of_raw[raw].astype(np.int64)
    return codes


def naming(texts: pa.ChunkedArray, place: Ints, slogans: Sequence[Slogan]) -> Bools:
    """(n,) whether the text at each place names a candidate, in any form of the family name, or holds a slogan."""
    wanted = {form for slogan in slogans for form in (_family_name(slogan.candidate), _phrase(slogan.text)) if form}
    if not wanted:
        return np.zeros(place.size, np.bool_)
    pattern = rf"(?i)(^|{BETWEEN})({'|'.join(sorted(wanted))})"
    coded = texts.combine_chunks().dictionary_encode()
    found = pc.match_substring_regex(coded.dictionary, pattern).to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)[place]
    named: Bools = np.append(found, False).astype(np.bool_)[codes]
    return named


def _family_name(name: str) -> str:
    """What all forms of the last word begin with: it without its last vowels; nothing where that is too short."""
    last = _MARKS.sub(" ", name).split()[-1:]
    stem = "".join(last).rstrip(VOWELS)
    return re.escape(stem) if len(stem) >= SHORTEST_NAME else ""


def _phrase(slogan: str) -> str:
    """The words of a slogan in order, whatever stands between them, as in a hashtag."""
    words = _MARKS.sub(" ", slogan).split()
    return f"{BETWEEN}*".join(map(re.escape, words)) if len("".join(words)) >= SHORTEST_NAME else ""


def plain_text(text: str) -> str:
    """Letters and digits in small letters, long repetitions cut; of a text without any, its signs once each."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = _LONG.sub(r"\1", _MARKS.sub(" ", folded)).strip()
    return letters or "".join(dict.fromkeys("".join(folded.split())))[:8]
