"""The chain of hashes that shows whether anybody changed the log by hand."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from features.events.kinds import BY_CODE
from features.events.parse import stored_hash
from riskdesk.core.database.tables import events, log_head

_LATER: Final = ("corporate_group", "industry", "namesake", "near_at_us", "voucher")
"""Columns that came after the first logs were written: they count where they hold something."""

_CHAINED: Final = tuple(
    c.name for c in events.columns if c.name not in {"seq", "body", "chain"} and c.name not in _LATER
)
"""The columns that the chain covers; the body is covered by its hash, which no new cipher changes."""


def chain_hash(before: bytes, seq: int, content: bytes) -> bytes:
    """Return the chain's hash after an event: SHA-256 over the hash before, its seq, its content."""
    return hashlib.sha256(before + seq.to_bytes(8, "big") + content).digest()


def row_digest(row: Mapping[str, Any]) -> bytes:
    """Return SHA-256 over all that the log stores of an event, what was booked with it included."""
    values = [row[name] for name in _CHAINED]
    values += [[name, row[name]] for name in _LATER if row[name]]
    return hashlib.sha256(_CONTENT.encode(values).encode()).digest()


def _hex(content: bytes) -> str:
    return bytes(content).hex()


_CONTENT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_hex)


def verify_chain(connection: sa.Connection) -> int | None:
    """Return the first `seq` at which the log is gapped or was changed, or None where it is whole."""
    query = sa.select(events).order_by(events.c.seq)
    before = bytes(32)
    expected = 0
    with connection.execute(query, execution_options={"yield_per": 5_000}) as result:
        for found in result.mappings():
            row = dict(found)
            expected += 1
            before = chain_hash(before, expected, row_digest(row))
            if row["seq"] != expected or before != bytes(row["chain"]) or not _body_is_whole(row):
                return expected
    head = connection.execute(sa.select(log_head.c.seq, log_head.c.chain)).one()
    return None if (head.seq, bytes(head.chain)) == (expected, before) else expected + 1


def _body_is_whole(row: Mapping[str, Any]) -> bool:
    try:
        body = json.loads(row["body"])
        return stored_hash(BY_CODE[row["kind"]], row["occurred_at_us"], body) == bytes(row["body_hash"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
