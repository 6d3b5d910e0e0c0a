"""Every way an author can break a course is told with file, line and words; nothing half opens."""

from __future__ import annotations

import json
import os
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promptward.course import open_course
from promptward.course.course import read_course
from promptward.errors import CourseError

EXERCISE = "exercises/night-handover.yaml"
RUBRIC = "graders/nurse/prompt.yaml"
CHECKS = "graders/checks.py"
CRITERIA = "graders/criteria.yaml"
NOTEBOOK = "notebooks/night-handover.ipynb"
LATER = "\n\n@check('{0}')\ndef {1}:\n    return missed()\n"

# name: (file, words to replace, new words, words of the line complained about, words of the message)
EDITS = {
    "unknown key": (EXERCISE, "minutes: 5", "minuts: 5", "minuts", ["unknown key 'minuts'", "mean minutes"]),
    "missing key": (EXERCISE, "minutes: 5\n", "", "id: night", ["no 'minutes'", "the key 'minutes'"]),
    "unknown key deep inside": (
        EXERCISE,
        "harm: mod",
        "harms: mod",
        "harms",
        ["'harms'", "mean harm?", "plant"],
    ),
    "text for a number": (EXERCISE, "module: 2", "module: two", "module", ["'two'", "a whole number"]),
    "number out of range": (EXERCISE, "module: 2", "module: 6", "module", ["'6'", "less than or equal to 5"]),
    "no such date": (EXERCISE, "2999-12-31", "31/12/2999", "review_by", ["'31/12/2999'", "2027-12-31"]),
    "unknown role": (EXERCISE, "[nurse]", "[nurce]", "roles", ["'nurce'", "one of 'doctor'", "mean nurse"]),
    "unknown kind": (EXERCISE, "kind: prompt", "kind: promt", "kind", ["'promt'", "mean prompt?"]),
    "text for a list": (EXERCISE, "[nurse]", "nurse", "roles", ["'nurse'", "a list"]),
    "text for a mapping": (
        EXERCISE,
        "{vi: Soạn câu lệnh., en: Compose a prompt.}",
        "Soạn",
        "ask",
        ["a mapping"],
    ),
    "no Vietnamese": (EXERCISE, "{vi: Ngắn mà đủ., en", "{en", "debrief", ["no 'vi'"]),
    "no English": (
        EXERCISE,
        ", en: Short but complete.",
        "",
        "debrief",
        ["no English", "course.yaml promises"],
    ),
    "blank Vietnamese": (EXERCISE, "vi: Ngắn mà đủ.", "vi: ' '", "debrief", ["an empty text"]),
    "another id than the file": (
        EXERCISE,
        "id: night-handover",
        "id: night",
        "id",
        ["'night-handover'", "file"],
    ),
    "id with a space": (EXERCISE, "id: handbook", "id: hand book", "id: hand", ["'hand book'", "hyphens"]),
    "shares of 90": (EXERCISE, "topic:", "shares: {facts: 15}\ntopic:", "shares", ["must be 100"]),
    "unknown criterion": (
        EXERCISE,
        "[task, format]",
        "[task, formt]",
        "expected",
        ["'formt'", "mean format?"],
    ),
    "gate as criterion": (
        EXERCISE,
        "[task, format]",
        "[task, identifiers]",
        "expected",
        ["gate 'identifiers'"],
    ),
    "criterion twice": (EXERCISE, "[task, format]", "[task, task]", "expected", ["'task' again"]),
    "criterion without points": (
        RUBRIC,
        "- id: format\n    check: states_format\n    points: 1",
        "- id: task\n    check: names_task\n    points: 1",
        "id: task\n    check: names_task\n    points: 1",
        ["the criterion 'task' again", "line 8"],
    ),
    "unknown rubric": (
        EXERCISE,
        "rubric: prompt",
        "rubric: promt",
        "rubric",
        ["nurse/promt.yaml", "mean prompt?"],
    ),
    "role without rubric": (
        EXERCISE,
        "[nurse]",
        "[nurse, doctor]",
        "rubric",
        ["doctor/prompt.yaml", "'doctor'"],
    ),
    "unknown source": (
        EXERCISE,
        "source: handbook",
        "source: handbok",
        "handbok",
        ["'handbok'", "mean handbook?"],
    ),
    "sentence id twice": (EXERCISE, "id: close", "id: calm", None, ["sentence 'calm' again"]),
    "level twice": (
        EXERCISE,
        "level: 4",
        "level: 3",
        "replies",
        ["level 1, 2, 3, 3", "each level from 1 to 4"],
    ),
    "unequal harm": (
        EXERCISE,
        "harm: moderate",
        "harm: severe",
        None,
        ["of harm moderate", "level 1 has severe"],
    ),
    "cue in the scenario": (
        EXERCISE,
        "sốt 38,5",
        "kẻ bảng, sốt 38,5",
        "vi: Người",
        ["'format'", "'bảng'", "quotation"],
    ),
    "identifier not in the scenario": (
        EXERCISE,
        "text: Lý Thị Mơ",
        "text: Lý Thị Mây",
        "Mây",
        ["not contain (vi, en)"],
    ),
    "possible citizen number": (
        EXERCISE,
        'text: "000123456789"',
        'text: "001123456789"',
        '"001',
        ["begin with 000"],
    ),
    "possible phone number": (
        EXERCISE,
        "{kind: name, text: Lý Thị Mơ}",
        "{kind: phone, text: 0912 345 678}",
        "0912",
        ["0900 000"],
    ),
    "identifier in a model answer": (
        EXERCISE,
        "Viết bàn giao",
        "Viết bàn giao Lý Thị Mơ",
        "Viết",
        ["identifies nobody"],
    ),
    "wording that matches anything": (EXERCISE, '["sốt 39,5"]', '["*"]', "wrong: [", ["the wording '*'"]),
    "more terms than there are": (
        EXERCISE,
        "facts:",
        "  at_least: 9\nfacts:",
        "at_least",
        ["at_least 9", "at most 4"],
    ),
    "reviewed by nobody": (EXERCISE, "status: draft", "status: reviewed", "status", ["without a review"]),
    "anchor upside down": (EXERCISE, "low: 0", "low: 50", "low: 50", ["low 50", "at most 20"]),
    "tab": (EXERCISE, "  expected", "\texpected", "expected", ["a tab", "spaces"]),
    "duplicate key": (EXERCISE, "minutes: 5", "kind: prompt", "kind: prompt\ntitle", ["'kind' again"]),
    "bomb": (EXERCISE, "hints:", "x: &x [1]\ny: [*x, *x]\nhints:", "x: &x", ["anchor '&x'"]),
    "python tag": (
        EXERCISE,
        "minutes: 5",
        "minutes: !!python/name:os.system",
        "minutes",
        ["!!python", "never read"],
    ),
    "unknown check": (
        RUBRIC,
        "states_format",
        "state_format",
        "state_",
        ["'state_format'", "mean states_format?"],
    ),
    "check of something else": (
        RUBRIC,
        "states_format",
        "names_task",
        None,
        ["decides 'task'", "states_format"],
    ),
    "rubric names no criterion": (RUBRIC, "id: format", "id: fromat", "fromat", ["'fromat'", "mean format?"]),
    "gate among criteria": (RUBRIC, "id: format", "id: identifiers", "identifiers", ["under `gates`"]),
    "criterion among gates": (RUBRIC, "id: identifiers", "id: format", None, ["under `criteria`"]),
    "judge of a gate": (
        RUBRIC,
        "gates:",
        "judge: {criteria: [identifiers], share: 0.2}\ngates:",
        "judge:",
        ["'identifiers'", "criterion with points here"],
    ),
    "judge with too large a share": (
        RUBRIC,
        "gates:",
        "judge: {criteria: [task], share: 0.5}\ngates:",
        "judge:",
        ["'0.5'", "less than or equal to 0.3"],
    ),
    "rubric of another role": (
        RUBRIC,
        "role: nurse",
        "role: doctor",
        "role",
        ["'doctor'", "as the path says"],
    ),
    "rubric of another kind": (RUBRIC, "kind: prompt", "kind: claims", None, ["a rubric for 'claims'"]),
    "no points": (RUBRIC, "points: 1", "points: 0", "points: 0", ["'0'", "greater than 0"]),
    "points that are no number": (RUBRIC, "points: 1", "points: nan", "points: nan", ["'nan'"]),
    "criterion defined twice": (
        CRITERIA,
        "id: format",
        "id: task",
        None,
        ["criterion 'task' again", "line 2"],
    ),
    "syntax of a check": (CHECKS, "return _first(prompt, TASK)", "return (", "return (", ["SyntaxError"]),
    "check that does not import": (CHECKS, "import re", "import re\n1 / 0", "1 / 0", ["ZeroDivisionError"]),
    "check that exits": (
        CHECKS,
        "import re",
        "import re\nraise SystemExit(3)",
        "SystemExit",
        ["SystemExit: 3"],
    ),
    "sibling by its bare name": (CHECKS, "from .cues", "from cues", "from cues", ["`from .cues import …`"]),
    "sibling that is not there": (CHECKS, "from .cues", "from .cue", "from .cue ", ["mean cues?"]),
    "sibling that fails": ("graders/cues.py", "TASK = ", "TASK = nothing", "nothing", ["NameError"]),
    "two checks of one name": (CHECKS, "def states_format", "def names_task", None, ["'names_task' again"]),
    "check of no criterion": (
        CHECKS,
        '@check("format")',
        '@check("formats")',
        None,
        ["'formats'", "mean format?"],
    ),
    "check of two texts": (
        CHECKS,
        "format(prompt: str)",
        "format(prompt: str, role: str)",
        None,
        ["one text"],
    ),
    "check that raises": (
        CHECKS,
        "return _first(prompt, FORMAT)",
        "return 1 / 0",
        None,
        ["ZeroDivisionError", EXERCISE],
    ),
    "check without a verdict": (
        CHECKS,
        "return _first(prompt, FORMAT)",
        "return True",
        None,
        ["returning bool"],
    ),
    "four modules": (
        "course.yaml",
        "  - {id: five, title: {vi: Năm, en: Five}}\n",
        "",
        "modules",
        ["at least 5"],
    ),
    "unknown language": ("course.yaml", "[vi, en]", "[vi, fr]", "languages", ["'fr'", "'vi' or 'en'"]),
    "notebook that is not JSON": (NOTEBOOK, '"cells": [', '"cells": [,', '"cells"', ["not JSON"]),
    "notebook without cells": (NOTEBOOK, '"cells"', '"cell"', None, ["without a list of cells"]),
}


