"""Opening a store: where it is, whether it is ours, whole and of our time, before it is used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from audit.errors import StoreFault, UsageError
from audit.store.tables import APPLICATION, METADATA, REVISION

_MIGRATIONS = Path(__file__).parent / "migrations"
_SHARED = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs")
"""File systems of other machines, on which the log of SQLite is not safe."""

_RESTORE = "请从备份恢复；没有备份时把它移走，再运行 audit nightly 会重新建立（以前的历史就没有了）。"


def place_of(store: str, folder: Path) -> URL:
    """The address of a store: a file of that folder, or a PostgreSQL database by URL."""
    if "://" not in store:
        return URL.create("sqlite", database=str(folder / store))
    try:
        url = make_url(store)
    except ArgumentError as error:
        raise UsageError(f"store = {store!r} 不是合法的数据库地址。") from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise UsageError(f"store 只能是 SQLite 文件或 postgresql:// 地址，现为 {shown(url)}。")
    return url


def shown(url: URL) -> str:
    """The address as people may see it: the path of a file, else without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string()


def file_of(url: URL) -> Path | None:
    """The file of a SQLite store."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def connect(url: URL, *, make: bool) -> Engine:
    """A store that has been found ours, whole and of this schema; an older one is brought up to it.

    Raises:
        StoreFault: it is damaged, foreign, newer than this program, or out of reach.
        UsageError: there is none, and `make` does not ask for one.
    """
    file = file_of(url)
    if file is not None:
        _look_at_file(file, make)
    try:
        engine = create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError("要用 PostgreSQL，请安装 jixiao-audit[postgresql]。") from error
    if file is not None:
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "begin", _begin)
    try:
        with explained(url), engine.connect() as connection:
            revision = _revision(connection, url, make)
        if revision != REVISION:
            with explained(url):
                _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what a database reports into words: which store, what it is, what to do."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        raise StoreFault(_explanation(shown(url), cause)) from error


def _explanation(name: str, cause: str) -> str:
    told = cause.lower()
    if "full" in told or "disk i/o error" in told or "no space" in told:
        return f"{name}: 写不进去，磁盘可能满了（{cause}）。腾出空间后再运行，会接着做完；已写入的没有损坏。"
    if "readonly" in told or "read-only" in told or "unable to open" in told or "permission" in told:
        return f"{name}: 没有写入的权限（{cause}）。请检查文件夹的权限。"
    if "not a database" in told:
        return f"{name}: 不是 SQLite 文件，或开头已损坏。{_RESTORE}"
    if "malformed" in told or "corrupt" in told:
        return f"{name}: 存档已损坏（{cause}）。{_RESTORE}"
    if "locked" in told:
        return f"{name}: 被别的程序占用（{cause}）。请稍后再试。"
    if any(word in told for word in ("connect", "resolve", "refused", "timeout", "authentication")):
        return f"{name}: 连接不上数据库（{cause}）。请检查地址、账号和数据库是否在运行。"
    return f"{name}: 存档出错（{cause}）。"


def _look_at_file(file: Path, make: bool) -> None:
    """Refuse what cannot be a SQLite file of ours.

    The file itself is left to SQLite: opening and closing it here would drop the locks that another
    connection of this process holds on it.
    """
    if not file.exists():
        if not make:
            raise UsageError(f"{file}: 还没有存档。请先运行 audit nightly。")
        if not file.parent.is_dir():
            raise UsageError(f"{file}: 没有 {file.parent} 这个文件夹。")
    elif not file.is_file():
        raise StoreFault(f"{file}: 不是文件，不能作存档。")
    kind = _file_system(file.resolve().parent)
    if kind in _SHARED:
        raise UsageError(
            f"{file}: 在网络共享（{kind}）上，SQLite 不安全。请放在本机磁盘，或用 postgresql://。"
        )


def _file_system(folder: Path) -> str:
    """The kind of file system that a folder is on, blank where the system does not tell."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return "cifs" if str(folder).startswith("\\\\") else ""
    kinds = {parts[1].replace("\\040", " "): parts[2] for parts in (line.split(" ") for line in mounts)}
    return next((kinds[str(place)] for place in (folder, *folder.parents) if str(place) in kinds), "")


def _pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: see `_begin`
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _revision(connection: Connection, url: URL, make: bool) -> str | None:
    """The schema that a store has, None for an empty one; whatever is wrong with it is said."""
    names = set(inspect(connection).get_table_names())
    name = shown(url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite:
        _check_pages(connection, name)
    if not names:
        if not make:
            raise UsageError(f"{name}: 还没有存档。请先运行 audit nightly。")
        return None
    application = connection.execute(text("PRAGMA application_id")).scalar() if sqlite else APPLICATION
    if application != APPLICATION or "alembic_version" not in names or "runs" not in names:
        raise StoreFault(f"{name}: 里面是别的程序的数据，没有动它。请在 audit.toml 里另指定一个 store。")
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    if len(found) != 1 or not str(found[0]).isdigit():
        raise StoreFault(f"{name}: 看不出存档的版本，已损坏。{_RESTORE}")
    if str(found[0]) > REVISION:
        raise StoreFault(
            f"{name}: 存档由更新的版本写成（{found[0]}，本程序到 {REVISION}）。请升级 jixiao-audit。"
        )
    lacking = set(METADATA.tables) - names
    if str(found[0]) == REVISION and lacking:
        raise StoreFault(f"{name}: 存档缺少 {'、'.join(sorted(lacking))}，已损坏。{_RESTORE}")
    return str(found[0])


def _check_pages(connection: Connection, name: str) -> None:
    said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if said != "ok":
        raise StoreFault(f"{name}: 存档已损坏（{str(said).splitlines()[-1]}）。{_RESTORE}")


def _upgrade(engine: Engine) -> None:
    """Bring a store to the schema of this program, all or nothing."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
