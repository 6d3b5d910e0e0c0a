"""The tiny course with a few labelled prompts of its own: what its checks get wrong is known by heart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptward.course import Course, open_course

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
ROWS: list[tuple[str, str, str, str, list[str]]] = [
    # id, language, group, text, criteria met (the checks know "viết", "bảng" and numbers of twelve digits)
    ("a", "vi", "g", "Viết bàn giao, kẻ bảng", ["task", "format"]),
    ("b", "vi", "g", "Viết bàn giao", ["task"]),
    ("c", "vi", "", "Soạn giúp bản bàn giao", ["task"]),  # falsely missed
    ("d", "vi", "", "Giá trên bảng của căng tin", []),  # falsely met
    ("e", "vi", "", "Người bệnh 000199012345", ["identifiers"]),
    ("f", "en", "", "What is dengue?", []),
    ("g", "en", "", "Write a handover, mail lan@example.org", ["task", "identifiers"]),  # overlooked
    ("h", "en", "", "Tell me more", []),
]


@pytest.fixture
def write_set() -> Callable[..., Path]:
    """Write labelled prompts into a course folder."""

    def write(root: Path, name: str = "open", rows: Any = ROWS) -> Path:
        folder = root / "datasets" / "prompts"
        folder.mkdir(parents=True, exist_ok=True)
        keys = ("id", "lang", "group", "text", "met")
        lines = [dict(zip(keys, row, strict=True)) | {"role": "nurse"} for row in rows]
        (folder / f"{name}.jsonl").write_text(
            "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
        )
        for number, wrong in (("one", ""), ("two", "c")):
            labels = [{"id": row[0], "met": [] if row[0] == wrong else row[4]} for row in rows]
            (folder / f"labels-{number}.jsonl").write_text(
                "".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8"
            )
        return folder

    return write


@pytest.fixture
def folder(tmp_path: Path, write_set: Callable[..., Path]) -> Path:
    """A copy of the tiny course with a labelled set."""
    root = tmp_path / "course"
    shutil.copytree(MINI, root)
    write_set(root)
    return root


@pytest.fixture
def course(folder: Path) -> Course:
    return open_course(folder)
