"""What this server answers at all, and with which headers."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

import pytest
from tornado.web import Application

from promptward.server.routes import ROUTES

LISTED = {
    "",
    "join",
    "join/([^/]{1,200})",
    "enter",
    "return",
    "seat",
    "open/([A-Za-z0-9_-]{16,64})",
    "leave",
    "delete",
    "language",
    "exercise/([a-z0-9-]{1,80})",
    "plain/([a-z0-9-]{1,80})",
    "api/exercises/([a-z0-9-]{1,80})/([a-z]{1,20})",
    "api/events",
    "api/kernels/(?P<kernel_id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    "api/kernels/(?P<kernel_id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/channels",
    "static/([a-z]*-?[0-9a-f]{16})/([A-Za-z0-9@._/-]{1,200})",
    "health",
}
OPEN_WITHOUT_A_SEAT = {"", "join", "join/([^/]{1,200})", "return", "language", "health"}
STOCK = [
    "voila/render/night-handover.ipynb",
    "voila/tree",
    "voila/api/contents",
    "voila/api/shutdown/00000000-0000-0000-0000-000000000000",
    "voila/files/course.yaml",
    "voila/static/voila.js",
    "voila/templates/lab/static/voila.js",
    "voila/query/00000000-0000-0000-0000-000000000000",
    "voila/labextensions/anywidget/package.json",
    "api/kernels",
    "api/contents",
    "api/terminals",
    "login",
    "logout",
    "metrics",
    "tree",
    "night-handover.ipynb",
    "static/../course.yaml",
    "exercise/..%2f..%2fcourse",
    "exercise/NIGHT-HANDOVER",
]


def test_the_list_of_routes_is_the_one_reviewed_here() -> None:
    """A new route is a decision: it has to be written down in this test too."""
    assert {pattern for pattern, _ in ROUTES} == LISTED


def test_the_router_knows_nothing_but_the_list(routed: Application) -> None:
    """Neither Voilà nor Jupyter adds a route of its own behind our back."""
    known = {
        rule.matcher.regex.pattern
        for group in routed.default_router.rules[:-1]
        for rule in group.target.rules
    }
    rest = routed.default_router.rules[-1].target.rules
    assert {pattern.removeprefix("/x/").removesuffix("$") for pattern in known} == LISTED
    assert rest == []


@pytest.mark.parametrize("path", STOCK)
def test_stock_routes_do_not_exist(trainee: Any, path: str) -> None:
    """What stock Voilà and Jupyter serve is not here, signed in or not."""
    request = trainee.build_request("GET", urllib.parse.urljoin(str(trainee.base_url), "./") + path)
    assert trainee.send(request).status_code == 404


@pytest.mark.parametrize("pattern", sorted(LISTED))
def test_without_a_seat_a_route_shows_nothing(visitor: Any, pattern: str) -> None:
    """Every route that needs a seat sends to the join page or says *sign in*; none starts a kernel."""
    path = re.sub(r"\(\?P<kernel_id>[^)]*\)", "0" * 8 + "-0000-0000-0000-" + "0" * 12, pattern)
    path = path.replace("([a-z0-9-]{1,80})", "night-handover").replace("([a-z]{1,20})", "state")
    path = path.replace("([A-Za-z0-9_-]{16,64})", "x" * 32)
    path = path.replace("([a-z]*-?[0-9a-f]{16})/([A-Za-z0-9@._/-]{1,200})", "0123456789abcdef/page.js")
    path = path.replace("([^/]{1,200})", "1234%205678")
    status = visitor.get(path).status_code
    if pattern.startswith("join/"):
        assert status == 403  # the form to join, with a word about the code
    elif pattern in OPEN_WITHOUT_A_SEAT:
        assert status in (200, 302)
    else:
        assert status in (302, 401, 403, 404, 405)


@pytest.mark.parametrize(
    "path", ["", "seat", "health", "no-such-page", "api/events/", "exercise/night-handover"]
)
def test_every_answer_carries_the_headers(trainee: Any, path: str) -> None:
    """A policy without unsafe scripts, no sniffing, no foreign frames, no name of the server."""
    headers = trainee.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers
    assert "no-store" in headers["cache-control"]


def test_pages_link_only_below_the_base_path(trainee: Any) -> None:
    """Under a base path every link, form and file of a page keeps it."""
    forms = ("", "seat", "enter", "join/12345678", "leave", "delete")
    for path in (*forms, "exercise/night-handover", "plain/night-handover"):
        page = trainee.get(path).text
        for address in re.findall(r'(?:href|src|action)="([^"]+)"', page):
            if not address.startswith(("#", "data:", "https://example.org")):
                assert address.startswith("/x/"), (path, address)


def test_pages_load_nothing_from_elsewhere(trainee: Any) -> None:
    """No page names a script, style or picture of another site."""
    page = trainee.get("exercise/night-handover").text
    assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', page)


def test_static_files_are_compressed_and_kept_for_ever(trainee: Any) -> None:
    """Our files and Voilà's come compressed, typed, immutable; a browser without gzip gets them plain."""
    page = trainee.get("exercise/night-handover").text
    files = re.findall(r'(?:src|href) ?= ?"(/x/static/[^"]+)"', page)
    assert {each.rsplit("/", 1)[1] for each in files} >= {"style.css", "page.js", "all.voila.js"}
    for each in (trainee.base_url.join(path) for path in files):
        answer = trainee.get(each)
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith(("text/css", "text/javascript", "application/json"))
        plain = trainee.get(each, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        assert plain.content == answer.content


def test_static_files_come_from_the_shelves_only(trainee: Any) -> None:
    """No path leads from a shelf to the disk."""
    page = trainee.get("exercise/night-handover").text
    shelf = re.search(r'"(/x/static/[^/"]+)/page.js"', page)
    assert shelf
    for path in (
        "../../course.yaml",
        "..%2f..%2fcourse.yaml",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "x.py",
    ):
        url = str(trainee.base_url.join(shelf[1])) + "/" + path
        assert trainee.get(url).status_code == 404


def test_a_page_says_what_to_do_when_it_does_not_exist(trainee: Any) -> None:
    """An error page is ours, in the person's language, with a way on, and without a traceback."""
    page = trainee.get("exercise/no-such-exercise")
    assert page.status_code == 404
    assert "There is no such page here" in page.text
    assert 'href="/x/"' in page.text
    assert "Traceback" not in page.text


def test_the_wrong_method_is_an_error_page_too(trainee: Any) -> None:
    """What tornado itself refuses still speaks to the person."""
    page = trainee.request("PUT", "seat", headers={"X-XSRFToken": trainee.xsrf})
    assert page.status_code == 405
    assert "could not read this request" in page.text


def test_health_answers_machines(visitor: Any) -> None:
    """One word for whoever watches the server."""
    assert visitor.get("health").json() == {"status": "ok"}
