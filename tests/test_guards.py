"""The promises: what payola never says, never shows, never does. A test here fails if one is broken."""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import payola
from payola.pseudonyms import PERSONAL_BANNER

SOURCE = Path(payola.__file__).parent
EXPORTS = {"csv": "tables", "gexf": "network.gexf", "graphml": "network.graphml", "xlsx": "tables.xlsx"}
NEVER_SAID = re.compile(
    r"\b(inauthentic\w*|bots?|botnets?|sock[- ]?puppets?|trolls?|fake accounts?|shills?|astroturf\w*)\b", re.IGNORECASE
)
ACCUSATION = re.compile(
    r"\b(accounts?|creators?)\b[^.]{0,20}\b(was|were|is|are|got|been)\s+(paid|hired|bought|ordered)\b"
    r"|\b(ordered|paid for|financed|commissioned) by\b",
    re.IGNORECASE,
)
HANDLES = ["katzenfreundin.88", "dancer_quokka", "board_wallaby", "=cmd|calc", "ordinary_ibis", "squad_emu"]
CAPTION = "Skating over the old bridge <script>alert(1)</script>"
MENTIONED = "mentioned_numbat"


def secrets() -> list[str]:
    """Everything that points to a person in the corpus below."""
    ids = [str(7300000000000000000 + n) for n in range(60)]
    return [*HANDLES, *ids, CAPTION, "Skating over the old bridge", MENTIONED, "example.org/someone", "video/73"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty posts by six accounts, with names wherever a name can hide."""
    folder = tmp_path_factory.mktemp("corpus")
    rows = [
        {
            "id": str(7300000000000000000 + n),
            "author": HANDLES[n % len(HANDLES)],
            "created_at": 1_730_000_000 + 15 * n,
            "caption": f"{CAPTION} @{MENTIONED} https://example.org/someone #strongregion #{HANDLES[1]} #bridge",
            "views": n,
            "url": f"https://www.tiktok.com/@{HANDLES[n % len(HANDLES)]}/video/{7300000000000000000 + n}",
        }
        for n in range(60)
    ]
    with (folder / f"{HANDLES[1]}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (folder / "slogans.toml").write_text(
        '[[candidate]]\nname = "A. Candidate"\nlanguage = "en"\nslogans = ["Strong region"]\n'
    )
    return folder


@pytest.fixture(scope="module")
def run(corpus: Path) -> payola.Run:
    return payola.scan(corpus / f"{HANDLES[1]}.csv", slogans=corpus / "slogans.toml", out=corpus / "run")


def content(path: Path) -> str:
    """All text of a file or folder, unpacked."""
    if path.is_dir():
        return "\n".join(f"{part.name}\n{content(part)}" for part in sorted(path.rglob("*")) if part.is_file())
    data = path.read_bytes()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"\n".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-8", errors="replace")


def test_the_corpus_is_found_in_full_so_that_silence_below_means_something(run: payola.Run) -> None:
    assert run.posts.to_arrow().num_rows == 60
    assert run.pairs.to_arrow().num_rows > 0
    assert "strongregion" in run.matches.to_arrow()["tag"].to_pylist()
    assert run.evidence.to_arrow().num_rows > 0


def test_the_report_shows_no_handle_id_link_mention_or_caption(run: payola.Run) -> None:
    html = content(run.report)
    assert [secret for secret in secrets() if secret in html] == []
    assert PERSONAL_BANNER not in html


@pytest.mark.parametrize("to", EXPORTS)
def test_no_export_shows_a_handle_id_link_mention_or_caption(run: payola.Run, tmp_path: Path, to: str) -> None:
    payola.export(run, to, tmp_path / EXPORTS[to])
    text = content(tmp_path / EXPORTS[to])
    assert "Account" in text
    assert [secret for secret in secrets() if secret in text] == []


def test_names_are_shown_only_when_asked_for_and_under_a_banner(run: payola.Run, tmp_path: Path) -> None:
    html = content(payola.write_report(run, show_names=True, out=tmp_path / "named.html"))
    assert PERSONAL_BANNER in html
    assert HANDLES[2] in html
    assert "<script>alert(1)" not in html


def test_no_output_judges_an_account_or_says_who_ordered_something(run: payola.Run, tmp_path: Path) -> None:
    outputs = [run.report]
    for to, name in EXPORTS.items():
        payola.export(run, to, tmp_path / name)
        outputs.append(tmp_path / name)
    for output in outputs:
        text = re.sub(r"<script type=\"text/javascript\">.*?</script>", "", content(output), flags=re.DOTALL)
        text = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        assert NEVER_SAID.findall(text) == [], output.name
        assert ACCUSATION.findall(text) == [], output.name


def test_no_sentence_in_the_source_judges_an_account() -> None:
    for file in SOURCE.rglob("*.py"):
        docstrings = {
            node.value
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
                assert not ACCUSATION.search(node.value), (file.name, node.value)


def test_the_source_holds_no_way_to_send_anything_anywhere() -> None:
    senders = {
        "requests", "httpx", "aiohttp", "urllib.request", "urllib3", "http.client", "socket", "smtplib", "ftplib",
        "websockets", "selenium", "playwright",
    }  # fmt: skip
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert not senders & set(names), file.relative_to(SOURCE)


def test_a_scan_and_its_report_ask_nothing_of_the_network(corpus: Path, tmp_path: Path) -> None:
    guarded = (
        "import sys\n"
        "def refuse(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto', 'urllib.Request'):\n"
        "        raise SystemExit(f'asked the network: {event}')\n"
        "sys.addaudithook(refuse)\n"
        f"sys.argv = ['payola', 'scan', {str(corpus / (HANDLES[1] + '.csv'))!r}, '--out', {str(tmp_path / 'run')!r}]\n"
        "from payola.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", guarded], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "asked the network" not in done.stderr


def test_no_command_writes_content_ranks_creators_posts_or_schedules() -> None:
    from payola.cli import app

    names = {command.callback.__name__ for command in app.registered_commands if command.callback}
    assert not names & {"write", "generate", "recruit", "invite", "rank", "post", "schedule", "target", "publish"}
    for command in app.registered_commands:
        told = (command.callback.__doc__ or "").lower() if command.callback else ""
        assert not re.search(r"\b(recruit|invite|schedule|target|suggest)\b", told)
