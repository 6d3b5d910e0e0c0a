"""The plain form: write, submit, read the slip, with nothing but HTML."""

from __future__ import annotations

import secrets
from typing import Any

from tornado.web import HTTPError, authenticated

from promptward.practice import Refused
from promptward.server.forms import Forms
from promptward.server.markup import localized

POLL_SECONDS = 2


class PlainHandler(Forms):
    """`<base>plain/<id>`: the operations `save` and `submit` as one form, and the slip as one page."""

    @authenticated
    async def get(self, exercise_id: str) -> None:
        """The form and the newest attempt; asks again by itself while that is being graded."""
        await self._show(exercise_id)

    @authenticated
    async def post(self, exercise_id: str) -> None:
        """Keep the text, make the attempt, go on to its slip. Refusals keep the text in the box."""
        self.check_form()
        text = self.get_body_argument("text", "", strip=False).replace("\r\n", "\n")
        practice = self._practice(exercise_id)
        state = await practice.dispatch("state", {})
        draft = state.get("draft") or {}
        response = {**(draft.get("response") or {}), "text": text}
        shown = self.get_body_argument("rev", "")
        rev = int(shown) if shown.isdigit() and len(shown) < 10 else draft.get("rev", 0)
        try:
            saved = await practice.dispatch("save", {"response": response, "base_rev": rev, "device": "form"})
            await practice.dispatch(
                "submit",
                {
                    "response": response,
                    "key": self._key(),
                    "base_rev": saved.get("rev", rev),
                    "device": "form",
                },
            )
        except Refused as refusal:
            self.set_status(refusal.status)
            await self._show(exercise_id, text=text, error=str(refusal.message))
            return
        self.redirect(f"{self.base_url}plain/{exercise_id}", status=303)

    def _key(self) -> str:
        """The form's own key, so that a doubled click is one attempt; a fresh one where it is missing."""
        key = self.get_body_argument("key", "")
        known = 16 <= len(key) <= 64 and key.replace("-", "").replace("_", "").isalnum() and key.isascii()
        return key if known else secrets.token_urlsafe(24)

    def _practice(self, exercise_id: str) -> Any:
        if exercise_id not in self.site.course.exercises:
            raise HTTPError(404)
        return self.site.practice(self.require_seat(), exercise_id)

    async def _show(self, exercise_id: str, text: str | None = None, error: str = "") -> None:
        state = await self._practice(exercise_id).dispatch("state", {})
        view = self.site.views[exercise_id]
        draft = state.get("draft") or {}
        attempts = state.get("attempts") or []
        newest = max(attempts, key=lambda attempt: attempt["number"], default=None)
        grading = newest is not None and newest["status"] == "grading"
        if text is None:
            kept = (draft.get("response") or {}).get("text")
            text = kept or localized(view.get("starter"), self.lang)
        self.finish(
            self.page(
                "plain.html",
                exercise=view,
                exercise_id=exercise_id,
                text=text,
                rev=draft.get("rev", 0),
                key=secrets.token_urlsafe(24),
                error=error,
                attempt=newest,
                earlier=[attempt for attempt in attempts if attempt is not newest],
                refresh=POLL_SECONDS if grading and not error else 0,
            )
        )
