"""Commands about the checks themselves: what they say about prompts, and how far they agree with people."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from promptward.errors import PromptwardError

commands = typer.Typer()

Lines = Annotated[str, typer.Argument(metavar="FILE.jsonl", help="JSON lines; `-` reads stdin.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
CourseFolder = Annotated[Path | None, typer.Option("--course", help="A course folder.")]


@commands.command()
def label(file: Lines, course: CourseFolder = None, *, as_json: Json = False) -> None:
    """Say for every line {"id", "lang", "text"} which of the criteria it meets, as an exercise would."""
    from promptward.calibration import label_lines
    from promptward.calibration.lines import as_lines
    from promptward.course import open_course

    rows, unscored = label_lines(open_course(course), _read(file), _name(file))
    if unscored:
        print(f"{unscored} labels are false because a check could not judge", file=sys.stderr)
    if as_json:
        sys.stdout.write(as_lines(rows))
        return
    for row in rows:
        met = ", ".join(name for name, is_met in row["labels"].items() if is_met)
        print(f"{row['id']}: {met or 'none'}")


@commands.command()
def identifiers(file: Lines, *, as_json: Json = False) -> None:
    """Find for every line {"id", "text"} what identifies a person; places count characters of the text."""
    from promptward.calibration import identifiers_of
    from promptward.calibration.lines import as_lines

    rows = list(identifiers_of(_read(file), _name(file)))
    if as_json:
        sys.stdout.write(as_lines(rows))
        return
    for row in rows:
        spans = ", ".join(f"{span['kind']} {span['start']}–{span['end']}" for span in row["spans"])
        print(f"{row['id']}: {spans or 'none'}")


@commands.command()
def calibrate(
    which: Annotated[
        str, typer.Option("--set", help="`open`, `locked`, or a file of labelled prompts.")
    ] = "open",
    html: Annotated[Path | None, typer.Option(help="Write the card as a page.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the card as JSON.")] = None,
    course: CourseFolder = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Keep the card in `docs/` of the course current.")
    ] = False,
) -> None:
    """Compare the checks with people, criterion by criterion, on a labelled set."""
    from promptward.calibration import calibrate as measure
    from promptward.calibration import read_set, record
    from promptward.calibration.table import as_text
    from promptward.course import open_course

    opened = open_course(course)
    card = measure(opened, read_set(opened.root, which, opened.criteria))
    print(as_text(card))
    if json_file:
        _write(json_file, record.as_json(card))
    if html:
        _write(html, record.page_of(opened, card))
    if write:
        for path in record.write(opened, card, opened.root / "docs"):
            print(f"wrote {path}")


def _read(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8")
    except OSError as error:
        raise PromptwardError(f"{file}: {error.strerror}; name a readable file, or - for stdin") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PromptwardError(f"{_name(file)}:{line}: not UTF-8 text; save it as UTF-8") from None


def _name(file: str) -> str:
    return "stdin" if file == "-" else Path(file).name


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PromptwardError(f"{path}: {error.strerror}; name a file that can be written") from None
    print(f"wrote {path}")
