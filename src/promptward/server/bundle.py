"""Voilà's scripts as one file: eighty small ones are eighty answers to wait for on a weak line."""

from __future__ import annotations

from pathlib import Path

NAME = "all.voila.js"
ENTRY = "voila.js"
NO_FORMULAS = "no-formulas.js"
# Voilà starts its formula renderer on every page, 120 KB; a page without formulas gets one that does nothing.
NOTHING = b"window.MathJax={Hub:{Config(){},Configured(){},Queue(){},Register:{StartupHook(){}}}};"
# What a page with a widget asked for with Voilà 0.5.13. A number that another version does not have is left
# out, one that is missing here is fetched by itself: the page works either way, and a test counts requests.
# The formula renderer (1996, 4486, 6305) is not among them: few pages have formulas.
CHUNKS = """
73 143 225 431 457 614 630 1187 1601 1621 1670 2121 2296 2772 2829 2930 3144 3249 3307 3311 3459 3649
3916 3989 3992 4041 4135 4173 4222 4371 4653 4729 4875 4972 5044 5312 5688 5764 5767 5992 6008 6049 6074
6382 6468 6573 7155 7245 7259 7393 7483 7556 7598 7770 7883 8017 8135 8487 8766 8773 8925 9081 9151
9212 9582 9684 9890 9981
"""


# Chunks of one module that Voilà loads only so that extensions may share it, and none of ours does: the grid
# of large tables, 28 KB. An empty module takes its place.
SHARED_BY_NOBODY = {"8862": ("38862", "DataGrid")}


def bundle(folder: Path) -> bytes:
    """The chunks, then the script that starts them: webpack takes what is there already as loaded."""
    parts = [path for number in CHUNKS.split() if (path := folder / f"{number}.{ENTRY}").is_file()]
    scripts = [path.read_bytes() for path in parts]
    scripts += [_emptied(folder, *names) for names in SHARED_BY_NOBODY.items()]
    return b"".join(b";" + script + b"\n" for script in (*scripts, (folder / ENTRY).read_bytes()))


def _emptied(folder: Path, chunk: str, known: tuple[str, str]) -> bytes:
    """A chunk whose only module exports nothing; empty where another version means something else by it."""
    path = folder / f"{chunk}.{ENTRY}"
    module, export = (name.encode() for name in known)
    source = path.read_bytes() if path.is_file() else b""
    start, found, _ = source.partition(b"{" + module + b":")
    if not found or export not in source:
        return b""
    return start + b"{" + module + b":(e,t,n)=>n.r(t)}]);"
