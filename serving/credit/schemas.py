"""A customer's credit, as callers read it."""

from pydantic import BaseModel

from serving.scoring.schemas import CreditPart


class CustomerCredit(BaseModel):
    """Grade, limit, exposure and its parts; amounts in base currency."""

    customer_id: str
    credit: CreditPart
    open: str
    delivered: str
    invoiced: str
    group_id: str | None
    group_exposure: str | None
    contributions: dict[str, float]
    bias: float | None
    versions: dict[str, str]
    as_of_seq: int
