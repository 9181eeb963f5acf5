"""The exported suites: a Great Expectations project of its own loads and runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.conftest import SAMPLES

BLOCKED = """
import socket
def refuse(*asked, **more):
    raise AssertionError(f"network: {asked}")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""
"""Put before a script, any connection or look-up ends it."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with suites, tables and verdicts of the samples, and what the terminal said."""
    folder = tmp_path_factory.mktemp("export")
    command = [sys.executable, "-m", "audit", "contract", "export", "-o", str(folder), str(SAMPLES / "docx")]
    done = subprocess.run(command, cwd=SAMPLES.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_terminal_and_folder_say_that_the_suites_only_report(exported: tuple[Path, str]) -> None:
    folder, said = exported
    assert "只转述本程序的结论" in said
    assert "只转述 jixiao-audit 的结论" in (folder / "README.md").read_text("utf-8")
    suite = json.loads((folder / "gx" / "expectations" / "audit-findings.json").read_text("utf-8"))
    assert all("不计算规则的条件" in one["notes"] for one in suite["expectations"])


def _python(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(SAMPLES.parent), "HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + script],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_example_of_the_folder_runs_in_a_fresh_project_without_network(
    exported: tuple[Path, str],
) -> None:
    folder, _ = exported
    script = re.search(r"```python\n(.*?)```", (folder / "README.md").read_text("utf-8"), re.DOTALL)
    assert script is not None
    done = _python(folder, script[1])
    assert done.returncode == 0, done.stderr
    found = dict(line.split() for line in done.stdout.splitlines())
    expected: dict[str, int] = {}
    for file in (SAMPLES / "docx").glob("*.findings.json"):
        for form in json.loads(file.read_text("utf-8"))["forms"]:
            for finding in form["findings"]:
                expected[finding["rule"]] = expected.get(finding["rule"], 0) + 1
    assert {rule: count for rule, count in expected.items() if int(found.get(rule, 0)) < count} == {}
    assert not list((folder / "home").iterdir())


def test_the_suites_of_the_tables_hold_on_the_exported_tables(exported: tuple[Path, str]) -> None:
    folder, _ = exported
    done = _python(
        folder,
        """
from audit.contract import register
register()
import great_expectations as gx, pandas as pd
context = gx.get_context(mode="file", project_root_dir=".")
source = context.data_sources.add_or_update_pandas("tables")
for suite in context.suites.all():
    name = suite.name.removeprefix("audit-table-")
    if name == suite.name:
        continue
    frame = pd.read_parquet(f"tables/{name}.parquet", dtype_backend="pyarrow")
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
    result = batch.get_batch({"dataframe": frame}).validate(suite)
    print(name, result.success, len(result.results))
""",
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert len(lines) == 8
    assert {success for _, success, _ in lines} == {"True"}, done.stdout


def test_without_our_package_a_suite_is_loaded_empty_with_an_error_in_the_log(
    exported: tuple[Path, str],
) -> None:
    folder, _ = exported
    done = _python(
        folder,
        """
import os
os.environ["GX_ANALYTICS_ENABLED"] = "false"
import great_expectations as gx
print(len(gx.get_context(mode="file", project_root_dir=".").suites.get("audit-findings").expectations))
""",
    )
    assert done.stdout == "0\n"
    assert "expect_no_audit_findings not found" in done.stderr
    assert "就是空的" in (folder / "README.md").read_text("utf-8")


def test_equal_rules_give_equal_bytes(exported: tuple[Path, str], tmp_path: Path) -> None:
    from audit.contract import export
    from audit.engine import load_compiled
    from audit.shipped import shipped

    export(load_compiled((shipped("rules"),)).rules, tmp_path)
    ours = {file.name: file.read_bytes() for file in (tmp_path / "gx" / "expectations").iterdir()}
    theirs = exported[0] / "gx" / "expectations"
    assert ours == {name: (theirs / name).read_bytes() for name in ours}


def test_the_contract_and_the_checkpoint_use_no_network_and_leave_nothing_behind(tmp_path: Path) -> None:
    done = _python(
        tmp_path,
        f"""
if __name__ == "__main__":
    import audit, audit.contract, os
    from audit.config.contract import ContractSettings
    from audit.pipeline import Settings, check
    from pathlib import Path
    run = check([{str(SAMPLES / "xlsx")!r}], Settings(cache=Path("cache"), jobs=1), contract=True)
    assert audit.contract.checkpoint(run, ContractSettings()).findings
""".replace('if __name__ == "__main__":\n    ', "if True:\n    "),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "%|" not in done.stderr
    assert not list((tmp_path / "home").iterdir())
