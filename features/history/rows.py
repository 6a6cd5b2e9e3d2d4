"""Rows of the projections as documents and exposures, and back."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from features.booking.document import Document
from features.history.exposure import Exposure
from riskdesk.core.database.tables import PARTY_COLUMNS, customers, documents

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
    "bills",
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


DOCUMENT_COLUMNS: Final = tuple(documents.c[name] for name in (*PLAIN, *PARTY_COLUMNS))
EXPOSURE_COLUMNS: Final = (customers.c.customer, *(customers.c[name] for name in _EXPOSURE))
_STRATEGIC: Final = _EXPOSURE.index("strategic")


def document_of(row: Sequence[Any]) -> Document:
    """Return the document that a row of `DOCUMENT_COLUMNS` holds."""
    keys = zip(PARTY_COLUMNS, row[len(PLAIN) :], strict=True)
    parties = {name: key for name, key in keys if key is not None}
    return Document(parties=parties, **dict(zip(PLAIN, row, strict=False)))


def document_row(document: Document) -> dict[str, Any]:
    """Return the row of `documents` that keeps a document."""
    row = {name: getattr(document, name) for name in PLAIN}
    return row | {name: document.parties.get(name) for name in PARTY_COLUMNS}


def customer_row(name: str, held: Exposure) -> dict[str, Any]:
    """Return the row of `customers` that keeps an exposure."""
    return {"customer": name, **{field: getattr(held, field) for field in _EXPOSURE}}


def exposure_of(row: Sequence[Any]) -> Exposure:
    """Return the exposure that a row of `EXPOSURE_COLUMNS` holds, its customer left out."""
    found = Exposure(*row)
    found.strategic = bool(row[_STRATEGIC])
    return found
