"""Files and folders to forms, each file read in a killable worker; a cache of what was read."""

from __future__ import annotations

from audit.intake.collect import Intake, read_files

__all__ = ["Intake", "read_files"]
