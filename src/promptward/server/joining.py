"""Taking a seat, coming back to it, and leaving it: plain pages, no kernel."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import authenticated

from promptward.course.exercises import ROLES
from promptward.practice import Refused
from promptward.server.base import Polite
from promptward.server.identity import clear_cookies, seat_code, write_cookies
from promptward.server.roles import nearest_role, role_titles
from promptward.text import CONTROLS, INVISIBLE, LANGUAGES, nfc

MAX_NAME = 60
MAX_FACILITY = 120
OTHER = "other"


class Forms(Polite):
    """Reads what people typed into our forms."""

    def field(self, name: str, limit: int) -> str:
        """One line of text: composed letters, nothing invisible, cut where the form itself stops."""
        text = nfc(self.get_body_argument(name, ""))
        return " ".join(CONTROLS.sub(" ", INVISIBLE.sub("", text)).split())[:limit].strip()

    def next_page(self) -> str:
        """Where to go on: a path of ours, never another site."""
        path = self.get_argument("next", "")
        parts = urlsplit(path)
        ours = not parts.scheme and not parts.netloc and path.startswith(self.base_url) and "\\" not in path
        return path if ours and not path.startswith("//") else self.base_url

    def check_form(self) -> None:
        """Refuse a form that is longer than anything our pages send."""
        if len(self.request.body) > self.site.settings.max_body:
            raise Refused(413, "too_large", self.sentence(413))

    def join_page(self, **values: Any) -> str:
        """The page for people without a seat."""
        filled: dict[str, Any] = {
            "error": "",
            "code_error": "",
            "name": "",
            "role": "",
            "work": "",
            "facility": "",
        }
        roles = role_titles(self.lang)
        return self.page("join.html", **filled | {"roles": roles, "next": self.next_page()} | values)


class JoinHandler(Forms):
    """`POST <base>join`: take a new seat for self-study."""

    @allow_unauthenticated
    async def get(self) -> None:
        """The form lives on the first page."""
        self.redirect(self.base_url)

    @allow_unauthenticated
    async def post(self) -> None:
        """Make the seat and show its code, or say which field is missing."""
        self.check_form()
        lang = self.get_body_argument("lang", self.lang)
        self.lang = lang if lang in LANGUAGES else "vi"
        name, facility = self.field("name", MAX_NAME), self.field("facility", MAX_FACILITY)
        role, work = self.get_body_argument("role", ""), self.field("work", MAX_NAME)
        if not name or role not in (*ROLES, OTHER) or (role == OTHER and not work):
            self.set_status(400)
            error = (
                self.say("Please fill in a name or nickname.")
                if not name
                else self.say("Please choose a role.")
            )
            if name and role == OTHER:
                error = self.say("Please write what your work is.")
            self.finish(self.join_page(error=error, name=name, role=role, work=work, facility=facility))
            return
        mapped = nearest_role(work) if role == OTHER else role
        shared = self.get_body_argument("shared", "") == "yes"
        seat, code = await self.site.store.create_seat(name, mapped, self.lang, facility, shared=shared)
        self.site.seats.put(seat.id, seat)
        write_cookies(self, seat.id, code, shared=shared)
        self.remember_language(self.lang)
        title = dict(role_titles(self.lang))[mapped] if role == OTHER else ""
        self.finish(
            self.page("joined.html", seat=seat, code=code, mapped=title, work=work, next=self.next_page())
        )


class ReturnHandler(Forms):
    """`POST <base>return`: open a seat by its code, on any device."""

    @allow_unauthenticated
    async def get(self) -> None:
        """The form lives on the first page."""
        self.redirect(self.base_url)

    @allow_unauthenticated
    async def post(self) -> None:
        """A right code opens at once; a wrong one may have to wait."""
        self.check_form()
        seat = await self.site.store.seat_by_code(self.get_body_argument("code", ""))
        if seat is None:
            if not await self.site.throttle.wrong(self.request.remote_ip or ""):
                raise Refused(429, "slow_down", self.sentence(429))
            self.set_status(403)
            error = self.say("No seat has this code. Look at it again; dashes and spaces do not matter.")
            self.finish(self.join_page(code_error=error))
            return
        shared = self.get_body_argument("shared", "") == "yes"
        write_cookies(self, seat.id, self.field("code", MAX_NAME).upper(), shared=shared)
        self.site.seats.put(seat.id, seat)
        self.redirect(self.next_page(), status=303)


class SeatHandler(Forms):
    """`<base>seat`: the seat code again, and a link that opens the seat once in another browser."""

    @authenticated
    async def get(self) -> None:
        """The code."""
        self.finish(self.page("seat.html", code=seat_code(self), link=""))

    @authenticated
    async def post(self) -> None:
        """A fresh one-time link."""
        user = self.require_seat()
        key = self.site.links.make(user.seat.id, seat_code(self), shared=user.seat.shared_phone)
        address = f"{self.request.protocol}://{self.request.host}{self.base_url}open/{key}"
        self.finish(self.page("seat.html", code=seat_code(self), link=address))


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
        self.finish(self.page("leave.html", code=seat_code(self)))

    @authenticated
    async def post(self) -> None:
        """Forget the seat here: cookie, open pages, kernels."""
        user = self.require_seat()
        await asyncio.to_thread(self.site.departed.add, user.device)
        self.site.events.end(user.seat.id, user.device)
        await self.site.kernels.end_device(user.device)
        await self.left(erased=False)

    async def left(self, *, erased: bool) -> None:
        """The last page of this device; browsers that can are asked to drop what they stored."""
        clear_cookies(self)
        self.current_user = None
        self.set_header("Clear-Site-Data", '"storage"')
        self.finish(self.page("left.html", erased=erased))


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
        await self.left(erased=True)


class LanguageHandler(Forms):
    """`POST <base>language`: speak the other language from now on."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Nothing to see here; a link must not change anything."""
        self.redirect(self.base_url)

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
