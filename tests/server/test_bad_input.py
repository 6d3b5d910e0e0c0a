"""Whatever people type, in whatever field: kept and shown as text, or refused with a reason."""

from __future__ import annotations

import json
import secrets
import unicodedata
from typing import Any

import httpx
import pytest

from promptward.practice.operations import OPERATIONS

EXERCISE = "night-handover"
WIRE = f"api/exercises/{EXERCISE}"
ODD = {
    "controls": "a\x00b\x07c\x1b[31md\x7f",
    "half a character": "a \ud800 b",
    "right to left": "\u202eabc\u2066def\u200f",
    "nothing to see": "\u200b\u2060\ufeff\u00ad",
    "markup": '</textarea></script><img src=x onerror="alert(1)">\'"&amp;<!--',
    "templates": "{{ 7*7 }}{% raise %}{0.__class__}%(x)s${7*7}#{7}",
    "decomposed": unicodedata.normalize("NFD", "Nguyễn Thị Ước, hoà thuỷ"),
    "many marks": "e" + "\u0301" * 500,
    "letters of many lands": "ﷺ 𒐫 👩🏽‍⚕️ ｆｕｌｌ ㎎ ½",
    "a path": "../../../etc/passwd\\..\\x",
    "a formula": '=HYPERLINK("http://evil.example")\t@SUM(1)',
    "a header": "x\r\nSet-Cookie: pw-seat=1\r\n\r\n<b>",
    "very long": "dài " * 4_000,
}


def healthy(answer: httpx.Response) -> None:
    """No error of the server, no traceback, and no markup or header that somebody typed."""
    assert answer.status_code < 500
    assert "Traceback" not in answer.text
    assert "<img src=x" not in answer.text
    assert "49" not in answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "pw-seat=1" not in str(answer.headers)


def payloads(text: str) -> dict[str, dict[str, Any]]:
    """Every operation, with `text` wherever it takes one and where it takes none."""
    response = {"text": text, "kept": [text], "ticks": [text], "marks": {text: "wrong"}, "reply": text}
    own = {"text": text, "answers": {text: text, "claims": [text], "form": text}}
    return {
        "state": {text: text},
        "save": {"response": response, "base_rev": 0, "device": text},
        "send": {"text": text, "turn": secrets.token_hex(16)},
        "tick": {"ticks": [text]},
        "submit": {"response": own, "key": secrets.token_hex(16), "base_rev": 0, "device": text},
        "dispute": {"attempt": 1, "criterion": "task", "words": text},
        "reveal": {"what": text},
    }


@pytest.mark.parametrize("name", ODD)
def test_no_operation_stumbles_over_a_text(trainee: Any, name: str) -> None:
    """Every answer is JSON, a refusal says why, and the pages open with whatever was kept."""
    sent = payloads(ODD[name])
    assert sent.keys() == OPERATIONS.keys()
    for op, payload in sent.items():
        body = json.dumps(payload).encode()  # escapes what no encoding can carry, as a browser does
        answer = trainee.post(f"{WIRE}/{op}", content=body, headers={"X-XSRFToken": trainee.xsrf})
        assert answer.status_code < 500, op
        assert answer.status_code == 200 or answer.json()["error"]["message"], op
    assert trainee.op(EXERCISE, "state").status_code == 200
    healthy(trainee.get(f"plain/{EXERCISE}"))


@pytest.mark.parametrize("name", ODD)
def test_no_form_stumbles_over_a_text(visitor: Any, name: str) -> None:
    """In every field of a person who joins, goes on, writes and asks for another language."""
    text = ODD[name].encode("utf-8", "replace").decode()
    visitor.get("")
    fields = dict.fromkeys(("name", "work", "facility", "next", "shared"), text)
    joined = visitor.form("join", role="other", lang="en", **fields)
    healthy(joined)
    if joined.status_code == 400:  # nothing of it could be seen
        healthy(visitor.form("join", role=text, lang=text, **fields | {"name": "Lan"}))
        visitor.join("Lan")
    for path in ("", "seat", "leave", "delete"):
        page = visitor.get(path)
        healthy(page)
        assert page.status_code == 200
    healthy(visitor.form("language", lang=text, next=text))
    healthy(visitor.form("delete", sure=text))
    healthy(visitor.form(f"plain/{EXERCISE}", text=text, rev=text, key=text))
    healthy(visitor.get(f"plain/{EXERCISE}"))
    assert "Hello" in visitor.get("").text


def test_bytes_that_are_no_text_are_refused(visitor: Any) -> None:
    """In a form, in an address and in a cookie."""
    visitor.get("")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"_xsrf={visitor.xsrf}&name=%ff%fe%ed%a0%80&role=nurse&lang=en".encode()
    healthy(visitor.post("join", content=body, headers=form))
    healthy(visitor.post("join", content=b"\xff\xfe" * 99, headers=form | {"X-XSRFToken": visitor.xsrf}))
    for path in ("?next=%ff", "%ff", "exercise/%c3%28", f"plain/{EXERCISE}?x=%ed%a0%80"):
        healthy(visitor.get(path))
    visitor.cookies.set("pw-lang", "\\xff;--", path="/x/")
    healthy(visitor.get(""))


@pytest.mark.parametrize("path", ["join", "return", "enter", f"plain/{EXERCISE}"])
def test_a_form_longer_than_any_page_sends_is_refused(trainee: Any, path: str) -> None:
    """With a page that says so."""
    answer = trainee.form(path, name="a" * 300 * 1024)
    assert answer.status_code == 413
    healthy(answer)
