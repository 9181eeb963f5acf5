"""Functions of the rule language that DuckDB does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.engine.sources import quoted, text

MACROS = """
CREATE TEMP MACRO audit_narrow(x) AS
    CASE WHEN regexp_matches(x, '[０-９Ａ-Ｚａ-ｚ％＋－／＝＜＞≦≧．]') THEN translate(x,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％＋－／＝＜＞≦≧．',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+-/=<>≤≥.') ELSE x END;
CREATE TEMP MACRO audit_plain(x) AS lower(regexp_replace(audit_narrow(x),
    '[\\s\\pZ，。、；：！？“”‘’"\'\'（）()【】\\[\\]《》〈〉「」『』…—–·,;:!?_~～]|\\.+$', '', 'g'));
CREATE TEMP MACRO audit_digits(x, n) AS CASE WHEN n = 0 THEN CAST(x AS VARCHAR)
    ELSE rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.') END;
CREATE TEMP MACRO audit_band(x, bands) AS list_filter(bands, lambda b: x >= b.floor)[1].label;
CREATE TEMP MACRO audit_distance(a, b) AS CAST(CAST(1000000000000 - levenshtein(a, b) * 1000000000000
    // nullif(greatest(strlen(a), strlen(b)), 0) AS DECIMAL(38,0)) * 0.000000000001 AS DECIMAL(38,12));
CREATE TEMP MACRO audit_similarity(a, b) AS
    audit_distance(left(audit_plain(a), 200), left(audit_plain(b), 200));
CREATE TEMP MACRO audit_trimmed(x) AS CASE WHEN contains(x, '.') THEN rtrim(rtrim(x, '0'), '.') ELSE x END;
CREATE TEMP MACRO audit_figure(x) AS audit_trimmed(CAST(x AS VARCHAR));
CREATE TEMP MACRO audit_points(x) AS CASE WHEN x <> 0 AND CAST(x AS DECIMAL(38,2)) = 0
    THEN audit_figure(x) ELSE audit_figure(CAST(x AS DECIMAL(38,2))) END;
CREATE TEMP MACRO audit_share(x) AS CASE WHEN x <> 0 AND CAST(x AS DECIMAL(38,4)) = 0
    THEN audit_figure(x) ELSE audit_figure(CAST(x AS DECIMAL(38,4))) END;
CREATE TEMP MACRO audit_yes(x) AS CASE WHEN x THEN '是' WHEN NOT x THEN '否' END;
CREATE TEMP MACRO audit_cut(x) AS CASE WHEN length(x) > 200 THEN left(x, 199) || '…' ELSE x END;
"""
"""What the SQL of rules calls; made once a connection."""


def mentions(name: str) -> str:
    """The name of the function that tells whether a text mentions a word of the list of that name."""
    return quoted(f"audit_mentions_{name}")


def mentions_macro(name: str, lists: Sequence[Sequence[str] | None]) -> str:
    """That function: one pattern where all forms have the same words, which is many times as fast."""
    found = "len(list_filter(words, lambda w: contains(x, w))) > 0"
    if lists and all(words == lists[0] for words in lists):
        pattern = "|".join(re.escape(word) for word in lists[0] or ())
        found = f"regexp_matches(x, {text(pattern)})" if lists[0] else "false"
    return f"CREATE TEMP MACRO {mentions(name)}(x, words) AS coalesce({found}, false);"
