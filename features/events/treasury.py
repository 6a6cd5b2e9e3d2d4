"""Money: what came in, what it was matched to, budgets, rates of exchange."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from features.events.fields import Amount, Body, Currency, Id, Name


def _canonical_rate(rate: str) -> str:
    whole, _, decimals = rate.partition(".")
    plain = f"{int(whole)}.{decimals.ljust(6, '0')}"
    if plain == "0.000000":
        raise ValueError("expected a rate of more than 0")
    return plain


Rate = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$"), AfterValidator(_canonical_rate)
]
"""Units of the base currency for one unit, with at most six decimals."""


class MoneyReceived(Body):
    """A customer's money arrived; what it pays for may not be known yet."""

    receipt_id: Id
    customer_id: Id
    amount: Amount
    currency: Currency
    payer_name: Name | None = None


class MoneyMatched(Body):
    """Money was matched to an invoice: this much of it is paid."""

    match_id: Id
    invoice_id: Id
    amount: Amount
    currency: Currency
    receipt_id: Id | None = None


class BudgetSet(Body):
    """A budget holds this much from now on."""

    budget_id: Id
    amount: Amount
    currency: Currency


class FxRateSet(Body):
    """One unit of `currency` is worth `rate` units of the base currency from now on."""

    currency: Currency
    rate: Rate