def problems_of(root):
    """The problems a course does not open for, `None` when it opens; nothing else may be raised."""
    try:
        open_course(root)
    except CourseError as error:
        return error.problems
    return None


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_that_breaks_the_course_is_told(folder, name):
    file, old, new, marker, words = EDITS[name]
    folder.edit(file, old, new)
    begun = time.process_time()
    with pytest.raises(CourseError) as caught:
        open_course(folder.root, try_checks=True)
    assert time.process_time() - begun < 2
    told = [problem for problem in caught.value.problems if all(word in str(problem) for word in words)]
    assert told, caught.value
    if marker:
        text = folder.read(file)
        expected = text.count("\n", 0, text.index(marker)) + 1
        assert (file, expected) in {(problem.file, problem.line) for problem in told}
    else:
        assert all(problem.line > 0 for problem in told)


# name: (what happens to the folder, file complained about, line, words of the message)
DEEDS = {
    "no course.yaml": (lambda f: (f.root / "course.yaml").unlink(), "course.yaml", 1, ["no such file"]),
    "empty course.yaml": (lambda f: f.write("course.yaml", ""), "course.yaml", 1, ["nothing", "a mapping"]),
    "list as exercise": (lambda f: f.write(EXERCISE, "- a\n- b\n"), EXERCISE, 1, ["a list", "a mapping"]),
    "word as exercise": (lambda f: f.write(EXERCISE, "hello"), EXERCISE, 1, ["'hello'", "a mapping"]),
    "UTF-16": (lambda f: f.write(EXERCISE, f.read(EXERCISE).encode("utf-16")), EXERCISE, 1, ["UTF-8"]),
    "a large file": (lambda f: f.write(EXERCISE, "#" * 50_000_000), EXERCISE, 1, ["more than 400 KB"]),
    "no criteria": (lambda f: (f.root / CRITERIA).unlink(), CRITERIA, 1, ["no such file"]),
    "no notebook": (lambda f: (f.root / NOTEBOOK).unlink(), NOTEBOOK, 1, ["no such file", EXERCISE]),
    "deep notebook": (lambda f: f.write(NOTEBOOK, "[" * 100_000), NOTEBOOK, 1, ["not JSON"]),
    "notebook of huge numbers": (lambda f: f.write(NOTEBOOK, "9" * 10_000), NOTEBOOK, 1, ["not JSON"]),
    "folder as notebook": (
        lambda f: ((f.root / NOTEBOOK).unlink(), (f.root / NOTEBOOK).mkdir()),
        NOTEBOOK,
        1,
        ["no such file"],
    ),
    "a second exercise of the same id": (
        lambda f: f.write("exercises/second.yaml", f.read(EXERCISE)),
        "exercises/second.yaml",
        1,
        ["'night-handover' again", EXERCISE + ":1"],
    ),
    "yml": (lambda f: f.write("exercises/x.yml", "a: 1"), "exercises/x.yml", 1, ["ends in .yaml"]),
    "exercise in a folder": (
        lambda f: f.write("exercises/old/x.yaml", "a: 1"),
        "exercises/old/x.yaml",
        1,
        ["directly in exercises/"],
    ),
    "role misspelt": (
        lambda f: f.write("graders/nurce/p.yaml", "a: 1"),
        "graders/nurce/p.yaml",
        1,
        ["mean nurse"],
    ),
    "Python in a folder": (
        lambda f: f.write("graders/nurse/x.py", ""),
        "graders/nurse/x.py",
        1,
        ["directly in graders/"],
    ),
    "module with a hyphen": (
        lambda f: f.write("graders/my-checks.py", ""),
        "graders/my-checks.py",
        1,
        ["letters, digits and underscores"],
    ),
    "two files with one check": (
        lambda f: f.write("graders/later.py", f.read(CHECKS)),
        "graders/later.py",
        11,
        ["'names_task' again", f"{CHECKS}:11"],
    ),
    "link out of the course": (
        lambda f: (f.root / "exercises/host.yaml").symlink_to("/etc/hostname"),
        "exercises/host.yaml",
        1,
        ["a link that leaves the course"],
    ),
    "folder linked out": (
        lambda f: ((f.root / "graders").rename(f.root.parent / "g"), (f.root / "graders").symlink_to("../g")),
        "graders",
        1,
        ["a link that leaves the course"],
    ),
    "link to itself": (
        lambda f: (f.root / "exercises/self.yaml").symlink_to("self.yaml"),
        "exercises/self.yaml",
        1,
        ["a link that leaves the course"],
    ),
    "file as folder": (
        lambda f: f.write("datasets", "a file"),
        "datasets",
        1,
        ["a folder that can be read"],
    ),
    "a pipe": (lambda f: os.mkfifo(f.root / "exercises/p.yaml"), "exercises/p.yaml", 1, ["not a file"]),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_that_breaks_the_course_is_told(folder, name):
    deed, file, line, words = DEEDS[name]
    deed(folder)
    begun = time.process_time()
    with pytest.raises(CourseError) as caught:
        open_course(folder.root, try_checks=True)
    assert time.process_time() - begun < 2
    told = [str(problem) for problem in caught.value.problems if (problem.file, problem.line) == (file, line)]
    assert any(all(word in problem for word in words) for problem in told), caught.value


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CourseError, match="no such folder"):
        open_course(tmp_path / "absent")


