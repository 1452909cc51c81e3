"""Captions that are nearly the same are one template, whatever tags they carry; a digest tells no word of them."""

from __future__ import annotations

import pyarrow as pa

from payola.detectors.captions import caption_uses

RALLY = "We all meet on the square tonight, bring your friends and a light!"


def templates(*texts: str | None) -> list[str]:
    n = len(texts)
    posts = pa.table(
        {
            "account_id": [f"a{i}" for i in range(n)],
            "created_at": list(range(n)),
            "post_id": [f"p{i}" for i in range(n)],
            "text": pa.array(texts, pa.string()),
        }
    )
    found = caption_uses(posts).to_pylist()
    return [{row["post_id"]: row["object"] for row in found}.get(f"p{i}", "") for i in range(n)]


def test_the_same_words_under_other_tags_are_one_template() -> None:
    one, other = templates(f"#morning {RALLY} @somebody", f"{RALLY.upper()} https://x.example/1 #night #fyp")
    assert one == other != ""


def test_nearly_the_same_words_are_one_template_and_other_words_are_not() -> None:
    one, near, other = templates(RALLY, RALLY.replace("light", "lamp"), "A cat falls from the sofa and looks surprised")
    assert one == near != other


def test_short_captions_and_tags_alone_are_no_template() -> None:
    assert templates("so true", "#fyp #foryou #viral #longhashtagwithoutwords", None) == ["", "", ""]


def test_the_order_of_posts_changes_no_template() -> None:
    texts = [RALLY, RALLY.replace("light", "lamp"), "A cat falls from the sofa and looks surprised"]
    assert templates(*texts) == templates(*texts[::-1])[::-1]


def test_a_template_tells_no_word_of_the_caption() -> None:
    (template,) = templates(RALLY)
    assert len(template) == 16
    assert not set(template) - set("0123456789abcdef")


def test_no_posts_have_no_templates() -> None:
    assert templates() == []
