"""No address leads to a file that is not ours to give: two thousand tries on a running server."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from promptward.server import serving
from promptward.server.static import SERVED

TRIES = 2_000
FOLDERS = (
    "",
    "static/",
    "files/",
    "notebooks/",
    "voila/files/",
    "voila/static/",
    "exercise/",
    "plain/",
    "api/",
)
CLIMBS = (
    *(
        "../",
        "..%2f",
        "%2e%2e/",
        "%2E%2E%2F",
        "%252e%252e%252f",
        "..%255c",
        "..%5c",
        "..\\",
        ".../",
        "....//",
    ),
    *("%c0%ae%c0%ae/", "%e0%80%ae%e0%80%ae%c0%af", "..;/", "./../", ".%00./", "%u002e%u002e/", "//", "/./"),
    *("%ef%bc%8e%ef%bc%8e/", "..%00/", "..%0d%0a/", "%2e%2e%5c"),
)
TARGETS = (
    *("course.yaml", "exercises/night-handover.yaml", "graders/checks.py", "graders/nurse/prompt.yaml"),
    *("notebooks/night-handover.ipynb", "night-handover.ipynb", "data/cookie.key", "data/promptward.sqlite3"),
    *("data/seat-code.key", "data/access-secret", "data/serving.json", "log", "home/.bashrc", "etc/passwd"),
    *(
        "proc/self/environ",
        "server/app.py",
        "settings.py",
        "widgets/patterns.json",
        ".git/config",
        "pyproject.toml",
    ),
    *("notebooks/picture.png", "picture.png", "notebooks/everything/etc/passwd", "everything/cookie.key"),
)
ENDS = (
    "",
    "",
    "",
    "/",
    "/.",
    "%00.png",
    ".png",
    ";.png",
    "?.png",
    "%20",
    ".",
    "~",
    ".bak",
    "::$DATA",
    "%23.js",
    "%0a.css",
)
CASES: tuple[Callable[[str], str], ...] = (str, str, str.upper, str.title, str.swapcase)


@pytest.fixture
def linked(course: Path, served: Any) -> Iterator[None]:
    """Beside the notebooks lie links that look like pictures and lead to the key and to everything."""
    links = {
        course / "notebooks/picture.png": served.data / "cookie.key",
        course / "notebooks/everything": "/",
    }
    for link, target in links.items():
        link.symlink_to(target)
    yield
    for link in links:
        link.unlink()


def tries(shelves: list[str], files: list[str], seed: int) -> Iterator[str]:
    """Addresses below the base path; one in eight asks for a file of ours, perhaps spelt otherwise."""
    chosen = random.Random(seed)
    pick = chosen.choice
    folders = (*FOLDERS, *(f"static/{shelf}/" for shelf in shelves))
    while True:
        case, end = pick(CASES), pick(ENDS)
        if chosen.random() < 1 / 8:
            yield f"static/{case(pick(files))}{end}"
        else:
            climb = pick(CLIMBS) * chosen.randint(0, 9)
            yield f"{pick(folders)}{climb}{case(pick(TARGETS))}{end}"


@pytest.fixture
def line(served: Any) -> Iterator[HTTPConnection]:
    """A connection that sends addresses as they are: a browser would tidy them first."""
    where = urlsplit(served.address)
    connection = HTTPConnection(where.hostname, where.port, timeout=20)
    yield connection
    connection.close()


def fetched(line: HTTPConnection, path: str) -> tuple[int, bytes]:
    """Status and body."""
    line.putrequest("GET", f"/x/{path}", skip_accept_encoding=True)
    line.endheaders()
    answer = line.getresponse()
    return answer.status, answer.read()


@pytest.mark.usefixtures("linked")
def test_two_thousand_addresses_give_images_and_our_static_files_only(
    served: Any, line: HTTPConnection
) -> None:
    """Climbing, encoded, in other letters, through links: what is given is a file of our shelves, whole."""
    shelves, _ = serving.shelves()
    files = [f"{shelf}/{name}" for shelf in shelves for name in shelves[shelf]]
    secrets = [(served.data / "cookie.key").read_bytes().strip(), b"root:x:0:0", b"kind: prompt", b"HOME="]
    asked, given = set(), 0
    for path in tries(list(shelves), files, seed=20261122):
        if path in asked:
            continue
        asked.add(path)
        status, body = fetched(line, path)
        assert not [secret for secret in secrets if secret in body], path
        if status not in (400, 404):
            assert status == 200, path
            shelf, _, name = unquote(urlsplit(path).path).removeprefix("static/").partition("/")
            assert Path(name).suffix in SERVED, path
            data, packed = shelves[shelf].get(name)
            assert body == (gzip.decompress(data) if packed else data), path
            given += 1
        if len(asked) == TRIES:
            break
    assert 20 < given < TRIES / 8  # those that were asked for by their own names
