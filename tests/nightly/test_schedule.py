"""What the schedulers are given: the right command in the right folder, whatever the names are."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from audit.nightly.schedule import printed
from tests.nightly.desk import Desk

ODD = Path("/srv/报送 材料 100%")


def test_a_cron_line_runs_the_command_in_the_folder() -> None:
    line = printed("cron", ODD).splitlines()[-1]
    minute, hour, _, _, _, command = line.split(" ", 5)
    assert (minute, hour) == ("0", "2")
    assert r"100\%" in command, "cron takes a bare % for the end of the line"
    words = shlex.split(command.replace(r"\%", "%"))
    assert words[:3] == ["cd", str(ODD), "&&"]
    assert words[3:] == [sys.executable, "-m", "audit", "nightly"]


def test_a_windows_task_is_xml_with_the_command_and_runs_one_at_a_time() -> None:
    text = printed("windows", Path("C:/报送 & 材料"), Path("audit.toml"))
    root = ET.fromstring(text.partition("?>")[2].strip())
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    found = {name: root.findtext(f".//t:{name}", namespaces=space) for name in ("Command", "Arguments")}
    assert found["Command"] == sys.executable
    assert str(found["Arguments"]).startswith("-m audit nightly --config ")
    assert root.findtext(".//t:MultipleInstancesPolicy", namespaces=space) == "IgnoreNew"
    assert root.findtext(".//t:StartWhenAvailable", namespaces=space) == "true"


def test_a_systemd_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    service, timer = printed("systemd", tmp_path).split("# /etc/systemd/system/jixiao-audit.timer\n")
    assert "Persistent=true" in timer
    assert f"WorkingDirectory={tmp_path}" in service
    assert "100%%" in printed("systemd", ODD)
    if shutil.which("systemd-analyze"):
        file = tmp_path / "jixiao-audit.service"
        file.write_text(service, "utf-8")
        done = subprocess.run(
            ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False
        )
        assert "jixiao-audit.service:" not in done.stderr, done.stderr


@pytest.mark.parametrize("kind", ["systemd", "cron", "windows"])
def test_the_command_line_prints_it_and_runs_nothing(tmp_path: Path, kind: str) -> None:
    desk = Desk.of(tmp_path, "audit.db")
    done = desk.audit("nightly", "--print-schedule", kind)
    assert done.returncode == 0, done.stderr
    assert tmp_path.name in done.stdout
    assert not (tmp_path / "audit.db").exists()
