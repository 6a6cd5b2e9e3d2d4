"""Policies as JSON: readable, strict, with one way to be written."""

import hashlib

import msgspec

from models.policy.policy import Policy
from models.policy.validate import validate
from riskdesk.core.errors import InputInvalid


def write(policy: Policy) -> bytes:
    """Return the policy as UTF-8 JSON, keys sorted, indented by two.

    Raises
    ------
    InputInvalid
        The policy contradicts itself; `field` names where.
    """
    validate(policy)
    return msgspec.json.format(msgspec.json.encode(policy, order="sorted"), indent=2)


def read(data: bytes) -> Policy:
    """Read a policy in JSON; what is left out takes the default that its part documents.

    Raises
    ------
    InputInvalid
        No JSON, an unknown or wrong field, or a policy that contradicts itself; `field` names where.
    """
    try:
        policy = msgspec.json.decode(data, type=Policy)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise InputInvalid(what, field=where.strip("`$.") or "policy") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputInvalid(f"no JSON of a policy: {error}", field="policy") from None
    validate(policy)
    return policy


def hash_of(data: bytes) -> str:
    """Return the SHA-256 of a policy's bytes, 64 hex digits: the id under which it is stored."""
    return hashlib.sha256(data).hexdigest()
