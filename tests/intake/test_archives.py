"""Archives of submissions: names, nesting, limits, and what is told where a file cannot be had."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

from audit.intake import Intake
from audit.readers.limits import LIMITS
from tests.intake.test_collect import form, read
from tests.readers.excel import data, inline, xlsx
from tests.readers.test_hostile import with_password
from tests.readers.word import docx, paragraph, zipped


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go where a test can see that none is left."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def given(folder: Path, **archives: bytes) -> Intake:
    for name, content in archives.items():
        (folder / f"{name}.zip").write_bytes(content)
    return read(folder, jobs=1)


def sources(found: Intake) -> list[str]:
    return [form.source for form in found.forms]


def reasons(found: Intake) -> dict[str, str]:
    return {file.source: file.reason for file in (*found.unaudited, *found.no_form)}


def gbk_zip(files: dict[str, bytes], encoding: str = "gbk") -> bytes:
    """A zip whose names are in an encoding that it does not tell, as Windows writes them."""
    stand_ins = {f"{number:0{len(name.encode(encoding))}}": name for number, name in enumerate(files)}
    made = zipped({stand_in: files[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        made = made.replace(stand_in.encode(), name.encode(encoding))
    return made


def test_every_file_of_an_archive_is_read_under_its_name_there(
    tmp_path: Path, own_temporary_folder: Path
) -> None:
    found = given(
        tmp_path,
        包=zipped(
            {
                "部门/甲.txt": form("甲"),
                "乙.txt": form("乙"),
                "丙.docx": docx(paragraph("通知")),
                "部门/": b"",
            }
        ),
    )
    assert sources(found) == ["包.zip/乙.txt", "包.zip/部门/甲.txt"]
    assert list(reasons(found)) == ["包.zip/丙.docx"]
    assert [file.source for file in found.files] == [
        "包.zip",
        "包.zip/丙.docx",
        "包.zip/乙.txt",
        "包.zip/部门/甲.txt",
    ]
    assert not list(own_temporary_folder.iterdir())


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "gb18030"])
def test_names_whose_encoding_nobody_tells_are_read(tmp_path: Path, encoding: str) -> None:
    found = given(tmp_path, 包=gbk_zip({"财政局/自评表.txt": form("甲")}, encoding))
    assert sources(found) == ["包.zip/财政局/自评表.txt"]


def test_documents_that_are_zips_themselves_are_documents(tmp_path: Path) -> None:
    sheet = xlsx(data(f'<row r="1">{inline("A1", "甲")}</row>'))
    found = given(tmp_path, 包=zipped({"a.docx": docx(paragraph("甲")), "b.xlsx": sheet}))
    assert [file.format for file in found.files] == ["zip", "docx", "xlsx"]
    (tmp_path / "包.zip").rename(tmp_path / "包.docx")
    assert [file.format for file in read(tmp_path).files] == ["zip", "docx", "xlsx"]


def test_archives_in_archives_are_unpacked_two_deep_and_no_deeper(tmp_path: Path) -> None:
    third = zipped({"三.txt": form("三")})
    second = zipped({"第三层.zip": third, "二.txt": form("二")})
    found = given(tmp_path, 包=zipped({"第二层.zip": second, "一.txt": form("一")}))
    assert sources(found) == ["包.zip/一.txt", "包.zip/第二层.zip/二.txt"]
    (source,) = reasons(found)
    assert source == "包.zip/第二层.zip/第三层.zip"
    assert "超过 2 层" in reasons(found)[source]


def test_what_nobody_means_to_file_is_left_out(tmp_path: Path) -> None:
    junk = ("__MACOSX/._甲.txt", "~$甲.docx", "Thumbs.db", ".git/config", "a/.DS_Store")
    found = given(tmp_path, 包=zipped({"甲.txt": form("甲")} | dict.fromkeys(junk, b"x")))
    assert [file.source for file in found.files] == ["包.zip", "包.zip/甲.txt"]


def test_an_empty_archive_and_one_of_folders_only_hold_no_form(tmp_path: Path) -> None:
    found = given(tmp_path, 空=zipped({}), 夹=zipped({"部门/": b""}))
    assert reasons(found) == {"夹.zip": "压缩包里没有文件。", "空.zip": "压缩包里没有文件。"}
    assert not found.unaudited


def test_an_archive_with_a_password_is_named(tmp_path: Path) -> None:
    found = given(
        tmp_path, 密=with_password(zipped({"甲.txt": form("甲")})), 好=zipped({"乙.txt": form("乙")})
    )
    assert sources(found) == ["好.zip/乙.txt"]
    assert [file.source for file in found.unaudited] == ["密.zip"]
    assert "密码" in reasons(found)["密.zip"]


@pytest.mark.parametrize(
    "content", [b"Rar!\x1a\x07\x01\0" + b"x" * 99, b"7z\xbc\xaf\x27\x1c\0\x04" + b"x" * 99]
)
def test_archives_of_other_makers_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "包.rar").write_bytes(content)
    (found,) = read(tmp_path).unaudited
    assert "压缩包" in found.reason
    assert "解压" in found.reason


def test_names_that_climb_out_lead_nowhere(tmp_path: Path, own_temporary_folder: Path) -> None:
    outside = own_temporary_folder.parent / "逃.txt"
    names = ("../../逃.txt", "/逃2.txt", "..\\..\\逃3.txt", "C:\\逃4.txt", f"../{outside}")
    found = given(tmp_path, 包=zipped({name: form(str(n)) for n, name in enumerate(names)}))
    assert len(found.forms) == len(names)
    assert all(".." not in source and source.startswith("包.zip/") for source in sources(found))
    assert not outside.exists()
    assert not list(own_temporary_folder.iterdir())


def test_two_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("甲.txt", form("甲"))
        with pytest.warns(UserWarning, match="Duplicate"):
            package.writestr("甲.txt", form("乙"))
    assert sources(given(tmp_path, 包=stream.getvalue())) == ["包.zip/甲.txt", "包.zip/甲.txt (2)"]


def test_the_same_file_outside_and_in_two_archives_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(form("甲"))
    one, two = zipped({"甲.txt": form("甲")}), zipped({"甲.txt": form("甲"), "乙.txt": form("乙")})
    found = given(tmp_path, b=one, c=one, d=two)
    assert sources(found) == ["a.txt", "d.zip/乙.txt"]
    assert found.same_files == {"a.txt": ("b.zip/甲.txt", "d.zip/甲.txt"), "b.zip": ("c.zip",)}


def test_a_cut_off_archive_and_a_broken_entry_are_named(tmp_path: Path) -> None:
    good = zipped({"甲.txt": form("甲"), "乙.txt": form("乙")})
    broken = bytearray(good)
    at = good.find(b"PK\x03\x04", 4) + 40
    broken[at : at + 20] = b"\xff" * 20
    found = given(tmp_path, 断=good[: len(good) // 2], 坏=bytes(broken))
    assert sources(found) == ["坏.zip/甲.txt"]
    assert [file.source for file in found.unaudited] == ["坏.zip/乙.txt", "断.zip"]
    assert all("损坏" in file.reason for file in found.unaudited)


def bomb(megabytes: int) -> bytes:
    return zipped({"大.txt": b"A" * (megabytes << 20)})


def lying(content: bytes) -> bytes:
    """The same zip, declaring that its one entry unpacks to a single byte."""
    made = bytearray(content)
    at = content.find(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 1)
    return bytes(made)


def test_archives_built_to_exhaust_us_are_refused(tmp_path: Path, own_temporary_folder: Path) -> None:
    many = zipped({f"{number}.txt": b"" for number in range(LIMITS.zip_entries + 1)})
    inner = zipped({f"{number}.txt": b"A" * (30 << 20) for number in range(7)})
    found = given(
        tmp_path,
        比=bomb(10),
        大=zipped({f"{number}.bin": bytes(30 << 20) for number in range(7)}),
        多=many,
        套=zipped({"里.zip": inner, "外.txt": form("外")}),
        谎=lying(bomb(10)),
        好=zipped({"甲.txt": form("甲")}),
    )
    assert sources(found) == ["套.zip/外.txt", "好.zip/甲.txt"]
    told = reasons(found)
    assert "压缩比" in told["比.zip/大.txt"]
    assert "200 MB" in told["大.zip"]
    assert "2000 个" in told["多.zip"]
    assert "200 MB" in told["套.zip/里.zip"]
    assert "谎.zip/大.txt" in told
    assert not list(own_temporary_folder.iterdir())


def test_an_archive_is_known_again(tmp_path: Path) -> None:
    (tmp_path / "包.zip").write_bytes(zipped({"甲.txt": form("甲")}))
    cache = tmp_path / "cache"
    assert read(tmp_path, cache=cache) == read(tmp_path, cache=cache)
