"""Lets JupyterLab's own server hand out our scripts: a widget's module cannot import by relative address."""

from __future__ import annotations

from typing import Any

from tornado.web import StaticFileHandler

from promptward.widgets.folder import FOLDER

ADDRESS = r"promptward/static/[0-9a-f]{16}/([A-Za-z0-9_-]+\.(?:js|css|json))"


class Scripts(StaticFileHandler):
    """Public files, under the digest of their folder: never changed, kept for ever."""

    def set_extra_headers(self, path: str) -> None:
        """Let browsers keep them."""
        del path
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("X-Content-Type-Options", "nosniff")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "promptward.widgets.extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(".*$", [(base + ADDRESS, Scripts, {"path": str(FOLDER)})])
