"""Reading what people type into our forms, and the form they join with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated

from promptward.course.exercises import ROLES
from promptward.practice import Refused
from promptward.server.base import Polite
from promptward.server.identity import SeatUser, seat_code
from promptward.server.roles import nearest_role, role_titles
from promptward.store import Seat
from promptward.text import CONTROLS, INVISIBLE, nfc

MAX_NAME = 60
MAX_FACILITY = 120
MAX_CODE = 60
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

    @property
    def shared_device(self) -> bool:
        """Whether somebody said that other people use this device too."""
        return self.get_body_argument("shared", "") == "yes"

    async def count_wrong_code(self) -> None:
        """Wait as long as one more wrong code costs this address. Raises Refused when too many wait."""
        if not await self.site.throttle.wrong(self.request.remote_ip or ""):
            raise Refused(429, "slow_down", self.sentence(429))

    async def own_code(self, user: SeatUser) -> str:
        """The seat's code as this device remembers it; empty when it opens the seat no more."""
        code = seat_code(self)
        opened = await self.site.store.seat_by_code(code)
        return code if opened is not None and opened.id == user.seat.id else ""

    def join_page(self, **values: Any) -> str:
        """The page for people without a seat."""
        filled: dict[str, Any] = {
            "error": "",
            "code_error": "",
            "join_error": "",
            "join_code": "",
            "workshop": None,
            "name": "",
            "role": "",
            "work": "",
            "facility": "",
            "shared": self.get_query_argument("shared", "") == "yes",
            "live_model": self.site.settings.live_model,
        }
        roles = role_titles(self.lang)
        return self.page("join.html", **filled | {"roles": roles, "next": self.next_page()} | values)

    def joined_page(
        self, seat: Seat, code: str, *, former: str = "", mapped: str = "", work: str = ""
    ) -> str:
        """The page after taking a seat: its code, and what became of a `former` seat or another role."""
        told = {"former": former, "mapped": mapped, "work": work}
        return self.page("joined.html", seat=seat, code=code, next=self.next_page(), **told)


class Posted(Forms):
    """An address that takes a form; the form itself lives on the first page, and a link changes nothing."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Go where the form is."""
        self.redirect(self.base_url)


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody wrote into the form to join; `role` may be *other*, `work` then says which."""

    name: str
    role: str
    work: str
    facility: str
    shared: bool

    @property
    def missing(self) -> str:
        """What to ask for, in English; empty when nothing is missing."""
        if not self.name:
            return "Please fill in a name or nickname."
        if self.role not in (*ROLES, OTHER):
            return "Please choose a role."
        return "" if self.role != OTHER or self.work else "Please write what your work is."

    @property
    def nearest(self) -> str:
        """The role whose exercises come first."""
        return nearest_role(self.work) if self.role == OTHER else self.role