def test_every_problem_of_every_file_is_told_at_once(folder):
    folder.edit(EXERCISE, "minutes: 5", "minuts: 5")
    folder.edit(EXERCISE, "module: 2", "module: 6")
    folder.edit(RUBRIC, "states_format", "state_format")
    folder.edit("course.yaml", "[vi, en]", "[vi, fr]")
    folder.edit(NOTEBOOK, '"cells": [', '"cells": [,')
    with pytest.raises(CourseError) as caught:
        open_course(folder.root)
    files = [problem.file for problem in caught.value.problems]
    assert files == ["course.yaml", EXERCISE, EXERCISE, RUBRIC, NOTEBOOK]
    assert str(caught.value).startswith(f"the course in {folder.root} has 5 problems:")


def test_a_broken_file_is_not_also_called_missing(folder):
    """One mistake is one problem: what hangs on an unread file is not complained about again."""
    folder.edit(RUBRIC, "pass_mark: 60", "pass_mark: 600")
    folder.edit(CHECKS, "import re", "import nowhere")
    folder.write(NOTEBOOK, "no")
    with pytest.raises(CourseError) as caught:
        open_course(folder.root)
    assert [problem.file for problem in caught.value.problems] == [CHECKS, RUBRIC, NOTEBOOK]


def test_a_folder_without_exercises_opens_with_a_remark(folder):
    (folder.root / EXERCISE).unlink()
    problems, course = read_course(folder.root)
    assert course is not None
    assert [(problem.file, problem.severity) for problem in problems] == [("exercises", "should")]


