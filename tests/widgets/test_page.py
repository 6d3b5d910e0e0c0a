"""The whole way through the page, in a real browser on a plain-http name."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "shape"), [(360, "prose"), (390, "bullets"), (1280, "table")])
def test_a_trainee_goes_from_the_scenario_to_the_slip(desk, stand_in, width, shape) -> None:
    """Write, ask, check, tick, submit, read: every state is accessible and nothing scrolls sideways."""
    stand_in.control(shape=shape)
    desk.page.set_viewport_size({"width": width, "height": 800})
    desk.open()
    assert desk.page.evaluate("isSecureContext") is False
    desk.accessible()
    desk.ask()
    desk.page.click(".pw-mark >> nth=1")
    desk.page.click("text='không có nguồn'")
    desk.page.click(".pw-ticks .pw-toggle >> nth=0")
    desk.accessible()
    desk.submit()
    expect(desk.page.locator(".pw-receipt")).to_contain_text("Đã nhận lúc")
    desk.page.click(".pw-lab > summary")
    desk.accessible()
    submitted = stand_in.control()["attempts"][0]["response"]
    assert submitted["marks"] == {"s2": "no_source"}
    assert submitted["ticks"] == ["task"]
    assert submitted["reply"] == "reply-2"
    assert submitted["text"].startswith("Viết bàn giao cho bác sĩ")


def test_the_slip_speaks_in_order_of_use(desk) -> None:
    """Mend first, then what was good, the table, ticks, sentences, and the number last and not larger."""
    desk.open().ask()
    desk.page.click(".pw-ticks .pw-toggle >> nth=0")
    desk.submit()
    parts = [".pw-mend", ".pw-good", ".pw-lab", ".pw-compare", ".pw-corrections", ".pw-band"]
    tops = desk.slip.evaluate("(slip, parts) => parts.map((p) => slip.querySelector(p).offsetTop)", parts)
    assert tops == sorted(tops)
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert desk.slip.locator(".pw-band").evaluate(size) <= desk.slip.locator(".pw-good").evaluate(size)
    expect(desk.slip.locator(".pw-band")).to_have_text("Gần đạt 60 trên 100; mức đạt là 65.")
    expect(desk.slip.locator(".pw-gate")).to_have_count(0)


def test_red_is_for_a_gate_alone(desk, stand_in) -> None:
    """A gate stands first and is red; no other text of the slip is."""
    stand_in.control(grade="gate")
    desk.open().ask()
    desk.submit()
    desk.page.click(".pw-lab > summary")
    desk.accessible()
    expect(desk.slip.locator(".pw-gate")).to_contain_text("CCCD 000192012399")
    red = desk.slip.evaluate(
        """slip => [...slip.querySelectorAll("*")].filter((node) => {
            const [r, g, b] = getComputedStyle(node).color.match(/\\d+/g).map(Number);
            return r > 120 && g < 60 && b < 60 && node.textContent.trim();
        }).filter((node) => !node.closest(".pw-gate, .pw-row--gate")).map((node) => node.textContent)"""
    )
    assert red == []


def test_a_missed_criterion_can_be_disputed_in_one_line(desk, stand_in) -> None:
    """*I did write this* opens one line; Enter sends it and does not submit the exercise again."""
    desk.open().ask()
    desk.submit()
    desk.page.click(".pw-lab > summary")
    desk.page.click("text='Tôi đã viết ý này' >> nth=0")
    line = desk.slip.locator(".pw-dispute input")
    line.fill("tôi có ghi: chưa rõ thì hỏi lại")
    line.press("Enter")
    expect(desk.slip.locator(".pw-dispute >> nth=0")).to_contain_text("Sẽ có người xem")
    calls = stand_in.control()["calls"]
    told = [payload for op, payload, _ in calls if op == "dispute"]
    assert told == [{"attempt": 1, "criterion": "uncertainty", "words": "tôi có ghi: chưa rõ thì hỏi lại"}]
    assert sum(op == "submit" for op, *_ in calls) == 1


def test_wrong_wording_is_replaced_and_the_change_marked(desk) -> None:
    """The right sentence stands there with the changed word marked."""
    desk.open().ask()
    desk.submit()
    corrected = desk.slip.locator(".pw-correction >> nth=1")
    expect(corrected.locator(".pw-right")).to_have_text(
        "Hematocrit tăng kèm tiểu cầu giảm nhanh là một dấu hiệu cảnh báo."
    )
    assert corrected.locator("mark").all_inner_texts() == ["tăng"]


def test_a_print_carries_no_wrong_sentence(desk) -> None:
    """On paper stands the practice slip with the right wording; the unmarked answer is not printed."""
    desk.open().ask()
    desk.submit()
    desk.page.emulate_media(media="print")
    desk.page.evaluate("document.querySelector('.pw-lab').open = true")
    paper = desk.page.locator("body").inner_text()
    assert "Phiếu kết quả luyện tập" in paper
    assert "không phải chứng chỉ" in paper
    assert "Hematocrit giảm" not in paper
    assert "Gan không to" not in paper


def test_attempts_are_kept_apart_and_the_second_goes_on_from_the_first(desk) -> None:
    """After revising, both attempts are listed and the earlier slip opens again."""
    desk.open().ask()
    desk.submit()
    desk.page.click("text='Sửa và thử lại'")
    expect(desk.field).to_be_focused()
    expect(desk.field).to_have_value("Viết bàn giao cho bác sĩ trực đêm, dạng bảng SBAR.")
    desk.field.press("End")
    desk.field.press_sequentially(" Ghi rõ.")
    desk.page.click(".pw-submit .pw-button")
    expect(desk.slip.locator("h3")).to_have_text("Góp ý cho lần nộp 2")
    desk.page.click("text='Các lần nộp (2)'")
    desk.accessible()
    desk.page.click("text=/Lần nộp 1 ·/")
    expect(desk.slip.locator("h3")).to_have_text("Góp ý cho lần nộp 1")
    desk.page.click("text='Xem một bài mẫu'")
    desk.page.click("text='Đồng ý, cho xem'")
    expect(desk.page.locator(".pw-answers blockquote")).to_be_visible()


def test_a_mark_needs_a_reason_before_submitting(desk, stand_in) -> None:
    """A sentence marked without a reason takes the focus instead of being guessed at."""
    desk.open().ask()
    desk.page.click(".pw-mark >> nth=0")
    desk.page.click(".pw-submit .pw-button")
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_focused()
    assert stand_in.control()["attempts"] == []


def test_a_table_is_a_table(desk, stand_in) -> None:
    """The shape that was asked for is drawn with real table markup, one sentence a row."""
    stand_in.control(shape="table")
    desk.open().ask()
    rows = desk.page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(5)
    expect(rows.nth(2).get_by_role("rowheader")).to_have_text("Khám")
    expect(rows.nth(2).get_by_role("button")).to_have_attribute("aria-pressed", "false")


def test_a_live_answer_gets_a_checklist_without_points(desk, stand_in) -> None:
    """Nobody knows the truth of a live answer: it is not marked, and the page says that it is not scored."""
    stand_in.control(live=True)
    desk.open().ask()
    expect(desk.page.locator(".pw-mark")).to_have_count(0)
    expect(desk.page.locator(".pw-verify")).to_contain_text("không tính điểm")
    desk.page.click(".pw-verify .pw-toggle >> nth=1")
    desk.is_state("saved")
    desk.accessible()
    desk.submit()
    assert stand_in.control()["attempts"][0]["response"]["answers"] == {"checklist": ["numbers"]}


def test_an_answer_that_fails_can_be_asked_for_again(desk, stand_in) -> None:
    """The text stays, the reason is said, and the exercise can be submitted all the same."""
    stand_in.control(model_fails=True)
    desk.open()
    desk.field.fill("Viết bàn giao.")
    desk.page.click(".pw-send")
    expect(desk.page.locator(".pw-log")).to_contain_text("AI chưa trả lời được")
    expect(desk.page.locator(".pw-submit .pw-button")).to_be_enabled()
    desk.accessible()
    stand_in.control(model_fails=False)
    desk.page.click("text='Hỏi lại'")
    expect(desk.page.locator(".pw-mark >> nth=0")).to_be_visible()


def test_the_answer_streams_into_a_log_by_additions(desk, stand_in) -> None:
    """A screen reader hears each piece once: pieces are added to a polite log, none is rewritten."""
    stand_in.control(pause=3)
    desk.open()
    desk.field.fill("Viết bàn giao.")
    desk.page.click(".pw-send")
    log = desk.page.get_by_role("log")
    expect(log).to_contain_text("men gan khi có kết quả")
    expect(log).to_have_attribute("aria-live", "polite")
    desk.accessible()
    assert log.locator(".pw-stream span").count() >= 1


def test_the_language_changes_in_place(desk) -> None:
    """What was typed stays, the words and the page's language change."""
    desk.open()
    desk.field.fill("Viết bàn giao ca")
    handle = desk.field.element_handle()
    desk.page.click("text='English'")
    expect(desk.page.locator("h1")).to_have_text("Handing a dengue patient over to the night shift")
    expect(desk.page.locator(".pw-send")).to_have_text("Send to the AI")
    assert desk.page.evaluate("document.documentElement.lang") == "en"
    assert handle.evaluate("node => node.isConnected && node.value") == "Viết bàn giao ca"
    desk.accessible()


def test_hints_open_one_by_one(desk) -> None:
    """A hint is one tap, and the page says how many are left."""
    desk.open()
    desk.page.click("text='Xem gợi ý (còn 2)'")
    expect(desk.page.locator(".pw-hints li")).to_have_count(1)
    expect(desk.page.locator(".pw-hints .pw-link")).to_have_text("Xem gợi ý (còn 1)")


def test_text_of_people_is_never_markup(desk, stand_in) -> None:
    """A prompt, a message and a stored text full of tags appear as they were written."""
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>{{7*7}}"
    response = {"text": evil, "reply": None, "marks": {}, "ticks": [], "answers": {}, "kept": []}
    stand_in.control(
        draft={"response": response, "rev": 3, "saved_at": "2026-11-22T08:00:00+00:00", "device": evil}
    )
    desk.open()
    expect(desk.field).to_have_value(evil)
    stand_in.control(publish=[["message", {"text": evil}]])
    expect(desk.page.locator(".pw-bar")).to_contain_text("<img src=x")
    desk.page.click(".pw-send")
    desk.page.wait_for_selector(".pw-mark")
    desk.submit()
    assert desk.page.locator("main img, main script").count() == 0
    assert "owned" not in desk.page.title()
