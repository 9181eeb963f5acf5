"""Rules that a folder silences: not judged, but listed with the reason in every report."""

from __future__ import annotations

from collections.abc import Container, Iterable

from audit.model.rule import Silence
from audit.yamlfile import Node, nearest

MAX_REASON = 200


def read_silence(node: Node, rules: Iterable[str], profiles: Container[str]) -> dict[str, Silence]:
    """The silenced rules of one file: each with its reason, for all profiles or those named."""
    known = tuple(rules)
    found = {}
    for rule, entry in node.mapping().items():
        if rule not in known:
            raise entry.error(f"没有编号为 {rule} 的规则{nearest(rule, known)}")
        keys = entry.mapping(("reason", "profiles"))
        reason = keys["reason"].string() if "reason" in keys else ""
        if not reason or len(reason) > MAX_REASON:
            raise entry.error(f"停用 {rule} 要写明理由（reason），不超过 {MAX_REASON} 字。")
        named = keys["profiles"].strings() if "profiles" in keys else ()
        for profile in named:
            if profile not in profiles:
                raise keys["profiles"].error(f"没有名为 {profile} 的口径。")
        found[rule] = Silence(rule, reason, tuple(named))
    return found
