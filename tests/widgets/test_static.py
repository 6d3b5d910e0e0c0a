"""What holds for every file a browser fetches from us."""

from __future__ import annotations

import gzip
import re

import pytest

from promptward.server.markup import script_words
from promptward.widgets.folder import FOLDER, digest

MODULES = sorted(FOLDER.glob("*.js"))
OURS = [path for path in MODULES if path.name != "mask.js"]
SPOKEN = re.compile(r'\bt\(\s*"((?:[^"\\]|\\.)*)"')


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_parses_text_as_markup(path) -> None:
    """Text from people reaches a page through `el()` alone: no way around it stands in the source."""
    source = path.read_text("utf-8")
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment"
    ways += r"|\beval\b|new Function"
    assert not re.search(ways, source)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_no_module_needs_what_plain_http_or_an_old_phone_lacks(path) -> None:
    """A hall is no secure context, and the floor is Chrome 87 and Safari 15."""
    source = path.read_text("utf-8")
    absent = r"randomUUID|crypto\.subtle|navigator\.(clipboard|locks|serviceWorker)"
    absent += r"|structuredClone|\.at\(|Object\.hasOwn\b"
    assert not re.search(absent, source)
    assert not re.search(r"^await ", source, re.MULTILINE)
    assert not re.search(r"\?\?=|\|\|=|&&=|\(\?<[=!]", source) or path.name == "mask.js"


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_a_module_fits_the_house(path) -> None:
    """At most 300 lines a module."""
    assert len(path.read_text("utf-8").splitlines()) <= 300


def imported(*names: str) -> set[str]:
    """The modules called `names` and all that they import, one way or another."""
    known: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in known:
            known.add(name)
            source = (FOLDER / name).read_text("utf-8")
            waiting += re.findall(r'(?:from|import|import\()\s*"\./([a-z-]+\.js)"', source)
    return known


def own_modules(kind: str) -> set[str]:
    """The modules of a kind that `kinds.js` fetches together, when they are needed."""
    listed = re.search(rf"const {kind.upper()} = \[(.*?)\]", (FOLDER / "kinds.js").read_text("utf-8"))
    return {f"{name}.js" for name in re.findall(r'"([a-z-]+)"', listed[1])} | {f"{kind}.js"}


@pytest.mark.parametrize("kind", ["claims", "data"])
def test_a_kind_comes_in_one_round_trip(kind) -> None:
    """All its modules are asked for at once; a slow line pays for every level of a module graph."""
    assert imported(*own_modules(kind)) <= imported("page.js") | own_modules(kind)


@pytest.mark.parametrize("kind", ["prompt", "claims", "data"])
def test_the_page_of_a_kind_is_light(kind) -> None:
    """Its scripts and styles together weigh at most 78 KB as they travel."""
    names = imported("page.js") | (set() if kind == "prompt" else imported(*own_modules(kind)))
    files = [*(FOLDER / name for name in names), *FOLDER.glob("*.css")]
    assert sum(len(gzip.compress(path.read_bytes(), 8)) for path in files) <= 78 * 1024


def test_nothing_comes_from_elsewhere() -> None:
    """No script, style or font names another server."""
    for path in [*MODULES, *FOLDER.glob("*.css")]:
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text("utf-8")), path.name


def test_a_page_carries_every_word_its_scripts_speak() -> None:
    """What a script says through `t()` comes with the page, in Vietnamese."""
    spoken = {words for path in OURS for words in SPOKEN.findall(path.read_text("utf-8"))}
    assert spoken <= set(script_words())


def test_only_the_tokens_name_colours() -> None:
    """Below the tokens no rule names a colour: the look is changed in one place."""
    source = (FOLDER / "style.css").read_text("utf-8")
    rules = source[source.index("\n}\n") :]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|rgba?\(", rules) == []


def test_the_folder_has_one_name_for_its_state() -> None:
    """Sixteen letters of the digest, as the addresses of the extension expect."""
    assert re.fullmatch(r"[0-9a-f]{16}", digest())
