"""The suppliers: who they are, where they are paid to, how they come and go."""

from typing import Any, Final

import numpy as np

from training.synth.amounts import YUAN, priced
from training.synth.contracts import sign_contract
from training.synth.dice import Dice
from training.synth.ids import account_number, phone_number, registry_id
from training.synth.names import company_name, person_name, street_address
from training.synth.parties import Person, Supplier, Trade
from training.synth.staff import mostly_day, second_person
from training.synth.timeline import DAY_SECONDS
from training.synth.world import World

_TRADES: Final[tuple[tuple[Trade, float], ...]] = (
    ("materials", 0.58),
    ("services", 0.26),
    ("recurring", 0.16),
)
_TYPICAL: Final = {"materials": 16_000 * YUAN, "services": 7_000 * YUAN, "recurring": 6_000 * YUAN}
_PREFIXES: Final = ("", "FP", "NO.", "INV-", "SF", "A", "2-", "HZ/")
_ARRIVALS_A_YEAR: Final = 0.14
_LEAVE_A_MONTH: Final = 0.005
_FRAMEWORK: Final = 0.10
"""Chance that a supplier that does not bill monthly has a framework contract all the same."""
_BIG_CUSTOMER: Final = 0.08
"""Chance that we are a supplier's only client, so that its numbers to us follow each other."""


def found_suppliers(world: World) -> None:
    """Register the suppliers with whom the daily history begins."""
    dice = world.dice.suppliers
    for _ in range(world.scale.suppliers):
        start = world.timeline.workday_from(-1 - int(dice.exponential(600)) % 2_200)
        moment = world.timeline.moment(start, 0) + int(dice.between(0.35, 0.75) * DAY_SECONDS)
        register(world, moment, new_supplier(world, start, dice.weighted(_TRADES)))
    awake = [one for one in world.suppliers if one.trade != "recurring"]
    for supplier, pause in zip(
        dice.some(awake, len(world.supplier_pauses)), world.supplier_pauses, strict=False
    ):
        supplier.pause, supplier.terms_days = pause, 15
    _settle_rates(world)
    refresh_rates(world)


def month_passes(world: World, day: int) -> None:
    """Let some suppliers leave and new ones come."""
    dice = world.dice.suppliers
    for supplier in world.suppliers:
        if supplier.pause is None and dice.chance(_LEAVE_A_MONTH):
            supplier.left = True
    for _ in range(dice.rounded(world.scale.suppliers * _ARRIVALS_A_YEAR / 12)):
        start = world.timeline.workday_from(day + dice.whole(1, 26))
        morning = world.timeline.moment(start, 0) + int(dice.between(8.3, 12) * 3_600)
        world.at(morning, _arrive, None)
    refresh_rates(world)


def refresh_rates(world: World) -> None:
    """Recompute how often each supplier bills."""
    world.bill_rates = np.array([0.0 if one.left else one.bills_a_day for one in world.suppliers])


def new_supplier(world: World, started: int, trade: Trade, dice: Dice | None = None) -> Supplier:
    """Return a supplier that is not registered yet; a recurring one bills only once a month."""
    dice = dice or world.dice.suppliers
    buyer = mostly_day(dice, world.departments["purchasing"])
    typical = dice.lognormal(_TYPICAL[trade], 0.8)
    return Supplier(
        index=-1,
        supplier_id="",
        name=company_name(dice),
        account=account_number(dice),
        trade=trade,
        region=dice.whole(0, 7),
        buyer=buyer,
        typical=typical,
        spread=dice.between(0.3, 0.8),
        bills_a_day=0.0 if trade == "recurring" else _bills_a_day(world, dice),
        terms_days=dice.pick((0, 15, 30, 30, 45, 60)),
        prefix=dice.pick(_PREFIXES),
        number=dice.whole(1, 4_000) if dice.chance(0.3) else dice.whole(10_000, 9_000_000),
        number_step=1 if dice.chance(_BIG_CUSTOMER) else dice.whole(2, 60),
        number_width=dice.pick((4, 6, 8)),
        started=started,
        fixed_amount=priced(dice, typical) if trade == "recurring" else None,
    )


