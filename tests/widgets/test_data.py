"""A table to look through: grid or cards, flags, plot, statements, numbers; by thumb, by keys, by names."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def table(desk, stand_in):
    """The table; `open()` and `flag()` as a trainee does."""
    stand_in.control(kind="data")

    class Table:
        page = desk.page
        panel = desk.page.locator(".pw-panel")
        flags = desk.page.locator(".pw-flags")

        def open(self, width: int = 1280) -> Table:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.goto(stand_in.page)
            expect(self.page.locator(".pw-save")).not_to_contain_text("Đang kết nối")
            return self

        def cell(self, row: str, column: str):
            return self.page.locator(f"[data-row={row}] [data-column={column}]")

        def flag(self, row: str, column: str, *words: str) -> None:
            self.cell(row, column).click()
            for word in words:
                self.panel.get_by_role("radio", name=word).check()
            self.panel.get_by_role("button", name="Đánh dấu", exact=True).click()
            expect(self.panel).to_have_count(0)

        def number(self, question: str):
            return self.page.locator(f"[data-question={question}]")

        submit = desk.hand_in

        def rows(self) -> list[str]:
            return self.page.locator("[data-row]").evaluate_all("all => all.map((one) => one.dataset.row)")

        @property
        def stored(self) -> dict[str, object]:
            return desk.answers

    return Table()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_trainee_goes_from_the_table_to_the_slip(table, desk, stand_in, width) -> None:
    """Every state is accessible and nothing scrolls sideways, also at 200 % zoom."""
    table.open(width)
    desk.accessible()
    table.cell("P07", "sys").click()
    desk.accessible()
    table.panel.get_by_role("button", name="Đóng").click()
    table.flag("P07", "sys", "vô lý", "đối chiếu sổ gốc")
    table.page.get_by_role("group", name="Nhận định 1").get_by_role("radio", name="Sai").check()
    table.page.get_by_role("group", name="Nhận định 2").get_by_role("radio", name="Đúng").check()
    table.page.get_by_label("Huyết áp tâm thu trung bình").fill("139,5")
    table.page.get_by_role("radio", name="Bỏ ô sai và ô trống").check()
    table.page.get_by_label("Bao nhiêu phần trăm").fill("46.4")
    desk.accessible()
    table.submit()
    expect(desk.slip).to_be_visible()
    desk.accessible()
    response = stand_in.control()["attempts"][0]["response"]
    assert response["answers"] == {
        "flags": [{"row": "P07", "column": "sys", "trouble": "implausible", "remedy": "register"}],
        "statements": {"s1": False, "s2": True},
        "numbers": {"mean": "139,5", "share": "46.4"},
        "cleanings": {"mean": "all"},
    }


def test_cells_are_reached_and_flagged_with_keys_alone(table) -> None:
    """One cell is in the tab order, arrows move, Enter opens the questions, closing returns to the cell."""
    table.open()
    assert table.page.locator(".pw-grid tbody [tabindex='0']").count() == 1
    table.page.locator(".pw-grid tbody [tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowLeft"):
        table.page.keyboard.press(key)
    expect(table.cell("P03", "weight")).to_be_focused()
    table.page.keyboard.press("Enter")
    expect(table.panel.locator("h4")).to_be_focused()
    table.page.keyboard.press("Escape")
    expect(table.cell("P03", "weight")).to_be_focused()
    table.page.keyboard.press("Enter")
    for _ in range(2):
        table.page.keyboard.press("Tab")
    table.page.keyboard.press("Space")
    table.page.keyboard.press("Tab")
    table.page.keyboard.press("Space")
    table.page.keyboard.press("Tab")
    table.page.keyboard.press("Enter")
    expect(table.cell("P03", "weight")).to_be_focused()
    assert table.stored["flags"] == [
        {"row": "P03", "column": "weight", "trouble": "type_or_unit", "remedy": "ask"}
    ]


def test_the_head_sorts_and_says_so(table) -> None:
    """Smallest first, largest first, as recorded; what is empty comes last either way."""
    table.open()
    head = table.page.get_by_role("columnheader", name="Huyết áp tâm thu")
    expect(head).to_have_attribute("aria-sort", "none")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(head.get_by_role("button")).to_be_focused()
    assert (table.rows()[0], table.rows()[-1]) == ("P23", "P12")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert (table.rows()[:2], table.rows()[-1]) == (["P07", "P19"], "P12")
    head.get_by_role("button").click()
    assert table.rows()[:2] == ["P01", "P02"]


def test_a_filter_narrows_rows_summary_and_plot(table) -> None:
    """Words without marks, bounds with comma or point, one column or all; empty cells alone."""
    table.open()
    find = table.page.get_by_label("Tìm dòng có")
    find.fill("thon doai")
    assert len(table.rows()) == 10
    find.fill(">180")
    table.page.get_by_label("Ở cột").select_option("sys")
    assert table.rows() == ["P07", "P19"]
    summary = table.page.locator(".pw-summary tbody tr").nth(1)
    assert summary.locator("td").all_inner_texts() == ["220", "710", "1200", "0"]
    assert table.page.locator(".pw-svg-point").count() == 2
    find.fill("<36,75")
    assert table.rows() == ["P23"]
    find.fill("")
    table.page.get_by_label("chỉ dòng có ô trống").check()
    assert table.rows() == ["P12"]
    expect(table.page.get_by_text("Đang xem 1 trên 30 dòng")).to_be_visible()


def test_the_summary_counts_what_is_empty(table) -> None:
    """Smallest, middle, largest and empty cells of every column of numbers."""
    table.open()
    row = table.page.locator(".pw-summary tbody tr").nth(1)
    expect(row.get_by_role("rowheader")).to_contain_text("Huyết áp tâm thu mmHg")
    assert row.locator("td").all_inner_texts() == ["36,7", "143", "1200", "1"]


def test_flags_have_three_grains_and_can_be_mended_and_taken_away(table) -> None:
    """A cell, a row, a column; the list says them in words; removing returns to the list."""
    table.open()
    table.flag("P07", "sys", "vô lý", "hỏi lại nơi ghi")
    table.flag("P03", "age", "cả dòng", "trùng", "loại khỏi phép tính này")
    table.flag("P05", "weight", "cả cột", "sai kiểu hoặc đơn vị", "giữ nguyên")
    expect(table.flags.get_by_role("listitem")).to_have_count(3)
    expect(table.flags).to_contain_text("cột Cân nặng")
    expect(table.page.get_by_role("columnheader", name="đã đánh dấu: sai kiểu hoặc đơn vị")).to_be_visible()
    table.flag("P07", "sys", "thiếu")
    assert [(flag["row"], flag["column"], flag["trouble"]) for flag in table.stored["flags"]] == [
        ("P03", None, "duplicate"),
        (None, "weight", "type_or_unit"),
        ("P07", "sys", "missing"),
    ]
    table.page.get_by_role("button", name="Bỏ đánh dấu: cột Cân nặng").click()
    expect(table.flags.get_by_role("heading")).to_be_focused()
    expect(table.flags.get_by_role("heading")).to_have_text("Đã đánh dấu (2)")
    table.cell("P07", "sys").click()
    table.panel.get_by_role("button", name="Bỏ đánh dấu").click()
    assert [flag["row"] for flag in table.stored["flags"]] == ["P03"]


def test_a_flag_needs_a_trouble_and_a_remedy(table) -> None:
    """What is missing is said, and the focus goes there."""
    table.open()
    table.cell("P07", "sys").click()
    table.panel.get_by_role("button", name="Đánh dấu", exact=True).click()
    expect(table.panel.get_by_role("alert")).to_have_text("Hãy chọn vấn đề.")
    expect(table.panel.get_by_role("radio", name="sai kiểu hoặc đơn vị")).to_be_focused()
    table.panel.get_by_role("radio", name="vô lý").check()
    table.panel.get_by_role("button", name="Đánh dấu", exact=True).click()
    expect(table.panel.get_by_role("alert")).to_have_text("Hãy chọn cách xử lý.")


def test_on_a_phone_every_row_is_a_card(table) -> None:
    """Twenty at once, more on a tap; the questions open under the cell; sorting by a list."""
    table.open(360)
    assert len(table.rows()) == 20
    table.page.get_by_role("button", name="Xem thêm 10 dòng").click()
    assert len(table.rows()) == 30
    button = table.page.locator("[data-row=P12]").get_by_role("button", name="Huyết áp tâm thu (mmHg) trống")
    button.click()
    expect(table.panel.locator("h4")).to_be_focused()
    assert table.panel.bounding_box()["y"] > button.bounding_box()["y"]
    table.panel.get_by_role("button", name="Đóng").click()
    table.flag("P12", "sys", "thiếu", "hỏi lại nơi ghi")
    expect(table.page.get_by_role("button", name="đã đánh dấu: thiếu")).to_be_focused()
    expect(table.page.get_by_role("button", name="⚑ Đã đánh dấu: 1")).to_be_visible()
    table.page.get_by_label("Xếp theo").select_option("sys")
    table.page.get_by_label("lớn trước").check()
    assert table.rows()[0] == "P07"


def test_a_large_table_says_so_before_it_opens_on_a_phone(table, stand_in) -> None:
    """Better on a computer; whoever wants to goes on; on a computer nobody is asked."""
    stand_in.control(view={"better_on_computer": True})
    table.open(360)
    expect(table.page.get_by_text("Bảng này có 30 dòng. Nên dùng máy tính.")).to_be_visible()
    expect(table.page.locator("[data-row=P01]")).to_be_hidden()
    table.page.get_by_role("button", name="Vẫn mở trên máy này").click()
    expect(table.page.locator("[data-row=P01]")).to_be_visible()
    table.open(1280)
    expect(table.page.locator("[data-row=P01]")).to_be_visible()
    expect(table.page.get_by_text("Nên dùng máy tính")).to_be_hidden()


def test_the_plot_says_its_numbers_and_shows_flags_by_shape(table) -> None:
    """A name with counts and ranges, a table of the numbers, another shape for what is flagged."""
    table.open()
    name = table.page.get_by_role("img").get_attribute("aria-label")
    assert name.startswith("29 điểm; Tuổi từ 31 đến 83; Huyết áp tâm thu từ 36,7 đến 1200.")
    assert table.page.locator("path.pw-svg-point").count() == 0
    table.flag("P07", "sys", "vô lý", "đối chiếu sổ gốc")
    assert table.page.locator("path.pw-svg-point").count() == 1
    table.page.get_by_text("Các số trong biểu đồ", exact=True).click()
    numbers = table.page.locator(".pw-plot-numbers tbody tr")
    assert numbers.nth(6).locator("th, td").all_inner_texts() == ["P07", "66", "1200"]
    table.page.locator("path.pw-svg-point").click()
    expect(table.panel).to_contain_text("dòng P07")


def test_a_number_that_reads_two_ways_is_asked_back_at_once(table) -> None:
    """Leaving the field asks; one tap answers; nothing is guessed."""
    table.open()
    field = table.number("mean").locator(".pw-input")
    expect(field).to_have_attribute("inputmode", "decimal")
    field.fill("1.500")
    field.blur()
    expect(table.number("mean").get_by_role("alert")).to_contain_text("đọc được hai cách")
    table.number("mean").get_by_role("button", name="1,5").click()
    expect(field).to_have_value("1,5")
    expect(table.number("mean").locator(".pw-asked-back")).to_be_hidden()
    assert table.stored["numbers"] == {"mean": "1,5"}


def test_a_refused_number_is_said_at_its_field(table, stand_in) -> None:
    """The server asks back on submitting: the question stands at the number, with the focus."""
    table.open()
    table.number("share").locator(".pw-input").fill("1.500")
    table.submit()
    said = table.number("share").get_by_role("alert")
    expect(said).to_contain_text("1.500 là 1500 hay 1,5?")
    expect(table.number("share").locator(".pw-input")).to_be_focused()
    expect(table.number("share").locator(".pw-input")).to_have_attribute("aria-invalid", "true")
    assert stand_in.control()["attempts"] == []


def test_what_is_open_is_said_once_before_submitting(table, stand_in) -> None:
    """No flag, two statements, two numbers: each a tap away."""
    table.open()
    table.page.click(".pw-submit .pw-button")
    panel = table.page.get_by_role("region", name="Còn vài chỗ để trống")
    expect(panel.get_by_role("listitem")).to_have_count(5)
    panel.get_by_role("button", name="Con số 2").click()
    expect(table.number("share").locator(".pw-input")).to_be_focused()
    assert stand_in.control()["attempts"] == []


def test_the_slip_says_where_and_what_was_strange_but_true(table, desk) -> None:
    """Problems with their rows, decoys, false alarms, statements set right, numbers under each rule."""
    table.open()
    table.flag("P07", "sys", "vô lý", "đối chiếu sổ gốc")
    table.submit()
    slip = desk.slip
    expect(slip.locator(".pw-figures")).to_have_text(
        "Nhìn chung cả bảngTìm thấy 2 trong 3 vấn đề, đánh dấu nhầm 1 chỗ lạ nhưng đúng."
    )
    problem = slip.locator(".pw-correction").first
    expect(problem).to_contain_text("Đã tìm thấy; cách xử lý nên khác")
    expect(problem).to_contain_text("dòng P07 · cột Huyết áp tâm thu")
    assert problem.locator("mark").all_inner_texts() == ["1200"]
    expect(problem).to_contain_text("sai kiểu hoặc đơn vị → đối chiếu sổ gốc hoặc hỏi lại nơi ghi")
    expect(slip.get_by_text("Đánh dấu nhầm", exact=True)).to_be_visible()
    expect(slip.get_by_text("Đã đo lại ba lần")).to_be_visible()
    expect(slip.get_by_text("139,46 mmHg")).to_be_visible()
    false = slip.locator(".pw-correction:has(.pw-was)")
    assert false.locator("mark").all_inner_texts() == ["220"]
    assert "cao nhất trong bảng là 170" not in table.page.locator("main").inner_text()


def test_a_print_carries_no_false_statement_without_its_correction(table, desk) -> None:
    """On paper stands the slip with what is true."""
    table.open()
    table.flag("P07", "sys", "vô lý", "đối chiếu sổ gốc")
    table.submit()
    desk.page.click(".pw-was summary")
    table.page.click("main .pw-resting button")
    desk.page.emulate_media(media="print")
    paper = desk.page.locator("body").inner_text()
    assert "cao nhất trong bảng là 220 mmHg" in paper
    assert "cao nhất trong bảng là 170" not in paper
    assert "Đã tìm thấy" in paper


def test_flags_and_numbers_survive_a_reload_and_another_screen(table) -> None:
    """What was found on the laptop stands on the phone."""
    table.open()
    table.flag("P07", "sys", "vô lý", "đối chiếu sổ gốc")
    table.number("mean").locator(".pw-input").fill("139,5")
    assert table.stored["numbers"] == {"mean": "139,5"}
    table.open(360)
    expect(table.cell("P07", "sys")).to_contain_text("⚑")
    expect(table.number("mean").locator(".pw-input")).to_have_value("139,5")
    table.page.set_viewport_size({"width": 1280, "height": 800})
    expect(table.page.get_by_role("grid")).to_be_visible()
    expect(table.cell("P07", "sys")).to_contain_text("⚑")


def test_numbers_and_days_are_read_as_they_are_written(table) -> None:
    """Comma and point alike; words, thousands and broken days are no numbers."""
    table.open()
    read = table.page.evaluate(
        """async () => {
            const { numeric, day, digest } = await import("/x/static/figures.js");
            const told = digest(["36,5", "36.7", "", "12O", "−1"]);
            const strange = Number.isNaN(numeric("1.500,2"));
            return [numeric("36,5"), numeric("-2.5"), strange, day("02/01/1970"), told];
        }"""
    )
    assert read[:4] == [36.5, -2.5, True, 86400000]
    assert read[4] == {"count": 5, "empty": 1, "odd": 1, "min": -1, "median": 36.5, "max": 36.7}


def test_text_of_a_table_is_never_markup(table, stand_in) -> None:
    """A cell full of tags appears as it was written, in the grid, the plot and the flag."""
    evil = "<img src=x onerror=\"document.title='owned'\">"
    columns = [
        {"id": "slip", "title": evil, "unit": "", "type": "text"},
        {"id": "n", "title": {"vi": evil}, "unit": evil, "type": "integer"},
    ]
    own = {"id": "t", "title": evil, "about": evil, "columns": columns, "rows": [[evil, "1"], ["r2", evil]]}
    stand_in.control(view={"table": own, "plot": ["n", "n"], "questions": [], "statements": []})
    table.open()
    table.page.locator("tbody [data-column=n]").nth(1).click()
    expect(table.panel).to_contain_text(evil)
    assert table.page.locator("main img").count() == 0
    assert "owned" not in table.page.title()
