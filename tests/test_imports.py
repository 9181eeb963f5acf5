"""Small commands stay light: what a command must not import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = "sample_forms/docx/01-基层党建工作经费.docx"

NEVER = {"docx", "great_expectations", "openpyxl", "scipy", "sqlalchemy", "xlwt"}
TABLES = {"pandas", "pyarrow"}
READING = {"lxml", "xlrd"}
RULES = {"duckdb", "ruamel", "sqlglot"}
REPORT = {"jinja2", "xlsxwriter"}

SCRIPT = """
import json, sys
from audit.cli import run
try:
    run(sys.argv[2:])
except SystemExit as stop:
    code = stop.code
loaded = sorted({name.partition(".")[0] for name in sys.modules})
open(sys.argv[1], "w").write(json.dumps([code, loaded]))
"""

WORKER = """
import hashlib, json, pathlib, sys
from audit.intake.worker import Job, Task
path = pathlib.Path(sys.argv[2])
job = Job(pathlib.Path("rules/self-evaluation/form.yaml"))
read = job(Task(path.name, path, hashlib.sha256(path.read_bytes()).hexdigest()))
assert read.forms, read.reason
loaded = sorted({name.partition(".")[0] for name in sys.modules})
open(sys.argv[1], "w").write(json.dumps([0, loaded]))
"""


def loaded_by(tmp_path: Path, script: str, *arguments: str) -> tuple[int, set[str]]:
    """Run a script in a Python of its own: its exit code, and every package that it has loaded."""
    out = tmp_path / "loaded.json"
    command = [sys.executable, "-c", script, str(out), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.is_file(), done.stderr
    code, loaded = json.loads(out.read_text())
    return code, set(loaded)


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], NEVER | TABLES | READING | RULES | REPORT),
        (["check", "--help"], NEVER | TABLES | READING | RULES | REPORT),
        (["contract", "export", "--help"], NEVER | TABLES | READING | RULES | REPORT),
        (["notices", "--help"], NEVER | TABLES | READING | RULES | REPORT | {"apprise", "smtplib"}),
        (["nightly", "--help"], NEVER | TABLES | READING | RULES | REPORT),
        (["history", "--help"], NEVER | TABLES | READING | RULES | REPORT),
        (["rules", "list"], NEVER | TABLES | READING | REPORT),
        (["check", SAMPLE, "--fail-on", "never"], NEVER | {"pandas"} | REPORT),
    ],
    ids=[
        "help",
        "check-help",
        "contract-help",
        "notices-help",
        "nightly-help",
        "history-help",
        "rules-list",
        "check",
    ],
)
def test_a_command_does_not_import_what_it_does_not_need(
    tmp_path: Path, arguments: list[str], unwanted: set[str]
) -> None:
    code, loaded = loaded_by(tmp_path, SCRIPT, *arguments)
    assert code == 0
    assert loaded & unwanted == set()


def test_a_worker_reads_a_form_without_tables_and_engine(tmp_path: Path) -> None:
    _, loaded = loaded_by(tmp_path, WORKER, SAMPLE)
    assert loaded & (NEVER | TABLES | {"duckdb", "numpy", "sqlglot"} | REPORT) == set()


def test_a_check_by_compiled_rules_needs_neither_their_parser_nor_the_database(tmp_path: Path) -> None:
    arguments = ("check", SAMPLE, "--fail-on", "never")
    loaded_by(tmp_path, SCRIPT, *arguments)
    code, loaded = loaded_by(tmp_path, SCRIPT, *arguments)
    assert code == 0
    assert loaded & (NEVER | TABLES | RULES | {"numpy"} | REPORT) == set()
