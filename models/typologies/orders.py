"""Patterns of orders. Thresholds start from the field notes on typologies."""

from typing import Final

from models.typologies.test import Condition, Test, Typology

ODD_HOUR = 6.5
"""Surprise of an hour, -ln of its share: about 1 in 650. Office hours give 2 to 3, a night without history 7."""
JUMP, WILD_JUMP = 3.5, 6.0
"""Robust z: 3.5 is the cut of Iglewicz and Hoaglin (1993)."""
BURST, WILD_BURST = 4.0, 8.0
DORMANT_DAYS = 180.0

_ODD_SALESPERSON = Condition("salesperson_hour_surprise", least=ODD_HOUR, full=10.0, required=True)

ORDER_TYPOLOGIES: Final[tuple[Typology, ...]] = (
    Typology(
        "split_order",
        "order",
        (
            Test((Condition("customer_order_split_parts_36h", least=1.0, full=4.0, required=True),)),
            Test((Condition("customer_order_split_parts_72h", least=1.0, full=4.0, required=True),)),
        ),
    ),
    Typology(
        "odd_hours",
        "order",
        (
            Test((_ODD_SALESPERSON,)),
            Test((_ODD_SALESPERSON, Condition("customer_order_amount_jump", least=JUMP)), severe=True),
        ),
    ),
    Typology(
        "amount_jump",
        "order",
        (
            Test(
                (
                    Condition("customer_order_amount_jump", least=JUMP, full=10.0),
                    Condition("order_amount_per_customer_mean", least=3.0, full=10.0),
                )
            ),
            Test(
                (
                    Condition("customer_order_amount_jump", least=WILD_JUMP, full=10.0),
                    Condition("order_amount_per_customer_mean", least=5.0, full=10.0),
                ),
                severe=True,
            ),
        ),
    ),
    Typology(
        "frequency_jump",
        "order",
        (
            Test((Condition("customer_order_burst_7d", least=BURST, full=12.0),)),
            Test((Condition("salesperson_order_burst_7d", least=BURST, full=12.0),)),
            Test((Condition("customer_order_burst_7d", least=WILD_BURST, full=16.0),), severe=True),
        ),
    ),
    Typology(
        "address_burst",
        "order",
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
        "dormant_active",
        "order",
        (
            Test(
                (
                    Condition("customer_order_idle_days", least=DORMANT_DAYS, full=720.0),
                    Condition("document_amount", least=5_000_000.0, required=True),
                )
            ),
        ),
    ),
)
