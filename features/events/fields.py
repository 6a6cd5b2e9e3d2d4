"""The types that fields of events are made of, and the roles that field names play.

A role is bound to a name, so that a new kind needs no further wiring: a field called
`customer_id` is the customer's key wherever it stands.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from riskdesk.core.currencies import EXPONENTS


def _known_currency(code: str) -> str:
    if code not in EXPONENTS:
        raise ValueError("expected a currency of ISO 4217 such as CNY")
    return code


UNSEEN: Final = (
    r"\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
"""Signs of control, of format and of direction (Unicode Cc, Cf, Zl, Zp), as a class of a pattern names them.

Among them are those by which 26ABC is shown as 26CBA.
"""
ID_PATTERN: Final = rf"^[^\s{UNSEEN}]([^{UNSEEN}]*[^\s{UNSEEN}])?$"
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=ID_PATTERN)]
"""An identifier of the caller's: 1 to 64 characters, none that is not seen, no blank at its ends."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
"""A name or a short remark."""

Amount = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""A decimal string such as `85000.00`; its currency decides the decimals."""

Currency = Annotated[str, AfterValidator(_known_currency)]
"""An ISO 4217 code."""

Time = Annotated[str, StringConstraints(min_length=16, max_length=40)]
"""An ISO 8601 time with its offset from UTC."""

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""A calendar day of the company's zone."""

AccountNumber = Annotated[str, StringConstraints(min_length=4, max_length=64)]
Phone = Annotated[str, StringConstraints(min_length=4, max_length=32)]
StreetAddress = Annotated[str, StringConstraints(min_length=2, max_length=300)]
PersonId = Annotated[str, StringConstraints(min_length=2, max_length=64)]
Ip = Annotated[str, StringConstraints(min_length=3, max_length=45)]

SECRETS: Final[dict[str, str]] = {
    "account": "account",
    "payee_account": "account",
    "phone": "phone",
    "address": "address",
    "legal_person": "person",
    "person_id": "person",
    "ip": "ip",
}
"""Fields that are stored as ciphertext with a keyed digest: field -> kind of secret."""

PARTIES: Final[dict[str, str]] = {
    "customer_id": "customer",
    "salesperson_id": "salesperson",
    "payee_id": "payee",
    "supplier_id": "payee",
    "account": "account",
    "payee_account": "account",
    "requester_id": "requester",
    "employee_id": "requester",
    "changed_by": "requester",
    "approver_id": "approver",
    "approved_by": "approver",
    "ip": "address",
}
"""Fields whose value is the key of a party: field -> column of the log."""

AMOUNTS: Final = ("amount", "limit", "registered_capital")
TIMES: Final = ("expires_at", "valid_from", "valid_until")
DAYS: Final = ("due_date", "delivery_date", "born_on", "day")


_NO_ID: Final = "expected an id without blanks at its ends and without signs that are not seen"


def said_of(error: Mapping[str, Any]) -> str:
    """Return what one error of a validation says, in English: `msg` of pydantic, or in words what a pattern asks."""
    if error.get("ctx", {}).get("pattern") == ID_PATTERN:
        return _NO_ID
    return str(error["msg"]).removeprefix("Value error, ")


class Body(BaseModel):
    """What a kind of event says, beyond the envelope; unknown fields are refused."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    secrets: ClassVar[dict[str, str]] = {}
    """Fields that only this kind keeps as ciphertext, beside `SECRETS`: field -> kind of secret."""
