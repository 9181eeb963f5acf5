"""Zip archives of submissions: every file in them becomes a file to read, within the limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import IO

from audit.errors import NoForm, UnreadableFile
from audit.intake.folders import Allowance, Given, is_junk
from audit.readers.limits import LIMITS

DEPTH = 2
"""An archive may hold archives, and no deeper."""

_DOCUMENT = ("[content_types].xml", "_rels/.rels", "mimetype", "ofd.xml")
"""Names that only documents have, which are zips too."""

_PLAIN = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_ENCODINGS = ("utf-8", "gb18030")
_CHUNK = 1 << 16
_UNPACK = "请解压后检查其中的文件。"


def is_bundle(data: bytes) -> bool:
    """Whether a zip holds files of its own and is not a document; not where it holds beyond all measure."""
    if data.count(b"PK\x01\x02") > 10 * LIMITS.zip_entries:
        return False
    try:
        names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()]
    except Exception:
        return False
    return not any(name in _DOCUMENT for name in names)


def unpack(archive: Given, folder: Path, numbers: count[int]) -> Iterator[Given | tuple[Given, str]]:
    """Each file of an archive, written under a number into the folder, or why it was not."""
    allowance = archive.allowance or Allowance()
    if archive.depth >= DEPTH:
        raise UnreadableFile(f"压缩包里又套压缩包，超过 {DEPTH} 层，未读取。{_UNPACK}")
    try:
        package = zipfile.ZipFile(archive.path)
    except Exception as error:
        raise UnreadableFile("压缩包已损坏或没有传完整。请重新获取，或解压后检查其中的文件。") from error
    with package:
        entries = [(entry, _name(entry)) for entry in package.infolist() if not entry.is_dir()]
        wanted = [(entry, name) for entry, name in entries if not is_junk(name)]
        _check([entry for entry, _ in wanted], allowance)
        for entry, name in wanted:
            path = folder / str(next(numbers))
            inside = Given(f"{archive.source}/{name}", path, archive.depth + 1, allowance)
            try:
                _write(package, entry, path, allowance)
            except UnreadableFile as error:
                path.unlink(missing_ok=True)
                yield replace(inside, path=archive.path), str(error)
            else:
                yield inside


def _check(entries: list[zipfile.ZipInfo], allowance: Allowance) -> None:
    """Refuse an archive as a whole before anything of it is unpacked."""
    if not entries:
        raise NoForm("压缩包里没有文件。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(f"压缩包加了密码，未读取。{_UNPACK}")
    allowance.entries -= len(entries)
    if allowance.entries < 0:
        raise UnreadableFile(f"压缩包里超过 {LIMITS.zip_entries} 个文件，未读取。请分成几包，或{_UNPACK[1:]}")
    if sum(entry.file_size for entry in entries) > allowance.size:
        raise _too_large()


def _write(package: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, allowance: Allowance) -> None:
    """Unpack one entry, counting what comes out and not what it declares."""
    if entry.compress_type not in _PLAIN:
        raise UnreadableFile(f"压缩方法少见，解不开。{_UNPACK}")
    try:
        with package.open(entry) as packed, path.open("wb") as unpacked:
            _pour(packed, unpacked, entry.compress_size, allowance)
    except UnreadableFile:
        raise
    except OSError as error:
        raise UnreadableFile(f"解压时写不进临时文件夹（{error.strerror}）。请检查磁盘空间。") from error
    except Exception as error:
        raise UnreadableFile("在压缩包里已损坏，解不开。请重新获取原文件。") from error


def _pour(packed: IO[bytes], unpacked: IO[bytes], compressed: int, allowance: Allowance) -> None:
    size = 0
    while chunk := packed.read(_CHUNK):
        size += len(chunk)
        allowance.size -= len(chunk)
        if size > LIMITS.part_bytes:
            raise UnreadableFile(f"解开后超过 {LIMITS.part_bytes >> 20} MB，未读取。{_UNPACK}")
        if size > LIMITS.ratio_from and size > LIMITS.ratio * compressed:
            raise UnreadableFile(f"压缩比超过 {LIMITS.ratio} 倍，疑为恶意文件，未读取。")
        if allowance.size < 0:
            raise _too_large()
        unpacked.write(chunk)


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        f"压缩包解开后超过 {LIMITS.unpacked_bytes >> 20} MB，未读取。请分成几包，或{_UNPACK[1:]}"
    )


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: few tools on Chinese systems say how they encode names."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        name = _decoded(name.encode("cp437", "replace")) or name
    parts = (part.strip() for part in name.replace("\\", "/").split("/"))
    kept = [part for part in parts if part not in ("", ".", "..")]
    return "".join(c if c.isprintable() else "_" for c in "/".join(kept)) or "_"


def _decoded(raw: bytes) -> str | None:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
