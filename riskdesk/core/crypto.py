"""The vault for personal data: a value goes in as ciphertext plus a keyed digest for matching.

AES-256-GCM with a random nonce, so equal values look different; HMAC-SHA256 of the normalised value
under another key, so that equal values are found without being opened. The kind is bound into both:
a phone's ciphertext does not open as an account.
"""

import base64
import binascii
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from riskdesk.core.errors import CipherBroken
from riskdesk.core.keys import Keys
from riskdesk.core.personal import mask, normalise

__all__ = ["Sealed", "Vault", "mask"]

# 96 bits: the length that NIST SP 800-38D recommends for random nonces.
_NONCE_BYTES: Final = 12
_DIGEST_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value as it is stored: `digest`, 32 hex characters, and `cipher`, base64 of nonce and ciphertext."""

    digest: str
    cipher: str


class Vault:
    """Seals and opens values; see `riskdesk.core.personal.KINDS` for the kinds.

    >>> vault = Vault(Keys(encryption=b"e" * 32, matching=b"m" * 32))
    >>> sealed = vault.seal("account", "6222 0212")
    >>> vault.open("account", sealed.cipher), sealed.digest == vault.digest("account", "6222-0212")
    ('6222 0212', True)
    """

    __slots__ = ("_aead", "_matching")

    def __init__(self, keys: Keys) -> None:
        self._aead = AESGCM(keys.encryption)
        self._matching = keys.matching

    def __repr__(self) -> str:
        return "Vault(…)"

    def seal(self, kind: str, plain: str) -> Sealed:
        """Return the value as it may be stored; it is opened exactly as it was written.

        Raises
        ------
        InputInvalid
            The value has nothing that could be matched, or is no IP address.
        """
        return Sealed(self.digest(kind, plain), self.encrypt(kind, plain))

    def encrypt(self, kind: str, plain: str) -> str:
        """Return the ciphertext alone, for what is never looked for by its value: any kind may be named."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._aead.encrypt(nonce, plain.encode(), kind.encode())
        return base64.b64encode(sealed).decode()

    def open(self, kind: str, cipher: str) -> str:
        """Return the value behind a ciphertext.

        Raises
        ------
        CipherBroken
            Altered, cut off, of another kind, or sealed with another key.
        """
        try:
            sealed = base64.b64decode(cipher, validate=True)
            plain = self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], kind.encode())
        except (binascii.Error, ValueError, InvalidTag):
            raise CipherBroken(f"a stored {kind} does not open with the key at hand") from None
        return plain.decode()

    def digest(self, kind: str, plain: str) -> str:
        """Return the 32 hex characters that every spelling of the value shares."""
        message = kind.encode() + b"\0" + normalise(kind, plain).encode()
        return hmac.digest(self._matching, message, "sha256")[:_DIGEST_BYTES].hex()
