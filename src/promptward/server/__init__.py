"""The server: Voilà, who you are, join and home, the wire."""

from __future__ import annotations

import sys

# An optional check of international addresses in event schemas, which nothing here uses; compiling its
# grammar is a quarter of the time the server takes to start.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
