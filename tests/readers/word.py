"""Word documents written by hand, so that a test says exactly what stands in the XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="{target}"/></Relationships>'
)
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="urn:test-shapes"'
)


def document(body: str) -> str:
    """The main part around a body."""
    return f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"


def docx(body: str) -> bytes:
    """A Word file with that body."""
    return zipped(
        {"_rels/.rels": RELATIONS.format(target="word/document.xml"), "word/document.xml": document(body)}
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip with those parts, packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def run_cell(content: str) -> str:
    """A cell of one paragraph with one run of that content."""
    return f"<w:tc><w:p><w:r>{content}</w:r></w:p></w:tc>"


def cell(text: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def control(content: str) -> str:
    """A content control around something."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"
