"""No page asks anything of a browser that Chromium 90 cannot do: a written list of what came later."""

from __future__ import annotations

import re

import pytest

from audit.shipped import shipped

STYLE = {
    ":has() (105)": (r":has\(", "a:has(b) { }"),
    "container queries (105)": (r"@container|container-type", "@container (width > 1px) { }"),
    "cascade layers (99)": (r"@layer", "@layer base { }"),
    "@scope (118)": (r"@scope", "@scope (.a) { }"),
    "@starting-style (117)": (r"@starting-style", "@starting-style { }"),
    "nesting (112)": (r"&[\s.:#\[>+~]|\{[^{}@]*\{", ".a { .b { color: red; } }"),
    "range media queries (104)": (r"@media[^{]*[<>]", "@media (width >= 40rem) { }"),
    "color-mix() and wide colours (111)": (r"color-mix\(|oklch\(|oklab\(|\blab\(|\blch\(|\bcolor\(", "oklch(1 0 0)"),
    "light-dark() (123)": (r"light-dark\(", "light-dark(#fff, #000)"),
    "accent-color (93)": (r"accent-color", "accent-color: red"),
    "small, large and dynamic viewports (108)": (r"\d(?:[sld]v[hwib]|[sld]vmin|[sld]vmax)\b", "height: 100dvh"),
    "subgrid (117)": (r"subgrid", "grid-template-columns: subgrid"),
    "text-wrap (114)": (r"text-wrap|white-space-collapse", "text-wrap: balance"),
    "single transforms (104)": (r"(?m)^\s*(?:rotate|scale|translate)\s*:", "rotate: 1deg"),
    "scrollbar styling (94, 121)": (r"scrollbar-(?:gutter|width|color)", "scrollbar-gutter: stable"),
    "masks without prefix (120)": (r"(?<!-)mask(?:-image)?\s*:", "mask: none"),
    "later selectors": (r":user-(?:in)?valid|:popover-open|:modal|:nth-child\([^)]* of", ":user-invalid { }"),
    "rounding and trigonometry (111, 125)": (r"\b(?:round|mod|rem|sin|cos|tan|pow|sqrt|hypot)\(", "round(up, 1px, 2px)"),
    "later units and ratios": (r"\d(?:lh|rlh|cap|ric|cqw|cqh|cqi|cqb)\b", "1lh"),
}  # fmt: skip

SCRIPT = {
    "Array.prototype.at (92)": (r"\.at\(", "[].at(-1)"),
    "Object.hasOwn (93)": (r"Object\.hasOwn\(", "Object.hasOwn(a, 'b')"),
    "structuredClone (98)": (r"structuredClone", "structuredClone(a)"),
    "findLast (97)": (r"\.findLast", "[].findLast(f)"),
    "copying array methods (110)": (r"\.to(?:Sorted|Reversed|Spliced)\(|\.with\(", "[].toSorted()"),
    "grouping (117)": (r"(?:Object|Map)\.groupBy|\.group\(", "Object.groupBy(a, f)"),
    "set methods (122)": (r"\.(?:union|intersection|difference|isSubsetOf)\(", "a.union(b)"),
    "Array.fromAsync, Promise.withResolvers, try (119+)": (r"fromAsync|withResolvers|Promise\.try", "Promise.try(f)"),
    "static blocks and private checks (91, 94)": (r"static\s*\{|#\w+\s+in\b", "class A { static { } }"),
    "top-level await and modules": (r"(?m)^\s*(?:import|export|await)\b", "import a from 'b'"),
    "error cause (93)": (r"cause\s*:", "new Error('a', { cause: b })"),
    "regular expression flags d, v (90, 112)": (r"/[gimsuy]*[dv][gimsuy]*[,;)\s.]", "/a/v.test(b)"),
    "crypto.randomUUID (92)": (r"randomUUID", "crypto.randomUUID()"),
    "popover, inert, dialogs by attribute": (r"popover|\.inert\b|showPicker|closedby", "a.inert = true"),
    "later DOM": (r"setHTML|checkVisibility|scrollend|moveBefore|replaceAllWith", "a.checkVisibility()"),
    "String.isWellFormed (111)": (r"WellFormed\(", "''.isWellFormed()"),
    "Intl.Segmenter and later (87+)": (r"Intl\.(?:Segmenter|DurationFormat)|supportedValuesOf", "Intl.Segmenter"),
    "AbortSignal.timeout (103)": (r"AbortSignal\.(?:timeout|any)", "AbortSignal.timeout(1)"),
    "view transitions, navigation (102, 111)": (r"startViewTransition|navigation\.", "navigation.navigate()"),
    "numeric separators are fine, using is not (134)": (r"\busing\s+\w+\s*=", "using a = b"),
}  # fmt: skip

MARKUP = {
    "popover, inert, dialog, search element": (r"\spopover|\sinert\b|<dialog|<search\b", "<div inert>"),
    "fetchpriority, blocking": (r"fetchpriority|blocking=", "<script blocking=render>"),
    "exclusive details (120)": (r"<details[^>]*\sname=", '<details name="a">'),
}

FORBIDDEN = {
    "network": (r"fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|serviceWorker|importScripts", "fetch(a)"),
    "markup out of text": (r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc", "a.innerHTML = b"),
    "text as code": (r"\beval\(|new Function|setTimeout\(\s*['\"]", "eval(a)"),
}  # fmt: skip


def sources(ending: str) -> dict[str, str]:
    """The shipped files of that ending, comments left out."""
    found = {path.name: path.read_text("utf-8") for path in sorted(shipped("reports").glob(f"*.{ending}"))}
    return {name: re.sub(r"(?m)^\s*//.*$|(?s:/\*.*?\*/)", "", text) for name, text in found.items()}


LISTS = (("css", STYLE), ("js", SCRIPT), ("js", FORBIDDEN), ("html", MARKUP))
CASES = [
    pytest.param(ending, *entry, id=f"{ending}: {name}") for ending, of in LISTS for name, entry in of.items()
]


@pytest.mark.parametrize(("ending", "pattern", "example"), CASES)
def test_what_came_later_is_not_used(ending: str, pattern: str, example: str) -> None:
    assert re.search(pattern, example)
    read = sources(ending)
    assert read
    if ending == "css":
        read = {file: flattened(text) for file, text in read.items()}
    assert {
        file: re.findall(pattern, text)[:3] for file, text in read.items() if re.search(pattern, text)
    } == {}


def flattened(style: str) -> str:
    """The rules inside of @media and @supports as rules of their own."""
    return re.sub(r"(@(?:media|supports)[^{]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}", r"\1;\2", style)
