"""Excel workbooks written by hand, so that a test says exactly what stands in the XML."""

from __future__ import annotations

from tests.readers.word import RELATIONS, zipped

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(*sheets: str, strings: str | None = None, styles: str | None = None, workbook: str = "") -> bytes:
    """A workbook of those sheets (what stands inside `worksheet`), named 第1页, 第2页 …"""
    listed = "".join(
        f'<sheet name="第{n}页" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": RELATIONS.format(target="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_R}">{workbook}<sheets>{listed}</sheets></workbook>',
    }
    for number, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {_MAIN}>{sheet}</worksheet>"
    for name, kind, content in (("sharedStrings", "sst", strings), ("styles", "styleSheet", styles)):
        if content is not None:
            parts[f"xl/{name}.xml"] = f"<{kind} {_MAIN}>{content}</{kind}>"
            related += f'<Relationship Id="{name}" Type="{_R}/{name}" Target="/xl/{name}.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>'
    )
    return zipped(parts)


def data(*rows: str) -> str:
    """The cells of a sheet."""
    return f"<sheetData>{''.join(rows)}</sheetData>"


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def styles(*codes: str) -> str:
    """Cell styles 0, 1, 2 … with those format codes."""
    formats = "".join(f"<numFmt numFmtId='{200 + n}' formatCode='{code}'/>" for n, code in enumerate(codes))
    used = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    return f"<numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs>"
