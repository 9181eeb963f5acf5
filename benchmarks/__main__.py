"""`python -m benchmarks [--sizes 1,1000] [--only reading,judging,contract,whole,site,writing,night]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys

PARTS = "reading,judging,contract,whole,site,writing,night"


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1,1000,10000,100000", help="how many forms the rulebook judges")
    parser.add_argument("--files", default="1000,10000", help="how many files are audited from end to end")
    parser.add_argument("--only", default=PARTS, help="which parts to measure")
    chosen = parser.parse_args()
    parts = chosen.only.split(",")
    if unknown := set(parts) - set(PARTS.split(",")):
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {PARTS}")
    measured: dict[str, object] = {"python": platform.python_version()}
    if "reading" in parts:
        from benchmarks import reading

        measured["reading"] = reading.measure()
        for count in _numbers(chosen.files):
            measured[f"reading_{count}_files"] = reading.measure_many(count)
    if "whole" in parts:
        from benchmarks import whole

        measured["whole"] = whole.measure(_numbers(chosen.files))
    if "judging" in parts:
        from benchmarks import judging

        measured["judging"] = judging.measure(_numbers(chosen.sizes))
    if "site" in parts:
        from benchmarks import site

        measured["site"] = site.measure(_numbers(chosen.files))
    if "contract" in parts:
        from benchmarks import contract

        measured["contract"] = contract.measure(_numbers(chosen.sizes))
    if "writing" in parts:
        from benchmarks import writing

        measured["writing"] = writing.measure(_numbers(chosen.files))
    if "night" in parts:
        from benchmarks import night

        measured["night"] = night.measure(_numbers(chosen.files))
    json.dump(measured, sys.stdout, ensure_ascii=False, indent=1)
    print()


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


if __name__ == "__main__":
    main()
