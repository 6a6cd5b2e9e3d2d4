"""Patterns of payments. Thresholds start from the field notes on typologies."""

from dataclasses import replace
from typing import Final

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
LARGE_FIRST = 2.5
"""Times the mean: accounts are redirected for a large payment, and changed for all of them."""

_ONE_PART = Condition("payee_payment_split_parts_36h", least=1.0, full=4.0, required=True)
_CHANGED = Condition("payee_account_change_idle_days", most=90.0, full=0.0)
_JUST_CHANGED = Condition("payee_account_change_idle_days", most=14.0, full=0.0)
_UNCHANGED = Condition("payee_account_change_count_365d", most=0.0)
_FIRST_USE = Condition("payee_account_first_use", least=1.0, required=True)
_NEW_ACCOUNT = Condition("payee_account_age_days", most=14.0, full=0.0)
_ALONE = Condition("payee_account_change_alone_90d", least=1.0)
_BY_REQUESTER = Condition("payee_account_change_by_requester_90d", least=1.0)
_BY_APPROVER = Condition("payee_account_change_by_approver_90d", least=1.0)
_TO_THIS = Condition("payee_account_change_to_this_90d", least=1.0)
_SLEPT_BEFORE = Condition("payee_payment_before_change_idle_days", least=DORMANT_DAYS, full=720.0)
_PAID_BEFORE = Condition("payee_payment_age_days", least=0.0)
_DORMANT = Condition("payee_payment_idle_days", least=DORMANT_DAYS, full=720.0)
_RAISED = Condition("payment_amount_per_payee_mean", least=1.5, full=6.0)
_LARGE = Condition("payment_amount_per_payee_mean", least=LARGE_FIRST, full=6.0)

_WORTH_IT = Condition("payment_amount_per_payee_mean", least=0.75)
"""A small first payment tries out an account that truly changed; what follows soon is still looked at."""
_UNPAID = Condition("payee_payment_count_365d", most=0.0)
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
            # One other part is met by chance where bills are usually as large as a limit.
            Test((_ONE_PART, _ABOVE_USUAL)),
            Test((_ONE_PART, _FAR_BELOW_USUAL)),
            Test((Condition("payee_payment_split_parts_36h", least=2.0, full=4.0, required=True),)),
            Test((Condition("payee_payment_split_parts_72h", least=2.0, full=4.0, required=True),)),
            Test((Condition("payee_payment_split_parts_7d", least=3.0, full=6.0, required=True),)),
            # Requesters may take turns, and payees may share an account.
            Test((Condition("payee_payment_by_anyone_split_parts_72h", least=2.0, full=4.0),)),
            Test((Condition("account_payment_split_parts_72h", least=2.0, full=4.0),)),
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
    Typology(
        "account_change",
        "payment",
        (
            Test((_JUST_CHANGED, _ALONE, _NEW_ACCOUNT)),
            Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _RAISED)),
            Test((_JUST_CHANGED, _BY_REQUESTER, _NEW_ACCOUNT, _RAISED)),
            Test((_JUST_CHANGED, _BY_APPROVER, _TO_THIS, _FIRST_USE, _RAISED)),
            Test((_JUST_CHANGED, _FIRST_USE, _LARGE)),
            Test((_JUST_CHANGED, _NEW_ACCOUNT, _LARGE)),
            # A number that was never paid starts at nothing, above all when nobody recorded a change.
            Test((_PAID_BEFORE, _FIRST_USE, _UNCHANGED)),
            # Who redirects an account is paid within days; later, only more than usual speaks against habit.
            Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _WORTH_IT), severe=True),
            Test((_JUST_CHANGED, _ALONE, _FIRST_USE, _UNPAID), severe=True),
            Test((_CHANGED, _ALONE, _FIRST_USE, _RAISED), severe=True),
            Test((_JUST_CHANGED, _BY_REQUESTER, _FIRST_USE, _LARGE), severe=True),
            Test((_CHANGED, _DORMANT, _FIRST_USE), severe=True),
            Test((_CHANGED, _SLEPT_BEFORE, _TO_THIS, _NEW_ACCOUNT), severe=True),
        ),
    ),
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
            Test((_NEW, _REGISTERED_ALONE)),
            Test((_RATHER_NEW, _REGISTERED_ALONE, _HALF_ORDERED)),
            Test((_YOUNG, _SELDOM_ORDERED, _ROUND)),
            Test((_SELDOM_PAID, _NEW, _WITHOUT_ORDER, Condition("document_amount", least=5_000_000.0))),
            Test((_YOUNG, Condition("payee_false_registry_id", least=1.0), _SELDOM_ORDERED)),
            # Whose numbers have no gaps has no other customers; with an order behind it, that may be.
            Test((_CONSECUTIVE, _WITHOUT_ORDER, _ONE_REQUESTER, _ROUND)),
            Test((_SELDOM_PAID, _NEW, _REGISTERED_ALONE, _WITHOUT_ORDER), severe=True),
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
