"""What identifies a person does not leave the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = "Gọi người nhà theo số 0900 000 218 nhé."


def test_a_number_is_replaced_in_a_pause_and_explained(desk, stand_in) -> None:
    """The field shows the placeholder, a line says why, and the number never reaches the server."""
    desk.open()
    desk.field.fill(PHONE + " Cảm ơn.")
    expect(desk.field).to_have_value("Gọi người nhà theo số [số điện thoại] nhé. Cảm ơn.")
    expect(desk.page.locator(".pw-mask")).to_contain_text("[số điện thoại]")
    desk.is_state("saved")
    desk.accessible()
    assert "218" not in str(stand_in.control()["calls"])
    assert "218" not in desk.page.evaluate("JSON.stringify(localStorage)")


def test_a_false_alarm_has_a_way_out(desk, stand_in) -> None:
    """*This is not personal data* brings the words back and they are not masked again."""
    desk.open()
    desk.field.fill(PHONE + " Cảm ơn.")
    desk.page.click("text='Đây không phải thông tin cá nhân'")
    expect(desk.field).to_have_value(PHONE + " Cảm ơn.")
    desk.field.press("End")
    desk.field.press_sequentially(" Vâng")
    desk.is_state("saved")
    assert stand_in.draft["response"]["kept"] == ["0900 000 218"]
    assert "0900 000 218" in stand_in.draft["response"]["text"]


def test_nothing_is_replaced_during_composition(desk) -> None:
    """Telex composes letters: until it is done, the field belongs to the keyboard."""
    desk.open()
    desk.field.focus()
    desk.field.evaluate("node => node.dispatchEvent(new CompositionEvent('compositionstart'))")
    desk.field.fill(PHONE)
    desk.is_state("saved")
    expect(desk.field).to_have_value(PHONE)


def test_a_name_is_asked_about_once_before_sending(desk, stand_in) -> None:
    """The question names it; replaced, it does not leave the page, and the answer comes."""
    desk.open()
    desk.field.fill("Viết bàn giao cho người bệnh Nguyễn Thị Bưởi, 40 tuổi.")
    desk.page.click(".pw-send")
    question = desk.page.locator(".pw-ask")
    expect(question).to_contain_text("Nguyễn Thị Bưởi")
    expect(question).to_be_focused()
    desk.accessible()
    desk.page.click("text='Thay rồi tiếp tục'")
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_visible()
    sent = [payload["text"] for op, payload, _ in stand_in.control()["calls"] if op == "send"]
    assert sent == ["Viết bàn giao cho người bệnh [họ tên], 40 tuổi."]


def test_a_kept_name_is_not_asked_about_again(desk) -> None:
    """Whoever says *not a person* is not asked twice."""
    desk.open()
    desk.field.fill("Viết bàn giao cho người bệnh Nguyễn Thị Bưởi, 40 tuổi.")
    desk.page.click(".pw-send")
    desk.page.click("text='Không phải tên người, giữ lại'")
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_visible()
    desk.submit()
    expect(desk.page.locator(".pw-ask")).to_have_count(0)


def test_what_the_scenario_invented_is_left_in_the_text(desk, stand_in) -> None:
    """The scenario's own number identifies nobody: it stays, and the server's lesson stands at the box."""
    desk.open()
    desk.field.fill("Bàn giao người bệnh Trần Thị Ngọc Lành, CCCD 000192012345.")
    desk.page.click(".pw-send")
    expect(desk.page.locator(".pw-error").first).to_have_text("Chưa gửi: có thông tin nhận ra người.")
    expect(desk.field).to_be_focused()
    expect(desk.field).to_have_value("Bàn giao người bệnh Trần Thị Ngọc Lành, CCCD 000192012345.")
    desk.accessible()
    desk.is_state("saved")
    assert stand_in.draft["response"]["text"].endswith("CCCD 000192012345.")


def test_a_name_only_the_server_sees_is_asked_about_too(desk, stand_in) -> None:
    """The same question, and the prompt goes out after it."""
    desk.open()
    desk.field.fill("Tóm tắt ca của ông ấy, Lò Văn Păn nhé.")
    desk.page.click(".pw-send")
    desk.page.click("text='Thay rồi tiếp tục'")
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_visible()
    sent = [payload["text"] for op, payload, _ in stand_in.control()["calls"] if op == "send"]
    assert sent[-1] == "Tóm tắt ca của ông ấy, [họ tên] nhé."
