"""Typologies as bytes, so that what an earlier program looked for can be looked for again."""

import hashlib
import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from models.role import Place
from models.typologies.test import Typology
from riskdesk.core.errors import InputInvalid

_OPEN: Final = {"least": -math.inf, "most": math.inf}


def write(typologies: Mapping[Place, tuple[Typology, ...]]) -> bytes:
    """Return the one way to write these typologies: canonical JSON, without the bounds that bound nothing."""
    return msgspec.json.encode(_plain(msgspec.to_builtins(dict(typologies))), order="sorted")


def read(data: bytes) -> Mapping[Place, tuple[Typology, ...]]:
    """Read what `write` wrote.

    Raises
    ------
    InputInvalid
        These are no typologies.
    """
    try:
        return msgspec.json.decode(data, type=dict[Place, tuple[Typology, ...]])
    except msgspec.DecodeError as error:
        raise InputInvalid(f"no typologies: {error}", field="typologies") from None


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of the bytes, 64 hex digits: the id under which they are stored."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if one != _OPEN.get(key, math.nan)}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
