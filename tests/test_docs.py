"""The documents speak of what is there: every command, every setting, and no link into nothing."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from typer.main import get_command

from promptward.cli import app
from promptward.course.claims import Claim, ClaimsExercise
from promptward.course.data import DataExercise, PlantedProblem, Question, Table
from promptward.course.exercises import PromptExercise
from promptward.course.report import check_course
from promptward.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "datasets").rglob("*.md")])
GUIDES = "\n".join(
    (ROOT / name).read_text("utf-8") for name in ("README.md", "docs/operator.md", "docs/authors.md")
)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = get_command(app)


def leaves(command: Any, name: str = "") -> Iterator[str]:
    """Every command that does something, with all its words."""
    inner = getattr(command, "commands", {})
    for word, each in inner.items():
        yield from leaves(each, f"{name} {word}".strip())
    if not inner:
        yield name


@pytest.mark.parametrize("command", list(leaves(COMMAND)))
def test_every_command_is_named(command: str):
    """In the README or in a guide of the people who type it."""
    assert re.search(rf"promptward {command}\b", GUIDES)


@pytest.mark.parametrize("field", list(Settings.model_fields))
def test_every_setting_is_named_with_its_default(field: str):
    """In the operator's table, which names no setting that is gone."""
    guide = (ROOT / "docs" / "operator.md").read_text("utf-8")
    table = guide.partition("· Settings")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    (row,) = [each for each in rows if f"`{field}`" in each[1]]
    place = re.findall(r"`(\w+)`", row[1]).index(field)
    default = Settings.model_fields[field].default
    shown = f"{default:g}" if isinstance(default, float) else str(default).lower()
    assert row[2].strip() == "–" if default == "" else re.findall(r"`([^`]+)`", row[2])[place] == shown
    names = {name for each in rows for name in re.findall(r"`(\w+)`", each[1])}
    assert names == set(Settings.model_fields)


def shown_commands() -> list[tuple[str, str]]:
    """Every command line of ours in a document, in a block or in running text: page, line."""
    found = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        lines = [line for kind, block in FENCED.findall(text) if kind == "sh" for line in block.splitlines()]
        lines += re.findall(r"`(promptward [a-z][^`]+)`", FENCED.sub("", text))
        name = page.relative_to(ROOT).as_posix()
        found |= {(name, line.strip()) for line in lines if line.startswith("promptward ")}
    return sorted(found)


@pytest.mark.parametrize(("page", "shown"), shown_commands())
def test_every_command_that_is_shown_can_be_typed(page: str, shown: str):
    """With words, options and values that the command takes; [brackets] hold what may be left out."""
    _, *words = shlex.split(shown.replace("[", "").replace("]", ""), comments=True)
    command: Any = COMMAND
    while hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    if words:  # a name alone is no call
        command.make_context("promptward", words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_leads_somewhere(page: Path):
    """To a file of this repository, and to a heading that the file has."""
    for target in LINK.findall(FENCED.sub("", page.read_text("utf-8"))):
        if re.match(r"https?://|mailto:", target):
            continue
        name, _, heading = unquote(target).partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        if heading:
            assert heading in headings(file), target


def headings(page: Path) -> set[str]:
    """The names by which a page's headings are linked to."""
    found = re.findall(r"^#+ (.+)$", FENCED.sub("", page.read_text("utf-8")), re.MULTILINE)
    kept = (re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", text).lower()) for text in found)
    return {text.strip().replace(" ", "-") for text in kept}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_is_there(page: Path):
    """`src/…`, `docs/…` and the like in running text are paths of this repository."""
    text = FENCED.sub("", page.read_text("utf-8"))
    folders = "src|docs|tests|deploy|benchmarks|notebooks|exercises|graders|datasets"
    for name in re.findall(rf"`((?:{folders})/[\w./-]+)`", text):
        assert (ROOT / name).exists(), name


def test_every_make_target_that_is_named_exists():
    """And all that the Makefile explains are named somewhere or shown by `make help`."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    texts = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert set(re.findall(r"`?make ([a-z]+)`", texts)) <= targets


KEYS = {
    name
    for model in (PromptExercise, ClaimsExercise, DataExercise, Claim, PlantedProblem, Question, Table)
    for name in model.model_fields
}


@pytest.mark.parametrize("key", sorted(KEYS - {"text"}))
def test_every_key_of_the_format_is_explained_to_authors(key: str):
    """In a table of their guide."""
    guide = (ROOT / "docs" / "authors.md").read_text("utf-8")
    assert re.search(rf"^\|.*`(\w+(\[\])?\.)*{key}[`.]", guide, re.MULTILINE)


def test_the_first_ten_minutes_go_as_the_guide_says(tmp_path: Path):
    """Two files copied, and the check answers with the very line that is shown."""
    for name in ("course.yaml", "exercises", "graders", "notebooks", "datasets"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    guide = (ROOT / "docs" / "authors.md").read_text("utf-8")
    copied = re.findall(r"^cp (\S+) (\S+)$", guide, re.MULTILINE)
    assert len(copied) == 2
    for source, target in copied:
        shutil.copy(tmp_path / source, tmp_path / target)
    problems, course = check_course(tmp_path)
    assert course is None
    (shown,) = re.findall(r"^must: (.+)$", guide, re.MULTILINE)
    assert shown in [str(problem) for problem in problems]
    exercise = tmp_path / copied[0][1]
    exercise.write_text(exercise.read_text("utf-8").replace("id: spot-four-claims", "id: my-claims"), "utf-8")
    problems, course = check_course(tmp_path)
    assert course is not None
    assert ["never names its exercise" in problem.found for problem in problems] == [True]


def test_the_python_that_is_shown_works():
    """It compiles, what it imports from us is there, and an author's check and answer do what they say."""
    for page in PAGES:
        for kind, block in FENCED.findall(page.read_text("utf-8")):
            if kind != "python":
                continue
            compile(block, page.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            for module, names in re.findall(r"^from (promptward[\w.]*) import (.+)$", block, re.MULTILINE):
                for name in names.split(", "):
                    assert hasattr(importlib.import_module(module), name), (page.name, name)
            if "@check" in block or "@answer" in block:
                exec(block, shown := {})
                if "asks_for_a_table" in shown:
                    assert shown["asks_for_a_table"]("kẻ bảng").outcome.value == "met"
                    assert shown["asks_for_a_table"]("viết thơ").outcome.value == "missed"
                else:
                    assert shown["mean_age"](pd.DataFrame({"age": ["40", "50"]}), "once") == 45
