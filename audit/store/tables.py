"""The tables of the store: what is kept from run to run, as it is and as it was."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

REVISION = "0002"
"""The schema that this program reads and writes."""

APPLICATION = 0x6A786A63
"""What a SQLite file of ours says it belongs to (the letters jxjc)."""

runs = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("started", String(32), nullable=False),
    Column("finished", String(32), nullable=False),
    Column("engine", Text, nullable=False),
    Column("rulebook", String(64), nullable=False),
    Column("summary", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("manifest_sha256", String(64), nullable=False, unique=True),
)
"""One row a finished run, numbered from 1; `summary` and `manifest` are JSON."""

documents = Table(
    "documents",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The rule files of every run by their hash, each kept once."""

judgements = Table(
    "judgements",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("run", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""What the rules last said of each form, and the run that asked, so that only what changes is judged anew."""


def _kept(name: str, *columns: Column[str]) -> Table:
    """A table whose rows hold from run `since` until the run `until`, which is blank while they hold.

    `digest` stands for everything else in the row; `gone` tells why it holds no longer.
    """
    table = Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        *columns,
        Column("since", Integer, nullable=False),
        Column("until", Integer),
        Column("gone", String(16)),
        Column("digest", String(64), nullable=False),
    )
    Index(f"{name}_once", table.c.digest, table.c.since, unique=True)
    holds = table.c.until.is_(None)
    Index(
        f"{name}_current", table.c.digest, unique=True, sqlite_where=holds, postgresql_where=holds
    )
    return table


input_files = _kept(
    "input_files",
    Column("source", Text, nullable=False),
    Column("sha256", String(64)),
    Column("format", String(64)),
)
not_audited = _kept(
    "not_audited",
    Column("source", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
)
outcomes = _kept(
    "outcomes",
    Column("form", String(16), nullable=False),
    Column("form_id", String(80), nullable=False),
    Column("source", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("year", String(8), nullable=False),
    Column("counts", Text, nullable=False),
    Column("mark", String(64), nullable=False),
)
findings = _kept(
    "findings",
    Column("place", String(16), nullable=False),
    Column("ordinal", String(8), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("rule", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("family", Text, nullable=False),
    Column("form", String(16), nullable=False),
    Column("source", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("said", Text, nullable=False),
)
Index("findings_place", findings.c.place)
rule_files = _kept(
    "rule_files", Column("path", Text, nullable=False), Column("sha256", String(64), nullable=False)
)
settings = _kept("settings", Column("name", Text, nullable=False), Column("value", Text, nullable=False))
packages = _kept(
    "packages", Column("name", Text, nullable=False), Column("version", Text, nullable=False)
)
outputs = _kept("outputs", Column("path", Text, nullable=False), Column("sha256", String(64), nullable=False))
verdicts = _kept(
    "verdicts",
    Column("place", String(16), nullable=False),
    Column("fingerprint", String(16), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("person", Text, nullable=False),
)
waivers = _kept(
    "waivers",
    Column("waiver", String(16), nullable=False),
    Column("said", Text, nullable=False),
    Column("lapsed", Text, nullable=False),
)
covers = _kept(
    "covers",
    Column("waiver", String(16), nullable=False),
    Column("place", String(16), nullable=False),
    Column("ordinal", String(8), nullable=False),
    Column("fingerprint", String(16), nullable=False),
)

KEPT = {
    table.name: table
    for table in (
        input_files, not_audited, outcomes, findings, rule_files, settings, packages, outputs,
        verdicts, waivers, covers,
    )
}  # fmt: skip
"""Every table of rows that hold from run to run, in the order of the manifest."""

BOOKKEEPING = frozenset(("id", "since", "until", "gone", "digest"))
"""The columns that `digest` does not stand for."""
