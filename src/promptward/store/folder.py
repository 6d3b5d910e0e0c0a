"""The data folder: its owner's alone, and so is every file in it."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from pathlib import Path

from promptward.errors import StoreError


def open_folder(folder: Path) -> Path:
    """`folder`, created if need be, with mode 0700.

    Raises StoreError where that cannot be had: a folder shared with others (`/tmp`) is never narrowed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_mode & (stat.S_ISVTX | 0o077):
            if found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
                raise StoreError(f"the data folder {folder} belongs to others too; name a folder of your own")
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"the data folder {folder} cannot be used: {error.strerror}") from error
    return folder


def private_file(path: Path) -> Path:
    """`path` as a file nobody else can read, created empty if need be."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return path


def secret(folder: Path, name: str, *, size: int = 32) -> bytes:
    """The secret kept in `folder/name`, made at its first use.

    Written aside and linked into place, so that two processes starting together agree on one secret
    and a crash leaves none that is empty.
    """
    path = folder / name
    if not path.exists():
        handle, aside = tempfile.mkstemp(dir=folder, prefix=f".{name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(size))
                file.flush()
                os.fsync(file.fileno())
            os.link(aside, path)
        except FileExistsError:
            pass  # the other process was first; its secret is the one
        finally:
            Path(aside).unlink()
    return path.read_bytes()
