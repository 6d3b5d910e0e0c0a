"""The command line: thin commands over the rooms, errors without tracebacks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from promptward.errors import CourseError, PromptwardError

app = typer.Typer(
    name="promptward",
    help="A practice room where health workers learn to use generative AI rightly.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

CoursePath = Annotated[Path | None, typer.Argument(help="A course folder; the shipped course when left out.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.command()
def check(path: CoursePath = None, *, as_json: Json = False) -> None:
    """List every problem of a course, with file, line, what was found and what was expected."""
    from promptward.course import report

    problems, course = report.check_course(path)
    print(report.as_json(problems, course) if as_json else report.as_text(problems, course))
    raise typer.Exit(0 if course is not None else 1)


@app.command()
def grade(
    exercise: Annotated[str, typer.Argument(help="The exercise's id.")],
    role: Annotated[str, typer.Option(help="The role whose rubric scores.")],
    response: Annotated[
        str, typer.Option(help="A file with the prompt or a JSON response; `-` reads stdin.")
    ],
    lang: Annotated[str, typer.Option(help="Language of the advice: vi or en.")] = "vi",
    part: Annotated[
        str | None, typer.Option(help="`prompt`: the text alone; `all`: verification too.")
    ] = None,
    course: Annotated[Path | None, typer.Option(help="A course folder.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Score one response, as the server would."""
    from promptward import grading
    from promptward.course import open_course
    from promptward.grading.views import grade_json, grade_text

    raw = sys.stdin.read() if response == "-" else _read(Path(response))
    given = grading.grade_response(open_course(course), exercise, role, raw, part)
    print(json.dumps(grade_json(given, lang), ensure_ascii=False) if as_json else grade_text(given, lang))


@app.command()
def serve(
    path: CoursePath = None,
    *,
    lan: Annotated[bool, typer.Option("--lan", help="Let other devices in this network join.")] = False,
    ip: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Path under which a proxy shows the course.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the record is kept.")] = None,
    database: Annotated[str | None, typer.Option(help="SQLAlchemy address; SQLite when left out.")] = None,
    model: Annotated[str | None, typer.Option(help="rehearsal, or provider:name for a live model.")] = None,
    certfile: Annotated[str | None, typer.Option(help="TLS certificate.")] = None,
    keyfile: Annotated[str | None, typer.Option(help="TLS key.")] = None,
) -> None:
    """Serve a course to browsers."""
    from promptward.course import open_course
    from promptward.server import serving
    from promptward.settings import Settings

    options = {
        "ip": ip,
        "port": port,
        "base_url": base_url,
        "data_dir": data_dir,
        "database": database,
        "model": model,
        "certfile": certfile,
        "keyfile": keyfile,
    }
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    settings = Settings(**given)
    serving.serve(serving.lan(settings) if lan else settings, open_course(path, try_checks=True))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptwardError(
            f"{path}: {error.strerror}; name a readable file, or - for standard input"
        ) from None
    except UnicodeDecodeError:
        raise PromptwardError(f"{path}: not UTF-8 text; save it as UTF-8 and try again") from None


def main() -> NoReturn:
    """Run a command; a mistake of the user is one sentence and exit code 1 (2: a broken course)."""
    try:
        app()
    except CourseError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except PromptwardError as error:
        print(f"promptward: {error}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)
