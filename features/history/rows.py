"""Rows of the projections as documents and exposures, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from features.booking.document import Document
from features.history.exposure import Exposure
from riskdesk.core.database.tables import PARTY_COLUMNS

PLAIN: Final = (
    "document",
    "status",
    "currency",
    "amount_minor",
    "open_minor",
    "delivered_minor",
    "reserved_minor",
    "fulfilled_minor",
    "owed_minor",
    "rate_micro",
    "budget_id",
    "opened_at_us",
    "due_at_us",
    "near_at_us",
    "known_at_us",
    "seq",
    "tag",
    "voucher",
    "flags",
)
"""Columns of `documents` that are fields of a document by the same name."""

_EXPOSURE: Final = tuple(field.name for field in fields(Exposure))


def document_of(row: Mapping[Any, Any]) -> Document:
    """Return the document that a row of `documents` holds."""
    parties = {name: row[name] for name in PARTY_COLUMNS if row[name] is not None}
    return Document(parties=parties, **{name: row[name] for name in PLAIN})


def document_row(document: Document) -> dict[str, Any]:
    """Return the row of `documents` that keeps a document."""
    row = {name: getattr(document, name) for name in PLAIN}
    return row | {name: document.parties.get(name) for name in PARTY_COLUMNS}


def customer_row(name: str, held: Exposure) -> dict[str, Any]:
    """Return the row of `customers` that keeps an exposure."""
    return {"customer": name, **{field: getattr(held, field) for field in _EXPOSURE}}


def exposure_of(row: Mapping[Any, Any]) -> Exposure:
    """Return the exposure that a row of `customers` holds."""
    return Exposure(**{name: row[name] for name in _EXPOSURE})
