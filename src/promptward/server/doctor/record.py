"""What must be there before anybody comes: data folder, record, course."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from promptward.course import open_course
from promptward.errors import CourseError, PromptwardError, StoreError
from promptward.server.doctor.machine import standing
from promptward.server.doctor.signs import Sign, sign
from promptward.settings import Settings
from promptward.store.schema import record_age
from promptward.words import say

SHARED_DISKS = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf"}


def folder(settings: Settings, lang: str) -> Sign:
    """Whether the data folder is ours alone and can be written."""
    path = settings.data_dir
    found = say(lang, "The data folder is {folder}.", folder=path)
    if not os.access(standing(path), os.W_OK | os.X_OK):
        mend = say(lang, "It cannot be written: name a folder of your own by --data-dir.")
        return sign("folder", "fail", found, mend)
    if not path.exists():
        return sign(
            "folder", "ok", say(lang, "The data folder {folder} is made at the first start.", folder=path)
        )
    status = path.stat()
    if status.st_mode & stat.S_ISVTX or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
        mend = say(lang, "It belongs to others too: name a folder of your own by --data-dir.")
        return sign("folder", "fail", found, mend)
    files = [each for each in path.iterdir() if each.is_file() and each.stat().st_mode & 0o077]
    if status.st_mode & 0o077 or files:
        mend = say(lang, "Others can read it: `chmod -R go= {folder}`.", folder=path)
        return sign("folder", "warn", found, mend)
    if not settings.database and (kind := _file_system(path)) in SHARED_DISKS:
        mend = say(
            lang,
            "It lies on a network disk ({kind}), where SQLite may break: use this machine's own.",
            kind=kind,
        )
        return sign("folder", "fail", found, mend)
    return sign("folder", "ok", found)


def _file_system(path: Path) -> str:
    """The kind of file system `path` lies on; nothing where that cannot be told."""
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    above = {str(each) for each in (path.resolve(), *path.resolve().parents)}
    here = [(len(fields[1]), fields[2]) for fields in mounts if fields[1] in above]
    return max(here)[1] if here else ""


def record(settings: Settings, lang: str) -> Sign:
    """Whether the database answers and fits this version."""
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    try:
        age = record_age(settings)
    except StoreError as error:
        found = say(lang, "The record ({kind}) cannot be opened: {reason}", kind=kind, reason=error)
        mend = say(lang, "Start the database, or mend the setting `database`.")
        return sign("record", "fail", found, mend)
    if age == "newer":
        found = say(lang, "The record ({kind}) was written by a newer version of PromptWard.", kind=kind)
        return sign("record", "fail", found, say(lang, "Install that version, or name another --data-dir."))
    if age == "older":
        found = say(
            lang,
            "The record ({kind}) is of an earlier version; the next start brings it up to date.",
            kind=kind,
        )
        return sign("record", "warn", found, say(lang, "Back it up first."))
    if age == "none":
        return sign("record", "ok", say(lang, "The record ({kind}) is made at the first start.", kind=kind))
    return sign("record", "ok", say(lang, "The record ({kind}) answers and is up to date.", kind=kind))


def course(path: Path | None, lang: str) -> Sign:
    """Whether the course opens whole."""
    try:
        opened = open_course(path, try_checks=True)
    except CourseError as error:
        found = say(lang, "The course has {count} problems.", count=len(error.problems))
        return sign("course", "fail", found, say(lang, "`promptward check` lists them with file and line."))
    except (PromptwardError, OSError) as error:
        found = say(lang, "The course does not open: {reason}", reason=error)
        return sign(
            "course", "fail", found, say(lang, "Name a course folder, or none for the shipped course.")
        )
    found = say(
        lang,
        "The course “{title}” opens: {count} exercises.",
        title=opened.title.get(lang),
        count=len(opened.exercises),
    )
    return sign("course", "ok", found)
