"""The templates of the pages, speaking a language; whatever they show is fit to leave."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.language import keys, text
from audit.shipped import shipped
from audit.writers.citation import cite
from audit.writers.files import put
from audit.writers.masking import safe
from audit.writers.waiver import waiver_text

if TYPE_CHECKING:
    from jinja2 import Environment

STYLE = "style.css"


def family_label(name: str, lang: str = "zh") -> str:
    """What a folder of rules is called; a bureau's own folder by its name."""
    key = f"family.{name}"
    return text(key, lang) if key in keys() else name


def write_page(path: Path, templates: Environment, template: str, **values: Any) -> None:
    """Write one page of a template."""
    put(path, templates.get_template(template).render(values))


def environment(lang: str) -> Environment:
    """The templates of the report, speaking a language."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(shipped("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )

    def t(key: str, **values: object) -> str:
        return text(key, lang, **values)

    templates.globals.update(t=t, lang="zh-CN" if lang == "zh" else lang, cite=partial(cite, lang=lang))
    templates.globals.update(waiver_text=partial(waiver_text, lang=lang))
    return templates


def _finalize(value: object) -> object:
    """Whatever a template shows is fit to leave; markup of a macro has been through here before."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return safe(value)
    return "" if value is None else value
