"""The built wheel, an editable install and a bare checkout all find their rules and work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from audit import __version__

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_forms/docx/01-基层党建工作经费.docx"
SHIPPED = "from audit.shipped import shipped; print(shipped('rules')); print(shipped('reports'))"


def environment(folder: Path) -> Path:
    """An environment with our dependencies but without us: its Python.

    A path file adds the folder of the packages that the tests run with. Path files inside that
    folder are not followed, so an editable install of ours stays out.
    """
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    packages = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    Path(packages.strip(), "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, *arguments: str, cwd: Path) -> str:
    surroundings = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [str(python), *arguments]
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(python: Path, *what: str) -> None:
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    run(Path(sys.executable), "-m", "pip", "--python", str(python), "install", *options, *what, cwd=ROOT)


def audited(python: Path, cwd: Path) -> int:
    """Audit a sample and return how many findings there are."""
    said = run(python, "-m", "audit", "check", str(SAMPLE), "--format", "json", "--fail-on", "never", cwd=cwd)
    findings: dict[str, int] = json.loads(said)["summary"]["findings"]
    return sum(findings.values())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(Path(sys.executable), "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_ships_every_rule_and_template_and_nothing_else_of_the_repository(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for top in ("rules", "reports"):
        files = {f"audit/_shipped/{p.relative_to(ROOT).as_posix()}" for p in (ROOT / top).rglob("*.*")}
        assert files
        assert files <= names
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"audit"}


def test_an_installed_wheel_audits_from_another_folder_with_the_rules_it_ships(
    wheel: Path, tmp_path: Path
) -> None:
    python = environment(tmp_path / "env")
    install(python, str(wheel))
    places = run(python, "-c", SHIPPED, cwd=tmp_path).split()
    assert all(place.startswith(str(tmp_path)) and "_shipped" in place for place in places)
    assert audited(python, tmp_path) > 0
    assert run(python.with_name("audit"), "--version", cwd=tmp_path) == f"audit {__version__}\n"


def test_a_bare_checkout_audits_without_being_installed(tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    lost = subprocess.run([python, "-c", "import audit"], cwd=tmp_path, capture_output=True, check=False)
    assert lost.returncode != 0, "the environment was to be without us"
    assert run(python, "-c", SHIPPED, cwd=ROOT).split() == [str(ROOT / "rules"), str(ROOT / "reports")]
    assert audited(python, ROOT) > 0


def test_an_editable_install_uses_the_rules_of_the_checkout(tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    install(python, "--editable", str(ROOT))
    assert run(python, "-c", SHIPPED, cwd=tmp_path).split() == [str(ROOT / "rules"), str(ROOT / "reports")]
    assert audited(python, tmp_path) > 0
