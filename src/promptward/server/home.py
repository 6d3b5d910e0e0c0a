"""The first page: home for a seat, the way in for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated

from promptward.server.forms import Forms
from promptward.server.identity import SeatUser
from promptward.server.invitations import live_workshop
from promptward.server.roles import role_titles
from promptward.server.site import Site
from promptward.store import Progress, Workshop


class FirstHandler(Forms):
    """`<base>`: home for a seat, the way in for everybody else."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Home, or the form to join."""
        if self.user is None:
            self.finish(self.join_page())
            return
        seat = self.user.seat
        progress = await self.site.store.progress(seat.id)
        workshop = await live_workshop(self.site, seat)
        wanted = workshop.exercises if workshop else ()
        self.finish(
            self.page(
                "home.html",
                role=dict(role_titles(self.lang)).get(seat.role, seat.role),
                workshop=workshop,
                session=[entry(self.site, each, progress) for each in wanted if each in self.site.views],
                modules=self_study(self.site, self.user, progress, workshop),
            )
        )


def self_study(
    site: Site, user: SeatUser, progress: Mapping[str, Progress], workshop: Workshop | None
) -> list[dict[str, Any]]:
    """The modules that have something to do besides the workshop, each with this role's exercises first."""
    modules: dict[int, dict[str, Any]] = {}
    for exercise_id in site.views:
        if workshop and exercise_id in workshop.exercises:
            continue
        exercise = site.course.exercises[exercise_id]
        module = modules.setdefault(
            exercise.module,
            {
                "number": exercise.module,
                "title": site.course.modules[exercise.module - 1].title,
                "own": [],
                "others": [],
            },
        )
        whose = "own" if user.seat.role in exercise.roles else "others"
        module[whose].append(entry(site, exercise_id, progress))
    return [modules[number] for number in sorted(modules)]


def entry(site: Site, exercise_id: str, progress: Mapping[str, Progress]) -> dict[str, Any]:
    """One line of the list: an exercise, and how far its trainee is."""
    return {"id": exercise_id, "view": site.views[exercise_id], "progress": progress.get(exercise_id)}
