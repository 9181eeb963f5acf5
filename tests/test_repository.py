"""What stands around the code: requirements, README, Makefile, nothing of the machine of its maker."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[1]
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
CONSOLE = re.findall(r"^\$ (.+?)(?:\s+#.*)?$", README, re.MULTILINE)
HOME = re.compile(r"/(?:root|home/\w+|Users/\w+)/")


def output(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def tracked() -> list[Path]:
    return [ROOT / name for name in output("git", "ls-files", "-z").split("\0") if name]


def registries() -> set[str]:
    """The hosts that pip is told to ask on this machine."""
    settings = output(sys.executable, "-m", "pip", "config", "list")
    hosts = {urlsplit(address).hostname or "" for address in re.findall(r"https?://[^\s']+", settings)}
    return hosts - {"", "pypi.org"}


def pins(file: Path) -> list[str]:
    """The entries of a requirements file: package, pin, marker and hashes, without comments."""
    text = re.sub(r"\n\s+#.*", "", file.read_text("utf-8")).strip()
    return re.split(r"\n(?=\w)", text)


def normal(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_every_requirement_is_pinned_with_hashes(file: Path) -> None:
    entries = pins(file)
    assert len(entries) > 30
    good = re.compile(r"[\w.-]+(\[[\w,-]+\])?==\S+( ; [^\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in entries if not good.fullmatch(entry)] == []


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_a_requirements_file_names_no_address_no_path_and_no_index(file: Path) -> None:
    text = file.read_text("utf-8").replace("requirements/run.txt", "")
    assert re.findall(r"://|^-|^\s*--(?!hash=)|@ |/", text, re.MULTILINE) == []


def test_what_the_project_needs_is_locked_and_the_two_files_agree() -> None:
    run, dev = (pins(ROOT / "requirements" / name) for name in ("run.txt", "dev.txt"))
    groups = PROJECT["dependency-groups"]
    needs = [*PROJECT["project"]["dependencies"], *groups["build"]]
    assert set(map(normal, needs)) <= set(map(normal, run))
    assert {normal(need) for need in groups["dev"] if isinstance(need, str)} <= set(map(normal, dev))
    assert set(run) <= set(dev)


def test_no_tracked_file_names_a_registry_or_a_folder_of_this_machine() -> None:
    words = registries() | {str(ROOT)}
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore") if path.is_file() else ""
        found += [(path.name, word) for word in words if word in text]
        found += [(path.name, place) for place in HOME.findall(text)]
    assert found == []


def test_the_readme_stays_short() -> None:
    assert len(README.splitlines()) <= 120


def test_the_readme_leaves_nothing_to_fill_in() -> None:
    assert "TODO" not in README


@pytest.mark.parametrize("command", [line for line in CONSOLE if line.startswith("make")])
def test_a_make_command_of_the_readme_exists(command: str) -> None:
    assert set(shlex.split(command)[1:]) <= TARGETS
    output("make", "--dry-run", *shlex.split(command)[1:])


@pytest.mark.parametrize("command", [line for line in CONSOLE if "audit" in line.split(" ")[0]])
def test_an_audit_command_of_the_readme_exists_with_its_options(command: str) -> None:
    words = shlex.split(command)[1:]
    subcommand = words[:2] if words[0] == "rules" else words[:1]
    said = output(sys.executable, "-m", "audit", *subcommand, "--help")
    options = [word for word in words if word.startswith("-")]
    assert [option for option in options if not re.search(rf"(?<!\S){option}\b", said)] == []


def test_the_readme_shows_some_commands_of_both_kinds() -> None:
    assert {line.split(" ")[0].rpartition("/")[2] for line in CONSOLE} == {"make", "audit"}


def test_links_of_the_texts_lead_somewhere() -> None:
    links = {
        (text.name, link)
        for text in ROOT.glob("*.md")
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", text.read_text("utf-8"))
    }
    assert links
    assert {link for link in links if not (ROOT / link[1]).exists()} == set()


def test_plain_make_tells_every_command() -> None:
    said = output("make", "--no-print-directory")
    assert all(f"make {target}" in said for target in TARGETS - {"help", "system", "apt"})


def test_continuous_integration_runs_the_tests_of_the_makefile() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text("utf-8")
