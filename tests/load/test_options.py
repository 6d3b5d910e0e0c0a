"""A load test is bounded and stays on this machine unless another one is named twice."""

from __future__ import annotations

import pytest

from promptward.errors import PromptwardError
from promptward.load.options import Options


@pytest.mark.parametrize("url", ["http://127.0.0.1:8866", "http://localhost/x/", "http://[::1]:8866/"])
def test_this_machine_needs_no_naming(url):
    assert Options(url=url).base.endswith("/")


@pytest.mark.parametrize(
    "names",
    [{}, {"host": "hall.lan"}, {"really_host": "hall.lan"}, {"host": "hall.lan", "really_host": "hall"}],
)
def test_another_machine_is_left_alone_until_it_is_named_twice(names):
    with pytest.raises(PromptwardError, match=r"--really-host hall\.lan"):
        Options(url="http://hall.lan:8866", **names)


def test_a_machine_named_twice_may_be_tested():
    assert Options(url="http://hall.lan", host="hall.lan", really_host="hall.lan").base == "http://hall.lan/"


def test_a_name_that_only_looks_local_is_another_machine():
    with pytest.raises(PromptwardError, match="another machine"):
        Options(url="http://127.0.0.1.example.org/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"trainees": 0},
        {"trainees": 2001},
        {"minutes": 61},
        {"over": -1},
        {"cap": 0},
        {"processes": 0},
        {"url": "8866"},
        {"url": "ftp://127.0.0.1/"},
    ],
)
def test_options_without_sense_are_refused(wrong):
    with pytest.raises(PromptwardError):
        Options(**wrong)


def test_only_a_model_that_costs_nothing_is_asked_without_being_told():
    assert Options().sends
    assert not Options(url="http://127.0.0.1/").sends
    assert Options(url="http://127.0.0.1/", send=True).sends


def test_at_once_means_within_no_time():
    assert Options(over=60, at_once=True).arrivals == 0
