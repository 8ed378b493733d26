"""How much one reader may ask: bytes in a body, and scoring requests in a minute."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Addresses remembered at a time: an attacker with many must not fill the memory.
_MOST_CLIENTS = 10_000
_MINUTE_S = 60.0


class BodyTooLargeError(Exception):
    """More bytes than a body may have."""


class BodyLimit:
    """Answer 413 to a body that is larger than its path allows, before or while it is read."""

    def __init__(self, app: ASGIApp, *, most: int, of_paths: dict[str, int]) -> None:
        self.app = app
        self.most = most
        self.of_paths = of_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.of_paths.get(scope["path"], self.most)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > most:
            await _refuse(most)(scope, receive, send)
            return
        seen, has_begun = 0, False

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise BodyTooLargeError
            return message

        async def send_noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive_counted, send_noted)
        except BodyTooLargeError:
            if has_begun:
                raise
            await _refuse(most)(scope, receive, send)


@dataclass(slots=True)
class RateLimit:
    """A bucket a client: ``a_minute`` requests, refilled evenly, the whole bucket at once."""

    a_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait_s(self, client: str) -> float:
        """Take one request from a client's bucket; return the seconds to wait, 0 when it may."""
        with self._lock:
            now = self.clock()
            left, then = self._buckets.pop(client, (float(self.a_minute), now))
            left = min(self.a_minute, left + (now - then) * self.a_minute / _MINUTE_S)
            may = left >= 1
            self._buckets[client] = (left - may, now)
            while len(self._buckets) > _MOST_CLIENTS:
                self._buckets.popitem(last=False)
        return 0.0 if may else (1 - left) * _MINUTE_S / self.a_minute


def _refuse(most: int) -> JSONResponse:
    detail = f"the body is larger than {most:,} bytes; send less at a time"
    return JSONResponse({"detail": detail}, status_code=413, headers={"Connection": "close"})
