"""A real course folder whose checks misbehave on demand, and a real pool of processes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from promptward.settings import Settings
from promptward.workers.pool import GraderPool

CRITERIA = """
criteria:
  - id: task
    title: {vi: Việc cần làm, en: Task}
    definition: {vi: Nêu việc cần làm, en: Names the task}
    advice: {vi: Nêu việc cần làm, en: Name the task}
  - id: identifiers
    title: {vi: Định danh, en: Identifiers}
    definition: {vi: Có định danh, en: Has identifiers}
    advice: {vi: Bỏ định danh, en: Remove identifiers}
    gate: true
"""
RUBRIC = """
id: prompt
role: nurse
kind: prompt
title: {vi: Câu lệnh, en: Prompt}
pass_mark: 70
pass_mark_reason: {vi: Thử, en: Test}
criteria:
  - {id: task, check: names_task, points: 10, reason: {vi: Thử, en: Test}}
gates:
  - {id: identifiers, check: has_identifiers, reason: {vi: Thử, en: Test}}
"""
EXERCISE = """
id: NAME
kind: prompt
form: drill
roles: [nurse]
module: 1
minutes: 3
rubric: prompt
review_by: 2099-01-01
title: {vi: Bài thử, en: Trial}
skill: {vi: Thử, en: Try}
scenario: {vi: Một ca bệnh, en: A case}
ask: {vi: Viết câu lệnh, en: Write}
criteria: {expected: [task]}
topic: {terms: [sốt, tiểu cầu], at_least: 1}
shares: {prompt: 100, facts: 0, verification: 0}
model_answers: [{vi: Soạn giúp, en: Write}]
"""
CHECKS = '''
import ctypes, os, sys, time
from promptward.course.checks import check
from promptward.findings import met, missed

@check("task")
def names_task(prompt):
    """Does what the prompt says."""
    if "loop" in prompt:
        while True:
            pass
    if "child" in prompt:
        if os.fork() == 0:
            while True:
                pass
        time.sleep(60)
    if "crash" in prompt:
        os.kill(os.getpid(), 11)
    if "eat" in prompt:
        bytearray(4 * 1024**3)
    if "leave" in prompt:
        sys.exit(3)
    if "print" in prompt:
        print("not an answer")
        os.write(1, b"nor is this\\n")
        sys.stdin.read()
    if "environment" in prompt:
        return missed(None, *[word for word in prompt.split() if word in os.environ])
    return met("soạn") if "soạn" in prompt else missed()

@check("identifiers")
def has_identifiers(prompt):
    return met("CCCD") if "CCCD" in prompt else missed()
'''


@pytest.fixture(scope="session")
def course_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with two exercises, `first` and `second`."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("exercises", "graders/nurse", "notebooks", "datasets"):
        (root / folder).mkdir(parents=True)
    modules = "".join(f"  - {{id: m{i}, title: {{vi: Phần {i}}}}}\n" for i in range(1, 6))
    (root / "course.yaml").write_text(f"id: trial\ntitle: {{vi: Thử}}\nmodules:\n{modules}")
    (root / "graders/criteria.yaml").write_text(CRITERIA)
    (root / "graders/nurse/prompt.yaml").write_text(RUBRIC)
    (root / "graders/checks.py").write_text(CHECKS)
    for name in ("first", "second"):
        (root / f"exercises/{name}.yaml").write_text(EXERCISE.replace("NAME", name))
        cell = {
            "cell_type": "code",
            "source": f'show("{name}")',
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (root / f"notebooks/{name}.ipynb").write_text(json.dumps(notebook))
    return root


@pytest.fixture
async def pool_of(course_folder: Path, tmp_path: Path) -> AsyncIterator[Callable[..., GraderPool]]:
    """Makes a pool, and closes it."""
    pools = []

    def make(seconds: float = 2, workers: int = 2, root: Path = course_folder) -> GraderPool:
        settings = Settings(data_dir=tmp_path, grade_seconds=seconds, grade_workers=workers)
        pools.append(GraderPool(root, settings))
        return pools[-1]

    yield make
    for pool in pools:
        await pool.close()
