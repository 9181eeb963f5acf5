"""CPU time and peak memory of functions and of whole processes."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Process:
    """What a whole process took, its children included; seconds and MiB."""

    cpu: float
    wall: float
    peak: float
    code: int


def cpu(function: Callable[[], object], repeats: int) -> float:
    """Median CPU seconds of one call, all threads of this process; one call goes before, unmeasured."""
    function()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        function()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Process:
    """Run a Python with the arguments and wait for it.

    A child of its own waits, so that the peak is that of this process tree and not of an earlier one.
    """
    code = (
        "import json,resource,subprocess,sys,time\n"
        "start=time.perf_counter()\n"
        "done=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)\n"
        "used=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime+used.ru_stime,time.perf_counter()-start,used.ru_maxrss/1024,done.returncode)\n"
    )
    waiter = subprocess.run(
        [sys.executable, "-c", code, sys.executable, *arguments],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    used, wall, peak, returned = waiter.stdout.split()
    return Process(float(used), float(wall), float(peak), int(returned))


def output(arguments: Sequence[str]) -> str:
    """What a Python with the arguments prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def median_process(arguments: Sequence[str], environment: Mapping[str, str], repeats: int) -> Process:
    """The run of median CPU among several."""
    runs = sorted((process(arguments, environment) for _ in range(repeats)), key=lambda run: run.cpu)
    return runs[len(runs) // 2]


def peak_memory() -> float:
    """The peak resident size of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ratio(ours: float, theirs: float) -> float:
    """Ours in units of the yardstick, to three digits."""
    return float(f"{ours / theirs:.3g}")


def milliseconds(seconds: float) -> float:
    """Seconds as milliseconds, to three digits."""
    return float(f"{seconds * 1000:.3g}")
