"""Patterns of orders. Thresholds start from the field notes on typologies; benchmarks/detection measures them."""

from typing import Final

from models.typologies.test import Condition, Test, Typology

ODD_HOUR = 6.5
"""Surprise of an hour, -ln of its share: about 1 in 650. Office hours give 2 to 3, a night without history 7."""
JUMP, WILD_JUMP = 3.5, 6.0
"""Robust z: 3.5 is the cut of Iglewicz and Hoaglin (1993)."""
MULTIPLE, WILD_MULTIPLE = 4.0, 6.0
"""Times the mean: a wide spread makes a small z of a large jump, a narrow one a large z of a small jump."""
BURST, WILD_BURST = 5.0, 8.0
DORMANT_DAYS = 180.0
AWAKE_MULTIPLE = 2.0
"""Times the mean from before the sleep: who merely wakes up buys as before."""
CROWD, CROWD_BURST = 6.0, 7.0
"""People of one address in an hour, and its movements against its own normal: offices have gateways."""

JUMPED_RATE, WITH_BURST = 6.0, 3.0
"""Robust z of weekly counts, and times the normal of 90 days: the one alone is small beside much, the other beside little."""
ODD_DAY = 6.0
"""Surprise of a weekday: about 1 in 400, for who never acts on such days."""

_ODD_SALESPERSON = Condition("salesperson_hour_surprise", least=ODD_HOUR, full=10.0, required=True)
_ODD_DAY = Condition("salesperson_weekday_surprise", least=ODD_DAY, full=9.0)

OFTEN, NOT_SELDOM, SELDOM = 45.0, 20.0, 12.0
"""Orders of 90 days: the more there are, the more of them are near a limit by chance."""


def _parts(window: str, least: float, full: float = 4.0) -> Condition:
    return Condition(f"customer_order_split_parts_{window}", least=least, full=full, required=True)


def _at_most(orders: float) -> Condition:
    return Condition("customer_order_count_90d", most=orders)


def _times_usual(least: float) -> Condition:
    """Parts are as large as the limit lets them be: more than this customer's orders, not just as usual."""
    return Condition("order_amount_per_customer_mean", least=least)


_AT_ONCE = Condition("customer_order_idle_days", most=0.5)
"""Within half a day, as the parts of one sale do that come on one day."""
_FAR_BELOW_USUAL = Condition("order_amount_per_customer_mean", most=0.4)
_DORMANT = Condition("customer_order_idle_days", least=DORMANT_DAYS, full=720.0)
_AWAKE = Condition("customer_order_dormant_ratio", least=AWAKE_MULTIPLE, full=10.0)
ADDRESS_BURST: Final = Test(
    (
        Condition("address_person_distinct_1h", least=CROWD, full=12.0, required=True),
        Condition("address_movement_burst_1h", least=CROWD_BURST, full=16.0, required=True),
    )
)

ORDER_TYPOLOGIES: Final[tuple[Typology, ...]] = (
    Typology(
        "split_order",
        "order",
        (
            # Two other parts within 36 hours are no chance.
            Test((_parts("36h", 2.0),)),
            Test((_parts("72h", 3.0),)),
            # One is, where orders are many, or usually as large as a limit.
            Test((_parts("36h", 1.0), _times_usual(1.3), _at_most(OFTEN))),
            Test((_parts("36h", 1.0), _FAR_BELOW_USUAL, _at_most(OFTEN))),
            Test((_parts("36h", 1.0), _at_most(SELDOM))),
            Test((_parts("72h", 1.0), _times_usual(1.5), _at_most(NOT_SELDOM), _AT_ONCE)),
            Test((_parts("72h", 2.0), _times_usual(1.3))),
            Test((_parts("72h", 2.0), _at_most(NOT_SELDOM))),
            Test((_parts("7d", 3.0, 6.0), _at_most(OFTEN))),
            # Salespeople may take turns.
            Test(
                (Condition("customer_order_by_anyone_split_parts_72h", least=2.0, full=4.0), _at_most(OFTEN))
            ),
        ),
    ),
    Typology(
        "odd_hours",
        "order",
        (
            Test((_ODD_SALESPERSON,)),
            Test((_ODD_SALESPERSON, Condition("customer_order_amount_jump", least=JUMP)), severe=True),
            Test((_ODD_SALESPERSON, _ODD_DAY), severe=True),
        ),
    ),
    Typology(
        "amount_jump",
        "order",
        (
            Test(
                (
                    Condition("customer_order_amount_jump", least=JUMP, full=10.0),
                    Condition("order_amount_per_customer_mean", least=MULTIPLE, full=10.0),
                )
            ),
            Test(
                (
                    Condition("customer_order_amount_jump", least=WILD_JUMP, full=10.0),
                    Condition("order_amount_per_customer_mean", least=WILD_MULTIPLE, full=10.0),
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
            Test((Condition("salesperson_order_burst_7d", least=WILD_BURST, full=16.0),)),
            Test(
                (
                    Condition("customer_order_rate_jump_7d", least=JUMPED_RATE, full=15.0),
                    Condition("customer_order_burst_7d", least=WITH_BURST, full=12.0),
                )
            ),
            Test((Condition("customer_order_burst_7d", least=WILD_BURST, full=16.0),), severe=True),
        ),
    ),
    Typology("address_burst", "order", (ADDRESS_BURST,)),
    Typology(
        "dormant_active",
        "order",
        (
            Test((_DORMANT, _AWAKE)),
            Test((_DORMANT, Condition("document_amount", least=5_000_000.0, required=True))),
        ),
    ),
)
