"""Every route of this server. What is not in this list does not exist; a test compares it with the router."""

from __future__ import annotations

import re
from typing import Any

from promptward.server.api import EventsHandler, OperationHandler
from promptward.server.home import FirstHandler
from promptward.server.joining import (
    EraseHandler,
    JoinHandler,
    LanguageHandler,
    LeaveHandler,
    OpenHandler,
    ReturnHandler,
    SeatHandler,
)
from promptward.server.kernel_routes import OwnChannelsHandler, OwnKernelHandler
from promptward.server.pages import ExerciseHandler, HealthHandler
from promptward.server.plain import PlainHandler
from promptward.server.site import Site
from promptward.server.static import StaticHandler
from promptward.server.workshops import EnterHandler, InvitedHandler

SLUG = r"([a-z0-9-]{1,80})"
KERNEL = r"(?P<kernel_id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"

ROUTES: tuple[tuple[str, type[Any]], ...] = (
    ("", FirstHandler),
    ("join", JoinHandler),
    (r"join/([^/]{1,200})", InvitedHandler),
    ("enter", EnterHandler),
    ("return", ReturnHandler),
    ("seat", SeatHandler),
    (r"open/([A-Za-z0-9_-]{16,64})", OpenHandler),
    ("leave", LeaveHandler),
    ("delete", EraseHandler),
    ("language", LanguageHandler),
    (f"exercise/{SLUG}", ExerciseHandler),
    (f"plain/{SLUG}", PlainHandler),
    (f"api/exercises/{SLUG}/([a-z]{{1,20}})", OperationHandler),
    ("api/events", EventsHandler),
    (f"api/kernels/{KERNEL}", OwnKernelHandler),
    (f"api/kernels/{KERNEL}/channels", OwnChannelsHandler),
    (r"static/([a-z]*-?[0-9a-f]{16})/([A-Za-z0-9@._/-]{1,200})", StaticHandler),
    ("health", HealthHandler),
)
"""Below `base_url`: what an address looks like, and who answers it. An instructor's routes will follow."""


def handlers(site: Site) -> list[tuple[Any, ...]]:
    """The routes as tornado takes them."""
    base = re.escape(site.settings.base_url)
    extra: dict[type[Any], dict[str, Any]] = {StaticHandler: {"shelves": site.shelves}}
    return [
        (base + pattern, handler, extra[handler]) if handler in extra else (base + pattern, handler)
        for pattern, handler in ROUTES
    ]
