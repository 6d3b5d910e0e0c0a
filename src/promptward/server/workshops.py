"""Joining a live workshop by its code: for people without a seat, and for those who have one."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import authenticated

from promptward.server.forms import MAX_CODE, Forms
from promptward.server.identity import SeatUser, write_cookies
from promptward.server.invitations import invitation, why_shut
from promptward.store import Workshop, WorkshopShut
from promptward.store.codes import normal_join_code, spoken


class InvitedHandler(Forms):
    """`<base>join/<code>`: where the QR code of a workshop leads."""

    @allow_unauthenticated
    async def get(self, typed: str) -> None:
        """The form to join, filled in as far as the link can."""
        workshop, error = await invitation(self, typed)
        if error:
            self.set_status(403)
        shown = spoken(normal_join_code(typed)) if normal_join_code(typed) else ""
        if self.user is None:
            self.finish(self.join_page(join_code=shown, join_error=error, workshop=workshop))
        elif workshop and workshop.id == self.user.seat.workshop:
            self.redirect(self.base_url)
        else:
            self.finish(self.page("enter.html", join_code=shown, error=error, workshop=workshop))


class EnterHandler(Forms):
    """`<base>enter`: somebody who has a seat joins a workshop."""

    @authenticated
    async def get(self) -> None:
        """The field for the code."""
        self.finish(self.page("enter.html", join_code="", error="", workshop=None))

    @authenticated
    async def post(self) -> None:
        """Into the workshop: with this seat, or with a new one where this one belongs to another workshop."""
        self.check_form()
        user = self.require_seat()
        typed = self.field("join_code", MAX_CODE)
        workshop, error = await invitation(self, typed)
        if workshop is not None:
            try:
                await self._enter(user, workshop)
            except WorkshopShut as shut:  # in the very moment
                error = self.say(why_shut(shut.state))
        if error:
            self.set_status(403)
            self.finish(self.page("enter.html", join_code=typed, error=error, workshop=None))

    async def _enter(self, user: SeatUser, workshop: Workshop) -> None:
        if workshop.id != user.seat.workshop:
            moved = await self.site.store.workshops.move_in(workshop.id, user.seat.id)
            if moved is None:
                await self._sit_down_anew(user, workshop)
                return
            self.site.seats.put(moved.id, moved)
        self.redirect(self.base_url, status=303)

    async def _sit_down_anew(self, user: SeatUser, workshop: Workshop) -> None:
        """A new seat of the same person; what belongs to the former workshop stays with the former seat."""
        old = user.seat
        former = await self.own_code(user)
        seat, code = await self.site.store.workshops.join(
            workshop.id, old.name, old.role, old.lang, old.facility, shared=user.shared
        )
        await asyncio.to_thread(self.site.departed.add, user.device)
        self.site.events.end(old.id, user.device)
        await self.site.kernels.end_device(user.device)
        write_cookies(self, seat.id, code, shared=user.shared)
        self.finish(self.joined_page(seat, code, former=former))
