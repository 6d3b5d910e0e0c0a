"""Everything a request may need, wired once when the server starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from promptward.course import Course
from promptward.practice import Practice, Services
from promptward.server.events import Events
from promptward.server.identity import Departed, SeatUser
from promptward.server.seats import Links, Seats
from promptward.server.static import Shelf
from promptward.server.throttle import Throttle
from promptward.settings import Settings
from promptward.store import Store

if TYPE_CHECKING:
    from promptward.kernels import ForkServer
    from promptward.server.markup import Templates
    from promptward.server.opened import OpenedPages
    from promptward.server.ownership import OwnedKernels
    from promptward.server.rendering import Renderer
    from promptward.server.waiting import Turns


@dataclass(kw_only=True)
class Site:
    """One course, served. `views` are the public views of its exercises, the only thing kernels read."""

    settings: Settings
    course: Course
    store: Store
    services: Services
    events: Events
    seats: Seats
    departed: Departed
    templates: Templates
    views: Mapping[str, dict[str, Any]]
    shelves: Mapping[str, Shelf]
    own_shelf: str
    runtime: Path
    forks: ForkServer | None = None
    links: Links = field(default_factory=Links)
    throttle: Throttle = field(default_factory=Throttle)
    renderer: Renderer = field(init=False)
    turns: Turns = field(init=False)
    kernels: OwnedKernels = field(init=False)
    opened: OpenedPages | None = None
    closing: bool = False
    posts: WeakSet[Any] = field(default_factory=WeakSet)
    """Requests that change something and are not answered yet; the server waits for them when it stops."""

    @property
    def static(self) -> str:
        """Address of our own front end's folder, without a slash at the end."""
        return f"{self.settings.base_url}static/{self.own_shelf}"

    @property
    def given(self) -> dict[str, str]:
        """What every kernel is told: where the public views lie, and the address of our front end."""
        return {"PROMPTWARD_VIEWS": str(self.runtime / "views"), "PROMPTWARD_STATIC": self.static}

    def practice(self, user: SeatUser, exercise_id: str) -> Practice:
        """One trainee's way through one exercise."""
        return Practice(user.seat, exercise_id, self.services)
