"""The exercise page, and what machines ask."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from markupsafe import Markup
from tornado.web import HTTPError, authenticated

from promptward.kernels import ForkError, Opened
from promptward.practice import Refused
from promptward.server.base import Polite
from promptward.server.bundle import NAME
from promptward.server.identity import SeatUser
from promptward.server.markup import localized, script_json, script_words
from promptward.server.ownership import kernel_address
from promptward.server.rendering import PageError
from promptward.server.waiting import waiting_values


class ExerciseHandler(Polite):
    """`<base>exercise/<id>`: Voilà renders the exercise's notebook in a kernel of this device."""

    _left = False

    def on_connection_close(self) -> None:
        """The browser went away while its page was waiting or being made."""
        self._left = True

    @authenticated
    async def get(self, exercise_id: str) -> None:
        """The page whole, with its widget; otherwise 503, a way to try again, and no kernel left behind."""
        if exercise_id not in self.site.course.exercises:
            raise HTTPError(404)
        user = self.require_seat()
        key = f"{user.device}/{exercise_id}"
        waited = self.get_query_argument("waited", "") == "1"
        async with self.site.turns.turn(self.site, key, waited=waited) as admitted:
            if self._gone():
                return
            html = await self._page(user, exercise_id) if admitted else self._waiting(exercise_id, key)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(html)

    def _waiting(self, exercise_id: str, key: str) -> str:
        place = self.site.turns.place(key)
        self.set_status(200 if place else 503)
        return self.page("waiting.html", **waiting_values(self.site, exercise_id, self.request.path, place))

    async def _page(self, user: SeatUser, exercise_id: str) -> str:
        state = await self.site.practice(user, exercise_id).dispatch("state", {})
        async with self.site.kernels.turns[user.seat.id]:
            return "" if self._gone() else await self._render(user, exercise_id, state)

    def _gone(self) -> bool:
        """Whether nobody waits for this page any more: its turn came after a reload or a closed tab."""
        return self.site.closing or self._left

    async def _render(self, user: SeatUser, exercise_id: str, state: dict[str, Any]) -> str:
        path = self.site.course.notebook(exercise_id)
        began = time.monotonic()
        opened = await self._opened(path)
        kernel_id = await self.site.kernels.start_for(user, path, opened=opened is not None)
        try:
            resources = self._resources(user, exercise_id, state, kernel_id)
            if opened is not None and self.site.opened is not None:
                html = await self.site.opened.page(opened, path, kernel_id, resources)
            else:
                html = await self.site.renderer.page(path, kernel_id, resources)
        except BaseException as reason:
            await self.site.kernels.end(kernel_id)
            if not isinstance(reason, PageError):
                raise
            self.log.exception("no page for %s", exercise_id)
            raise Refused(
                503, "busy", self.say("The exercise did not open. Nothing is lost; please try again.")
            ) from None
        self.log.info("page %s in %.2f s", exercise_id, time.monotonic() - began)
        return html

    async def _opened(self, path: Path) -> Opened | None:
        """The notebook as it ran before, or `None`: then it runs now, in this page's own kernel."""
        if self.site.opened is None or not self.site.opened.suits(path):
            return None
        try:
            return await self.site.opened.open(path)
        except ForkError as error:
            self.log.warning("%s runs in each page's own kernel: %s", path.name, error)
            return None

    def _resources(
        self, user: SeatUser, exercise_id: str, state: dict[str, Any], kernel_id: str
    ) -> dict[str, Any]:
        view = self.site.views[exercise_id]
        draft = (state.get("draft") or {}).get("response") or {}
        exercise = self.page(
            "exercise.html",
            exercise=view,
            exercise_id=exercise_id,
            key=secrets.token_urlsafe(24),
            rev=(state.get("draft") or {}).get("rev", 0),
            text=draft.get("text") or localized(view.get("starter"), self.lang),
            page_json=script_json(self._page_json(user, exercise_id, kernel_id)),
        )
        style = Markup('<link rel="stylesheet" href="{}/style.css">').format(self.site.static)
        return {
            "lang": self.lang,
            "title": localized(view["title"], self.lang),
            "nonce": self.nonce,
            "style": style,
            "scripts": NAME,
            "exercise": Markup(exercise),  # noqa: S704 - our own template, escaped there
        }

    def _page_json(self, user: SeatUser, exercise_id: str, kernel_id: str) -> dict[str, Any]:
        return {
            "base": self.base_url,
            "static": self.site.static,
            "exercise": self.site.views[exercise_id],
            "lang": self.lang,
            "seat": {
                "key": hashlib.sha256(user.seat.id.encode()).hexdigest()[:16],
                "name": user.seat.name,
                "role": user.seat.role,
                "shared": user.seat.shared_phone,
            },
            # English is the source of the words: with these a page can change to either language in place.
            "words": script_words(),
            "kernel": kernel_id,
            "kernel_url": kernel_address(self.base_url, kernel_id),
            "events": f"{self.base_url}api/events",
            "xsrf": self.xsrf_token.decode(),
        }


class HealthHandler(Polite):
    """`<base>health`: whether this server answers, for people and machines that watch it."""

    json_errors = True

    @allow_unauthenticated
    async def get(self) -> None:
        """200 while it takes people in, 503 while it stops."""
        if self.site.closing:
            self.set_status(503)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps({"status": "stopping" if self.site.closing else "ok"}))


def write_views(views: Mapping[str, dict[str, Any]], folder: Path) -> None:
    """Put the public views where kernels read them, one file an exercise."""
    folder.mkdir(mode=0o700, parents=True)
    for exercise_id, view in views.items():
        text = json.dumps(view, ensure_ascii=False)
        (folder / f"{exercise_id}.json").write_text(text, "utf-8")
