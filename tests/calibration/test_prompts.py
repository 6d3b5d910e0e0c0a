"""A labelled set is read with what its labellers said; slips in it are told."""

from __future__ import annotations

import pytest

from promptward.calibration.prompts import LabelledPrompt, read_set
from promptward.errors import PromptwardError


def test_a_set_comes_with_both_labellers(folder, course):
    given = read_set(folder, "open", course.criteria)
    assert (given.name, len(given.prompts)) == ("open", 8)
    one, two = given.labellers
    assert one["c"] == {"task"}
    assert two["c"] == frozenset()


def test_labels_may_stand_in_several_files(folder, course):
    (folder / "datasets/prompts/labels-two-more.jsonl").write_text('{"id": "z", "met": ["task"]}\n')
    assert read_set(folder, "open", course.criteria).labellers[1]["z"] == {"task"}


def test_a_file_anywhere_is_a_set(folder, course, tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": 1, "lang": "vi", "text": "x", "met": []}\n')
    given = read_set(folder, str(path), course.criteria)
    assert (given.name, given.labellers) == ("mine.jsonl", ({}, {}))


@pytest.mark.parametrize(
    ("which", "told"),
    [("opne", "did you mean open"), ("locked", "no labelled set"), ("/no/where", "name open")],
)
def test_a_set_that_is_not_there_is_told(folder, course, which, told):
    with pytest.raises(PromptwardError, match=told):
        read_set(folder, which, course.criteria)


def test_a_misspelt_criterion_is_told(folder, course):
    """It would count as missed everywhere."""
    path = folder / "datasets/prompts/open.jsonl"
    path.write_text('{"id": "a", "lang": "vi", "text": "x", "met": ["taks"]}\n')
    with pytest.raises(PromptwardError, match=r"a has the unknown criterion 'taks'; did you mean task\?"):
        read_set(folder, "open", course.criteria)


def test_an_empty_set_is_told(folder, course):
    (folder / "datasets/prompts/open.jsonl").write_text("\n")
    with pytest.raises(PromptwardError, match="no labelled prompt"):
        read_set(folder, "open", course.criteria)


@pytest.mark.parametrize(
    ("words", "bucket"), [(0, "1–12"), (12, "1–12"), (13, "13–36"), (100, "37–100"), (101, "101–")]
)
def test_prompts_are_sorted_by_their_words(words, bucket):
    assert LabelledPrompt(id=1, lang="vi", text="từ " * words, met=()).length == bucket


def test_near_twins_are_one_source_and_all_others_their_own():
    made = [
        LabelledPrompt(id=n, lang="vi", text="x", met=(), group=g)
        for n, g in ((1, "t"), (2, "t"), (3, ""), (4, ""))
    ]
    assert len({one.source for one in made}) == 3
