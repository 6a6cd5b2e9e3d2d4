"""Contracts and approvals that stand behind what only looks wrong."""

from typing import Final

from training.synth.amounts import APPROVAL_LIMITS, text
from training.synth.contracts import sign_contract
from training.synth.parties import Customer, Supplier
from training.synth.staff import second_person
from training.synth.world import World

PAPERED: Final = 0.82
"""Chance that what is innocent has its contract or order on paper."""

SLOPPY: Final = 0.07
"""Chance that something innocent is not signed by a second person."""


def contract(
    world: World,
    day: int,
    *,
    customer: Customer | None = None,
    supplier: Supplier | None = None,
    amount: int | None,
) -> str:
    """Sign a contract a little before the working hours of a day."""
    moment = world.timeline.moment(day, world.dice.twins.whole(7 * 3_600, 29_000))
    return sign_contract(
        world,
        moment,
        customer_id=None if customer is None else customer.customer_id,
        payee_id=None if supplier is None else supplier.supplier_id,
        amount=amount,
        recurring=amount is not None and amount < APPROVAL_LIMITS[0],
    )


def approve_specially(world: World, day: int, customer: Customer, amount: int) -> None:
    """Grant a customer a special approval on the morning of a day, for a tenth more than the amount."""
    dice = world.dice.twins
    asker = customer.salesperson
    row = {
        "kind": "special_approval_granted",
        "special_approval_id": world.counters.next(f"SA{world.timeline.day_text(day)[2:4]}", 4),
        "customer_id": customer.customer_id,
        "amount": text(round(amount * 1.1)),
        "currency": world.spec.currency,
        "requested_by": asker.employee_id,
        "approved_by": second_person(world, dice, asker).employee_id,
        "reason": dice.pick(("重点项目", "年度框架", "战略客户备货")),
        "expires_at": world.timeline.text(world.timeline.moment(day + 30, 0)),
    }
    world.tell_promptly(world.timeline.moment(day, dice.whole(29_100, 30_500)), row)
