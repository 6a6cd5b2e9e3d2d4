"""Where a notice may go: an operator registers an address, and names change what they lead to.

A service that fetches what it is told to can be turned against the network that it stands in; so a name is
looked up for every connection, each of its addresses is judged, and the one that was judged is connected to.
"""

import ipaddress
import socket
from typing import Final, Literal
from urllib.parse import urlsplit

from riskdesk.core.errors import InputInvalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LONGEST_URL: Final = 500
# Addresses within which another one is packed, to be unpacked by a gateway of the network.
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class AddressRefused(Exception):
    """A name leads where no notice may go, or nowhere: `failure` says which."""

    def __init__(self, failure: Literal["name_unknown", "address_refused"]) -> None:
        super().__init__(failure)
        self.failure: Final = failure


def check_url(url: str, *, private: bool) -> None:
    """Refuse an address that cannot be one of an endpoint.

    Raises
    ------
    InputInvalid
        No HTTPS (plain HTTP is for private addresses), no host, a password, a fragment, a forbidden address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputInvalid("expected an address such as https://erp.example/riskdesk", field="url") from None
    schemes = {"https", "http"} if private else {"https"}
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        raise InputInvalid(f"expected {' or '.join(sorted(schemes))}:// and a host", field="url")
    if "@" in parts.netloc or "#" in url or not url.isascii() or not url.isprintable() or " " in url:
        raise InputInvalid("expected no password, no fragment, no sign beyond ASCII", field="url")
    if len(url) > _LONGEST_URL:
        raise InputInvalid(f"expected at most {_LONGEST_URL} signs", field="url")
    literal = _literal(parts.hostname)
    if literal is not None and not allowed(literal, private=private):
        raise InputInvalid("expected a public address; `--private` allows a private one", field="url")


def resolve(host: str, port: int, *, private: bool) -> str:
    """Return the address to connect to for a host's name.

    Raises
    ------
    AddressRefused
        The name leads nowhere, or any of its addresses is forbidden.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise AddressRefused("name_unknown") from None
    texts = [str(entry[4][0]) for entry in found]
    for text in texts:
        literal = _literal(text)
        if literal is None or not allowed(literal, private=private):
            raise AddressRefused("address_refused")
    return texts[0]


def allowed(address: Address, *, private: bool) -> bool:
    """Tell whether a notice may go to an address.

    Link-local ones (where clouds keep credentials), multicast and reserved ones are forbidden in any case.

    >>> allowed(ipaddress.ip_address("10.0.0.7"), private=True), allowed(ipaddress.ip_address("::1"), private=False)
    (True, False)
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return allowed(address.ipv4_mapped, private=private)
        if address.sixtofour or address.teredo or any(address in net for net in _NAT64):
            return False
    if address.is_loopback:
        return private
    if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
        return False
    return address.is_global or (private and address.is_private)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
