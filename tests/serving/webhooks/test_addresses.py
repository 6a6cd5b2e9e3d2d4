import ipaddress
import socket
from typing import Any

import pytest

from riskdesk.core.errors import InputInvalid
from serving.webhooks.addresses import AddressRefused, allowed, check_url, resolve

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"]
INSIDE = ["10.1.2.3", "192.168.0.4", "172.16.5.5", "127.0.0.1", "::1", "fd00::7", "::ffff:10.0.0.1"]
NEVER = [
    "169.254.169.254",
    "fe80::1",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "240.0.0.1",
    "255.255.255.255",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "100.64.0.1",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_allowed(text: str) -> None:
    """Whether or not private ones are."""
    assert allowed(ipaddress.ip_address(text), private=False)
    assert allowed(ipaddress.ip_address(text), private=True)


@pytest.mark.parametrize("text", INSIDE)
def test_private_addresses_are_allowed_where_an_operator_says_so(text: str) -> None:
    """An order system within the house is told, if it was registered as such."""
    assert not allowed(ipaddress.ip_address(text), private=False)
    assert allowed(ipaddress.ip_address(text), private=True)


@pytest.mark.parametrize("text", NEVER)
def test_some_addresses_are_never_allowed(text: str) -> None:
    """Link-local ones, where clouds keep credentials, are refused even packed within others."""
    assert not allowed(ipaddress.ip_address(text), private=False)
    assert not allowed(ipaddress.ip_address(text), private=True)


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://erp.example/hook", False),
        ("https://", True),
        ("https:///path", True),
        ("ftp://erp.example/", True),
        ("https://user:pass@erp.example/", True),
        ("https://erp.example/#x", True),
        ("https://erp.example:99999/", True),
        ("https://erp.example:0/", True),
        ("https://erp.example/a b", True),
        ("https://erp.example/\r\nX: y", True),
        ("https://例子.example/", True),
        ("https://[::1", True),
        ("https://127.0.0.1/", False),
        ("https://169.254.169.254/latest", True),
        ("https://erp.example/" + "x" * 500, True),
        ("file:///etc/passwd", True),
        ("", True),
    ],
)
def test_addresses_that_cannot_be_an_endpoint_are_refused(url: str, private: bool) -> None:  # noqa: FBT001
    """With a sentence that names the field."""
    with pytest.raises(InputInvalid) as refused:
        check_url(url, private=private)
    assert "url" == refused.value.field


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("https://erp.example/riskdesk?of=erp", False),
        ("https://erp.example:8443", False),
        ("http://10.0.0.7:8080/hook", True),
        ("https://[2606:2800:220:1:248:1893:25c8:1946]/", False),
    ],
)
def test_addresses_of_endpoints_are_taken(url: str, private: bool) -> None:  # noqa: FBT001
    """HTTPS anywhere, plain HTTP within the house."""
    check_url(url, private=private)


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One forbidden address among several is enough, for it is the one that would be taken next time."""

    def found(*addresses: str) -> Any:
        return lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found("93.184.216.34", "10.0.0.7"))
    with pytest.raises(AddressRefused, match="address_refused"):
        resolve("erp.example", 443, private=False)
    assert "93.184.216.34" == resolve("erp.example", 443, private=True)
    monkeypatch.setattr(socket, "getaddrinfo", found("169.254.169.254"))
    with pytest.raises(AddressRefused, match="address_refused"):
        resolve("metadata.example", 80, private=True)


def test_a_name_that_leads_nowhere_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure is of the name, not of the address."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(AddressRefused, match="name_unknown"):
        resolve("nowhere.example", 443, private=False)
