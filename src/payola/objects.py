"""What does a post carry? Tags, mentions and links, each in one normal form.

``normalise_tag`` and ``tags_of_text`` work on one string; ``tag_lists``, ``tags_of_texts``, ``mentions_of_texts``
and ``links_of_texts`` on Arrow arrays, where every distinct raw tag is normalised once. Folding of look-alikes, ё and
scripts is not done here: that is language's job, and a tag should stay what people wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

MAX_TAG = 200  # characters; longer is no tag that anybody typed
MAX_TAGS = 1_000  # distinct tags kept a post

# Invisible characters: soft hyphen, joiners, direction marks, variation selectors, language tags of flags, BOM.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# What ends a tag: white space, control characters, lone surrogates, and every punctuation mark but the underscore.
_ENDS = (
    "\\s\x00-\x1f\x7f-\x9f\ud800-\udfff#＃﹟"
    "!-/:-@\\[-^`{-~¡-©«¬®-±´¶·»¿×÷"
    "‐-―‖‘-‧‰-⁞₠-⃀、-〃〈-】〔-〟〰〽・︐-︙︰-﹒﹔-﹫！-／：-＠［-＾｀｛-･￠-￦"
    "؉-؍؛-؟٪-٭۔।॥"
)
_END = re.compile(f"[{_ENDS}]+")
_IN_TEXT = re.compile(f"(?<!&)[#＃﹟]([^{_ENDS}]+)")
_PLAIN = r"^_{0,40}[a-z0-9а-яёіїєґăâîșț][a-z0-9а-яёіїєґăâîșț_]{0,150}$"  # normal already
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'«»“”]+", re.IGNORECASE)
_MENTION = re.compile(r"@(?<![\w@.]@)(\w(?:[\w.\-]*\w)?)")
_TRACKING = re.compile(
    r"^(utm_.*|fbclid|gclid|dclid|yclid|msclkid|igshid|igsh|si|mc_[ce]id|ref_src|ref_url|_r|_t|_d|share_.*|sender_.*"
    r"|is_copy_url|is_from_webapp|tt_from|u_code|user_id|sec_user_id|timestamp|enter_.*|checksum|ttclid|twclid)$"
)


@lru_cache(maxsize=200_000)
def _normalise(raw: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", raw))
    for _ in range(4):  # NFKC and case folding can each open work for the other; they settle at once
        folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.casefold().replace("i\u0307", "i")))
        if folded == text:
            break
        text = folded
    found = (part for part in _END.split(text) if _is_tag(part))
    return tuple(dict.fromkeys(found))


def _is_tag(text: str) -> bool:
    """A tag holds a letter, a digit or a picture; marks and underscores alone are none."""
    return 0 < len(text) <= MAX_TAG and any(unicodedata.category(c)[0] in "LNS" for c in text)


def normalise_tag(raw: str) -> list[str]:
    """The tags that a raw hashtag stands for: ``"#Nr1＃Two,"`` gives ``["nr1", "two"]``.

    NFKC, case folded, without #, punctuation, zero-width characters and emoji variation selectors; glued tags are
    split; what holds no letter, digit or picture is no tag. Doing it twice changes nothing. İ becomes i, as the
    platform's own lists have it.
    """
    return list(_normalise(raw))


def tags_of_text(text: str) -> list[str]:
    """The normalised hashtags of a caption, in order, each once; fragments of links are none."""
    return list(dict.fromkeys(tag for raw in _raw_tags(text) for tag in _normalise(raw)))[:MAX_TAGS]


def _raw_tags(text: str) -> list[str]:
    return _IN_TEXT.findall(_LINK.sub(" ", text) if "://" in text or "www." in text else text)


def mentions_of_text(text: str) -> list[str]:
    """The handles a caption mentions, lower case, in order, each once; mail addresses are none."""
    return list(dict.fromkeys(handle.casefold() for handle in _MENTION.findall(text)))[:MAX_TAGS]


def links_of_text(text: str) -> list[str]:
    """The links of a caption, without tracking parts, in order, each once."""
    return list(dict.fromkeys(filter(None, map(clean_link, _LINK.findall(text)))))[:MAX_TAGS]


def clean_link(link: str) -> str:
    """A link without scheme differences, tracking parameters, fragment and trailing punctuation; "" where broken."""
    raw = link.rstrip(".,;:!?…)]}'\"")
    try:
        parts = urlsplit(raw if "://" in raw else "https://" + raw)
    except ValueError:
        return ""
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKING.match(p.partition("=")[0].lower()))
    host = parts.netloc.lower().removeprefix("www.")
    if not host:
        return ""
    return f"https://{host}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")


def tag_lists(raw: pa.Array) -> pa.Array:
    """Normalise a list array of raw tags; a null list stays null. Every distinct raw tag is normalised once."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    flat = pc.list_flatten(raw)
    lengths = pc.fill_null(pc.list_value_length(raw), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    row = np.repeat(np.arange(len(raw)), lengths)
    coded = flat.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    there = codes >= 0
    names, counts, members = _normal_forms(coded.dictionary)
    row, tags = _members(row[there], codes[there], counts, members)
    return _lists(row, tags, names, raw.is_null().to_numpy(zero_copy_only=False))


def _normal_forms(raw: pa.Array) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Normal forms of distinct raw tags: their names, how many each raw tag stands for, and which (one after another).

    What is written in small letters of the commonest alphabets is normal already.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.match_substring_regex(raw, _PLAIN)
    if pc.all(plain).as_py():
        return raw, np.ones(len(raw), np.int64), np.arange(len(raw))
    rest = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    forms = [_normalise(tag) for tag in raw.take(pa.array(rest)).to_pylist()]
    counts = np.ones(len(raw), np.int64)
    counts[rest] = [len(tags) for tags in forms]
    first = np.cumsum(counts) - counts
    all_ = pa.concat_arrays([raw, pa.array([tag for tags in forms for tag in tags], pa.string())]).dictionary_encode()
    codes = all_.indices.to_numpy().astype(np.int64)
    members = np.zeros(int(counts.sum()), np.int64)
    members[first[counts > 0]] = codes[: len(raw)][counts > 0]  # right for plain ones, the rest comes now
    width = counts[rest]
    within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
    members[np.repeat(first[rest], width) + within] = codes[len(raw) :]
    return all_.dictionary, counts, members


def _members(
    row: np.ndarray, codes: np.ndarray, counts: np.ndarray, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Row and normal form of every tag, where ``codes`` are raw tags that stand in ``row``."""
    import numpy as np

    if (counts == 1).all():
        return row, members[codes]
    width = counts[codes]
    within = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
    first = np.cumsum(counts) - counts
    return np.repeat(row, width), members[np.repeat(first[codes], width) + within]


def _lists(row: np.ndarray, tags: np.ndarray, names: pa.Array, null: np.ndarray) -> pa.Array:
    """Lists of names, each once a row and at most MAX_TAGS."""
    import numpy as np
    import pyarrow as pa

    _, kept = np.unique(row * max(len(names), 1) + tags, return_index=True)
    if len(kept) < len(row):
        kept.sort()
        row, tags = row[kept], tags[kept]
    offsets = np.searchsorted(row, np.arange(len(null) + 1))
    if len(row) and np.diff(offsets).max() > MAX_TAGS:
        kept = np.arange(len(row)) - offsets[row] < MAX_TAGS
        row, tags = row[kept], tags[kept]
        offsets = np.searchsorted(row, np.arange(len(null) + 1))
    values = names.take(pa.array(tags))
    mask = pa.array(null) if null.any() else None
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values, mask=mask)


def tags_of_texts(texts: pa.Array) -> pa.Array:
    """``tags_of_text`` for a string array; null where the text is null."""
    return tag_lists(_found(texts, "[#＃﹟]", _raw_tags))


def mentions_of_texts(texts: pa.Array) -> pa.Array:
    """``mentions_of_text`` for a string array; null where the text is null."""
    return _found(texts, "@", mentions_of_text)


def links_of_texts(texts: pa.Array) -> pa.Array:
    """``links_of_text`` for a string array; null where the text is null."""
    return _found(texts, r"://|[wW]{3}\.", links_of_text)


def _found(texts: pa.Array, mark: str, find: Callable[[str], Iterable[str]]) -> pa.Array:
    """``find`` on the texts that hold ``mark``; others get an empty list, null texts a null list."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    null = texts.is_null().to_numpy(zero_copy_only=False)
    holds = pc.fill_null(pc.match_substring_regex(texts, mark), False)
    some: list[Any] = texts.filter(holds).to_pylist()
    lists = [list(find(text)) for text in some]
    lengths = np.zeros(len(texts), np.int64)
    lengths[holds.to_numpy(zero_copy_only=False)] = [len(found) for found in lists]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = pa.array([item for found in lists for item in found], pa.string())
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(null) if null.any() else None)
