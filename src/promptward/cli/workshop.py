"""`promptward workshop`: a live session opened, watched and closed from the machine that keeps the record.

The commands work on the record itself, also while the server runs: its next request sees what they changed.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from promptward.cli.record import Database, DataDir, Json, Lang, ask, change, find, settings_for
from promptward.errors import PromptwardError, close_matches
from promptward.words import say

if TYPE_CHECKING:
    from promptward.settings import Settings
    from promptward.store import Member, Seat, Workshop
    from promptward.store.workshops import Workshops

app = typer.Typer(help="Open a workshop people join by a code; see and close it.", no_args_is_help=True)
seat = typer.Typer(help="Help somebody who lost the seat code.", no_args_is_help=True)
app.add_typer(seat, name="seat")

Code = Annotated[str, typer.Argument(help="The workshop's code or id.")]
MAX_TITLE = 200
MAX_HOURS = 24 * 14


@app.command("open")
def open_(
    title: Annotated[str, typer.Argument(help="What the session is called.")],
    exercises: Annotated[str, typer.Option(help="Ids of its exercises, in order: a,b,c.")] = "",
    hours: Annotated[float, typer.Option(min=0.01, max=MAX_HOURS, help="How long people may join.")] = 8.0,
    course: Annotated[Path | None, typer.Option(help="The course folder that is served.")] = None,
    data_dir: DataDir = None,
    database: Database = None,
    lang: Lang = "vi",
    *,
    as_json: Json = False,
) -> None:
    """Open a workshop: prints its code, the address, and a QR code that leads there."""
    from promptward.server import addresses

    name = " ".join(title.split())[:MAX_TITLE]
    if not name:
        raise PromptwardError('give the workshop a title: promptward workshop open "Buổi sáng"')
    settings = settings_for(data_dir, database)
    note = addresses.read_note(settings.data_dir)
    wanted = _known_exercises(exercises, course or (Path(note.course) if note else None))
    made = ask(settings, lambda record: record.open(name, wanted, hours=hours), new=True)
    hall = settings.model_copy(update={"ip": "0.0.0.0"})  # noqa: S104 - only to name the addresses
    found = note.addresses if note else list(addresses.addresses(hall, settings.port))
    link = f"{addresses.for_phones(found)}join/{made.join_code}"
    if as_json:
        print(json.dumps(_as_json(made, 0) | {"addresses": found, "link": link}, ensure_ascii=False))
        return
    _print_invitation(made, found, link, lang)
    if note is None:
        print(say(lang, "No server runs on this data folder yet. Start it: promptward serve --lan"))
    elif addresses.is_own(link):
        print(say(lang, "Only this machine can open that address. For phones: promptward serve --lan"))


def _print_invitation(made: Workshop, found: list[str], link: str, lang: str) -> None:
    import segno

    from promptward.server import addresses
    from promptward.store.codes import spoken

    print(say(lang, "Workshop “{name}” is open.", name=made.name))
    print(say(lang, "Code: {code}", code=spoken(made.join_code)))
    print(say(lang, "People may join until {time}.", time=_written(made.closes_at)))
    for address in [each for each in found if not addresses.is_own(each)] or found:
        print(say(lang, "Address: {address}", address=address))
    print(say(lang, "Link: {link}", link=link))
    drawn = io.StringIO()
    segno.make(link, error="m").terminal(drawn, compact=True)
    for line in drawn.getvalue().splitlines():
        # Light on dark whatever colours the terminal has: many phones read no inverted code.
        print(f"\x1b[97;40m{line}\x1b[0m" if sys.stdout.isatty() else line)


@app.command("list")
def list_(
    data_dir: DataDir = None, database: Database = None, lang: Lang = "vi", *, as_json: Json = False
) -> None:
    """List the workshops of the record, the newest first."""
    found = ask(settings_for(data_dir, database), lambda record: record.all())
    if as_json:
        print(json.dumps([_as_json(made, taken) for made, taken in found], ensure_ascii=False))
        return
    words = {
        "open": say(lang, "open"),
        "locked": say(lang, "locked"),
        "closed": say(lang, "closed"),
    }
    for made, taken in found:
        seats = say(lang, "{count} seats", count=taken)
        state = words[made.state(datetime.now(UTC))]
        print(f"{made.join_code}  {state}  {seats}  {_written(made.opened_at)}  {made.name}")
    if not found:
        print(say(lang, "There is no workshop yet."))


@app.command()
def close(workshop: Code, data_dir: DataDir = None, database: Database = None, lang: Lang = "vi") -> None:
    """End a workshop: nobody joins any more, everything written is kept, members go on by themselves."""
    made = change(settings_for(data_dir, database), workshop, lambda record, found: record.close(found.id))
    print(say(lang, "Workshop “{name}” is closed. Everything written is kept.", name=made.name))


@app.command()
def lock(workshop: Code, data_dir: DataDir = None, database: Database = None, lang: Lang = "vi") -> None:
    """Let nobody in from now on; who is in stays."""
    made = _locked(settings_for(data_dir, database), workshop, locked=True)
    print(say(lang, "Workshop “{name}” lets nobody in.", name=made.name))


@app.command()
def unlock(workshop: Code, data_dir: DataDir = None, database: Database = None, lang: Lang = "vi") -> None:
    """Let people in again."""
    made = _locked(settings_for(data_dir, database), workshop, locked=False)
    print(say(lang, "Workshop “{name}” lets people in.", name=made.name))


def _locked(settings: Settings, code: str, *, locked: bool) -> Workshop:
    async def changed(record: Workshops, found: Workshop) -> Workshop:
        if found.state(datetime.now(UTC)) == "closed":
            raise PromptwardError("this workshop is over; open a new one")
        return await record.lock(found.id, locked=locked)

    return change(settings, code, changed)


@app.command()
def results(
    workshop: Code,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the CSV into this file.")
    ] = None,
    data_dir: DataDir = None,
    database: Database = None,
    lang: Lang = "vi",
    *,
    csv: Annotated[bool, typer.Option("--csv", help="A line for each seat and exercise, as CSV.")] = False,
    names: Annotated[bool, typer.Option("--names", help="With names and workplaces.")] = False,
) -> None:
    """Show how a workshop went, or export it; groups under five people are never shown alone."""
    from promptward.server import exports

    settings = settings_for(data_dir, database)
    made = find(settings, workshop)
    members = ask(settings, lambda record: record.results(made.id))
    if not csv and output is None:
        _print_summary(made, members, lang)
        return
    data = exports.results_csv(members, made.exercises, names=names).encode()
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        _write_private(output, data)
    if names:
        print(say(lang, "These lines name people: keep the file to yourself."), file=sys.stderr)


def _print_summary(made: Workshop, members: tuple[Member, ...], lang: str) -> None:
    from promptward.server.summaries import ALL, summarize

    print(say(lang, "Workshop “{name}”: {count} seats", name=made.name, count=len(members)))
    found = summarize(members)
    for each in found:
        line = say(
            lang,
            "{people} people, median of first tries {median}, passed {passed}",
            people=each.people,
            median=round(each.median_first),
            passed=each.passed,
        )
        print(f"{each.exercise}: {line}" if each.role == ALL else f"  {each.role}: {line}")
    if not found:
        print(say(lang, "Fewer than five people have a score yet, so no figures are shown."))


@seat.command("find")
def seat_find(
    workshop: Code,
    name: Annotated[str, typer.Argument(help="A part of the name, with or without marks.")] = "",
    data_dir: DataDir = None,
    database: Database = None,
    lang: Lang = "vi",
) -> None:
    """List the seats of a workshop whose name contains NAME."""
    from promptward.server.exports import short_id

    settings = settings_for(data_dir, database)
    made = find(settings, workshop)
    found = ask(settings, lambda record: record.find_seats(made.id, name))
    for each in found:
        print("  ".join((short_id(each), each.name, each.role, each.facility, _written(each.created_at))))
    if not found:
        print(say(lang, "Nobody in this workshop has such a name."))


@seat.command("reset")
def seat_reset(
    workshop: Code,
    seat_id: Annotated[str, typer.Argument(metavar="SEAT", help="The seat's id, as `seat find` shows it.")],
    data_dir: DataDir = None,
    database: Database = None,
    lang: Lang = "vi",
) -> None:
    """Give a seat a new code and show it, this once; the old code opens nothing any more."""
    settings = settings_for(data_dir, database)
    made = find(settings, workshop)
    chosen = _one_seat(ask(settings, lambda record: record.find_seats(made.id)), seat_id)
    code = ask(settings, lambda record: record.reset_code(chosen.id))
    print(say(lang, "New seat code of {name}, shown only now: {code}", name=chosen.name, code=code))


def _one_seat(seats: tuple[Seat, ...], seat_id: str) -> Seat:
    start = seat_id.strip().lower().removeprefix("s")
    found = [each for each in seats if each.id.startswith(start)] if len(start) >= 4 else []
    if len(found) != 1:
        raise PromptwardError(f"{seat_id}: {len(found) or 'no'} such seats; `seat find` shows their ids")
    return found[0]


def _known_exercises(listed: str, course: Path | None) -> list[str]:
    from promptward.course import open_course

    wanted = list(dict.fromkeys(filter(None, (each.strip() for each in listed.split(",")))))
    known = open_course(course).exercises if wanted else {}
    for each in wanted:
        if each not in known:
            hint = " or ".join(close_matches(each, known))
            raise PromptwardError(f"{each}: no such exercise{f'; did you mean {hint}?' if hint else ''}")
    return wanted


def _as_json(made: Workshop, taken: int) -> dict[str, Any]:
    return {
        "id": made.id,
        "name": made.name,
        "join_code": made.join_code,
        "state": made.state(datetime.now(UTC)),
        "opened_at": made.opened_at.isoformat(),
        "closes_at": made.closes_at and made.closes_at.isoformat(),
        "closed_at": made.closed_at and made.closed_at.isoformat(),
        "exercises": list(made.exercises),
        "seats": taken,
    }


def _write_private(path: Path, data: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        raise PromptwardError(f"{path}: {error.strerror}; name a file that can be written") from None


def _written(when: datetime | None) -> str:
    return when.astimezone().strftime("%d/%m/%Y %H:%M") if when else "–"
