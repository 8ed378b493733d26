"""A secret that opens the site when it listens to more than this machine."""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "stanceline_token"
_REMEDY = (
    "a token is needed: open the address that 'stanceline serve' printed, or send "
    "'Authorization: Bearer TOKEN'"
)


class TokenGate:
    """Let in who sends the token as a bearer, as a cookie, or once as ``?token=``."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to whom the token is not known."""
        if scope["type"] != "http" or self._has_token(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if scope["method"] == "GET" and self._is_right(dict(query).get("token", "")):
            await _remember(scope, query, self.token)(scope, receive, send)
            return
        refusal = JSONResponse(
            {"detail": _REMEDY}, status_code=401, headers={"WWW-Authenticate": "Bearer"}
        )
        await refusal(scope, receive, send)

    def _has_token(self, headers: Headers) -> bool:
        scheme, _, sent = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_right(sent.strip()):
            return True
        return self._is_right(_cookie(headers.get("cookie", "")))

    def _is_right(self, sent: str) -> bool:
        return hmac.compare_digest(sent.encode(), self.token.encode())


def _remember(scope: Scope, query: list[tuple[str, str]], token: str) -> RedirectResponse:
    """Set the cookie and drop the token from the address, so that it is in no history."""
    rest = urlencode([(name, value) for name, value in query if name != "token"])
    # One slash in front: two would lead to another host.
    target = "/" + scope["path"].lstrip("/") + (f"?{rest}" if rest else "")
    answer = RedirectResponse(target, status_code=303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", path="/")
    return answer


def _cookie(header: str) -> str:
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""
