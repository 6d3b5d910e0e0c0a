"""The checks as an author sees them: the modules of `graders/`, imported as one package."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ruamel.yaml import YAML

from promptward.course.checks import MARK
from promptward.findings import Outcome, Verdict

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "graders"
PACKAGE = "graders_under_test"


def _package() -> ModuleType:
    if PACKAGE not in sys.modules:
        package = ModuleType(PACKAGE)
        package.__path__ = [str(FOLDER)]
        sys.modules[PACKAGE] = package
    return sys.modules[PACKAGE]


@pytest.fixture(scope="session")
def grader() -> Callable[[str], ModuleType]:
    """A module of `graders/` by its name."""
    _package()
    return lambda name: importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture(scope="session")
def checks(grader: Callable[[str], ModuleType]) -> Mapping[str, Callable[[str], Verdict]]:
    """The eleven checks by criterion."""
    found: dict[str, Callable[[str], Verdict]] = {}
    for path in sorted(FOLDER.glob("*.py")):
        for value in vars(grader(path.stem)).values():
            kind, criterion = getattr(value, MARK, ("", ""))
            if kind == "check" and value.__module__ == f"{PACKAGE}.{path.stem}":
                found[criterion] = value
    return found


@pytest.fixture(scope="session")
def labels(checks: Mapping[str, Callable[[str], Verdict]]) -> Callable[[str], dict[str, bool]]:
    """What every check decides on a prompt."""
    return lambda prompt: {name: check(prompt).outcome is Outcome.MET for name, check in checks.items()}


@pytest.fixture(scope="session")
def anchors() -> list[dict[str, Any]]:
    """The decided examples, each with its criterion."""
    groups = YAML(typ="safe").load((HERE / "criteria-anchors.yaml").read_text(encoding="utf-8"))
    return [{"criterion": group["criterion"], **example} for group in groups for example in group["examples"]]


@pytest.fixture(scope="session")
def prompts() -> list[dict[str, Any]]:
    """The labelled prompts the checks were developed with."""
    lines = (HERE / "dev_prompts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
