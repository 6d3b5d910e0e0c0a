"""Taking a seat, coming back to it, and leaving it: plain pages, no kernel."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import authenticated

from promptward.practice import Refused
from promptward.server.forms import MAX_CODE, MAX_FACILITY, MAX_NAME, OTHER, Forms, Person, Posted
from promptward.server.identity import clear_cookies, write_cookies
from promptward.server.invitations import invitation, why_shut
from promptward.server.roles import role_titles
from promptward.store import Workshop, WorkshopShut
from promptward.store.codes import normal_join_code
from promptward.text import LANGUAGES


class JoinHandler(Posted):
    """`POST <base>join`: take a new seat, for self-study or in a workshop."""

    @allow_unauthenticated
    async def post(self) -> None:
        """Make the seat and show its code, or say which field is missing or wrong."""
        self.check_form()
        lang = self.get_body_argument("lang", self.lang)
        self.lang = lang if lang in LANGUAGES else "vi"
        person = self._person()
        typed = self.field("join_code", MAX_CODE)
        workshop, join_error = await invitation(self, typed) if typed else (None, "")
        if not person.missing and not join_error:
            try:
                await self._sit_down(person, workshop)
            except WorkshopShut as shut:  # in the very moment
                workshop, join_error = None, self.say(why_shut(shut.state))
            else:
                return
        self.set_status(400 if person.missing else 403)
        error = self.say(person.missing) if person.missing else ""
        self.finish(
            self.join_page(
                error=error, join_error=join_error, join_code=typed, workshop=workshop, **asdict(person)
            )
        )

    def _person(self) -> Person:
        return Person(
            name=self.field("name", MAX_NAME),
            role=self.get_body_argument("role", ""),
            work=self.field("work", MAX_NAME),
            facility=self.field("facility", MAX_FACILITY),
            shared=self.shared_device,
        )

    async def _sit_down(self, person: Person, workshop: Workshop | None) -> None:
        store = self.site.store
        seat, code = await (
            store.create_seat(person.name, person.nearest, self.lang, person.facility, shared=person.shared)
            if workshop is None
            else store.workshops.join(
                workshop.id, person.name, person.nearest, self.lang, person.facility, shared=person.shared
            )
        )
        self.site.seats.put(seat.id, seat)
        write_cookies(self, seat.id, code, shared=person.shared)
        self.remember_language(self.lang)
        mapped = dict(role_titles(self.lang))[person.nearest] if person.role == OTHER else ""
        self.finish(self.joined_page(seat, code, mapped=mapped, work=person.work))


class ReturnHandler(Posted):
    """`POST <base>return`: open a seat by its code, on any device."""

    @allow_unauthenticated
    async def post(self) -> None:
        """A right code opens at once; a wrong one may have to wait."""
        self.check_form()
        seat = await self.site.store.seat_by_code(self.get_body_argument("code", ""))
        if seat is None:
            await self.count_wrong_code()
            self.set_status(403)
            error = self.say(
                "This is a workshop code. Enter it further up."
                if normal_join_code(self.field("code", MAX_CODE))
                else "No seat has this code. Look at it again; dashes and spaces do not matter."
            )
            self.finish(self.join_page(code_error=error))
            return
        write_cookies(self, seat.id, self.field("code", MAX_CODE).upper(), shared=self.shared_device)
        self.site.seats.put(seat.id, seat)
        self.redirect(self.next_page(), status=303)


class SeatHandler(Forms):
    """`<base>seat`: the seat code again, and a link that opens the seat once in another browser."""

    @authenticated
    async def get(self) -> None:
        """The code."""
        code = await self.own_code(self.require_seat())
        self.finish(self.page("seat.html", code=code, link=""))

    @authenticated
    async def post(self) -> None:
        """A fresh one-time link."""
        user = self.require_seat()
        code = await self.own_code(user)
        key = self.site.links.make(user.seat.id, code, shared=user.shared)
        address = f"{self.request.protocol}://{self.request.host}{self.base_url}open/{key}"
        self.finish(self.page("seat.html", code=code, link=address))


class OpenHandler(Forms):
    """`<base>open/<key>`: where a one-time link leads. Only the button uses the link up."""

    @allow_unauthenticated
    async def get(self, key: str) -> None:
        """Ask before opening: chat apps look at links by themselves."""
        if not self.site.links.is_open(key):
            self.set_status(404)
        self.finish(self.page("open.html", open=self.site.links.is_open(key)))

    @allow_unauthenticated
    async def post(self, key: str) -> None:
        """Open the seat here."""
        link = self.site.links.use(key)
        if link is None:
            self.set_status(404)
            self.finish(self.page("open.html", open=False))
            return
        write_cookies(self, link.seat_id, link.code, shared=link.shared)
        self.redirect(self.base_url, status=303)


class LeaveHandler(Forms):
    """`<base>leave`: this device forgets the seat; the seat and its work stay."""

    @authenticated
    async def get(self) -> None:
        """Say what leaving means before doing it."""
        self.finish(self.page("leave.html", code=await self.own_code(self.require_seat())))

    @authenticated
    async def post(self) -> None:
        """Forget the seat here: cookie, open pages, kernels."""
        user = self.require_seat()
        await asyncio.to_thread(self.site.departed.add, user.device)
        self.site.events.end(user.seat.id, user.device)
        await self.site.kernels.end_device(user.device)
        await self.left(erased=False, shared=user.shared)

    async def left(self, *, erased: bool, shared: bool) -> None:
        """The last page of this device; browsers that can are asked to drop what they stored."""
        clear_cookies(self)
        self.current_user = None
        self.set_header("Clear-Site-Data", '"storage"')
        self.finish(self.page("left.html", erased=erased, shared=shared))


class EraseHandler(LeaveHandler):
    """`<base>delete`: everything of this person goes, everywhere."""

    @authenticated
    async def get(self) -> None:
        """Say what will be deleted."""
        self.finish(self.page("delete.html", error=""))

    @authenticated
    async def post(self) -> None:
        """Delete the seat with all that hangs on it."""
        user = self.require_seat()
        if self.get_body_argument("sure", "") != "yes":
            self.set_status(400)
            self.finish(self.page("delete.html", error=self.say("Please tick the box first.")))
            return
        await self.site.store.delete_seat(user.seat.id)
        self.site.seats.put(user.seat.id, None)
        self.site.events.end(user.seat.id)
        await self.site.kernels.end_seat(user.seat.id)
        await self.left(erased=True, shared=user.shared)


class LanguageHandler(Posted):
    """`POST <base>language`: speak the other language from now on."""

    @allow_unauthenticated
    async def post(self) -> None:
        """Remember the language for the seat, or for this browser."""
        lang = self.get_body_argument("lang", "")
        if lang not in LANGUAGES:
            raise Refused(400, "bad_request", self.sentence(400))
        if self.user is not None:
            seat_id = self.user.seat.id
            self.site.seats.put(seat_id, await self.site.store.set_language(seat_id, lang))
        self.remember_language(lang)
        self.redirect(self.next_page(), status=303)
