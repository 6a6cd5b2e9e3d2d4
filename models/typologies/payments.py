"""Patterns of payments. Thresholds start from the field notes on typologies."""

from typing import Final

from models.typologies.orders import BURST, DORMANT_DAYS, JUMP, ODD_HOUR, WILD_BURST, WILD_JUMP
from models.typologies.test import Condition, Test, Typology

_CHANGED = Condition("payee_account_change_idle_days", most=90.0, full=0.0)
_FIRST_USE = Condition("payee_account_first_use", least=1.0, required=True)
_ALONE = Condition("payee_account_change_alone_90d", least=1.0)
_BY_REQUESTER = Condition("payee_account_change_by_requester_90d", least=1.0)
_PAID_BEFORE = Condition("payee_payment_age_days", least=0.0)
_DORMANT = Condition("payee_payment_idle_days", least=DORMANT_DAYS, full=720.0)

_SELDOM_PAID = Condition("payee_payment_count_365d", most=3.0)
_NEW = Condition("payee_age_days", most=30.0, full=0.0, required=True)
_REGISTERED_ALONE = Condition("payee_registered_alone", least=1.0, required=True)
_WITHOUT_ORDER = Condition("payee_bill_ordered_share_365d", most=0.0)

_ODD_REQUESTER = Condition("requester_hour_surprise", least=ODD_HOUR, full=10.0, required=True)

PAYMENT_TYPOLOGIES: Final[tuple[Typology, ...]] = (
    Typology(
        "split_payment",
        "payment",
        (
            Test((Condition("payee_payment_split_parts_36h", least=1.0, full=4.0, required=True),)),
            Test((Condition("payee_payment_split_parts_72h", least=1.0, full=4.0, required=True),)),
        ),
    ),
    Typology(
        "odd_hours",
        "payment",
        (
            Test((_ODD_REQUESTER,)),
            Test((_ODD_REQUESTER, Condition("payee_payment_amount_jump", least=JUMP)), severe=True),
            Test((_ODD_REQUESTER, Condition("payee_account_first_use", least=1.0)), severe=True),
        ),
    ),
    Typology(
        "account_change",
        "payment",
        (
            Test((_CHANGED, _FIRST_USE)),
            Test((_CHANGED, _ALONE)),
            # A number that was never paid starts at nothing, whether or not a change was recorded.
            Test((_PAID_BEFORE, _FIRST_USE)),
            Test((_CHANGED, _ALONE, _FIRST_USE), severe=True),
            Test((_CHANGED, _BY_REQUESTER, _FIRST_USE), severe=True),
            Test((_CHANGED, _DORMANT, _FIRST_USE), severe=True),
        ),
    ),
    Typology(
        "duplicate_payment",
        "payment",
        (
            Test((Condition("payee_invoice_repeated_count_365d", least=1.0, full=2.0, required=True),)),
            Test((Condition("payee_invoice_parts_365d", least=1.0, required=True),)),
            Test(
                (
                    Condition("payee_amount_repeated_count_30d", least=1.0, full=2.0, required=True),
                    # Round amounts repeat by themselves.
                    Condition("document_round_zeros", most=2.0, required=True),
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
                    Condition("payment_amount_per_payee_mean", least=3.0, full=10.0),
                )
            ),
            Test(
                (
                    Condition("payee_payment_amount_jump", least=WILD_JUMP, full=10.0),
                    Condition("payment_amount_per_payee_mean", least=5.0, full=10.0),
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
            Test((Condition("requester_payment_burst_7d", least=BURST, full=12.0),)),
            Test((Condition("payee_payment_burst_7d", least=WILD_BURST, full=16.0),), severe=True),
        ),
    ),
    Typology(
        "address_burst",
        "payment",
        (
            Test(
                (
                    Condition("address_person_distinct_1h", least=3.0, full=8.0, required=True),
                    Condition("address_movement_burst_1h", least=4.0, full=12.0, required=True),
                )
            ),
        ),
    ),
    Typology(
        "fictitious_supplier",
        "payment",
        (
            Test((_SELDOM_PAID, _NEW, _REGISTERED_ALONE)),
            Test((_SELDOM_PAID, _NEW, _WITHOUT_ORDER, Condition("document_amount", least=5_000_000.0))),
            Test((_SELDOM_PAID, _NEW, Condition("document_round_zeros", least=4.0))),
            Test((_SELDOM_PAID, _NEW, _REGISTERED_ALONE, _WITHOUT_ORDER), severe=True),
        ),
    ),
    Typology(
        "related_party",
        "payment",
        (
            Test((Condition("account_staff_owner_count", least=1.0, required=True),)),
            Test((Condition("account_customer_owner_count", least=1.0, required=True),)),
            Test((Condition("account_other_owner_count", least=1.0, full=3.0, required=True),)),
            Test((Condition("account_other_payee_count", least=1.0, full=3.0, required=True),)),
            Test((Condition("account_staff_owner_count", least=1.0), _SELDOM_PAID), severe=True),
        ),
    ),
    Typology(
        "dormant_active",
        "payment",
        (Test((_DORMANT, Condition("document_amount", least=2_000_000.0, required=True))),),
    ),
)
