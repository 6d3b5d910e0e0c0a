"""What holds for every file a browser fetches from us."""

from __future__ import annotations

import gzip
import re

import pytest
from babel.messages.pofile import read_po

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


def test_the_whole_page_is_light() -> None:
    """All scripts and styles together weigh at most 60 KB as they travel."""
    files = [*MODULES, *FOLDER.glob("*.css")]
    assert sum(len(gzip.compress(path.read_bytes(), 8)) for path in files) <= 60 * 1024


def test_nothing_comes_from_elsewhere() -> None:
    """No script, style or font names another server."""
    for path in [*MODULES, *FOLDER.glob("*.css")]:
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text("utf-8")), path.name


def test_every_word_of_the_page_has_a_vietnamese_one(root) -> None:
    """What a script says through `t()` stands in the catalogue, and nothing stands there unused."""
    spoken = {words for path in OURS for words in SPOKEN.findall(path.read_text("utf-8"))}
    with (root / "src/promptward/locale/parts/front.po").open("rb") as file:
        written = {str(entry.id): str(entry.string) for entry in read_po(file, locale="vi") if entry.id}
    assert spoken == set(written)
    for source, translation in written.items():
        assert translation
        assert set(re.findall(r"\{\w+\}", source)) == set(re.findall(r"\{\w+\}", translation)), source


def test_only_the_tokens_name_colours() -> None:
    """Below the tokens no rule names a colour: the look is changed in one place."""
    source = (FOLDER / "style.css").read_text("utf-8")
    rules = source[source.index("\n}\n") :]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|rgba?\(", rules) == []


def test_the_folder_has_one_name_for_its_state() -> None:
    """Sixteen letters of the digest, as the addresses of the extension expect."""
    assert re.fullmatch(r"[0-9a-f]{16}", digest())
