"""The floors, sizes and names of the code stay as designed."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "audit").rglob("*.py"))
VAGUE = {"base", "common", "handler", "helper", "helpers", "manager", "misc", "util", "utils"}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "audit", tmp_path / "audit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_floor_imports_only_floors_below_it_and_nothing_in_a_circle() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_import_from_below_to_above_breaks_the_ladder(copy: Path) -> None:
    with (copy / "audit/language.py").open("a", encoding="utf-8") as module:
        module.write("\nfrom audit.model import grid as _grid\n")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "audit.language -> audit.model.grid" in result.stdout


def test_a_module_without_a_floor_breaks_the_ladder(copy: Path) -> None:
    (copy / "audit/odds.py").write_text('"""Odds and ends."""\n', "utf-8")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "audit.odds" in result.stdout


def test_imports_in_a_circle_inside_a_floor_break_the_ladder(copy: Path) -> None:
    (copy / "audit/model/left.py").write_text("import audit.model.right\n", "utf-8")
    (copy / "audit/model/right.py").write_text("import audit.model.left\n", "utf-8")
    result = lint_imports(copy)
    assert result.returncode == 1
    assert "No import cycles inside a floor BROKEN" in result.stdout


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_has_at_most_300_lines_and_a_function_40(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 300
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}


def test_no_module_hides_behind_a_vague_name() -> None:
    parts = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & VAGUE == set()


def test_great_expectations_is_imported_in_the_contract_only() -> None:
    users = {
        name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        if (module or "").partition(".")[0] == "great_expectations"
    }
    assert {user for user in users if not user.startswith("audit/contract/")} == set()
