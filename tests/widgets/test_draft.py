"""Nothing typed is lost, and what the page says about saving is true."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def stored(text: str, rev: int, device: str = "Windows") -> dict[str, object]:
    response = {"text": text, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}
    return {"response": response, "rev": rev, "saved_at": "2026-11-22T08:00:00+00:00", "device": device}


def test_a_pause_of_two_seconds_saves(desk, stand_in) -> None:
    """The draft is on the server within two seconds of the last key, and the line says when."""
    desk.open()
    desk.field.press_sequentially("Viết")
    desk.is_state("saving")
    expect(desk.saved).to_have_attribute("data-state", "saved", timeout=2000)
    expect(desk.saved).to_contain_text("Đã lưu")
    assert stand_in.draft["response"]["text"].startswith("Viết")


def test_what_was_typed_before_the_scripts_came_stays(desk, stand_in) -> None:
    """On a slow line the plain field is used first; it keeps its text, focus and identity."""
    waiting = []

    def hold(route) -> None:
        waiting.append(route)

    desk.page.route("**/page.js", hold)
    desk.page.goto(stand_in.page, wait_until="commit")
    desk.field.fill("Gõ trước khi tải xong")
    handle = desk.field.element_handle()
    while not waiting:
        desk.page.wait_for_timeout(50)
    waiting[0].continue_()
    desk.is_state("saved")
    assert handle.evaluate("node => node.isConnected && document.activeElement === node && node.value") == (
        "Gõ trước khi tải xong"
    )
    assert stand_in.draft["response"]["text"] == "Gõ trước khi tải xong"


def test_offline_text_is_kept_and_goes_out_when_the_line_is_back(desk, stand_in, context) -> None:
    """The line says *offline*, the text survives a reload, and is saved by itself."""
    desk.open()
    context.set_offline(True)
    desk.field.fill("Viết lúc mất mạng")
    desk.is_state("offline")
    expect(desk.saved).to_contain_text("đã giữ trên máy này")
    desk.accessible()
    context.set_offline(False)
    desk.open()
    expect(desk.field).to_have_value("Viết lúc mất mạng")
    desk.is_state("saved")
    assert stand_in.draft["response"]["text"] == "Viết lúc mất mạng"


def test_leaving_at_once_is_safe(desk, stand_in) -> None:
    """A page closed in the middle of a word still delivers the word."""
    desk.open()
    desk.field.fill("Đóng trang ngay")
    desk.page.goto("about:blank")
    desk.page.wait_for_timeout(300)
    assert stand_in.draft["response"]["text"] == "Đóng trang ngay"


@pytest.mark.parametrize(("status", "state"), [(401, "sign_in"), (503, "busy"), (400, "refused")])
def test_a_refused_save_says_so(desk, stand_in, status, state) -> None:
    """Each way of not being saved has its own true words."""
    desk.open()
    stand_in.control(fail={"save": status})
    desk.field.fill("Chưa lưu được")
    desk.is_state(state)
    desk.accessible()
    if state == "busy":
        stand_in.control(fail={})
        desk.is_state("saved")


@pytest.mark.parametrize(
    ("choice", "left"), [("Dùng bản trên trang này", "mine"), ("Dùng bản đã lưu", "other")]
)
def test_two_texts_are_shown_and_one_is_chosen(desk, stand_in, choice, left) -> None:
    """A conflict overwrites nothing: both texts, device and time are shown; the other one stays readable."""
    desk.open()
    desk.field.fill("bản của máy này")
    desk.is_state("saved")
    stand_in.control(draft=stored("bản của máy kia", 9))
    desk.field.fill("bản của máy này, thêm nữa")
    clash = desk.page.locator(".pw-conflict")
    expect(clash).to_contain_text("bản của máy kia")
    expect(clash).to_contain_text("bản của máy này, thêm nữa")
    expect(clash).to_contain_text("Windows")
    desk.accessible()
    desk.page.click(f"text='{choice}'")
    desk.is_state("saved")
    texts = {"mine": "bản của máy này, thêm nữa", "other": "bản của máy kia"}
    expect(desk.field).to_have_value(texts[left])
    assert stand_in.draft["response"]["text"] == texts[left]
    expect(desk.page.locator(".pw-displaced blockquote")).to_have_text(
        texts["other" if left == "mine" else "mine"]
    )


def test_a_newer_text_waits_in_a_bar_while_somebody_writes(desk, stand_in) -> None:
    """A page that is no longer the newest says so; the field in use is not touched."""
    desk.open()
    desk.field.fill("đang viết dở")
    desk.is_state("saved")
    desk.field.focus()
    newer = stored("bản mới hơn", 7, "iPad")
    stand_in.control(draft=newer, publish=[["draft", {"exercise": "doctor-dengue-handover", **newer}]])
    bar = desk.page.locator(".pw-bar")
    expect(bar).to_contain_text("iPad")
    expect(desk.field).to_have_value("đang viết dở")
    desk.accessible()
    desk.page.click("text='Mở bản đó'")
    expect(desk.field).to_have_value("bản mới hơn")


def test_a_lost_receipt_makes_no_second_attempt(desk, stand_in) -> None:
    """Submitting again after silence repeats the same key, by itself, until a receipt comes."""
    desk.open().ask()
    stand_in.control(fail={"submit": 503})
    desk.page.click(".pw-submit .pw-button")
    expect(desk.page.locator(".pw-said")).to_contain_text("tự gửi khi có mạng lại")
    expect(desk.page.locator(".pw-submit .pw-button")).to_be_disabled()
    desk.accessible()
    stand_in.control(fail={})
    expect(desk.slip).to_be_visible()
    record = stand_in.control()
    keys = [payload["key"] for op, payload, _ in record["calls"] if op == "submit"]
    assert len(keys) >= 2
    assert len(set(keys)) == 1
    assert len(record["attempts"]) == 1


def test_a_submission_on_its_way_survives_a_reload(desk, stand_in) -> None:
    """The page that comes back sends it again with the key it had."""
    desk.open().ask()
    stand_in.control(fail={"submit": 503})
    desk.page.click(".pw-submit .pw-button")
    expect(desk.page.locator(".pw-said")).to_contain_text("tự gửi")
    stand_in.control(fail={})
    desk.open()
    expect(desk.slip).to_be_visible()
    assert len(stand_in.control()["attempts"]) == 1


def test_too_long_is_told_and_nothing_is_cut(desk) -> None:
    """Over the limit the page counts, explains and does not send; the text stays whole."""
    desk.open().ask()
    desk.field.fill("ữ" * 20_012)
    expect(desk.page.locator(".pw-count")).to_contain_text("Thừa 12 ký tự")
    expect(desk.page.locator(".pw-send")).to_be_disabled()
    expect(desk.page.locator(".pw-submit .pw-button")).to_be_disabled()
    desk.is_state("too_long")
    desk.accessible()
    assert len(desk.field.input_value()) == 20_012


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200b\ufeff"])
def test_a_blank_prompt_is_kindly_refused(desk, stand_in, text) -> None:
    """Nothing to see is nothing to send."""
    desk.open()
    desk.field.fill(text)
    desk.page.click(".pw-send")
    expect(desk.page.locator(".pw-error").first).to_have_text("Hãy viết câu lệnh trước.")
    assert all(op != "send" for op, *_ in stand_in.control()["calls"])


def test_a_shared_phone_keeps_nothing(desk, stand_in) -> None:
    """On a phone that others use, no text of a person lies in the browser's storage."""
    stand_in.control(shared=True)
    desk.open()
    desk.field.fill("không để lại trên máy")
    desk.is_state("saved")
    assert desk.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('pw:'))") == []


def test_every_call_carries_the_token(desk, stand_in) -> None:
    """No operation goes out without the XSRF header."""
    desk.open().ask()
    assert {token for _, _, token in stand_in.control()["calls"]} == {"t"}


def test_without_events_the_page_asks_for_itself(desk, context) -> None:
    """Where a network swallows event streams, the answer and the slip still arrive."""
    context.route("**/api/events", lambda route: route.abort())
    desk.page.clock.install()
    desk.open()
    desk.field.fill("Viết bàn giao.")
    desk.page.click(".pw-send")
    desk.page.wait_for_timeout(600)
    desk.page.clock.fast_forward(15_000)
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_visible()
