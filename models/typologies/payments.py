"""Patterns of payments. Thresholds start from the field notes on typologies."""

from dataclasses import replace
from typing import Final

from models.typologies.accounts import ACCOUNT_CHANGE
from models.typologies.orders import (
    ADDRESS_BURST,
    AWAKE_MULTIPLE,
    BURST,
    DORMANT_DAYS,
    JUMP,
    JUMPED_RATE,
    MULTIPLE,
    ODD_DAY,
    WILD_BURST,
    WILD_JUMP,
    WILD_MULTIPLE,
    WITH_BURST,
)
from models.typologies.test import Condition, Test, Typology

ODD_HOUR = 7.0
"""Higher than for orders: payments are made in office hours, orders also come when customers work."""
OVERPAID = 1.05
"""Paid over billed under one number: below it stand charges and rounding."""


def _parts(window: str, least: float, full: float = 4.0) -> Condition:
    return Condition(f"payee_payment_split_parts_{window}", least=least, full=full, required=True)


_BY_ANYONE = Condition("payee_payment_by_anyone_split_parts_72h", least=2.0, full=4.0)
_TO_ACCOUNT = Condition("account_payment_split_parts_72h", least=2.0, full=4.0)
_FEW = Condition("payee_payment_count_30d", most=5.0)
"""Who is paid every other day is paid something near a limit twice by chance."""
_UNORDERED = Condition("payee_number_ordered_365d", most=0.0)
_AT_ONCE = Condition("payee_payment_idle_days", most=0.5)
_WELL_ABOVE_USUAL = Condition("payment_amount_per_payee_mean", least=1.8)

_DORMANT = Condition("payee_payment_idle_days", least=DORMANT_DAYS, full=720.0)

_ABOVE_USUAL = Condition("payment_amount_per_payee_mean", least=1.3)
_FAR_BELOW_USUAL = Condition("payment_amount_per_payee_mean", most=0.4)

_AWAKE = Condition("payee_payment_dormant_ratio", least=AWAKE_MULTIPLE, full=10.0)

_NOT_CLEARED = Condition("payee_amount_cleared_count_365d", most=0.0)
"""No reviewer cleared this amount: it is not known to be a price."""
_UNEXPLAINED = Condition("payee_invoice_unexplained_count_365d", least=1.0, full=2.0)
"""More repetitions of the number than reviewers cleared: a verdict speaks for its pair, not for the next."""
_OVERPAID = Condition("payee_number_paid_per_billed", least=OVERPAID, full=2.0)
_NO_PRICE = Condition("payee_amount_repeated_count_90d", most=1.0)

_SELDOM_PAID = Condition("payee_payment_count_365d", most=3.0)
_REGISTERED = Condition("payee_age_days", least=0.0, required=True)
_TO_SUPPLIER = Condition("document_not_to_supplier", most=0.0)
_NEW = Condition("payee_age_days", most=30.0, full=0.0, required=True)
_RATHER_NEW = Condition("payee_age_days", most=60.0, full=0.0, required=True)
_YOUNG = Condition("payee_age_days", most=90.0, full=0.0, required=True)
_REGISTERED_ALONE = Condition("payee_registered_alone", least=1.0, required=True)
_WITHOUT_ORDER = Condition("payee_bill_ordered_share_365d", most=0.0)
_SELDOM_ORDERED = Condition("payee_bill_ordered_share_365d", most=0.34)
_HALF_ORDERED = Condition("payee_bill_ordered_share_365d", most=0.5)
_ROUND = Condition("document_round_zeros", least=3.0)

_CONSECUTIVE = Condition("payee_bill_consecutive_share", least=0.75, full=1.0)
_ONE_REQUESTER = Condition("payee_requester_top_share_365d", least=0.95)
_UNBILLED = Condition("payee_number_billed_amount_365d", most=0.0)
_ODD_DAY = Condition("requester_weekday_surprise", least=ODD_DAY, full=9.0)
_ODD_REQUESTER = Condition("requester_hour_surprise", least=ODD_HOUR, full=10.0, required=True)

