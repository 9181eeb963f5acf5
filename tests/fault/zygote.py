"""A process that has everything imported and forks one `audit nightly` an order: faults by the hundred.

Orders and answers are lines of JSON. The child stops itself by SIGKILL before or after its n-th commit or
rename, is killed after so many seconds, or runs short of room. No line of the product knows of it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


class Points:
    """Counts the points at which something becomes lasting, and dies at the one that was ordered."""

    def __init__(self, at: int | None, side: str) -> None:
        self.at, self.side, self.count = at, side, 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function as a point."""

        def point(*args: Any, **values: Any) -> Any:
            self.count += 1
            here = self.count == self.at
            if here and self.side == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = function(*args, **values)
            if here:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return point


def child(order: dict[str, Any], answer: int) -> None:
    """Run the night as ordered; tell the exit code, how many points there were and what was said."""
    os.chdir(order["folder"])
    os.environ["AUDIT_CACHE"] = order["cache"]
    points = Points(order.get("point"), order.get("side", "before"))
    patch(points)
    confine(order)
    out, err = Path(order["said"] + ".out"), Path(order["said"] + ".err")
    sys.stdout, sys.stderr = out.open("w", encoding="utf-8"), err.open("w", encoding="utf-8")
    from audit.cli import run

    try:
        run(["nightly", "--fail-on", "never"])
    except SystemExit as stop:
        code = stop.code
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.write(answer, json.dumps({"code": code, "points": points.count}).encode())
    os._exit(0)


def patch(points: Points) -> None:
    """Make points of every commit and every rename; the pages of the rulebook are many and all alike."""
    from sqlalchemy.engine.default import DefaultDialect

    import audit.nightly
    from audit.nightly import publishing

    vars(audit.nightly)["manual"] = lambda _: ()

    DefaultDialect.do_commit = points.around(DefaultDialect.do_commit)  # type: ignore[method-assign]
    os.rename, os.replace = points.around(os.rename), points.around(os.replace)
    publishing._exchanged = points.around(publishing._exchanged)


def confine(order: dict[str, Any]) -> None:
    """Take away room: the size that a file may have, or the pages that the store may have."""
    if order.get("fsize"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["fsize"], order["fsize"]))
    if order.get("pages"):
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        @event.listens_for(Engine, "connect")
        def limit(connection: Any, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {order['pages']}")


def serve(order: dict[str, Any]) -> dict[str, Any]:
    """Carry out an order: one child or several at once, killed when their time has come."""
    started = []
    for number in range(order.get("at_once", 1)):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            os.setsid()
            child({**order, "said": f"{order['said']}{number}"}, writing)
        os.close(writing)
        started.append((pid, reading))
    if order.get("seconds") is not None:
        time.sleep(order["seconds"])
        for pid, _ in started:
            os.kill(pid, order.get("signal", signal.SIGKILL))
    hunted = hunt(started[0][0], order["workers"]) if order.get("workers") else 0
    return {"hunted": hunted, "runs": [finished(pid, reading) for pid, reading in started]}


def finished(pid: int, reading: int) -> dict[str, Any]:
    """What came of a child."""
    before = time.monotonic()
    _, status = os.waitpid(pid, 0)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    told: dict[str, Any] = json.loads(said) if said else {"code": None, "points": None}
    return {**told, "pid": pid, "killed": os.WIFSIGNALED(status), "waited": time.monotonic() - before}


def hunt(parent: int, delays: list[float]) -> int:
    """Kill processes that read files, each so long after it has come up; how many were met."""
    met, seen = 0, set[int]()
    for delay in delays:
        while not (fresh := [worker for worker in children(parent) if worker not in seen]):
            if ended(parent):
                return met
            time.sleep(0.005)
        seen.add(fresh[0])
        time.sleep(delay)
        with suppress(ProcessLookupError):
            os.kill(fresh[0], signal.SIGKILL)
            met += 1
    return met


def ended(pid: int) -> bool:
    """Whether a child of ours has come to its end and waits to be asked how."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def children(parent: int) -> list[int]:
    """The processes that read files for a run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if int(fields[1]) == parent and b"spawn_main" in line:
                found.append(int(entry.name))
    return sorted(found)


def main() -> None:
    """Import everything once, then serve until the orders end."""
    import audit.cli.nightly
    import audit.contract
    import audit.engine.duckdb
    import audit.nightly
    import audit.writers.html  # noqa: F401

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # go when the tests go
    for line in sys.stdin:
        sys.stdout.write(json.dumps(serve(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
