"""The house stands straight: rooms import only from rooms above them, also inside functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "promptward"
ROOMS = (
    "errors",
    "text",
    "words",
    "settings",
    "findings",
    "course",
    "privacy",
    "grading",
    "calibration",
    "models",
    "store",
    "workers",
    "practice",
    "kernels",
    "server",
    "widgets",
    "load",
    "cli",
)
DOORS = (SRC / "__init__.py", SRC / "__main__.py")
MODULES = sorted(path for path in SRC.rglob("*.py") if path not in DOORS)
ONLY_HERE = {
    "langchain": "models",
    "langchain_core": "models",
    "sqlalchemy": "store",
    "alembic": "store",
    "voila": "server",
    "anywidget": "widgets",
}


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports relatively"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(path: Path) -> set[str]:
    return {
        parts[1]
        for name in imported_names(path)
        if (parts := name.split("."))[0] == "promptward" and len(parts) > 1 and parts[1] in ROOMS
    }


def test_every_module_lives_in_a_known_room():
    assert {room_of(path) for path in MODULES} <= set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_up_the_list(path):
    own = ROOMS.index(room_of(path))
    below = {room for room in rooms_imported(path) if ROOMS.index(room) > own}
    assert not below, f"{path.relative_to(SRC)} imports from below: {below}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_each_heavy_library_has_one_door(path):
    libraries = {name.split(".")[0] for name in imported_names(path)}
    strangers = {lib for lib in libraries & ONLY_HERE.keys() if ONLY_HERE[lib] != room_of(path)}
    assert not strangers, f"{path.relative_to(SRC)} imports {strangers}"


def test_the_fast_kernels_import_nothing_else_of_ours():
    for path in (SRC / "kernels").rglob("*.py"):
        assert rooms_imported(path) <= {"kernels"}, path.name


def test_a_kernel_loads_neither_record_nor_models_nor_course():
    """What a page's kernel imports stays small and holds nothing worth reading."""
    probe = (
        "import sys, promptward.widgets;"
        "print([n for n in sys.modules if n.split('.')[0] in ('sqlalchemy', 'langchain', 'langchain_core')"
        " or n.startswith(('promptward.store', 'promptward.models', 'promptward.course.course'))])"
    )
    shown = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_modules_stay_short():
    long = {
        str(p.relative_to(SRC)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 300
    }
    assert not long
