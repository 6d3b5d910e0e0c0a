"""What a page's files are is read off the page, as a browser does."""

from __future__ import annotations

from pathlib import Path

import pytest
from jupyter_core.paths import jupyter_path

from promptward.load.page import PIECES, Waiting, imported, linked, pieces, read_page
from promptward.server.markup import Templates

WAITING = {
    "lang": "en",
    "base": "/x/",
    "static": "/x/static/0",
    "user": None,
    "here": "/x/exercise/a",
    "xsrf": "t",
    "nonce": "n",
    "next": "/x/exercise/a?waited=1",
    "plain": "/x/plain/a",
    "preload": ["/x/static/0/page.js"],
}


def waiting(root, place):
    from promptward.course import open_course

    course = open_course(root / "tests" / "fixtures" / "mini")
    exercise = course.exercises["night-handover"]
    return Templates().render("waiting.html", exercise=exercise, place=place, **WAITING)


def test_the_servers_own_waiting_page_shows_place_and_where_to_go_on(root):
    page = read_page(waiting(root, 12))
    assert page == Waiting(12, 0.0, "/x/exercise/a?waited=1")


def test_a_full_hall_is_waited_for_without_a_place(root):
    assert read_page(waiting(root, 0)) == Waiting(0, 0.0, "/x/exercise/a?waited=1")


def test_an_error_page_is_neither():
    assert read_page("<!doctype html><title>503</title><p>Try again.</p>") is None


def test_linked_files_are_found_once_and_data_addresses_not():
    html = '<link rel="icon" href="data:,"><link rel=stylesheet href="/s.css"><script src="/a.js"></script>'
    assert linked(html + '<script src="/a.js" defer></script>') == ("/s.css", "/a.js")


def test_modules_name_what_they_import_in_every_way_our_own_do():
    source = """
import "./one.js";
import { a } from "../two.js";
export { b } from './three.js';
const four = () => import("./four.js");
const five = fetch(new URL("./five.json", import.meta.url));
// import from elsewhere stays out: "six.js"
"""
    found = imported("/static/0/sub/page.js", source)
    assert found == (
        "/static/0/sub/one.js",
        "/static/0/two.js",
        "/static/0/sub/three.js",
        "/static/0/sub/four.js",
        "/static/0/sub/five.json",
    )


def test_every_module_of_our_page_is_reached_from_its_entry(root):
    folder = root / "src" / "promptward" / "widgets" / "static"
    reached, wanted = set(), ["/page.js", "/widget.js"]
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted += imported(name, (folder / name[1:]).read_text("utf-8"))
    assert {"/bridge.js", "/mask.js", "/patterns.json", "/slip.js"} <= reached
    assert all((folder / name[1:]).is_file() for name in reached)


def test_style_sheets_name_fonts_and_pictures_but_not_inline_ones():
    source = 'a{src:url("./a.woff2")} b{background:url(data:image/png;base64,AA)}'
    assert imported("/s/style.css", source) == ("/s/a.woff2",)


@pytest.mark.parametrize("name", PIECES)
def test_the_pieces_of_each_installed_extension_are_there(name):
    roots = [Path(path) / "labextensions" for path in jupyter_path("voila")]
    roots += [Path(path) for path in jupyter_path("labextensions")]
    start = next(file for root in roots for file in (root / name / "static").glob("remoteEntry.*.js"))
    found = pieces(name, f"/lab/{start.name}", start.read_text("utf-8"))
    assert len(found) == len(PIECES[name])
    for address in found:
        assert (start.parent / address.partition("?")[0].rpartition("/")[2]).is_file()
