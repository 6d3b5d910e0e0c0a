"""The plain form: every kind done, submitted and read with nothing but HTML."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from tornado.web import HTTPError, authenticated

from promptward.practice import Refused
from promptward.server.forms import Forms
from promptward.server.plain_fields import Fields, filled, last
from promptward.server.plain_form import form_values, standing
from promptward.server.plain_slip import corrections, figures

POLL_SECONDS = 2
SECOND_STEP = "2"
AFTERWARDS = {
    "next": f"?look={SECOND_STEP}",
    "send": "?look=form#reply",
    "more": "?look=form#flags",
    "save": "?look=saved",
}
"""Where a button leads; without `look` an attempt shows its slip, with it the form is open."""


class PlainHandler(Forms):
    """`<base>plain/<id>`: the operations `save`, `send` and `submit` as a form, and the slip as a page."""

    @authenticated
    async def get(self, exercise_id: str) -> None:
        """The form and the newest attempt; while something is awaited, a page that asks again by itself."""
        await self._show(exercise_id, look=self.get_query_argument("look", ""))

    @authenticated
    async def post(self, exercise_id: str) -> None:
        """Keep what was filled in, do what the button says, go on. Refusals keep it all in the form."""
        self.check_form()
        practice = self._practice(exercise_id)
        fields: Fields = {
            name: self.get_body_arguments(name, strip=False) for name in self.request.body_arguments
        }
        state = await practice.dispatch("state", {})
        kept, rev = standing(state)
        shown = last(fields, "rev")
        rev = int(shown) if shown.isdecimal() and len(shown) < 10 else rev
        response = filled(self.site.views[exercise_id], state.get("sheet"), kept, fields)
        action = last(fields, "do", "submit")
        try:
            await self._do(action, practice, response, rev, last(fields, "key"))
        except Refused as refusal:
            self.set_status(refusal.status)
            await self._show(exercise_id, look=last(fields, "step"), response=response, refusal=refusal)
            return
        there = AFTERWARDS.get(action, "")
        self.redirect(f"{self.base_url}plain/{exercise_id}{there}", status=303)

    async def _do(self, action: str, practice: Any, response: dict[str, Any], rev: int, key: str) -> None:
        work = {"response": response, "base_rev": rev, "device": self.say("the simple form")}
        saved = await practice.dispatch("save", work)
        if action == "send":
            asked = {"text": response["text"], "turn": _key(key), "kept": response["kept"]}
            await practice.dispatch("send", asked)
        elif action == "submit":
            await practice.dispatch("submit", {**work, "base_rev": saved["rev"], "key": _key(key)})

    def _practice(self, exercise_id: str) -> Any:
        if exercise_id not in self.site.course.exercises:
            raise HTTPError(404)
        return self.site.practice(self.require_seat(), exercise_id)

    async def _show(
        self,
        exercise_id: str,
        *,
        look: str = "",
        response: dict[str, Any] | None = None,
        refusal: Refused | None = None,
    ) -> None:
        state = await self._practice(exercise_id).dispatch("state", {})
        view = self.site.views[exercise_id]
        values = form_values(view, state, self.lang, response)
        values |= self._slips(view, state)
        waiting = refusal is None and (values["asking"] or (values["grading"] and not look))
        if refusal is not None:
            values |= {"error": refusal.message, "wrong": refusal.field, "other": refusal.extra.get("other")}
            values["names"] = _names(response or {}, refusal)
        values |= {
            "step": SECOND_STEP if look == SECOND_STEP else values["step"],
            "saved": look == "saved",
            "slip": values["attempt"] is not None and not look,
            "refresh": POLL_SECONDS if waiting else 0,
        }
        self.finish(self.page("plain.html", **values))

    def _slips(self, view: Mapping[str, Any], state: Mapping[str, Any]) -> dict[str, Any]:
        attempts = sorted(state.get("attempts") or [], key=lambda attempt: attempt["number"])
        newest = attempts[-1] if attempts else None
        grade = newest["grade"] if newest else None
        return {
            "attempt": newest,
            "earlier": attempts[:-1],
            "grading": newest is not None and newest["status"] == "grading",
            "corrections": corrections(view, state, grade, self.lang) if grade else [],
            "figures": figures(view["kind"], grade, self.lang) if grade else "",
        }


def _key(key: str) -> str:
    """The form's own key, so that a doubled click is one attempt; a fresh one where it is missing."""
    known = 16 <= len(key) <= 64 and key.replace("-", "").replace("_", "").isalnum() and key.isascii()
    return key if known else secrets.token_urlsafe(24)


def _names(response: Mapping[str, Any], refusal: Refused) -> list[str]:
    """The names that kept a text from being sent: each may be no personal data at all."""
    text = response.get("text", "")
    spans = refusal.extra.get("spans", ())
    return [
        text[span["start"] : span["end"]] for span in spans if span["kind"] == "name" and not span["known"]
    ]
