"""A load test is good only when nobody was let down and nothing was lost."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import pytest
from rich.console import Console

from promptward.load.options import Options
from promptward.load.outcome import Outcome, percentile
from promptward.load.show import facts, show
from promptward.load.trainee import Seen
from promptward.load.tree import Usage


def seen(number, **more):
    found = Seen(number, usable=True, key=f"key-{number}", requests=50, received=1_200_000)
    found.times["usable"].append(1.0 + number)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def moment(at, pss, cpu):
    return Usage(at, pss, cpu, frozenset())


def outcome(**more):
    given = {
        "options": Options(trainees=2),
        "seen": (seen(0), seen(1)),
        "load": (0.1, 0.2),
        "before": moment(0, 100_000_000, 1.0),
        "usable": moment(5, 0, 1.4),
        "worked": moment(60, 150_000_000, 3.0),
        "idle": moment(65, 0, 3.5),
        "stored": (2, 0, 2),
        "orphans": 0,
    }
    return Outcome(**given | more)


def test_percentiles_are_values_that_occurred():
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([7.0], 0.95)) == (50, 95, 7)


def test_shares_of_one_trainee():
    found = outcome()
    assert found.memory == 25_000_000
    assert found.cpu_arrival == pytest.approx(0.2)
    assert found.cpu_total == pytest.approx(1.0)
    assert found.idle_cores == pytest.approx(0.1)
    assert found.good


@pytest.mark.parametrize(
    "more",
    [
        {"stored": (1, 0, 1)},
        {"stored": (2, 1, 2)},
        {"seen": (seen(0), seen(1, usable=False))},
        {"seen": (seen(0), seen(1, without_widget=1))},
        {"seen": (seen(0), seen(1, key=""))},
        {"errors": Counter({"page: 500": 1})},
        {"locked": 1},
        {"orphans": 1},
    ],
)
def test_one_thing_wrong_is_not_good(more):
    assert not outcome(**more).good


def test_without_the_record_the_trainees_own_look_counts():
    found = outcome(stored=None, seen=(seen(0, kept=True), seen(1, kept=False)))
    assert (found.kept, found.doubled, found.good) == (1, 1, False)


def test_the_table_says_what_cannot_be_known_of_another_machine():
    found = outcome(before=None, usable=None, worked=None, idle=None, orphans=None)
    shown = dict(facts(found))
    assert "not on this machine" in shown["memory a trainee (PSS)"]
    assert shown["CPU an arrival"] == shown["processes left over"] == "–"


def test_the_table_names_the_errors_with_their_counts():
    page = StringIO()
    show(outcome(errors=Counter({"file [a]: 404": 3})), Console(file=page, width=100))
    assert "3 × file [a]: 404" in page.getvalue()
    assert "not good" in page.getvalue()
