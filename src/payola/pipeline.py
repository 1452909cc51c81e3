"""The whole analysis on one page: files in, Run folder out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import pyarrow as pa
import pyarrow.compute as pc

from payola import corpus, formats
from payola import uses as steps
from payola.campaigns.coordination import Findings, coordinated
from payola.campaigns.evidence import behind_families, behind_pairs
from payola.campaigns.network import Network, raw_network
from payola.clean import reference_of, tested_and_reference, with_captions
from payola.columns import TABLES
from payola.comments import comment_files, read_comments
from payola.detectors.check import seen_and_expected
from payola.detectors.reference import Reference
from payola.engines.duckdb import Engine, Frame
from payola.errors import InputError
from payola.language import families
from payola.language.context import counted
from payola.language.learnt import caption_words
from payola.language.match import match
from payola.language.slogan import Slogan, notes, read_slogans
from payola.outcomes import families as outcomes
from payola.progress import Progress, Recorded, Silent
from payola.reading import Ledger, files_table, kept_by_file, mixed_zones, refusals_table, stage_posts
from payola.run import Run, RunWriter
from payola.settings import Settings

if TYPE_CHECKING:
    from payola.campaigns.verdicts import Looked, Verdicts
    from payola.detectors.waves import Waves

NETWORK_LAYERS = ("tag", "object")
LIBRARIES = ("duckdb", "narwhals", "numba", "numpy", "polars", "pyarrow", "wordfreq", "simplemma", "rapidfuzz")


def scan(
    inputs: Sequence[Path],
    out: Path,
    settings: Settings,
    progress: Progress | None = None,
    finish: Callable[[Run], object] | None = None,
) -> Run:
    """Analyse dumps of posts into a Run folder, which appears whole or not at all.

    Parameters
    ----------
    inputs
        Files and folders in any format payola reads, mixed.
    finish
        Called with the Run just before it is put in its place (the report is written there).

    Raises
    ------
    PayolaError
        The input, the options or ``out`` cannot be used; nothing is left behind.
    """
    watched = Recorded(progress or Silent())
    slogans = read_slogans(settings.slogans) if settings.slogans else []
    _try_lists(settings)
    with RunWriter(out) as writer:
        with Engine(writer.scratch("engine")) as engine:
            manifest = _analyse(inputs, settings, slogans, engine, writer, watched)
        writer.write_manifest(manifest | watched.as_manifest())
        if finish:
            with watched.stage("report"):
                finish(Run(writer.folder))
            writer.write_manifest(manifest | watched.as_manifest())
        return writer.publish()


def _try_lists(settings: Settings) -> None:
    """Open what is needed late: a name that is misspelt is told now and not after an hour."""
    from payola.campaigns.verdicts import read_tags  # needs a second to load

    formats.open_inputs(settings.comments)
    outcomes.assumed(settings, None)
    if settings.strike:
        read_tags(settings.strike)


def _analyse(
    inputs: Sequence[Path],
    settings: Settings,
    slogans: list[Slogan],
    engine: Engine,
    writer: RunWriter,
    progress: Recorded,
) -> dict[str, Any]:
    staged = writer.scratch("read.parquet")
    ledgers = stage_posts(inputs, settings, staged, progress)
    with progress.stage("posts and uses"):
        posts, uses = _posts_and_uses(staged, ledgers, engine, writer)
    scratch = writer.scratch("reference")
    layers, captioned, reference = tested_and_reference(posts, uses, settings, engine, scratch, progress)
    with ThreadPoolExecutor(1) as beside:  # loops without the interpreter's lock, while words are matched under it
        moving = beside.submit(_coordination, layers, captioned, reference, settings)
        with progress.stage("slogans and tags"):
            carried = _families(slogans, posts, uses, settings, engine, writer)
        said = _comments(settings, writer, progress)
        with progress.stage("reach and reception"):
            _outcomes(carried, posts, said, settings, engine, writer)
        flooded = _waves(said, posts, slogans, engine, writer, progress)
        with progress.stage("network"):
            network = _network(layers, settings)
        with progress.stage("verdicts"):
            looked = _looked(posts, slogans, settings, engine, writer)
        with progress.stage("coordination"):
            found = moving.result()
    judged = _write_found(network, found, looked, flooded, settings.seed, writer)
    with progress.stage("evidence"):
        together = behind_pairs(pa.concat_tables([network.behind, found.behind], promote_options="default"))
        others = [together, found.shared, *(part.behind for part in (judged, flooded) if part)]
        evidence = nw.concat([behind_families(carried), *(engine.frame(rows) for rows in others)])
        writer.write("evidence", engine.batches(evidence, TABLES["evidence"].order))
    manifest = _manifest(settings, slogans, writer.read("files"), network, found)
    manifest["verdicts"] = judged.summary if judged else None
    return flooded.told(manifest) if flooded else manifest


def _posts_and_uses(staged: Path, ledgers: list[Ledger], engine: Engine, writer: RunWriter) -> tuple[Frame, Frame]:
    """Settle duplicates, snapshots and names of accounts; write posts, uses and the ledger."""
    latest, objects = corpus.settled(staged, ledgers, engine)
    writer.write("files", files_table(ledgers, kept_by_file(engine, latest, objects)))
    writer.write("refusals", refusals_table(ledgers))
    posts = _written("posts", latest, engine, writer)
    uses = _written("uses", steps.all_uses(latest, objects), engine, writer)
    return posts, uses


def _written(table: str, rows: Frame, engine: Engine, writer: RunWriter) -> Frame:
    """Write a large table in its order, batch by batch, and go on from what stands on disk."""
    declared = TABLES[table]
    return engine.frame(writer.write(table, engine.batches(rows.select(*declared.column_names()), declared.order)))


def _families(
    slogans: list[Slogan], posts: Frame, uses: Frame, settings: Settings, engine: Engine, writer: RunWriter
) -> Frame:
    """Match slogans to tags; write matches and families; give every use of a matched tag."""
    found, by_tag, ids, everything = _matched(slogans, posts, uses, settings, engine)
    carried = families.sure(everything)
    sizes = engine.arrow(families.family_sizes(carried, posts))
    writer.write("matches", families.matches_table(found, ids, by_tag))
    writer.write("families", families.families_table(engine.arrow(families.tags_by_use(carried)), sizes, ids))
    return carried


def _matched(
    slogans: list[Slogan], posts: Frame, uses: Frame, settings: Settings, engine: Engine
) -> tuple[pa.Table, pa.Table, pa.Table, Frame]:
    """Matched tags, their sizes, the ids of the families, and every use of a matched tag."""
    tags = engine.arrow(steps.tag_counts(uses), ["tag"])
    told = caption_words(posts, engine) if slogans else None
    matched = match(tags["tag"].to_pylist(), slogans, caption_words=told, seed=settings.seed)
    found = counted(matched, slogans, posts, uses, engine)
    ids = families.family_ids(slogans)
    carried = engine.keep(families.family_uses(uses, engine.frame(found), engine.frame(ids)), "carried")
    return found, engine.arrow(families.tags_by_use(carried)), ids, carried


def _outcomes(
    carried: Frame, posts: Frame, said: pa.Table | None, settings: Settings, engine: Engine, writer: RunWriter
) -> None:
    """What each family brought, against all that its creators posted; write reach and reception."""
    creators = carried.select("account_id").unique()
    theirs = engine.arrow(
        posts.join(creators, on="account_id", how="inner").select(*outcomes.POST_COLUMNS), outcomes.KEY
    )
    members = engine.arrow(carried.select("family_id", *outcomes.KEY).unique(), ["family_id", *outcomes.KEY])
    (ends_at,) = engine.arrow(posts.select(nw.col("created_at").max()))["created_at"].to_pylist()
    reach, reception = outcomes.outcomes(theirs, members, outcomes.assumed(settings, ends_at), said)
    writer.write("reach", reach)
    writer.write("reception", reception)


def _comments(settings: Settings, writer: RunWriter, progress: Progress) -> pa.Table | None:
    """Comments, where there are any; write them and what was dropped."""
    if not settings.comments:
        return None
    said, ledgers = read_comments(settings.comments, settings, progress)
    for name, rows in zip(("files", "refusals"), comment_files(said, ledgers), strict=True):
        writer.write(name, pa.concat_tables([writer.read(name), rows]))
    writer.write("comments", said)
    return said


def _waves(
    said: pa.Table | None,
    posts: Frame,
    slogans: list[Slogan],
    engine: Engine,
    writer: RunWriter,
    progress: Progress,
) -> Waves | None:
    """Waves among the comments.

    Raises
    ------
    InputError
        No comment belongs to a post.
    """
    if said is None:
        return None
    from payola.detectors.remarks import UNKNOWN_POSTS
    from payola.detectors.waves import waves  # needs a second to load

    with progress.stage("comment waves"):
        video = posts.group_by("post_id").agg(nw.col("account_id", "created_at").min())
        found = waves(said, engine.arrow(video, ["post_id"]), slogans)
    if found.summary[UNKNOWN_POSTS] == said.num_rows:
        raise InputError.comments_elsewhere(said.num_rows)
    writer.write("waves", found.table)
    return found


def _coordination(
    layers: dict[str, pa.Table], captioned: pa.Table, reference: Reference | None, settings: Settings
) -> Findings:
    """Pairs, accounts and groups beyond chance, in every layer, caption templates too."""
    whole = settings.collected_by != "tag-search"
    found = coordinated(with_captions(layers, captioned), reference, settings.seed, whole_histories=whole)
    counted = next((rows for layer in NETWORK_LAYERS if (rows := layers[layer]).num_rows), None)
    found.summary["check"] = seen_and_expected(counted, seed=settings.seed) if counted else None
    return found


def _network(layers: Mapping[str, pa.Table], settings: Settings) -> Network:
    """The raw network of the posts that are tested, and the part that is drawn."""
    drawn = {layer: layers[layer] for layer in NETWORK_LAYERS}
    return raw_network(drawn, window=settings.window, min_participation=settings.min_participation, seed=settings.seed)


def _looked(
    posts: Frame, slogans: list[Slogan], settings: Settings, engine: Engine, writer: RunWriter
) -> Looked | None:
    """What the posts alone say of every family, before anything is known of who moves together."""
    carried = writer.read("families")
    tags = dict(zip(carried["family_id"].to_pylist(), carried["tags"].to_pylist(), strict=True))
    if not tags:
        return None
    from payola.campaigns.verdicts import POST_COLUMNS, Known, look, read_tags

    known = Known(
        collected_by=settings.collected_by,
        struck=read_tags(settings.strike) if settings.strike else (),
        names=tuple(sorted({slogan.candidate for slogan in slogans})),
        seed=settings.seed,
        candidates=dict(zip(carried["family_id"].to_pylist(), carried["candidate"].to_pylist(), strict=True)),
        languages=tuple(sorted({language for slogan in slogans for language in slogan.languages})),
    )
    return look(engine.arrow(posts.select(*POST_COLUMNS)), tags, known)


def _write_found(
    network: Network, found: Findings, looked: Looked | None, flooded: Waves | None, seed: int, writer: RunWriter
) -> Verdicts | None:
    """Write pairs, accounts and groups, and the verdicts with all kinds of evidence."""
    writer.write("pairs", pa.concat_tables([network.pairs, found.pairs]))
    writer.write("layout", network.layout)
    for name in ("shared_tags", "accounts", "groups"):
        writer.write(name, getattr(found, name))
    if looked is None:
        return None
    from payola.campaigns.verdicts import verdicts, with_verdicts
    from payola.outcomes.apolitical import apolitical_reach

    sure = found.pairs.filter(pc.is_in(found.pairs["grade"], pa.array(["A", "B"])))
    graded = frozenset(zip(sure["account_a"].to_pylist(), sure["account_b"].to_pylist(), strict=True))
    judged = verdicts(looked, graded, flooded.posts if flooded else frozenset())
    writer.write("families", with_verdicts(writer.read("families"), judged))
    for name in ("verdicts", "kinds", "creators", "reference_tags"):
        writer.write(name, getattr(judged, name))
    writer.write("reach", pa.concat_tables([writer.read("reach"), apolitical_reach(judged.creators, seed)]))
    return judged


def _manifest(
    settings: Settings, slogans: list[Slogan], files: pa.Table, network: Network, found: Findings
) -> dict[str, Any]:
    inputs = files.to_pylist()
    read = [(row["file"], row["read"] - row["refused"], row["notes"]) for row in inputs]
    zones = filter(None, [mixed_zones(read, settings, named=False)])
    return {
        "payola": version("payola"),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": {name: version(name) for name in LIBRARIES},
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": settings.shareable(),
        "inputs": inputs,
        "slogans": [{"candidate": s.candidate, "slogan": s.text, "language": list(s.languages)} for s in slogans],
        "network": network.summary,
        "coordination": found.summary,
        "exclusions": _exclusions(inputs, network),
        "notes": [*zones, *notes(slogans), *sorted({note for row in inputs for note in row["notes"]})],
    }


def _exclusions(inputs: Sequence[Mapping[str, Any]], network: Network) -> list[dict[str, Any]]:
    """What was left out, how much of it, and why."""
    told = [
        ("rows refused", sum(row["refused"] for row in inputs), "could not be trusted; see table refusals"),
        ("duplicate rows", sum(row["duplicate"] for row in inputs), "the post stands in another row already"),
        (
            "pairs of accounts that coincided once",
            network.summary["pairs_seen"] - network.summary["pairs_kept"],
            "single coincidences are what chance gives",
        ),
    ]
    return [{"what": what, "count": count, "reason": reason} for what, count, reason in told]


def power_of(
    inputs: Sequence[Path], settings: Settings, families: int, trials: int, scratch: Path, progress: Progress
) -> pa.Table:
    """How small a campaign these posts would have shown (table ``power``)."""
    from payola.detectors import power
    from payola.detectors.newtags import dump_of

    reference = reference_of(settings, scratch / "reference", progress)
    with Engine(scratch) as engine:
        posts, objects = corpus.read_and_settle(inputs, settings, scratch, engine, progress)
        uses = engine.arrow(steps.uses_of_layer(posts, objects, "tag"))
        dump = dump_of(engine.arrow(posts.select("post_id", "account_id", "created_at", "tags")))
    cells = power.recruited(dump, trials=trials, families=families, seed=settings.seed, progress=progress)
    known = reference.of("tag") if reference else ()
    return power.table([*cells, *power.squads(uses, known, seed=settings.seed, progress=progress)])


def matches_of(inputs: Sequence[Path], settings: Settings, scratch: Path, progress: Progress) -> pa.Table:
    """Which tags carry which slogan (table ``matches``)."""
    slogans = read_slogans(settings.slogans) if settings.slogans else []
    for note in notes(slogans):
        progress.say(note)
    with Engine(scratch) as engine:
        posts, objects = corpus.read_and_settle(inputs, settings, scratch, engine, progress)
        uses = engine.keep(steps.all_uses(posts, objects), "uses")
        with progress.stage("slogans and tags"):
            found, by_tag, ids, _ = _matched(slogans, posts, uses, settings, engine)
        return families.matches_table(found, ids, by_tag).sort_by(
            [(column, "ascending") for column in TABLES["matches"].order]
        )