PAYMENT_TYPOLOGIES: Final[tuple[Typology, ...]] = (
    Typology(
        "split_payment",
        "payment",
        (
            # Two other parts within 36 hours are no chance.
            Test((_parts("36h", 2.0),)),
            # One is, where payments are many or usually as large as a limit, unless nobody ordered.
            Test((_parts("36h", 1.0), _ABOVE_USUAL, _FEW)),
            Test((_parts("36h", 1.0), _ABOVE_USUAL, _UNORDERED)),
            Test((_parts("36h", 1.0), _WELL_ABOVE_USUAL)),
            Test((_parts("36h", 1.0), _FAR_BELOW_USUAL)),
            Test((_parts("72h", 1.0), _WELL_ABOVE_USUAL, _UNORDERED, _AT_ONCE)),
            Test((_parts("72h", 2.0), _ABOVE_USUAL)),
            Test((_parts("72h", 2.0), _FAR_BELOW_USUAL)),
            Test((_parts("72h", 2.0), _FEW)),
            Test((_parts("7d", 3.0, 6.0),)),
            # Requesters may take turns, and payees may share an account.
            Test((_BY_ANYONE, _ABOVE_USUAL)),
            Test((_BY_ANYONE, _FEW)),
            Test((_TO_ACCOUNT, _ABOVE_USUAL)),
            Test((_TO_ACCOUNT, _FEW)),
        ),
    ),
    Typology(
        "odd_hours",
        "payment",
        (
            Test((_ODD_REQUESTER,)),
            Test((_ODD_REQUESTER, Condition("payee_payment_amount_jump", least=JUMP)), severe=True),
            Test((_ODD_REQUESTER, Condition("payee_account_first_use", least=1.0)), severe=True),
            Test((_ODD_REQUESTER, _ODD_DAY), severe=True),
        ),
    ),
    ACCOUNT_CHANGE,
    Typology(
        "duplicate_payment",
        "payment",
        (
            Test((_OVERPAID, _NOT_CLEARED)),
            Test((_OVERPAID, _UNEXPLAINED)),
            # Who does not book bills has only the payments to go by.
            Test((_UNBILLED, replace(_UNEXPLAINED, required=True))),
            Test((_UNBILLED, Condition("payee_invoice_parts_365d", least=1.0, required=True), _NOT_CLEARED)),
            Test(
                (
                    Condition("payee_amount_unnumbered_count_30d", least=1.0, required=True),
                    # Round amounts repeat by themselves.
                    Condition("document_round_zeros", most=0.0, required=True),
                    _NOT_CLEARED,
                )
            ),
            Test((Condition("payee_invoice_mistyped_count_90d", least=1.0), _NO_PRICE, _NOT_CLEARED)),
            Test(
                (
                    Condition("namesake_number_alike_count_365d", least=1.0),
                    Condition("namesake_amount_alike_count_90d", least=1.0),
                    _NOT_CLEARED,
                )
            ),
        ),
    ),
    Typology(
        "amount_jump",
        "payment",
        (
            Test(
                (
                    Condition("payee_payment_amount_jump", least=JUMP, full=10.0),
                    Condition("payment_amount_per_payee_mean", least=MULTIPLE, full=10.0),
                )
            ),
            Test(
                (
                    Condition("payee_payment_amount_jump", least=WILD_JUMP, full=10.0),
                    Condition("payment_amount_per_payee_mean", least=WILD_MULTIPLE, full=10.0),
                ),
                severe=True,
            ),
        ),
    ),
    Typology(
        "frequency_jump",
        "payment",
        (
            Test((Condition("payee_payment_burst_7d", least=BURST, full=12.0),)),
            Test((Condition("requester_payment_burst_7d", least=WILD_BURST, full=16.0),)),
            Test(
                (
                    Condition("payee_payment_rate_jump_7d", least=JUMPED_RATE, full=15.0),
                    Condition("payee_payment_burst_7d", least=WITH_BURST, full=12.0),
                )
            ),
            Test((Condition("payee_payment_burst_7d", least=WILD_BURST, full=16.0),), severe=True),
        ),
    ),
    Typology("address_burst", "payment", (ADDRESS_BURST,)),
    Typology(
        "fictitious_supplier",
        "payment",
        (
            Test((_TO_SUPPLIER, _NEW, _REGISTERED_ALONE)),
            Test((_TO_SUPPLIER, _RATHER_NEW, _REGISTERED_ALONE, _HALF_ORDERED)),
            Test((_TO_SUPPLIER, _YOUNG, _SELDOM_ORDERED, _ROUND)),
            Test(
                (
                    _TO_SUPPLIER,
                    _SELDOM_PAID,
                    _NEW,
                    _WITHOUT_ORDER,
                    Condition("document_amount", least=5_000_000.0),
                )
            ),
            Test((_TO_SUPPLIER, _YOUNG, Condition("payee_false_registry_id", least=1.0), _SELDOM_ORDERED)),
            # Whose numbers have no gaps has no other customers; with an order behind it, that may be.
            Test((_TO_SUPPLIER, _CONSECUTIVE, _WITHOUT_ORDER, _ONE_REQUESTER, _ROUND)),
            Test((_TO_SUPPLIER, _SELDOM_PAID, _NEW, _REGISTERED_ALONE, _WITHOUT_ORDER), severe=True),
        ),
    ),
    Typology(
        "related_party",
        "payment",
        # An employee who is paid to the account that a supplier names as its own is not the one to look at.
        (
            Test((_REGISTERED, Condition("account_staff_owner_count", least=1.0, required=True))),
            Test((_REGISTERED, Condition("account_customer_owner_count", least=1.0, required=True))),
            Test((_REGISTERED, Condition("account_other_owner_count", least=1.0, full=3.0, required=True))),
            Test((_REGISTERED, Condition("account_other_payee_count", least=1.0, full=3.0, required=True))),
            Test((_REGISTERED, Condition("payee_linked_staff_person_count", least=1.0, full=3.0))),
            # Branches share much; who is paid all year was looked at.
            Test((_REGISTERED, Condition("payee_linked_registry_id_count", least=1.0), _SELDOM_PAID)),
            Test((_REGISTERED, Condition("payee_linked_legal_person_count", least=1.0), _SELDOM_PAID)),
            Test((_REGISTERED, Condition("account_staff_owner_count", least=1.0), _SELDOM_PAID), severe=True),
        ),
    ),
    Typology(
        "dormant_active",
        "payment",
        (
            Test((_DORMANT, _AWAKE)),
            Test((_DORMANT, Condition("document_amount", least=5_000_000.0, required=True))),
        ),
    ),
)
