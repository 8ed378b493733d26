import ipaddress
import socket

import pytest

from stanceline.ingest.fetching.addresses import GuardedBackend, is_public
from stanceline.ingest.fetching.failures import FetchError


@pytest.mark.parametrize("address", ["9.9.9.9", "151.101.1.164", "2606:4700::1111"])
def test_address_of_the_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::",
        "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_address_of_any_other_net_is_not(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]"]
)
def test_host_that_is_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises(FetchError) as caught:
        GuardedBackend().find_address(host.strip("[]"), 80)
    assert caught.value.kind in {"private address", "no address"}


def test_name_with_one_private_address_among_its_addresses_is_refused(monkeypatch):
    found = [(2, 1, 6, "", (ip, 80)) for ip in ("9.9.9.9", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(FetchError, match=r"10\.0\.0\.1, which is not on the public internet"):
        GuardedBackend().find_address("rebind.example", 80)


def test_host_that_is_allowed_may_be_private():
    assert GuardedBackend(["127.0.0.1"]).find_address("127.0.0.1", 80) == "127.0.0.1"
