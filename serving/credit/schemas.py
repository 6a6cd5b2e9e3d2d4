"""A customer's credit, as callers read it."""

from typing import Annotated

from pydantic import BaseModel, Field

from serving.scoring.schemas import CreditPart


class GroupPart(BaseModel):
    """The customer's group of companies; amounts in base currency."""

    id: str
    limit: Annotated[
        str,
        Field(
            description="Set for the group by a person and in force; else the share of the customer's own limit "
            "that policy grants (`credit.limits.group_percent`)."
        ),
    ]
    exposure: Annotated[str, Field(description="Of all its members together.")]
    headroom: Annotated[str, Field(description="Limit less exposure; negative when over.")]


class CustomerCredit(BaseModel):
    """Grade, limit, exposure and its parts; amounts in base currency."""

    customer_id: str
    credit: CreditPart
    open: Annotated[str, Field(description="Ordered or reserved, not delivered.")]
    delivered: Annotated[str, Field(description="Delivered, not billed.")]
    invoiced: Annotated[str, Field(description="Billed, unpaid.")]
    group: Annotated[GroupPart | None, Field(description="Null where the customer belongs to none.")]
    contributions: dict[str, float]
    bias: float | None
    versions: dict[str, str]
    as_of_seq: int
