"""The codes that columns of kinds and directions hold."""

from __future__ import annotations

FUND_KINDS = ("total", "fiscal", "central", "local", "carryover", "other", "self", "basic", "project")
"""What a fund row is."""

LEVEL1_KINDS = ("决策", "过程", "产出", "效益", "满意度", "成本")
"""The classes of first-level indicators; 管理 and 投入 are read as 过程."""

LEVEL2_KINDS = (
    "数量", "质量", "时效", "成本", "经济成本", "社会成本", "生态环境成本",
    "经济效益", "社会效益", "生态效益", "可持续影响", "服务对象满意度",
)  # fmt: skip
"""The classes of second-level indicators."""

VALUE_KINDS = ("blank", "none", "quantity", "level", "date", "text")
"""What the text of a target or an actual is."""

DIRECTIONS = ("more", "less", "equal")
"""Which way is better; null where neither sign nor name tells."""

BREAKDOWNS = ("source", "income", "spending")
"""By what the parts of a total are told apart."""

SECTIONS = ("head", "task", "management", "foot")
"""The parts of a form where fields stand."""

FIGURE_ROLES = ("total", "part")
"""What an amount in running text is."""
