"""The README's example in Python runs as a plain script, without a guard around it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_example_in_python_runs_as_a_plain_script_and_only_once(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.+?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    script = tmp_path / "script.py"
    script.write_text(
        f'print("begun")\n{example}'.replace("报送材料/", str(ROOT / "sample_forms/docx")), "utf-8"
    )
    command = [sys.executable, str(script)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "AUDIT_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines.count("begun") == 1
    assert any("9.9" in line for line in lines)