def test_an_overdue_review_is_a_remark_and_stops_nobody(folder):
    problems, course = read_course(folder.root, today=date(3000, 1, 1))
    assert course is not None
    assert course.remarks == tuple(problems)
    assert [(p.severity, p.line, p.where) for p in problems] == [
        ("should", folder.line(EXERCISE, "review_by"), "review_by")
    ]


def test_a_copied_notebook_that_shows_another_exercise_is_a_remark(folder):
    folder.edit(NOTEBOOK, "night-handover", "day-handover")
    problems, _ = read_course(folder.root)
    assert [(problem.file, problem.severity) for problem in problems] == [(NOTEBOOK, "should")]


def test_a_notebook_is_read_and_never_run(folder):
    folder.edit(NOTEBOOK, "from promptward import show", "open('ran', 'w'); raise SystemExit")
    before = sorted(path.name for path in folder.root.rglob("*"))
    assert open_course(folder.root)
    assert sorted(path.name for path in folder.root.rglob("*")) == before


def test_quoted_words_in_a_scenario_are_no_cues(folder):
    assert "“kẻ bảng cho gọn”" in folder.read(EXERCISE)
    assert open_course(folder.root, try_checks=True)


def test_a_course_in_one_language_needs_no_english(folder):
    folder.edit("course.yaml", "[vi, en]", "[vi]")
    folder.edit(EXERCISE, ", en: Short but complete.", "")
    assert open_course(folder.root).exercises["night-handover"].debrief.en is None


