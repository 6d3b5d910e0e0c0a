"""Voilà's scripts in one file, without what our pages never use."""

from __future__ import annotations

import gzip
from pathlib import Path

from promptward.server.bundle import ENTRY, bundle
from promptward.server.static import Shelf

GRID = b'"use strict";(self.w=self.w||[]).push([[8862],{38862:(t,e,i)=>{i.d(e,{DataGrid:()=>j})}}]);'


def voila(folder: Path, grid: bytes) -> bytes:
    """The bundle of a Voilà whose grid is `grid`."""
    (folder / ENTRY).write_bytes(b"start()")
    (folder / f"8862.{ENTRY}").write_bytes(grid)
    return bundle(folder)


def test_a_module_that_nobody_shares_is_empty(tmp_path: Path) -> None:
    """Webpack finds it loaded, under its own number."""
    made = voila(tmp_path, GRID)
    assert b"DataGrid" not in made
    assert b"push([[8862],{38862:(e,t,n)=>n.r(t)}]);" in made
    assert made.endswith(b"start()\n")


def test_a_number_that_means_something_else_is_left_alone(tmp_path: Path) -> None:
    """With another version of Voilà the chunk is not in the bundle, and the page fetches it by itself."""
    assert b"8862" not in voila(tmp_path, GRID.replace(b"38862", b"38863"))
    assert b"8862" not in voila(tmp_path, GRID.replace(b"DataGrid", b"Anything"))


def test_a_source_map_inside_a_script_does_not_travel(tmp_path: Path) -> None:
    """Only a line of its own with the map in it goes; a text that mentions one stays."""
    source = b'say("//# sourceMappingURL=data:x");\n//# sourceMappingURL=data:application/json;base64,AAAA\n'
    (tmp_path / "a.js").write_bytes(source)
    shelf = Shelf.of("", [("", tmp_path)])
    assert gzip.decompress(shelf.get("a.js")[0]) == b'say("//# sourceMappingURL=data:x");\n\n'
