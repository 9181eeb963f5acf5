"""A Word template, compiled once, filled in many times: docxtpl reads it, Jinja's sandbox runs it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError
from audit.readers.guard import parse_xml
from audit.writers.ledger import STAMP
from audit.writers.masking import safe
from audit.writers.package import Package

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Template as Compiled
    from jinja2.sandbox import SandboxedEnvironment

_CORE = "docProps/core.xml"
_MARKS = ("{{", "{%")
_PROPERTIES = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<cp:lastModifiedBy>jixiao-audit</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
)


class Template:
    """A file with Jinja marks in its text, its tables, its headers and footers, compiled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: set[str] = set()
        try:
            self._data = path.read_bytes()
        except OSError as error:
            raise AuditError(f"{path}: 打不开模板（{error.strerror}）。") from error
        self._parts = self._compile()

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The file with the values put in; equal values give equal bytes."""
        from jinja2 import TemplateError

        package = Package(self._data)
        for name, compiled in self._parts.items():
            try:
                said = compiled.render(values)
            except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
                raise self._wrong(error) from error
            package.put(name, self._checked(name, said.encode()))
        package.put(_CORE, _PROPERTIES.format(title=self.path.stem.translate(_PLAIN), day=STAMP).encode())
        return package.to_bytes()

    def _compile(self) -> dict[str, Compiled]:
        """The parts that hold marks, compiled."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docxtpl import DocxTemplate
        from jinja2 import TemplateError

        sandbox = _sandbox()
        try:
            Package(self._data)
            template = DocxTemplate(io.BytesIO(self._data))
            template.init_docx()
            main = template.docx.part
            kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
            others = [rel.target_part for rel in main.rels.values() if rel.reltype in kinds]
            sources = {part.partname: part.blob.decode("utf-8") for part in (main, *others)}
            return {
                str(name).lstrip("/"): _compiled(template, sandbox, source)
                for name, source in sources.items()
                if any(mark in source for mark in _MARKS)
            }
        except TemplateError as error:
            raise self._wrong(error) from error
        except AuditError as error:
            raise AuditError(f"{self.path}: {error}") from error
        except Exception as error:
            raise AuditError(f"{self.path}: 不是能用的 Word 模板（{type(error).__name__}）。") from error

    def _checked(self, name: str, part: bytes) -> bytes:
        """A part that is well formed: looked at the first time, for it is the template that may not be."""
        if name not in self._seen:
            try:
                parse_xml(part)
            except AuditError as error:
                raise AuditError(
                    f"{self.path}: 填好以后不是合法的 Word 文件，请检查模板里的标记。"
                ) from error
            self._seen.add(name)
        return part

    def _wrong(self, error: Exception) -> AuditError:
        return AuditError(f"{self.path}: 模板有错：{error}。可用的变量见 reports/README.md。")


_PLAIN = str.maketrans(dict.fromkeys("<>&", "_"))
_DECLARED = re.compile(r"^<\?xml[^>]*\?>\s*")


def _compiled(template: DocxTemplate, sandbox: SandboxedEnvironment, source: str) -> Compiled:
    """The part as Jinja takes it: docxtpl joins marks that Word has cut apart and lifts those of rows."""
    return sandbox.from_string(template.patch_xml(_DECLARED.sub("", source)))


def _sandbox() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup, escape

    line_break = Markup('</w:t><w:br/><w:t xml:space="preserve">')

    class Sandbox(ImmutableSandboxedEnvironment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            """What a template names with a point is first of all what we put there under that name."""
            if type(obj) is dict and attribute in obj:
                return obj[attribute]
            return super().getattr(obj, attribute)

    @lru_cache(1 << 14, typed=True)
    def fit(value: str) -> str:
        """A text fit to leave and to stand in a run of text; lines of it stay lines."""
        said = safe(value)
        if said.isprintable():
            return escape(said)
        said = said.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return line_break.join(said.split("\n"))

    def outward(value: object) -> object:
        if isinstance(value, str) and not isinstance(value, Markup):
            return fit(value)
        return "" if value is None else value

    return Sandbox(autoescape=True, undefined=StrictUndefined, finalize=outward)
