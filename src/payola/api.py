"""What a program can ask of payola: the functions behind ``import payola`` and behind the commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from payola.errors import OptionError, RunError
from payola.progress import Progress, Silent, for_here
from payola.run import Run
from payola.settings import Settings, load

if TYPE_CHECKING:
    import pyarrow as pa

    from payola.detectors.reference import Reference
    from payola.outcomes.contests import Answer, Files, Record
    from payola.simulate import Simulated

Inputs = str | Path | Iterable[str | Path]


def scan(
    inputs: Inputs,
    *,
    out: str | Path | None = None,
    show_names: bool = False,
    progress: Progress | None = None,
    **settings: Any,
) -> Run:
    """Analyse dumps of posts into a Run folder with tables and a report.

    Parameters
    ----------
    inputs
        One or several files or folders, in any format payola reads, mixed.
    out
        The Run folder to make; ``payola-run`` (or ``payola-run-2``, ...) in this folder where it is not given.
    show_names
        Let the report show handles, links and captions. It then contains personal data.
    settings
        As in ``payola.toml``: ``slogans``, ``columns``, ``timezone``, ``collected_by``, ``window``, ...

    Raises
    ------
    PayolaError
        The input, the options or ``out`` cannot be used; nothing is left behind.
    """
    place = Path(out) if out is not None else free_name(Path("payola-run"))
    return scan_with(paths(inputs), place, load(given=settings), show_names=show_names, progress=progress or for_here())


def scan_with(
    inputs: Sequence[Path], out: Path, settings: Settings, *, show_names: bool = False, progress: Progress | None = None
) -> Run:
    """``scan`` with settings that are already made."""
    from payola import pipeline, report

    def finish(run: Run) -> object:
        return report.write(run, show_names=show_names)

    return pipeline.scan(inputs, out, settings, progress, finish)


def read(inputs: Inputs, *, progress: Progress | None = None, **settings: Any) -> pa.Table:
    """The posts of dumps in any format, duplicates removed, as an Arrow table (columns of table ``posts``)."""
    from payola import corpus

    with TemporaryDirectory(prefix="payola-") as scratch:
        return corpus.posts_of(paths(inputs), load(given=settings), Path(scratch), progress or Silent())


def pairs(
    inputs: Inputs,
    *,
    window: int = 60,
    min_participation: int = 2,
    layer: str | None = None,
    directed: bool = False,
    like_coortweet: bool = False,
    progress: Progress | None = None,
    **settings: Any,
) -> pa.Table:
    """The raw network: pairs of accounts that used the same object within ``window`` seconds, chance not subtracted.

    Returns ``account_a, account_b, weight, mean_gap_s``; with ``directed`` ``source, target, weight``.
    """
    from payola import corpus
    from payola.detectors.raw_pairs import raw_pairs

    shown, effective = progress or Silent(), load(given=settings)
    with TemporaryDirectory(prefix="payola-") as scratch:
        uses = corpus.uses_of_layer(paths(inputs), effective, layer, Path(scratch), shown)
    return raw_pairs(
        uses,
        window=window,
        min_participation=min_participation,
        either_side=like_coortweet,
        directed=directed,
        progress=shown,
    )


def check(
    inputs: Inputs,
    *,
    copies: int = 20,
    layer: str | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> pa.Table:
    """Calibration on your own data: the corpus (copy 0) beside copies in which every post kept its hour only.

    Returns ``copy, window_s, bin_s, coincidences, pairs_found``; what the copies show is what chance gives.
    """
    from payola import corpus
    from payola.detectors.check import check as recheck

    shown, effective = progress or Silent(), load(given=settings)
    with TemporaryDirectory(prefix="payola-") as scratch:
        uses = corpus.uses_of_layer(paths(inputs), effective, layer, Path(scratch), shown)
        return recheck(uses, copies=copies, seed=effective.seed, progress=shown)


def check_in_words(found: pa.Table) -> str:
    """One sentence about a check."""
    from payola.detectors.check import in_words

    return in_words(found)


def power(
    inputs: Inputs, *, families: int = 1, trials: int = 100, progress: Progress | None = None, **settings: Any
) -> pa.Table:
    """How small a campaign these posts would have shown (columns of table ``power``).

    Squads and invited creators are planted among the user's own accounts; ``families`` would be named at a time.
    """
    from payola import pipeline

    effective = load(given=settings)
    with TemporaryDirectory(prefix="payola-") as scratch:
        return pipeline.power_of(paths(inputs), effective, families, trials, Path(scratch), progress or Silent())


def power_in_words(found: pa.Table) -> str:
    """The smallest campaigns that are seen nine times in ten."""
    from payola.detectors.power import in_words

    return in_words(found)


def save_chart(found: pa.Table, out: Path) -> None:
    """Write the chart of table ``power`` as SVG; nothing where nothing could be planted."""
    from payola.charts.look import svg
    from payola.charts.power import power as drawn

    chart = drawn(found)
    if chart is not None:
        out.write_text(svg(chart), encoding="utf-8")


def match(slogans: str | Path, inputs: Inputs, *, progress: Progress | None = None, **settings: Any) -> pa.Table:
    """Which tags carry which slogan, with the reason (columns of table ``matches``)."""
    from payola import pipeline

    effective = load(given={**settings, "slogans": Path(slogans)})
    with TemporaryDirectory(prefix="payola-") as scratch:
        return pipeline.matches_of(paths(inputs), effective, Path(scratch), progress or Silent())


def propose(
    inputs: Inputs,
    *,
    languages: Sequence[str] = ("ru", "uk", "ro", "en"),
    progress: Progress | None = None,
    **settings: Any,
) -> pa.Table:
    """New tags that read like slogans, as families for a person to choose from (columns of table ``proposals``).

    Nothing is tested. A family that is chosen goes into the slogan file as ``tags = [...]`` and is one more test.
    """
    from payola.language.proposals import proposals_of
    from payola.language.words import LANGUAGES, known

    codes = [known(language) or "" for language in languages]
    if not codes or not all(codes):
        raise OptionError.unknown("language", ", ".join(languages), LANGUAGES)
    with TemporaryDirectory(prefix="payola-") as scratch:
        return proposals_of(paths(inputs), load(given=settings), codes, Path(scratch), progress or Silent())


def lexicon() -> str:
    """The hostile and supportive words that are looked for in comments: a TOML file to copy, edit and give to scan."""
    from payola.outcomes.stance import built_in

    return built_in()


def fit_reference(inputs: Inputs, out: str | Path, *, progress: Progress | None = None, **settings: Any) -> Reference:
    """Fit the burst reference on a corpus without the campaign and write it (JSON) for ``scan(reference=...)``."""
    from payola import clean
    from payola.detectors import reference

    place = Path(out)
    if place.exists():
        raise RunError.exists(place)
    with TemporaryDirectory(prefix="payola-") as scratch:
        fitted = clean.fit_reference(paths(inputs), load(given=settings), Path(scratch), progress or Silent())
    try:
        reference.write(fitted, place)
    except OSError as error:
        raise RunError.unwritable(place, error.strerror or str(error)) from error
    return fitted


def effect(
    outcomes: str | Path,
    *,
    event: str | date | None = None,
    treated: str | None = None,
    exposure: str | Path | None = None,
    family: str | None = None,
    after: int | None = None,
    columns: Mapping[str, str] | None = None,
    signed: bool = False,
    seed: int = 0,
) -> pa.Table:
    """Whether an outcome outside the platform changed (columns of table ``effects``); never merged with reach.

    Parameters
    ----------
    outcomes
        Table with a date, a value and, where there are several, a unit (district, region, candidate) in each row.
    event
        The day the campaign began; where it is not given, that of ``family`` in the Run that ``exposure`` names.
    treated
        The unit that was reached, where the others were not: synthetic control.
    exposure
        Table with a district and its exposure a row (difference-in-differences by dose), or a Run (see ``event``).
    after
        Periods after the event that are looked at, for one series.
    columns
        Which column holds what; keys ``time, unit, outcome, exposure``.
    signed
        The outcome may be negative.

    Raises
    ------
    PayolaError
        The input cannot be used. What these data cannot answer is no error, but a row that says so.
    """
    from payola.outcomes.effect import measure

    doses = Path(exposure) if exposure is not None else None
    return measure(
        Path(outcomes),
        event=event, treated=treated, exposure=doses, family=family, after=after, columns=columns, signed=signed,
        seed=seed,
    )  # fmt: skip


def effect_in_words(found: pa.Table) -> str:
    """What the recommended design says about an effect, with its own error rate and what it could have seen."""
    from payola.outcomes.effect import in_words

    return in_words(found)


def contests(
    results: str | Path,
    *,
    polls: str | Path | None = None,
    candidates: str | Path | None = None,
    list_votes: str | Path | None = None,
    parties: str | Path | None = None,
    against: str = "incumbents",
    election_date: str | Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    drop: Iterable[str] = (),
    exclude: Iterable[str] = (),
    draws: int = 2000,
    follow: float = 0.5,
    call_at: float = 0.8,
    seed: int = 0,
) -> Answer:
    """Which challenger has the highest chance of beating the incumbent in each district, and how sure that is.

    Returns an object with ``table`` (columns of table ``contests``) and ``words`` (what was assumed and found).

    Parameters
    ----------
    results
        Past votes by district: a row a party or candidate, or a row a district; one election or several.
    polls
        A date, a pollster and shares of parties a row; a column ``district`` makes a poll one of that district.
    candidates
        Who stands now (``district, party``, and ``candidate, incumbent, prior, prior_sd`` where known).
    list_votes
        Party-list votes by district, for parties without a result of their own there.
    parties
        TOML file that settles which names are one party, which are challengers, renamed or merged.
    against
        ``incumbents``, or the party that the others try to beat.
    election_date
        Day of the coming election, and ``2015=2015-05-07`` for earlier ones.
    drop
        Rows of the results to leave out, as ``COLUMN=VALUE``.
    exclude
        Districts or stations whose last votes are not believed: a scenario, compared with all reported votes.
    follow
        Share of the other challengers' voters who would follow the pick.
    call_at
        Chance of being the strongest challenger from which there is a call.

    Raises
    ------
    PayolaError
        The input or the options cannot be used; row and column are named.
    """
    from payola.outcomes.contests import solve

    files = _contest_files(results, polls, candidates, list_votes, parties, against, election_date, columns, drop)
    return solve(files, list(exclude), draws=draws, seed=seed, follow=follow, call_at=call_at)


def contest_exposure(found: pa.Table, run: Run | str | Path, *, slogans: str | Path | None = None) -> pa.Table:
    """Reach beside odds: the families of a Run in the districts of their candidates (table ``contest_exposure``).

    Parameters
    ----------
    found
        The table of ``contests``.
    slogans
        The slogan file, where its candidates name their ``district``; otherwise candidates are joined by name.
    """
    from payola.outcomes.contests.exposure import exposure_table

    opened = run if isinstance(run, Run) else open_run(run)
    return exposure_table(found, opened, Path(slogans) if slogans is not None else None)[0]


def keep_contests(
    found: Answer,
    run: Run | str | Path,
    *,
    slogans: str | Path | None = None,
    shapes: str | Path | None = None,
    key: str = "district",
) -> None:
    """Keep the odds, reach beside them and a map's shapes in a Run: its report then has a section on contests.

    Parameters
    ----------
    found
        What ``contests`` returned.
    slogans
        As for ``contest_exposure``.
    shapes
        GeoJSON of the districts; ``key`` names the property that holds the district.

    Raises
    ------
    PayolaError
        No family of the Run belongs to a district, the shapes cannot be used, or the Run cannot be written.
    """
    from payola.charts.contests import shapes_table

    opened = run if isinstance(run, Run) else open_run(run)
    tables = {"contests": found.table, "contest_exposure": contest_exposure(found.table, opened, slogans=slogans)}
    if shapes is not None:
        tables["contest_shapes"] = shapes_table(found.table, Path(shapes), key)
    opened.keep(tables, {"contests": found.words.splitlines()})


def draw_contests(found: pa.Table, out: str | Path, *, shapes: str | Path | None = None, key: str = "district") -> None:
    """A still picture (SVG) of reliability, of exposure beside odds, or, with ``shapes`` (GeoJSON), a map of odds.

    ``found``: table ``contest_reliability``, ``contest_exposure``, or ``contests`` with ``shapes``.
    """
    from payola.charts.contests import draw_to

    draw_to(found, Path(out), Path(shapes) if shapes is not None else None, key)


def contests_backtest(
    results: str | Path,
    *,
    polls: str | Path | None = None,
    parties: str | Path | None = None,
    against: str = "incumbents",
    election_date: str | Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    drop: Iterable[str] = (),
    draws: int = 2000,
    call_at: float = 0.8,
    seed: int = 0,
) -> Record:
    """How good the odds of ``contests`` would have been at every earlier election of the results.

    Returns an object with ``scores`` (table ``contest_scores``), ``reliability`` (table
    ``contest_reliability``) and ``words``.

    Raises
    ------
    PayolaError
        The input or the options cannot be used, or there is one election only.
    """
    from payola.outcomes.contests import record

    files = _contest_files(results, polls, None, None, parties, against, election_date, columns, drop)
    return record(files, draws=draws, seed=seed, call_at=call_at)


def _contest_files(
    results: str | Path,
    polls: str | Path | None,
    candidates: str | Path | None,
    list_votes: str | Path | None,
    parties: str | Path | None,
    against: str,
    election_date: str | Iterable[str],
    columns: Mapping[str, str] | None,
    drop: Iterable[str],
) -> Files:
    from payola.outcomes.contests import Files

    def path(given: str | Path | None) -> Path | None:
        return Path(given) if given is not None else None

    days = [election_date] if isinstance(election_date, str) else list(election_date)
    return Files(
        Path(results), path(polls), path(candidates), path(list_votes), path(parties), against, days, columns or {},
        list(drop),
    )  # fmt: skip


def open_run(path: str | Path) -> Run:
    """A Run folder made earlier."""
    return Run(Path(path))


def simulate(world: str, *, seed: int = 0, **knobs: Any) -> Simulated:
    """A simulated corpus with known truth; ``payola.simulate.WORLDS`` lists the worlds and their knobs."""
    from payola.simulate import simulate as build

    return build(world, seed=seed, **knobs)


def simulate_to(world: str, out: str | Path, *, seed: int = 0, **knobs: Any) -> Path:
    """Write a simulated corpus into a new folder."""
    from payola.simulate import write

    place = Path(out)
    if place.exists():
        raise RunError.exists(place)
    made = simulate(world, seed=seed, **knobs)
    write(made, place)
    return place


def demo(out: str | Path | None = None, *, seed: int = 1, progress: Progress | None = None) -> Run:
    """Simulate the case that payola was made for, and scan it; the Run stands in ``out/run``."""
    place = Path(out) if out is not None else free_name(Path("payola-demo"))
    shown = progress or for_here()
    with shown.stage("simulating a campaign"):
        simulate_to("demo", place, seed=seed)
    return scan_with(
        [place / "posts.parquet"],
        place / "run",
        load(given={"slogans": place / "slogans.toml", "reference": place / "reference.parquet", "seed": seed}),
        progress=shown,
    )


def write_report(run: Run, *, show_names: bool = False, out: str | Path | None = None) -> Path:
    """Write the report of a Run (again); returns where it stands."""
    from payola import report

    return report.write(run, show_names=show_names, out=Path(out) if out is not None else None)


def export(run: Run, to: str, out: str | Path, *, show_names: bool = False, all_edges: bool = False) -> list[Path]:
    """Tables and network of a Run for other programs: ``gexf``, ``graphml``, ``csv``, ``xlsx`` or ``histories``."""
    from payola.exports import export as write

    return write(run, to, Path(out), show_names=show_names, all_edges=all_edges)


def save(table: pa.Table, out: Path | None) -> None:
    """Write a table as CSV or Parquet by the file's ending; as CSV to stdout where ``out`` is None."""
    if out is None:
        _as_csv(table, sys.stdout.buffer)
        return
    if out.exists():
        raise RunError.exists(out)
    writers: Mapping[str, Callable[[pa.Table, Path], None]] = {".csv": _as_csv, ".parquet": _as_parquet}
    if out.suffix not in writers:
        raise OptionError.bad("--out", out.name, "a file that ends in .csv or .parquet")
    try:
        writers[out.suffix](table, out)
    except OSError as error:
        raise RunError.unwritable(out, error.strerror or str(error)) from error


def _as_csv(table: pa.Table, out: Any) -> None:
    from pyarrow import csv

    csv.write_csv(table, out, csv.WriteOptions(quoting_style="needed", quoting_header="needed"))


def _as_parquet(table: pa.Table, out: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, out)


def paths(inputs: Inputs) -> list[Path]:
    """One or several names of files or folders as paths."""
    return [Path(inputs)] if isinstance(inputs, str | Path) else [Path(name) for name in inputs]


def free_name(wanted: Path) -> Path:
    """``wanted``, or ``wanted-2``, ``wanted-3``, ... where it is taken: nothing is ever overwritten."""
    number = 1
    place = wanted
    while place.exists():
        number += 1
        place = wanted.with_name(f"{wanted.name}-{number}")
    return place
