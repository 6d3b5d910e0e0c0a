"""An exercise page in a real browser, on a name that is no secure context, under a base path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WIDGET = "#rendered_cells .jp-OutputArea-output"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's window; `hall.lan` is this machine."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_an_exercise_opens_whole_light_and_from_here_alone(served: Any, page: Page) -> None:
    """Join, open: the widget is there, nothing came from elsewhere, no policy was broken, few requests."""
    trouble: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    home = f"http://hall.lan:{urlsplit(served.address).port}/x/"
    page.goto(home)
    page.fill("#name", "Lan")
    page.check("input[value=nurse]")
    page.click("form[action$=join] button")
    page.click("main a.pw-button")
    asked.clear()
    page.click("a[href$=night-handover]")
    page.wait_for_selector(WIDGET, state="attached")
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    assert trouble == []
    assert not [each for each in asked if not each.startswith((home, "blob:" + home[:-3]))]
    assert len(asked) <= 70
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_that_stays_open_keeps_its_kernel(served: Any, page: Page) -> None:
    """A link that only offers mail or a file fires *beforeunload*; Voilà's good-bye must not follow."""
    home = f"http://hall.lan:{urlsplit(served.address).port}/x/"
    page.goto(home)
    page.fill("#name", "Lan")
    page.check("input[value=nurse]")
    page.click("form[action$=join] button")
    page.goto(f"{home}exercise/night-handover")
    page.wait_for_selector(WIDGET, state="attached")
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    page.evaluate("dispatchEvent(new Event('beforeunload'))")
    page.wait_for_timeout(1000)
    assert page.evaluate(f"fetch('{home}api/kernels/{kernel}').then((answer) => answer.status)") == 200
