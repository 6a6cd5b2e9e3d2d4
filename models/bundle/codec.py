"""Bundles as bytes: canonical JSON, with a checksum, so that a damaged file is never taken for a whole one."""

import hashlib

import msgspec

from models.bundle.format import Bundle
from models.bundle.validate import validate
from riskdesk.core.errors import BundleInvalid

FORMAT = "riskdesk-bundle-1"


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bundle: Bundle
    format: str
    sha256: str


def write(bundle: Bundle) -> bytes:
    """Return the one way to write this bundle: UTF-8, keys sorted, floats in their shortest exact form.

    Raises
    ------
    BundleInvalid
        The bundle contradicts itself; `field` names where.
    """
    validate(bundle)
    return _encode(bundle)


def read(data: bytes) -> Bundle:
    """Read what `write` wrote, and nothing else.

    Raises
    ------
    BundleInvalid
        Cut, changed, of another format, written in another way, or contradicting itself;
        `field` names where, as far as it can be told.
    """
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise BundleInvalid(what, field=where.strip("`$.") or "bundle") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BundleInvalid(f"no JSON of a bundle: {error}", field="bundle") from None
    if envelope.format != FORMAT:
        raise BundleInvalid(f"expected {FORMAT!r}, found {envelope.format[:40]!r}", field="format")
    validate(envelope.bundle)
    if _encode(envelope.bundle) != data:
        raise BundleInvalid("the content does not fit its checksum", field="sha256")
    return envelope.bundle


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of a bundle's bytes, 64 hex digits: the id under which it is stored."""
    return hashlib.sha256(data).hexdigest()


def _encode(bundle: Bundle) -> bytes:
    body = msgspec.json.encode(bundle, order="sorted")
    envelope = _Envelope(bundle=bundle, format=FORMAT, sha256=hashlib.sha256(body).hexdigest())
    return msgspec.json.encode(envelope, order="sorted")
