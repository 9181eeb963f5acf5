"""What lets the system run the night's audit: a systemd service and timer, a cron line, a Windows task."""

from __future__ import annotations

import shlex
import sys
from getpass import getuser
from pathlib import Path, PureWindowsPath
from xml.sax.saxutils import escape

_SYSTEMD = """\
# /etc/systemd/system/jixiao-audit.service
[Unit]
Description=项目支出绩效自评表每晚检查
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
# 用哪个账号运行：能读报送材料、能写这个文件夹就够了，不必是 root
User={user}
ExecStart={command}
# 1 是查出了问题，3 是有文件未能审核，5 是没有表：都算运行正常
SuccessExitStatus=1 3 5
Nice=10

# /etc/systemd/system/jixiao-audit.timer
[Unit]
Description=每晚 2 点运行 jixiao-audit.service

[Timer]
OnCalendar=*-*-* 02:00:00
# 关机错过的，开机后补
Persistent=true

[Install]
WantedBy=timers.target

# 启用：systemctl daemon-reload && systemctl enable --now jixiao-audit.timer
"""

_CRON = """\
# 用 crontab -e 加上这一行：每晚 2 点运行
0 2 * * * cd {folder} && {command}
"""

_WINDOWS = """\
<?xml version="1.0" encoding="UTF-16"?>
<!-- 存为 jixiao-audit.xml（UTF-16），再运行：schtasks /Create /TN jixiao-audit /XML jixiao-audit.xml -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>项目支出绩效自评表每晚检查</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T02:00:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def printed(kind: str, folder: Path, config: Path | None = None) -> str:
    """The settings for `systemd`, `cron` or `windows`, to run in that folder."""
    arguments = ["-m", "audit", "nightly", *(["--config", str(config.resolve())] if config else [])]
    if kind == "windows":
        quoted = " ".join(f'"{word}"' if " " in word else word for word in arguments)
        return _WINDOWS.format(
            program=escape(sys.executable),
            arguments=escape(quoted),
            folder=escape(str(PureWindowsPath(folder))),
        )
    if kind == "cron":
        command = shlex.join([sys.executable, *arguments]).replace("%", r"\%")
        return _CRON.format(folder=shlex.quote(str(folder)).replace("%", r"\%"), command=command)
    words = [sys.executable, *arguments]
    return _SYSTEMD.format(
        folder=_unit(str(folder)), user=getuser(), command=" ".join(f'"{_unit(word)}"' for word in words)
    )


def _unit(text: str) -> str:
    """A text in a unit file, where % and $ and backslashes mean something."""
    return text.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
