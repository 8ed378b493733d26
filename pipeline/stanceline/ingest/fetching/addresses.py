"""Which addresses may be connected to: public ones, and hosts that a user names.

The check is made where the connection is: a name is looked up once, every address it has is
checked, and the connection goes to a checked address, so that neither a redirect nor a name
server that changes its mind leads anywhere else.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from stanceline.ingest.fetching.failures import FetchError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 ranges that carry an IPv4 address of any kind: NAT64 (RFC 6052), 6to4, Teredo.
_CARRIERS = tuple(
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


def is_public(address: Address) -> bool:
    """Say whether an address is one of the public internet.

    >>> is_public(ipaddress.ip_address("10.0.0.1")), is_public(ipaddress.ip_address("9.9.9.9"))
    (False, True)
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in carrier for carrier in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to hosts that are allowed by name.

    deadline: when all reading stops, by the monotonic clock. A server that sends a byte now and
    then would never run into a timeout of a single read.
    """

    def __init__(self, allowed_hosts: Iterable[str] = ()) -> None:
        self.deadline = float("inf")
        self._allowed = {host.casefold() for host in allowed_hosts}
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Look a host up, check all its addresses, and connect to the first.

        Raises:
            FetchError: it has no address, or one that is not public.

        """
        address = self.find_address(host, port)
        stream = self._inner.connect_tcp(
            address,
            port,
            timeout=timeout,
            local_address=local_address,
            socket_options=socket_options,
        )
        return _TimedStream(stream, self)

    def find_address(self, host: str, port: int) -> str:
        """Return the address to connect to.

        Raises:
            FetchError: there is none, or one of them is not public.

        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                "no address", f"{host} cannot be looked up: {error}", is_passing=True
            ) from error
        # A zone as in fe80::1%eth0 is no part of the address.
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        if host.casefold() not in self._allowed:
            for address in addresses:
                if not is_public(ipaddress.ip_address(address)):
                    raise FetchError(
                        "private address",
                        f"{host} is {address}, which is not on the public internet; "
                        f"--allow-host {host} allows it",
                    )
        return addresses[0]


class _TimedStream(httpcore.NetworkStream):
    """A connection that can be read until its backend's deadline."""

    def __init__(self, inner: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._backend.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer takes too long")
        return self._inner.read(max_bytes, timeout=left if timeout is None else min(timeout, left))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, timeout=timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, timeout)
        return _TimedStream(inner, self._backend)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own signature
        return self._inner.get_extra_info(info)
