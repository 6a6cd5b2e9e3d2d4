"""The kinds of personal data, how each is written the same way before it is matched, and how it is masked."""

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from riskdesk.core.errors import InputInvalid

MASK: Final = "****"


def _account(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum()).upper()


def _phone(text: str) -> str:
    digits = "".join(sign for sign in text if sign.isdecimal())
    return "+" + digits if digits and text.lstrip().startswith("+") else digits


def _address(text: str) -> str:
    return " ".join(text.casefold().split())


def _person(text: str) -> str:
    return text.strip().upper()


_BYTE: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN_V4: Final = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
"""An IPv4 address as it is written back; the long way through `ipaddress` costs three times as much."""


def _ip(text: str) -> str:
    if _PLAIN_V4.fullmatch(text):
        return text
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        raise InputInvalid("expected an IP address", field="ip") from None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


_NORMALISERS: Final = MappingProxyType[str, Callable[[str], str]](
    {"account": _account, "phone": _phone, "address": _address, "person": _person, "ip": _ip}
)
KINDS: Final = tuple(_NORMALISERS)
"""account, phone, address, person (the number or id of a person), ip."""

# The end of an account number tells a reviewer which one is meant; the end of an address, who lives there.
_SHOWS_END: Final = frozenset({"account", "phone", "person"})


def normalise(kind: str, plain: str) -> str:
    """Return the one way in which equal values of a kind are written.

    Raises
    ------
    InputInvalid
        Nothing is left (all such values would match each other), it is no IP address, or no valid Unicode.
    KeyError
        The kind is not one of `KINDS`.

    >>> normalise("account", " 6222 0212-3456ab")
    '622202123456AB'
    """
    write = _NORMALISERS[kind]
    try:
        plain.encode()
    except UnicodeEncodeError:
        raise InputInvalid("expected valid Unicode", field=kind) from None
    if plain.isascii():  # every form of it is the same, and what was written once stays as it is
        written = write(plain)
    else:
        # Twice, for changing the case of some signs makes others that have a simpler form in turn.
        once = write(unicodedata.normalize("NFKC", plain))
        written = write(unicodedata.normalize("NFKC", once)) if once else once
    if not written:
        raise InputInvalid("there is nothing in it that could be matched", field=kind)
    return written


_NUMBERS: Final = re.compile(
    r"(?P<kept>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b)"
    r"|(?<!\d)\d{12,}|(?<!\d)\d(?:[ \u00a0\u2010-\u2015\u3000-]?\d){11,}"
)
"""Twelve digits or more, with a blank or a dash between any two of them; ids of ours stand as they are."""


def mask_numbers(text: str) -> str:
    """Return a text of a person's with the numbers masked that look like an account or a card, but for their end.

    >>> mask_numbers("paid to 6222 0202 0011 2233 445 twice, see order 25SH00137")
    'paid to ****3445 twice, see order 25SH00137'
    """
    return _NUMBERS.sub(lambda found: found["kept"] or mask("account", found[0]), text)


def mask(kind: str, plain: str) -> str:
    """Return what may be shown of a value: the last four characters of a long one, else nothing of it.

    >>> mask("account", "6222 0212 3456 7890"), mask("person", "E77"), mask("ip", "10.1.2.3")
    ('****7890', '****', '****')
    """
    if kind not in _SHOWS_END:
        return MASK
    try:
        written = normalise(kind, plain)
    except InputInvalid:  # what cannot be matched can still be asked to be shown
        return MASK
    return MASK + written[-4:] if len(written) >= 8 else MASK
