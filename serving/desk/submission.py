"""What was submitted, field by field, in the reader's words; sealed fields by their mark."""

from collections.abc import Mapping
from typing import Any, Final

from features.events.fields import SECRETS
from serving import names
from serving.desk.formats import Formats
from serving.desk.schemas import Labelled
from serving.desk.words import mark
from serving.ledger.store import Entry

FIELDS: Final = {
    "salesperson_id": "salesperson",
    "kind_of_payment": "payment_kind",
    "payee_account": "account",
    "requester_id": "requester",
    "approver_id": "approver",
    "terms_days": "terms_asked",
    "delivery_date": "delivery_date",
    "contract_id": "contract",
    "invoice_no": "invoice_no",
    "voucher_no": "voucher_no",
    "budget_id": "budget",
    "special_approval_id": "special_approval",
    "ip": "address",
    "checkpoint": "checkpoint",
}
"""Field of the request -> key of its label. What heads the page is left out."""


def submission(entry: Entry, request: Mapping[str, Any], formats: Formats) -> tuple[Labelled, ...]:
    """Return the submitted fields, those that were given."""
    said = [
        Labelled(formats.text(key), _shown(name, request[name], formats))
        for name, key in FIELDS.items()
        if request.get(name) is not None
    ]
    return (
        Labelled(formats.text("occurred"), formats.time(entry.as_of_us)),
        *said,
        Labelled(formats.text("caller"), entry.caller),
    )


def _shown(name: str, value: Any, formats: Formats) -> str:
    if name in SECRETS:
        return mark(value)
    if name == "terms_days":
        return formats.text("days", count=value)
    if name == "kind_of_payment":
        return names.word(names.PAYMENT_KINDS, value, formats.language)
    return names.word(names.CHECKPOINTS, value, formats.language) if name == "checkpoint" else str(value)
