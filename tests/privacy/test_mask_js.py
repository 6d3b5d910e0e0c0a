"""The browser's twin masks exactly as the server does."""

import json

import pytest

from promptward import privacy
from promptward.privacy.patterns import FILE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def twin(browser):
    """A page in which `mask` is the module, configured."""
    page = browser.new_page()
    page.set_content("<!doctype html><title>mask</title>")
    source = FILE.with_name("mask.js").read_text(encoding="utf-8")
    # a data: address needs no server; the page itself sends nothing anywhere
    page.evaluate(
        """async ([source, patterns]) => {
            const module = new Blob([source], { type: "text/javascript" });
            window.mask = await import(URL.createObjectURL(module));
            await window.mask.configure(patterns);
        }""",
        [source, json.loads(FILE.read_text(encoding="utf-8"))],
    )
    yield page
    page.close()


RUN = """(all) => all.map(({ text, known, kept, lang }) => {
    const once = window.mask.maskNumbers(text, { known, kept, lang });
    const twice = window.mask.maskNumbers(once.text, { known, kept, lang });
    const placed = once.spans.every((span) => once.text.slice(span.start, span.end) === span.text);
    return { ...once, again: twice.text, placed };
})"""


def test_the_browser_masks_the_shared_vectors_as_expected(twin, vectors):
    found = twin.evaluate(RUN, vectors)
    wrong = [
        (v["text"], f["text"]) for v, f in zip(vectors, found, strict=True) if f["text"] != v["expected"]
    ]
    assert not wrong
    assert all(each["again"] == each["text"] and each["placed"] for each in found)


def test_the_browser_and_the_server_agree_on_every_note_and_clean_text(twin, notes, clean):
    rows = [{"text": row["text"]} for row in (*notes, *clean)]
    for row, found in zip(rows, twin.evaluate(RUN, rows), strict=True):
        here = privacy.mask_numbers(row["text"])
        assert found["text"] == here.text
        assert [s["kind"] for s in found["spans"]] == [s.kind for s in here.spans]


def test_the_browser_finds_a_name_beside_a_patient_and_no_street(twin):
    found = twin.evaluate(
        "(texts) => texts.map((text) => window.mask.findNames(text).map((span) => span.text))",
        [
            "BN Lò Thị Pánh, 60 tuổi",
            "Phòng khám trên đường Nguyễn Trãi",
            "BS Trần Minh Quân ký",
            "BN Nguyễn Văn A",
        ],
    )
    assert found == [["Lò Thị Pánh"], [], [], []]


def test_the_browser_stays_quick_on_hostile_text(twin):
    slowest = twin.evaluate(
        """(parts) => Math.max(...parts.map((part) => {
            const text = part.repeat(20000 / part.length);
            const began = performance.now();
            window.mask.maskNumbers(text);
            return performance.now() - began;
        }))""",
        ["0 ", "xa Xa ", "12 Aa Aa ", "a@", "họ tên|ngày sinh\n", "0900 000 12", "(", "1/1/"],
    )
    assert slowest < 1500


def test_masking_before_the_patterns_are_there_is_an_error_not_a_leak(browser):
    page = browser.new_page()
    page.set_content("<!doctype html>")
    said = page.evaluate(
        """async (source) => {
            const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            try {
                return module.maskNumbers("0900 000 123").text;
            } catch (error) {
                return error.message;
            }
        }""",
        FILE.with_name("mask.js").read_text(encoding="utf-8"),
    )
    page.close()
    assert "configure" in said
