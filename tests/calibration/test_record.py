"""The card in `docs/` is written on purpose and says what is true now."""

from __future__ import annotations

import re

import pytest

from promptward.calibration import calibrate, graders_digest, read_set, record
from promptward.calibration.card import labellers_agreement
from promptward.course import open_course
from promptward.errors import PromptwardError


def card_of(course, which="open"):
    return calibrate(course, read_set(course.root, which, course.criteria))


STALE = "docs/grader-card.json is stale: run `promptward calibrate --write`"


@pytest.fixture(scope="module")
def shipped(root):
    return open_course(root)


def test_the_committed_card_is_of_todays_checks_and_prompts(root, shipped):
    committed = record.recorded(root / "docs")
    assert committed.get("grader") == graders_digest(shipped), STALE
    given = read_set(root, "open", shipped.criteria)
    assert committed["set"]["digest"] == given.digest, STALE
    assert committed["labellers"] == labellers_agreement(tuple(committed["checks"]), given), STALE
    page = (root / "docs" / "grader-card.html").read_text(encoding="utf-8")
    assert page == record.page_of(shipped, committed), STALE


@pytest.mark.slow
def test_the_committed_figures_are_those_of_a_fresh_calibration(root, shipped):
    assert record.differences(record.recorded(root / "docs"), card_of(shipped)) == [], STALE


def test_a_page_loads_nothing_and_says_what_the_checks_cannot_do(course):
    page = record.page_of(course, card_of(course))
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", page)
    assert page.count("<svg") == 4
    assert "What the checks cannot do" in page
    assert 'lang="vi"' in page
    assert "Giá trên bảng của căng tin" in page


def test_prompts_reach_the_page_as_text(folder, write_set):
    write_set(
        folder,
        rows=[("x", "vi", "", "<script>alert(1)</script> bảng", []), ("y", "vi", "", "viết", ["task"])],
    )
    page = record.page_of(open_course(folder), card_of(open_course(folder)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_locked_figures_stand_beside_the_open_ones_and_stay(folder, course, write_set):
    write_set(folder, "locked")
    with pytest.raises(PromptwardError, match="open set first"):
        record.write(course, card_of(course, "locked"), folder / "docs")
    record.write(course, card_of(course), folder / "docs")
    record.write(course, card_of(course, "locked"), folder / "docs")
    noted = record.recorded(folder / "docs")["locked"]
    assert noted["criteria"]["task"]["mean_f1"] == card_of(course)["overall"]["criteria"]["task"]["mean_f1"]
    record.write(course, card_of(course), folder / "docs")
    whole = record.recorded(folder / "docs")
    assert whole["locked"] == noted
    assert record.differences(whole, card_of(course)) == []
    assert "locked set (8 prompts)" in (folder / "docs/grader-card.html").read_text(encoding="utf-8")


def test_a_card_of_another_file_is_not_ours_to_keep(course, tmp_path):
    card = card_of(course) | {"set": {"name": "mine.jsonl"}}
    with pytest.raises(PromptwardError, match="--html"):
        record.write(course, card, tmp_path)


def test_cards_differ_by_figures_not_by_roundings():
    one = {"a": {"b": [0.5, None, "x"]}, "c": 1.0}
    assert record.differences(one, {"a": {"b": [0.501, None, "x"]}, "c": 1}) == []
    assert record.differences(one, {"a": {"b": [0.51, None, "x"]}, "c": 1.0}) == [".a.b[0]: 0.5 and 0.51"]
    assert record.differences(one, {"a": {"b": [0.5, 0.1, "x"]}}) == [".c", ".a.b[1]: None and 0.1"]