def register(
    world: World,
    moment: int,
    supplier: Supplier,
    *,
    changed_by: Person | None = None,
    alone: bool = False,
    registry: str | None = None,
    legal_person: str | None = None,
) -> None:
    """Enter a supplier into the books: by two persons, unless `alone`."""
    dice = world.dice.suppliers
    creator = changed_by or dice.pick(world.departments["purchasing"])
    supplier.index = len(world.suppliers)
    supplier.supplier_id = world.counters.next("S", 4)
    world.suppliers.append(supplier)
    approver = None if alone else second_person(world, dice, creator)
    row = _registration(dice, supplier, creator, approver)
    given = {"registry_id": registry, "legal_person": legal_person}
    world.tell_promptly(moment, row | {name: value for name, value in given.items() if value is not None})
    if supplier.trade == "recurring" or dice.chance(_FRAMEWORK):
        signed = moment + dice.whole(600, 6_000)
        recurring = supplier.trade == "recurring"
        supplier.contract_id = sign_contract(
            world, signed, payee_id=supplier.supplier_id, amount=supplier.fixed_amount, recurring=recurring
        )


def change_account(
    world: World,
    moment: int,
    supplier: Supplier,
    account: str,
    changed_by: Person,
    approved_by: Person | None,
) -> None:
    """Change the account that a supplier is paid to."""
    row: dict[str, Any] = {
        "kind": "payee_account_changed",
        "payee_id": supplier.supplier_id,
        "account": account,
        "changed_by": changed_by.employee_id,
    }
    if approved_by is not None:
        row["approved_by"] = approved_by.employee_id
    row["reason"] = world.dice.suppliers.weighted(
        (("bank_change", 0.62), ("correction", 0.2), ("merger", 0.06), ("other", 0.12))
    )
    world.tell_promptly(moment, row)
    supplier.account, supplier.payments_on_account = account, 0


def next_number(world: World, supplier: Supplier) -> str:
    """Return the number on a supplier's next invoice."""
    step = supplier.number_step
    supplier.number += 1 if step == 1 else world.dice.purchases.whole(1, 2 * step - 1)
    return f"{supplier.prefix}{supplier.number:0{supplier.number_width}d}"


def _registration(dice: Dice, supplier: Supplier, creator: Person, approver: Person | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": "supplier_registered",
        "supplier_id": supplier.supplier_id,
        "name": supplier.name,
        "registry_id": registry_id(dice),
        "account": supplier.account,
        "phone": phone_number(dice),
        "address": street_address(dice),
        "legal_person": person_name(dice),
        "changed_by": creator.employee_id,
    }
    return row if approver is None else row | {"approved_by": approver.employee_id}


def _arrive(world: World, moment: int, _: Any) -> None:
    dice = world.dice.suppliers
    supplier = new_supplier(world, world.timeline.day_of(moment), dice.weighted(_TRADES))
    register(world, moment, supplier, alone=dice.chance(0.03))
    refresh_rates(world)


def _settle_rates(world: World) -> None:
    """Scale the founders' rates so that their sum is what the size asks for, whatever the draws."""
    recurring = sum(one.trade == "recurring" for one in world.suppliers) * world.spec.months
    wanted = max(0.3 * world.scale.bills, world.scale.bills - recurring) / world.spec.days
    factor = wanted / sum(one.bills_a_day for one in world.suppliers)
    for supplier in world.suppliers:
        supplier.bills_a_day *= factor


def _bills_a_day(world: World, dice: Dice) -> float:
    """Return how often a supplier bills on an ordinary day; the sum over suppliers is what the scale asks."""
    others = world.scale.suppliers * (1 - _TRADES[2][1])
    recurring = world.scale.suppliers * _TRADES[2][1] * world.spec.months
    mean = max(0.4 * world.scale.bills, world.scale.bills - recurring) / others / world.spec.days
    return mean * dice.lognormal(1.0, 0.8) / 1.377