def test_hidden_folders_of_editors_are_left_alone(folder):
    folder.write("exercises/.ipynb_checkpoints/x-checkpoint.yaml", "a: [")
    folder.write("graders/__pycache__/checks.py", "1 / 0")
    assert open_course(folder.root)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    content=st.one_of(st.text(), st.binary(), st.from_regex(r"(id|kind|roles): ?[\[{&*!a-z]*\n").map(str)),
    file=st.sampled_from([EXERCISE, RUBRIC, CRITERIA, "course.yaml", NOTEBOOK]),
)
def test_whatever_a_file_holds_the_course_opens_or_says_why(folder, content, file):
    before = (folder.root / file).read_bytes()
    folder.write(file, content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    told = problems_of(folder.root)
    folder.write(file, before)
    assert told is None or told
    json.dumps([str(problem) for problem in told or ()]).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_any_line_of_an_exercise_may_go_missing(folder, data):
    """A course with a line taken out either opens or names a file and a line of it."""
    lines = folder.read(EXERCISE).splitlines()
    gone = data.draw(st.integers(0, len(lines) - 1))
    before = folder.read(EXERCISE)
    folder.write(EXERCISE, "\n".join(lines[:gone] + lines[gone + 1 :]))
    told = problems_of(folder.root)
    folder.write(EXERCISE, before)
    assert all(1 <= problem.line <= len(lines) for problem in told or () if problem.file == EXERCISE)
