"""Taking a seat, coming back to it, leaving it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


def test_a_visitor_is_asked_to_join(visitor: Any) -> None:
    """Without a seat the first page is the form, with the notice that no real patient belongs here."""
    page = visitor.get("", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'name="facility"' in page.text
    assert "Never enter data of a real patient" in page.text
    assert "Nothing is stored elsewhere" in page.text


def test_the_notice_names_a_model_that_texts_are_sent_on_to(another: Callable[..., Any]) -> None:
    """Before anybody has joined: with a live model what people write does leave this machine."""
    page = another(PROMPTWARD_MODEL="ollama:llama3").client().get("", headers={"Accept-Language": "en"})
    assert "sent on to ollama:llama3" in page.text
    assert "Nothing is stored elsewhere" not in page.text


def test_a_vietnamese_browser_is_spoken_to_in_vietnamese(visitor: Any) -> None:
    """The page says which language it is in; Vietnamese is what nobody has to ask for."""
    assert '<html lang="vi">' in visitor.get("").text


def test_joining_shows_the_seat_code_and_opens_home(trainee: Any) -> None:
    """After joining the first page is home, with the exercises of the role."""
    page = trainee.get("")
    assert "Hello, Lan" in page.text
    assert "exercise/night-handover" in page.text


def test_a_name_is_shown_as_text(visitor: Any) -> None:
    """Markup in a name never becomes markup of the page."""
    visitor.join("<img src=x onerror=alert(1)>")
    page = visitor.get("").text
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_form_without_a_name_comes_back_filled(visitor: Any) -> None:
    """What was chosen stays chosen, and the missing field is named."""
    visitor.get("")
    page = visitor.form("join", name=" \u200b ", role="nurse", lang="en", facility="Ward 3")
    assert page.status_code == 400
    assert "fill in a name" in page.text
    assert "Ward 3" in page.text


def test_other_work_is_mapped_to_the_nearest_role_and_said_so(visitor: Any) -> None:
    """Somebody whose work is not in the list hears which role's exercises come first."""
    visitor.get("")
    page = visitor.form("join", name="Mai", role="other", work="Hộ sinh ca đêm", lang="en")
    assert "The nearest is “Nurse or midwife”" in page.text


def test_a_seat_code_opens_the_same_seat_elsewhere(trainee: Any, served: Any) -> None:
    """However it is typed, the code brings another browser to the same seat."""
    code = served.client()
    seat = trainee.get("seat").text
    typed = re.search(r"<code>([^<]+)", seat)
    assert typed
    code.get("")
    answer = code.form("return", code=typed[1].lower().replace("-", " "))
    assert answer.status_code == 303
    assert "Hello, Lan" in code.get("").text


def test_leaving_ends_the_cookie_even_where_it_was_copied(trainee: Any, served: Any) -> None:
    """A copy of the cookie opens nothing after its device has left."""
    copy = served.client()
    copy.cookies.update(trainee.cookies)
    assert "Hello, Lan" in copy.get("").text
    assert trainee.form("leave").status_code == 200
    assert "Hello, Lan" not in copy.get("").text
    assert copy.op("night-handover", "state").status_code == 401


def test_deleting_takes_the_seat_from_every_device(trainee: Any, served: Any) -> None:
    """After deletion neither cookie nor code opens the seat, and the wire says *sign in*."""
    found = re.search(r"<code>([^<]+)", trainee.get("seat").text)
    assert found
    assert trainee.form("delete").status_code == 400
    assert "deleted" in trainee.form("delete", sure="yes").text
    assert trainee.op("night-handover", "state").json()["error"]["code"] == "sign_in"
    other = served.client()
    other.get("")
    assert other.form("return", code=found[1]).status_code == 403


def test_a_one_time_link_survives_a_preview_and_works_once(trainee: Any, served: Any) -> None:
    """Looking at the link does not use it up; its button does."""
    found = re.search(r'value="(http[^"]+/open/[^"]+)"', trainee.form("seat").text)
    assert found
    browser = served.client()
    for _ in range(3):
        assert browser.get(found[1]).status_code == 200
    assert browser.form(found[1]).status_code == 303
    assert "Hello, Lan" in browser.get("").text
    late = served.client()
    assert late.get(found[1]).status_code == 404


def test_a_link_to_an_exercise_comes_back_to_it_after_joining(visitor: Any) -> None:
    """Somebody sent to an exercise without a seat joins and goes on there."""
    asked = visitor.get("exercise/night-handover")
    assert asked.status_code == 302
    page = visitor.get(visitor.base_url.join(asked.headers["location"]))
    assert 'name="next" value="/x/exercise/night-handover"' in page.text


def test_going_on_never_leads_to_another_site(visitor: Any) -> None:
    """An address of another site in `next` is dropped."""
    for elsewhere in ("https://evil.example/x/", "//evil.example", "/x/\\evil", "javascript:alert(1)"):
        page = visitor.get("", params={"next": elsewhere})
        assert 'name="next" value="/x/"' in page.text


def test_a_form_from_another_site_changes_nothing(trainee: Any) -> None:
    """Without the page's token, or with a foreign origin, a form is refused."""
    assert trainee.post("leave").status_code == 403
    foreign = trainee.post("leave", data={"_xsrf": trainee.xsrf}, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 404
    assert "Hello, Lan" in trainee.get("").text


def test_the_language_changes_for_the_seat(trainee: Any) -> None:
    """A seat speaks the language chosen last, and the change needs a form, not a link."""
    assert trainee.get("language").status_code == 302
    assert '<html lang="en">' in trainee.get("").text
    assert trainee.form("language", lang="vi", next="/x/").status_code == 303
    assert '<html lang="vi">' in trainee.get("").text
    assert trainee.form("language", lang="xx").status_code == 400


def test_cookies_are_out_of_reach(served: Any) -> None:
    """HttpOnly, SameSite and the base path on the cookies that open a seat."""
    client = served.client()
    client.get("")
    answer = client.form("join", name="Lan", role="nurse", lang="vi")
    seat = [each for each in answer.headers.get_list("set-cookie") if each.startswith("pw-")]
    assert len(seat) >= 2
    for cookie in seat:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/x/" in cookie


def test_a_forged_cookie_is_nobody(trainee: Any, served: Any) -> None:
    """A cookie with another seat's id in it and the wrong signature opens nothing."""
    forged = served.client()
    value = trainee.cookies["pw-seat"].strip('"')
    parts = value.split("|")
    parts[-1] = "0" * len(parts[-1])
    forged.cookies.set("pw-seat", "|".join(parts), path="/x/")
    assert "Hello" not in forged.get("").text
