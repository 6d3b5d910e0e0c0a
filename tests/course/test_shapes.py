"""A document that does not fit its model is told key by key, in an author's words."""

from __future__ import annotations

import pytest

from promptward.course.documents import MAX_PROBLEMS, read
from promptward.course.exercises import Shares, Strict
from promptward.course.shapes import dotted, fit


class Inner(Strict):
    size: int
    ratio: float = 0.0


class Outer(Strict):
    name: str
    inner: tuple[Inner, ...] = ()
    ready: bool = False


def fitted(tmp_path, text, model=Outer):
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    return fit(model, read(path, "a.yaml")[0])


def test_words_become_what_the_model_asks_for(tmp_path):
    value, problems = fitted(tmp_path, "name: 012\ninner:\n- size: 3\n  ratio: 2.5\nready: true\n")
    assert (value, problems) == (Outer(name="012", inner=(Inner(size=3, ratio=2.5),), ready=True), [])


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("name: a\ninner:\n- size: x\n", 3, "inner[1].size): found 'x'; expected a whole number"),
        (
            "name: a\ninner:\n- size: 1\n- size: 1\n  ratio: x\n",
            5,
            "inner[2].ratio): found 'x'; expected a number",
        ),
        ("name: a\nready: perhaps\n", 2, "found 'perhaps'; expected true or false"),
        ("name:\n", 1, "found nothing; expected text"),
        ("name: [a]\n", 1, "found a list; expected text"),
        ("name: a\ninner:\n- 3\n", 3, "inner[1]): found '3'; expected a mapping"),
        ("name: a\nzzz: 1\n", 2, "found the unknown key 'zzz'; expected one of inner, name, ready"),
        ("name: a\ninner:\n- size: 1\n  rato: 2\n", 4, "did you mean ratio?"),
        ("- name: a\n", 1, "found a list; expected a mapping of keys to values"),
    ],
)
def test_a_value_that_does_not_fit_is_told(tmp_path, text, line, told):
    value, problems = fitted(tmp_path, text)
    assert value is None
    assert [problem.line for problem in problems] == [line]
    assert told in str(problems[0])


def test_a_misspelt_key_is_one_problem_not_two(tmp_path):
    _, problems = fitted(tmp_path, "nam: a\n")
    assert [str(problem) for problem in problems] == [
        "a.yaml:1: found the unknown key 'nam'; expected a known key; did you mean name?"
    ]


def test_a_rule_over_several_keys_is_told_in_its_own_words(tmp_path):
    _, problems = fitted(tmp_path, "facts: 15\n", Shares)
    assert problems[0].expected == "prompt + facts + verification must be 100"


def test_thousands_of_unknown_keys_do_not_bury_the_other_files(tmp_path):
    _, problems = fitted(tmp_path, "name: a\n" + "".join(f"key{i}: 1\n" for i in range(3000)))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].found == "2950 more problems"


def test_places_are_counted_as_people_count():
    assert dotted(("replies", 0, "sentences", 2, "plant")) == "replies[1].sentences[3].plant"
