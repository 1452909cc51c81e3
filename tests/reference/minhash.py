"""Near duplicates the slow way: gram sets, one hash after another, every band as a dictionary."""

from __future__ import annotations

from payola.kernels.minhash import MINIMA, ROWS, SIMILAR

WORD = 2**32


def grams(text: str) -> set[str]:
    return {text[j : j + 4] for j in range(max(1, len(text) - 3))}


def jaccard(a: str, b: str) -> float:
    one, other = grams(a), grams(b)
    return len(one & other) / len(one | other)


def hashed(gram: str, m: int) -> int:
    value = 2166136261
    for letter in gram:
        value = (value ^ ord(letter)) * 16777619 % WORD
    mixed = (value ^ ((m + 1) * 0x9E3779B97F4A7C15 % 2**64 >> 32)) * 0x85EBCA6B % WORD
    return (mixed ^ (mixed >> 15)) * 0xC2B2AE35 % WORD


def signature(text: str) -> list[int]:
    return [min(hashed(gram, m) for gram in grams(text)) for m in range(MINIMA)]


def near_duplicates(texts: list[str]) -> list[int]:
    signatures = [signature(text) for text in texts]
    group = list(range(len(texts)))
    for band in range(0, MINIMA, ROWS):
        first: dict[tuple[int, ...], int] = {}
        for i, minima in enumerate(signatures):
            k = first.setdefault(tuple(minima[band : band + ROWS]), i)
            agree = sum(a == b for a, b in zip(signatures[k], minima, strict=True))
            if k != i and agree >= SIMILAR * MINIMA:
                low, high = sorted((group[k], group[i]))
                group = [low if g == high else g for g in group]
    return group
