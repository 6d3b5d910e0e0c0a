"""Files for the browser: read and compressed once, kept in memory, never looked up on the disk again.

Every shelf stands under the digest of its whole folder, so a file may be cached for ever and modules that
import one another always come from the same version.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, RequestHandler

from promptward.server.headers import PLAIN_HEADERS

PACKED = frozenset({".woff", ".woff2", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""Endings whose content is compressed already."""
SERVED = PACKED | {".js", ".mjs", ".css", ".json", ".svg", ".ttf", ".eot", ".txt", ".map"}
INLINE_MAP = re.compile(rb"^//# sourceMappingURL=data:.*$", re.MULTILINE)
"""A source map inside a script: half of what a page of widgets would fetch, and nothing that it runs."""
FOR_EVER = "public, max-age=31536000, immutable"
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


class Shelf:
    """The files of some folders under one digest; `name` is the first part of their address."""

    def __init__(
        self, label: str, files: Mapping[str, Path], made: Mapping[str, bytes] | None = None
    ) -> None:
        digest = hashlib.sha256()
        self._made = dict(made or {})
        self._files = dict(sorted(files.items()))
        for name, path in self._files.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        for name, data in self._made.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        self.name = f"{label}{digest.hexdigest()[:16]}"
        self._packed: dict[str, bytes] = {}

    @classmethod
    def of(
        cls, label: str, folders: Iterable[tuple[str, Path]], made: Mapping[str, bytes] | None = None
    ) -> Shelf:
        """All servable files below `folders`, each with its prefix, and those `made`; the first name wins."""
        files: dict[str, Path] = {}
        for prefix, folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.suffix in SERVED:
                    files.setdefault(f"{prefix}{path.relative_to(folder).as_posix()}", path)
        return cls(label, files, made)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._made, *self._files))

    def __contains__(self, name: str) -> bool:
        return name in self._files or name in self._made

    def get(self, name: str) -> tuple[bytes, bool]:
        """The bytes of a file, and whether they are compressed. `KeyError` for a file that is not here."""
        if name not in self._packed:
            data = self._made[name] if name in self._made else self._files[name].read_bytes()
            if name.endswith(".js"):
                data = INLINE_MAP.sub(b"", data)
            self._packed[name] = data if Path(name).suffix in PACKED else gzip.compress(data, 9, mtime=0)
        return self._packed[name], Path(name).suffix not in PACKED

    def warm(self) -> None:
        """Compress everything now; run beside the event loop when the server starts."""
        for name in self:
            self.get(name)


def file_headers(name: str, *, packed: bool) -> HTTPHeaders:
    """What every answer with the file `name` says of it; `packed`, whether it is kept compressed."""
    suffix = Path(name).suffix
    kind = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in {"application/json", "image/svg+xml"}
    headers = HTTPHeaders(PLAIN_HEADERS)
    headers["Content-Type"] = f"{kind}; charset=utf-8" if text else kind
    headers["Cache-Control"] = FOR_EVER
    if packed:
        headers["Vary"] = "Accept-Encoding"
    return headers


class StaticHandler(RequestHandler):
    """`<base>static/<shelf>/<file>`: public, the same for everybody, cacheable for ever."""

    def initialize(self, shelves: Mapping[str, Shelf]) -> None:
        self._shelves = shelves

    def set_default_headers(self) -> None:
        for name, value in PLAIN_HEADERS.items():
            self.set_header(name, value)

    def get(self, shelf: str, name: str) -> None:
        """One file, compressed unless the browser cannot read that."""
        try:
            data, packed = self._shelves[shelf].get(name)
        except KeyError:
            raise HTTPError(404) from None
        for header, value in file_headers(name, packed=packed).items():
            self.set_header(header, value)
        if packed:
            if "gzip" in self.request.headers.get("Accept-Encoding", ""):
                self.set_header("Content-Encoding", "gzip")
            else:
                data = gzip.decompress(data)
        self.finish(data)

    head = get

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """A few bytes: nobody reads the error page of a script."""
        del kwargs
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(str(status_code))

    def compute_etag(self) -> None:
        """No entity tag: the address already names the content."""
