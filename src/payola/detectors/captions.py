"""Which posts say nearly the same? A layer of caption templates, for the same test as tags and sounds.

Needs: posts with a text.
Gives: uses whose object is a template: captions without their tags, mentions and links that are nearly equal (MinHash,
``kernels.minhash``) are one. Every long enough caption is a use, shared or not: habits are counted on all posts.
Caveats: a meme is a template too. It spreads over hours and days; only meeting again and again within moments counts.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from payola.kernels.minhash import near_duplicates

LAYER = "caption"
SHORTEST = 20  # characters without tags, mentions and links; less is a common phrase, or nothing
MOST_TEXTS = 2_000_000  # different texts; of more, only equal ones are one template
LEFT_OUT = r"https?://\S+|[#@]\S+"


def caption_uses(posts: pa.Table) -> pa.Table:
    """Uses of caption templates.

    Parameters
    ----------
    posts
        ``account_id, created_at, post_id, text``; text may be null.

    Returns
    -------
    ``account_id, created_at, post_id, object``; the object is a digest and tells no word of the text.
    """
    told = bare(posts["text"])
    kept = pc.greater_equal(pc.utf8_length(told), SHORTEST)
    uses = posts.select(["account_id", "created_at", "post_id"]).filter(kept)
    return uses.append_column("object", templates(told.filter(kept)))


def bare(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts in lower case, without tags, mentions, links and spare room; null is empty."""
    plain = pl.col("text").fill_null("").str.to_lowercase().str.replace_all(LEFT_OUT, " ")
    told = pl.LazyFrame(pa.table({"text": texts})).select(plain.str.replace_all(r"\s+", " ").str.strip_chars())
    return told.collect().to_arrow()["text"].cast(pa.string())


def templates(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The template of each text: a digest of the first, in the order of the alphabet, that it is nearly equal to."""
    coded = texts.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(coded.dictionary).to_numpy()
    words = coded.dictionary.take(order).to_pylist()
    group = near_duplicates(words) if len(words) <= MOST_TEXTS else np.arange(len(words))
    first, template = np.unique(group, return_inverse=True)
    names = pa.array([blake2b(words[i].encode(), digest_size=8).hexdigest() for i in first.tolist()], pa.string())
    of_code = np.empty(len(words), np.int64)
    of_code[order] = template
    return pa.chunked_array([names.take(of_code[coded.indices.to_numpy()])], pa.string())
