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
6382 6468 6573 7155 7245 7259 7393 7483 7556 7598 7770 7883 8017 8135 8487 8766 8773 8862 8925 9081 9151
9212 9582 9684 9890 9981
"""


def bundle(folder: Path) -> bytes:
    """The chunks, then the script that starts them: webpack takes what is there already as loaded."""
    parts = [path for number in CHUNKS.split() if (path := folder / f"{number}.{ENTRY}").is_file()]
    return b"".join(b";" + path.read_bytes() + b"\n" for path in (*parts, folder / ENTRY))
