"""How the expected goal and the rest of the form speak of each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.forms.numerals import normal
from audit.model.form import Reading

_CLAUSE = re.compile(r"[。;；,，、!！:：]|目标\d+|(?<![\d.])\d{1,2}[.、](?!\d)")
_ACTS = re.compile(
    "新建|改建|修建|改造|修缮|维修|培训|举办|购置|采购|引进|发放|补助|资助|救助|奖励|制作|编制|调查|监测|检测|巡查|宣传|演练|"
    "植树|造林|治理|整治|清理|拆除|安装|养护|排查|慰问|招聘|开展|组织|建设"
)
_SAYING_NOTHING = re.compile(
    "工作|项目|资金|经费|完成|实施|保障|确保|提高|提升|促进|推动|推进|加强|开展|组织|进行|建设|服务|管理|年度|目标|任务|相关|各项|有关|各类|"
    "及时|按时|规范|合理|有效|全面|进一步|不断|积极|我县|我市|我区|全县|全市|全区|全省|本县|本市|本区|本单位|活动|措施|体系|水平|能力|质量|"
    r"[的了和与及等为对在有将把以到并或其各每年月日个名人次场期]|[^\u4e00-\u9fff]"
)
_LENGTH = range(4, 26)
_MOST, _SHOWN = 3_000, 3
_TELLING, _ROWS = 8, 3


def uncovered(reading: Reading) -> str | None:
    """The clauses of the expected goal of which no indicator and no result holds a single word."""
    goal = normal((reading.head.get("goal_expected") or "")[:_MOST])
    said = normal("".join(_said(reading)))
    clauses = (clause for clause in _CLAUSE.split(goal) if len(clause) in _LENGTH and _ACTS.search(clause))
    alone = [clause for clause in clauses if (words := _words(clause)) and not any(w in said for w in words)]
    return "、".join(dict.fromkeys(alone[:_SHOWN])) or None


def shared_words(reading: Reading) -> int | None:
    """How many words the goal has in common with the project's name and the indicators.

    None where the goal says too little, or the form has too few rows, to tell.
    """
    goal = set(_words(normal((reading.head.get("goal_expected") or "")[:_MOST])))
    project = reading.head.get("project_name")
    if len(goal) < _TELLING or len(reading.indicators) < _ROWS or not project:
        return None
    names = (row.get(name) for row in reading.indicators for name in ("name", "target"))
    return len(goal & set(_words(normal("，".join(filter(None, (project, *names)))))))


def _said(reading: Reading) -> Iterable[str]:
    """Everything that could answer to the goal."""
    yield from filter(None, (reading.head.get(name) for name in ("goal_actual", "project_name")))
    for row in reading.indicators:
        yield from filter(None, (row.get(name) for name in ("name", "target", "actual")))


def _words(clause: str) -> list[str]:
    """Every two characters in a row of what is left without the words that say nothing."""
    runs = filter(None, _SAYING_NOTHING.split(clause))
    return [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
