"""Functions of the rule language that DuckDB does not have."""

from __future__ import annotations

MACROS = """
CREATE TEMP MACRO audit_narrow(x) AS
    CASE WHEN regexp_matches(x, '[０-９Ａ-Ｚａ-ｚ％＋－／＝＜＞≦≧．]') THEN translate(x,
    '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ％＋－／＝＜＞≦≧．',
    '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz%+-/=<>≤≥.') ELSE x END;
CREATE TEMP MACRO audit_plain(x) AS lower(regexp_replace(audit_narrow(x),
    '[\\s\\pZ，。、；：！？“”‘’"\'\'（）()【】\\[\\]《》〈〉「」『』…—–·,;:!?_~～]|\\.+$', '', 'g'));
CREATE TEMP MACRO audit_digits(x, n) AS CASE WHEN n = 0 THEN CAST(x AS VARCHAR)
    ELSE rtrim(rtrim(CAST(x AS VARCHAR), '0'), '.') END;
CREATE TEMP MACRO audit_mentions(x, words) AS
    coalesce(len(list_filter(words, lambda w: contains(x, w))) > 0, false);
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
