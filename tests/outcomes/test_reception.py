"""Reception: rates a view against the same creators' other videos."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from tests.outcomes.creators import creators

from payola.outcomes.reception import reception, with_q
from payola.outcomes.videos import videos_of


def found(posts, family):
    return {row["measure"]: row for row in reception(videos_of(posts), family, ~family)}


def test_the_interval_holds_a_colder_reception_whatever_the_views():
    for lift in (0.3, 3.0):
        rows = [found(*creators(seed, 20, lift=lift, likes=0.7))["likes a view"] for seed in range(60)]
        assert np.mean([row["low"] <= 0.7 <= row["high"] for row in rows]) >= 0.88


def test_an_equal_reception_is_called_different_as_rarely_as_stated():
    p = np.array([found(*creators(seed, 15))["likes a view"]["p"] for seed in range(80)])
    assert np.mean(p <= 0.05) <= 0.125  # 5 % and three standard errors


def test_q_counts_every_family_and_measure():
    rows = [row for seed in range(4) for row in reception(*_parts(seed))]
    told = with_q(rows)
    assert all(row["q"] >= row["p"] for row in told if row["p"] is not None)
    assert len(told) == 12


def _parts(seed):
    posts, family = creators(seed, 12)
    return videos_of(posts), family, ~family


def test_more_likes_than_views_are_left_out_and_said():
    posts, family = creators(1, 12)
    likes = posts["likes"].to_pylist()
    likes[3] = posts["views"].to_pylist()[3] + 10
    row = found(posts.set_column(6, "likes", pa.array(likes)), family)["likes a view"]
    assert "1 posts left out" in row["note"]


def test_hidden_likes_give_no_ratio_but_a_reason():
    posts, family = creators(1, 12)
    row = found(posts.set_column(6, "likes", pa.nulls(posts.num_rows, pa.int64())), family)["likes a view"]
    assert row["estimate"] is None
    assert "0 creators" in row["note"]


def test_dislikes_are_read_against_the_channels_own_ratio_where_the_source_has_them():
    posts, family = creators(3, 20)
    rng = np.random.default_rng(3)
    likes = posts["likes"].to_numpy()
    dislikes = rng.poisson(likes * np.where(family, 0.15, 0.03))
    row = found(posts.append_column("dislikes", pa.array(dislikes)), family)["dislikes among likes and dislikes"]
    assert row["low"] > 2
    assert row["p"] <= 0.01
    assert "dislikes among likes and dislikes" not in found(posts, family)
