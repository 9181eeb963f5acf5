"""A PostgreSQL server of our own, in a folder of its own, that goes with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

_SETTINGS = "-c listen_addresses='' -c fsync=off -c max_connections=40"


@dataclass(frozen=True)
class Server:
    """A running server; each call of `fresh` makes an empty database."""

    folder: Path
    user: str

    def fresh(self) -> str:
        """The URL of a new database."""
        import psycopg

        name = f"t{uuid4().hex}"
        with psycopg.connect(
            host=str(self.folder), user=self.user, dbname="postgres", autocommit=True
        ) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql://{self.user}@/{name}?host={self.folder}"


def programs() -> Path:
    """Where the programs of the server are; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    place = found[-1] if found else Path(shutil.which("initdb") or "")
    assert place.name, "PostgreSQL is not installed: make system"
    return place.parent


@contextmanager
def running() -> Iterator[Server]:
    """Start a server, and stop it again; it refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="audit-pg-"))
    user = _user()
    as_user = ["runuser", "-u", user, "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, user)
    data, bin_ = folder / "data", programs()
    steps = (
        [str(bin_ / "initdb"), "-D", str(data), "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync"],
        [str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-s", "-l", str(folder / "log"), "-o",
         f"{_SETTINGS} -k {folder}", "start"],
    )  # fmt: skip
    stop = [str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-s", "-m", "immediate", "stop"]
    try:
        for step in steps:
            subprocess.run([*as_user, *step], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield Server(folder, user)
    finally:
        subprocess.run([*as_user, *stop], check=False, stdout=subprocess.DEVNULL, cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    """Who runs the server: we, or another where we are root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
