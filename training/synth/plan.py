"""Which stories are planted, how many and when; all of it is drawn before the company opens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from training.synth.anomalies import (
    account_change,
    address_burst,
    amount_jump,
    dormant_active,
    duplicate_payment,
    fictitious_supplier,
    frequency_jump,
    odd_hours,
    related_party,
    split_order,
    split_payment,
)
from training.synth.truth import Subject
from training.synth.twins import claims as claim_twins
from training.synth.twins import orders as order_twins
from training.synth.twins import payments as payment_twins
from training.synth.twins import suppliers as supplier_twins
from training.synth.world import World

Plant = Callable[[World, int], bool]

_FIRST_DAY: Final = 75
_FIRST_WAKING: Final = 385
_LAST_DAYS: Final = 12
_SLEEP_DAYS: Final = (285, 330)
_RETRIES: Final = 25
_EACH_FROM_EVENTS: Final = 15_000
"""From this size on every typology is planted at least once, whatever the rates say."""


@dataclass(frozen=True, slots=True)
class Typology:
    """One kind of story.

    `share` is its share of what is planted among its subject's documents, `items` how many
    documents one story has on average. A `twin` of None means that habits bring about its twins.
    """

    name: str
    subject: Subject
    share: float
    items: float
    plant: Plant
    twin: Plant | None


TYPOLOGIES: Final = (
    Typology("odd_hours", "order", 0.22, 1, odd_hours.plant_order, None),
    Typology("split_order", "order", 0.30, 3.7, split_order.plant, order_twins.split_order),
    Typology("amount_jump", "order", 0.20, 1, amount_jump.plant_order, order_twins.order_amount),
    Typology("frequency_jump", "order", 0.20, 7.5, frequency_jump.plant_order, order_twins.order_frequency),
    Typology("dormant_active", "order", 0.08, 1, dormant_active.plant_order, order_twins.order_dormant),
    Typology("odd_hours", "payment", 0.10, 1, odd_hours.plant_payment, None),
    Typology("split_payment", "payment", 0.17, 3.7, split_payment.plant, payment_twins.split_payment),
    Typology("account_change", "payment", 0.14, 1.6, account_change.plant, supplier_twins.account_change),
    Typology(
        "duplicate_payment", "payment", 0.17, 1.2, duplicate_payment.plant, payment_twins.duplicate_payment
    ),
    Typology("amount_jump", "payment", 0.09, 1, amount_jump.plant_payment, payment_twins.payment_amount),
    Typology(
        "frequency_jump", "payment", 0.10, 6, frequency_jump.plant_payment, payment_twins.payment_frequency
    ),
    Typology("related_party", "payment", 0.08, 3, related_party.plant, supplier_twins.related_party),
    Typology(
        "fictitious_supplier",
        "payment",
        0.11,
        4,
        fictitious_supplier.plant,
        supplier_twins.fictitious_supplier,
    ),
    Typology(
        "dormant_active", "payment", 0.04, 1, dormant_active.plant_payment, payment_twins.payment_dormant
    ),
    Typology("address_burst", "claim", 1.0, 8, address_burst.plant, claim_twins.address_burst),
)


@dataclass(slots=True)
class Episode:
    """One story that waits to be planted."""

    day: int
    number: int
    plant: Plant
    tries: int = 0


def draw_plan(world: World) -> dict[int, list[Episode]]:
    """Return the stories by day, and note who has to sleep for those that need a sleeper."""
    plan: dict[int, list[Episode]] = {}
    number = 0
    for typology in TYPOLOGIES:
        for plant, rate in ((typology.plant, world.spec.anomaly_rate), (typology.twin, world.spec.twin_rate)):
            if plant is None:
                continue
            for _ in range(_how_many(world, typology, rate)):
                number += 1
                episode = Episode(_day(world, typology), number, plant)
                plan.setdefault(episode.day, []).append(episode)
    return plan


def plant_due(world: World, plan: dict[int, list[Episode]], day: int) -> None:
    """Plant the stories of a day; what finds nobody is tried again on the next working day."""
    for episode in plan.pop(day, []):
        if episode.plant(world, day) or episode.tries >= _RETRIES:
            continue
        episode.tries += 1
        plan.setdefault(world.timeline.workday_from(day + 1), []).append(episode)


def _how_many(world: World, typology: Typology, rate: float) -> int:
    documents = {"order": world.scale.orders, "payment": world.scale.payments, "claim": world.scale.claims}
    wanted = rate * documents[typology.subject] * typology.share / typology.items
    least = 1 if rate and world.spec.events >= _EACH_FROM_EVENTS else 0
    return max(least, world.dice.plan.rounded(wanted))


def _day(world: World, typology: Typology) -> int:
    """Return the working day of a story; a sleeper is noted with it."""
    dice = world.dice.plan
    last = world.spec.days - _LAST_DAYS
    if typology.subject == "payment":
        last -= 25  # a bill takes weeks until it is paid
    if typology.name != "dormant_active":
        return world.timeline.workday_from(dice.whole(_FIRST_DAY, last))
    day = world.timeline.workday_from(dice.whole(_FIRST_WAKING, last))
    pauses = world.customer_pauses if typology.subject == "order" else world.supplier_pauses
    pauses.append((day - dice.whole(*_SLEEP_DAYS), day))
    return day
