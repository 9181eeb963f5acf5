"""The tables of the store: what is kept from run to run, as it is and as it was."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

REVISION = "0002"
"""The schema that this program reads and writes."""

APPLICATION = 0x6A786A63
"""What a SQLite file of ours says it belongs to (the letters jxjc)."""

runs = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("started", Text, nullable=False),
    Column("finished", Text, nullable=False),
    Column("engine", Text, nullable=False),
    Column("rulebook", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("manifest_sha256", Text, nullable=False, unique=True),
)
"""One row a finished run, numbered from 1; `summary` and `manifest` are JSON."""

documents = Table(
    "documents",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The rule files of every run by their hash, each kept once."""

judgements = Table(
    "judgements",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
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
        Column("gone", Text),
        Column("digest", Text, nullable=False),
    )
    Index(f"{name}_once", table.c.digest, table.c.since, unique=True)
    holds = table.c.until.is_(None)
    Index(f"{name}_current", table.c.digest, unique=True, sqlite_where=holds, postgresql_where=holds)
    return table


input_files = _kept(
    "input_files",
    Column("source", Text, nullable=False),
    Column("sha256", Text),
    Column("format", Text),
)
not_audited = _kept(
    "not_audited",
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
outcomes = _kept(
    "outcomes",
    Column("form", Text, nullable=False),
    Column("form_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("year", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("mark", Text, nullable=False),
)
findings = _kept(
    "findings",
    Column("place", Text, nullable=False),
    Column("ordinal", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("project", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("said", Text, nullable=False),
)
Index("findings_place", findings.c.place)
Index("findings_form", findings.c.form)
rule_files = _kept("rule_files", Column("path", Text, nullable=False), Column("sha256", Text, nullable=False))
settings = _kept("settings", Column("name", Text, nullable=False), Column("value", Text, nullable=False))
packages = _kept("packages", Column("name", Text, nullable=False), Column("version", Text, nullable=False))
outputs = _kept("outputs", Column("path", Text, nullable=False), Column("sha256", Text, nullable=False))
verdicts = _kept(
    "verdicts",
    Column("place", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person", Text, nullable=False),
)
waivers = _kept(
    "waivers",
    Column("waiver", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("lapsed", Text, nullable=False),
)
covers = _kept(
    "covers",
    Column("waiver", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
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
