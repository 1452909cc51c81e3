"""How often does a pushed family stand out, and how often something else? Worlds ``recruited``, seed by seed.

    python benchmarks/verdicts.py --worlds 200 --out verdicts.jsonl     # gathers, one line a world, and goes on
    python benchmarks/verdicts.py --out verdicts.jsonl --show           # the tables of benchmarks/verdicts.md

Every world is looked at with the reference as it comes (campaign-like hard negatives inside it) and inspected (hard
negatives struck out, as a person would who reads the list). Hard negatives are also named as families themselves.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import payola
from payola.campaigns.kinds import kinds_of
from payola.campaigns.verdicts import Known
from payola.detectors.labels import labelled
from payola.detectors.newtags import AGES, Adoption, Dump, adoption, carriers, dump_of
from payola.detectors.politics import political_posts, political_tags
from payola.detectors.strangers import Look
from payola.detectors.verdict import LEVEL, SHARES, look_or_reason, reference_tags
from payola.stats.conformal import rank_test, score
from payola.stats.discovery import bh_q

ORDINARY = ("prompt", "topic", "community", "global")


def world(seed: int, invited: int, dropped: float) -> dict[str, Any]:
    """Everything about one world that the tables need."""
    made = payola.simulate("recruited", seed=seed, invited=invited)
    posts = made.posts
    if dropped:
        posts = posts.filter(np.random.default_rng([seed, 5]).random(posts.num_rows) >= dropped)
    dump = dump_of(posts)
    truth = pl.DataFrame(made.truth_tags)
    origin = dict(zip(truth["tag"].to_list(), truth["origin"].to_list(), strict=True))
    families = {}
    for (slogan,), own in truth.filter(pl.col("slogan").is_not_null()).group_by("slogan", maintain_order=True):
        name = own["campaign_id"][0] or f"organic {slogan}"
        if (codes := dump.codes(own["tag"].to_list())).size:
            families[str(name)] = codes
    label = labelled(dump.posts).to_numpy()
    reference = reference_tags(dump, families, label=label)
    names = {str(dump.tag_names[int(tag)]): origin[str(dump.tag_names[int(tag)])] for tag in reference.tags}
    return {
        "seed": seed, "invited": invited, "dropped": dropped, "reference": list(names.values()),
        "pushed": reference.pushed.tolist(),
        "looks": {
            str(age): {
                "reference": [_by_size(look) for look in reference.looks[age]],
                "families": {name: _numbers(look_or_reason(dump, codes, age)[0]) for name, codes in families.items()},
            }
            for age in AGES
        },
        "kinds": _kinds(dump, families, names, label),
    }  # fmt: skip


def _numbers(look: Look | None) -> list[float] | None:
    """The three statistics and the number of adopters."""
    return [*look.score.tolist(), float(look.n)] if look else None


def _by_size(look: Look | None) -> dict[str, list[float]] | None:
    """The three statistics by number of adopters; ``0``: of all."""
    return {"0": look.score.tolist(), **{str(n): x.tolist() for n, x in look.at_size.items()}} if look else None


def _kinds(dump: Dump, families: dict[str, Any], names: dict[str, str], label: Any) -> dict[str, list[str]]:
    """Kinds found for every family, and for every hard negative as if it alone were named beside the families."""
    hard = {f"hard {names[tag]} {tag}": dump.codes([tag]) for tag, origin in names.items() if origin not in ORDINARY}
    mine, others = ({name: _who(dump, codes) for name, codes in those.items()} for those in (families, hard))
    beside = {tag: _who(dump, dump.codes([tag])) for tag, origin in names.items() if origin in ORDINARY}
    politics = political_tags(dump, families.values(), ["Candidate"])
    political = political_posts(dump, politics)

    def found(asked: dict[str, Any], reference: dict[str, Any]) -> dict[str, list[str]]:
        told = kinds_of(dump, asked, reference, label, political, politics, Known())
        return {name: [kind.kind for kind in kinds if kind.found and kind.counts] for name, kinds in told.items()}

    kinds, together = found(mine, beside), found(others, beside)
    for name, who in others.items():
        alone = found({**mine, name: who}, {})[name]
        kinds[name] = [
            *(kind for kind in together[name] if kind != "roster"),
            *(kind for kind in alone if kind == "roster"),
        ]
    return kinds


def _who(dump: Dump, codes: Any) -> Adoption:
    return adoption(dump, carriers(dump, codes), AGES[-1])


def gather(out: Path, worlds: int, first: int, invited: int, dropped: float) -> None:
    """Append the worlds that are not there yet."""
    lines = out.read_text().splitlines() if out.exists() else []
    there = {(row["seed"], row["invited"], row["dropped"]) for row in map(json.loads, lines)}
    with out.open("a") as file:
        for seed in range(first, first + worlds):
            if (seed, invited, dropped) not in there:
                file.write(json.dumps(world(seed, invited, dropped)) + "\n")
                file.flush()
                print(seed, flush=True)


def p_values(row: dict[str, Any], age: int, inspected: bool) -> dict[str, float]:
    """p of every testable family at a look."""
    named = {name: np.array(x) for name, x in row["looks"][str(age)]["families"].items() if x}
    found = {name: (x[:3], _reference(row, age, inspected, int(x[3]))) for name, x in named.items()}
    return {name: rank_test(x, kept)[1] for name, (x, kept) in found.items() if len(kept)}


def _reference(row: dict[str, Any], age: int, inspected: bool, size: int = 0) -> np.ndarray:
    looks = zip(row["looks"][str(age)]["reference"], row["reference"], strict=True)
    kept = [x.get(str(size), x["0"]) for x, origin in looks if x and (origin in ORDINARY or not inspected)]
    return np.array(kept).reshape(-1, 3)


def standing(row: dict[str, Any], inspected: bool) -> dict[str, int | None]:
    """The first look (hours) at which each family stands out; None: never."""
    first: dict[str, int | None] = {}
    for age in AGES:
        p = p_values(row, age, inspected)
        if not p:
            continue
        q = bh_q(np.array(list(p.values())), len(p))
        for name, rate in zip(p, q, strict=True):
            if rate <= LEVEL * SHARES[age] and first.get(name) is None:
                first[name] = age
            first.setdefault(name, None)
    return first


def show(rows: list[dict[str, Any]]) -> None:
    """Print the tables."""
    for invited, dropped in sorted({(row["invited"], row["dropped"]) for row in rows}):
        these = [row for row in rows if (row["invited"], row["dropped"]) == (invited, dropped)]
        print(f"\n== {len(these)} worlds, {invited} invited, {dropped:.0%} of the posts dropped")
        for inspected in (False, True):
            print("reference", "inspected" if inspected else "as it comes")
            _power(these, inspected)
        _uniform(these)
        _hard(these)
        _contaminated(these)
        _by_share(these)


def _design(name: str) -> str:
    return name.rsplit("-", 1)[-1] if name.startswith("recruited") else "organic"


def _power(rows: list[dict[str, Any]], inspected: bool) -> None:
    low, out, graded, false, n = (defaultdict(list) for _ in range(5))
    when = defaultdict(list)
    for row in rows:
        last, first = p_values(row, AGES[-1], inspected), standing(row, inspected)
        stands = [name for name, age in first.items() if age]
        false["fdp"].append(sum(_design(name) == "organic" for name in stands) / max(len(stands), 1))
        for name, p in last.items():
            design = _design(name)
            n[design].append(1)
            low[design].append(p <= 0.05)
            out[design].append(name in stands)
            graded[design].append(name in stands and bool(row["kinds"][name]))
            when[design].append(first.get(name))
    for design in sorted(low):
        ages = [sum(age is not None and age <= limit for age in when[design]) / len(when[design]) for limit in AGES]
        print(
            f"  {design:10} p <= .05 {np.mean(low[design]):.3f}  stands out {np.mean(out[design]):.3f}  "
            f"grade B or A {np.mean(graded[design]):.3f}  by 24 h/72 h/7 d/21 d "
            f"{' '.join(f'{age:.2f}' for age in ages)}  n {len(n[design])}"
        )
    print(f"  false discovery rate among stands out: {np.mean(false['fdp']):.4f} (nominal {LEVEL})")


def _uniform(rows: list[dict[str, Any]]) -> None:
    """p of each ordinary tag against the other ordinary ones."""
    p = []
    for row in rows:
        kept = _reference(row, AGES[-1], True)
        for i in np.random.default_rng(row["seed"]).choice(len(kept), min(20, len(kept)), replace=False):
            scores = score(kept)
            p.append((1 + int((np.delete(scores, i) >= scores[i] - 1e-12).sum())) / len(kept))
    print(
        "  ordinary new tags, P(p <= a):",
        {a: round(float(np.mean(np.array(p) <= a)), 4) for a in (0.01, 0.05, 0.1, 0.25, 0.5)},
        "n",
        len(p),
    )


def _hard(rows: list[dict[str, Any]]) -> None:
    """Hard negatives named as families: how many stand out (p <= level of the last look alone), how many get a B."""
    out, graded, kinds = defaultdict(list), defaultdict(list), defaultdict(lambda: defaultdict(int))
    for row in rows:
        kept = _reference(row, AGES[-1], True)
        hard = [
            x
            for x, o in zip(row["looks"][str(AGES[-1])]["reference"], row["reference"], strict=True)
            if o not in ORDINARY
        ]
        names = [name for name in row["kinds"] if name.startswith("hard ")]
        for name, x in zip(names, hard, strict=True):
            origin = name.split()[1]
            stands = bool(x) and rank_test(np.array(x["0"]), kept)[1] <= LEVEL * SHARES[AGES[-1]]
            out[origin].append(stands)
            graded[origin].append(stands and bool(row["kinds"][name]))
            for kind in row["kinds"][name]:
                kinds[origin][kind] += 1
        for name, found in row["kinds"].items():
            if not name.startswith("hard "):
                kinds[_design(name)]["of"] += 1
                for kind in found:
                    kinds[_design(name)][kind] += 1
    for origin in sorted(out):
        print(
            f"  hard negative {origin:10} stands out {np.mean(out[origin]):.3f}  "
            f"grade B or A {np.mean(graded[origin]):.4f}  n {len(out[origin])}"
        )
    print("  kinds found:", {origin: dict(found) for origin, found in kinds.items()})


def _contaminated(rows: list[dict[str, Any]]) -> None:
    """Power at p <= .05 with campaigns hidden in an inspected reference."""
    hits: dict[int, list[bool]] = defaultdict(list)
    for row in rows:
        kept = _reference(row, AGES[-1], True, row["invited"])
        pushed = [
            np.array(x[:3])
            for name, x in row["looks"][str(AGES[-1])]["families"].items()
            if x and name.startswith("recruited")
        ]
        for i, one in enumerate(pushed):
            others = [x for j, x in enumerate(pushed) if j != i]
            for k in (0, 1, 3, 5):
                if k <= len(others):
                    hits[k].append(rank_test(one, np.vstack([kept, *others[:k]]))[1] <= 0.05)
    print(
        "  p <= .05 with campaigns hidden in the reference:", {k: round(float(np.mean(v)), 3) for k, v in hits.items()}
    )


LEFT = (0, 3, 7, 13, 20, 26)  # hard negatives that stay in the reference


def _by_share(rows: list[dict[str, Any]]) -> None:
    """p <= .05 with fewer hard negatives in the reference, and with all of them but those that look like a push."""
    hits: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    shares = defaultdict(list)
    for row in rows:
        hard = np.array([origin not in ORDINARY for origin in row["reference"]])
        pushed = np.array(row["pushed"])
        order = np.random.default_rng(row["seed"]).permutation(np.flatnonzero(hard))
        kept = {f"{left} left": ~hard | np.isin(np.arange(hard.size), order[:left]) for left in LEFT}
        kept["look-alikes set apart"] = ~pushed
        asked = {_design(name): x for name, x in row["looks"][str(AGES[-1])]["families"].items() if x}
        looks = row["looks"][str(AGES[-1])]["reference"]
        for way, some in kept.items():
            shares[way].append((hard & some).sum() / some.sum())
            for design, x in asked.items():
                others = [
                    look.get(str(int(x[3])), look["0"]) for look, keep in zip(looks, some, strict=True) if look and keep
                ]
                hits[way][design].append(rank_test(np.array(x[:3]), np.array(others))[1] <= 0.05)
        shares["pushed of ordinary"].append(pushed[~hard].mean())
        shares["pushed of hard"].append(pushed[hard].mean())
        for i in np.random.default_rng(row["seed"]).choice(np.flatnonzero(~hard), 20, replace=False):
            if looks[i]:
                others = [look["0"] for j, look in enumerate(looks) if look and j != i and not pushed[j]]
                p = rank_test(np.array(looks[i]["0"]), np.array(others))[1]
                hits["look-alikes set apart"]["ordinary tags"].append(p <= 0.05)
    for way, told in hits.items():
        line = "  ".join(f"{design} {np.mean(v):.2f}" for design, v in sorted(told.items()))
        print(f"  {way:22} ({np.mean(shares[way]):.1%} hard negatives)  p <= .05: {line}")
    print("  look like a push:", {k: round(float(np.mean(v)), 4) for k, v in shares.items() if k.startswith("pushed")})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("verdicts.jsonl"))
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--invited", type=int, default=20)
    parser.add_argument("--dropped", type=float, default=0.0)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    if not given.show:
        gather(given.out, given.worlds, given.first, given.invited, given.dropped)
    show([json.loads(line) for line in given.out.read_text().splitlines()])


if __name__ == "__main__":
    main()
