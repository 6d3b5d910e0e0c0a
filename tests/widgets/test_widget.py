"""The notebook's widget beside the page, and the page that waits for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ADOPT = """async () => {
    const place = document.getElementById("pw-notebook").appendChild(document.createElement("div"));
    const view = JSON.parse(document.getElementById("pw-page").textContent).exercise;
    const { render } = await import("/x/static/widget.js");
    await render({ model: { get: (name) => ({ view })[name] }, el: place });
    return place.hidden;
}"""
LAB = """async (view) => {
    document.body.textContent = "";
    const heard = [];
    const listeners = [];
    const say = (message) => setTimeout(() => listeners.forEach((listener) => listener(message)), 10);
    const state = { draft: null, turns: [], attempts: [], revealed: { hints: [], answers: [], hints_total: 0,
        answers_total: 0, answers_open_after: 1 }, limits: { text: 20000 }, name: "", role: "doctor" };
    const replies = { state, save: { rev: 1, saved_at: new Date().toISOString() }, send: {} };
    const model = {
        get: (name) => ({ view, lang: "en", words: {} })[name],
        on: (name, listener) => listeners.push(listener),
        off: () => {},
        send: ({ op, payload, id }) => { heard.push([op, payload]); say({ id, reply: replies[op] });
            if (op === "send") say({ event: "reply", data: { turn: payload.turn, done: true, reply: { id: "r",
                shape: "prose", sentences: [{ id: "s1", text: "One." }] } } }); },
    };
    const place = document.body.appendChild(document.createElement("div"));
    const { render } = await import("/x/static/widget.js");
    await render({ model, el: place });
    window.heard = heard;
}"""


def test_the_widget_adopts_the_exercise_that_stands(desk) -> None:
    """Nothing typed is lost, nothing is moved: the widget leaves its own place empty."""
    desk.open()
    desk.field.fill("đã gõ trước khi có sổ tay")
    handle = desk.field.element_handle()
    assert desk.page.evaluate(ADOPT) is True
    assert handle.evaluate("node => node.isConnected && node.value") == "đã gõ trước khi có sổ tay"
    assert desk.page.locator("textarea").count() == 1
    assert desk.page.locator("#pw-exercise").get_attribute("data-widget") == "doctor-dengue-handover"


def test_a_page_without_its_widget_says_so_and_works(desk) -> None:
    """After 15 seconds a line says that the notebook did not come; the exercise saves all the same."""
    desk.page.clock.install()
    desk.open()
    line = desk.page.locator(".pw-notebook-line")
    expect(line).to_be_hidden()
    desk.page.clock.fast_forward(15_100)
    expect(line).to_contain_text("Bài tập vẫn dùng được")
    desk.accessible()
    desk.page.evaluate(ADOPT)
    expect(line).to_be_hidden()


def test_a_kernel_that_ended_is_said(desk, stand_in) -> None:
    """The exercise goes on without its notebook, and says what to do."""
    desk.open()
    stand_in.control(publish=[["kernel", {"kernel": "kid", "status": "dead"}]])
    expect(desk.page.locator(".pw-notebook-line")).to_contain_text("đã dừng")


def test_in_jupyterlab_operations_travel_as_widget_messages(desk, stand_in) -> None:
    """The same page, built by the widget, answered by the kernel."""
    desk.open()
    view = desk.page.evaluate("JSON.parse(document.getElementById('pw-page').textContent).exercise")
    desk.page.evaluate(LAB, view)
    field = desk.page.locator(".pw-body textarea")
    expect(desk.page.locator(".pw-body .pw-send")).to_be_enabled()
    field.fill("Write the handover as SBAR.")
    desk.page.click(".pw-body .pw-send")
    expect(desk.page.locator(".pw-body .pw-mark")).to_have_text("One.")
    heard = desk.page.evaluate("window.heard")
    assert [op for op, _ in heard][:1] == ["state"]
    assert {op for op, _ in heard} == {"state", "save", "send"}
