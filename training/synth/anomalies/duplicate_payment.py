"""Duplicate payments: a bill that was paid is paid again, exactly, under a like number, or in parts."""

from typing import Final, Literal

from training.synth import payments, purchases
from training.synth.amounts import parts_of
from training.synth.anomalies.choose import supplier_for
from training.synth.dice import Dice
from training.synth.documents import BillDraft
from training.synth.hours import office_moment, work_moment
from training.synth.parties import PaidBill, Supplier
from training.synth.world import World, anomaly_mark

NAME = "duplicate_payment"

Manner = Literal["exact", "relaxed", "parts"]
_MANNERS: Final[tuple[tuple[Manner, float], ...]] = (("exact", 0.38), ("relaxed", 0.4), ("parts", 0.22))


def plant(world: World, day: int) -> bool:
    """Plant the second payment of a bill that was paid 3 to 90 days ago."""
    dice = world.dice.anomalies
    supplier = supplier_for(world, dice, lambda one: bool(_recent(one, day)))
    if supplier is None:
        return False
    bill = dice.pick(_recent(supplier, day))
    manner = dice.weighted(_MANNERS)
    if manner == "relaxed":
        _pay_again(world, day, supplier, [bill.amount], like_number(dice, bill.invoice_no), bill, typed=True)
    elif manner == "exact":
        _pay_again(world, day, supplier, [bill.amount], bill.invoice_no, bill, typed=False)
    else:
        _pay_again(world, day, supplier, parts_of(dice, bill.amount, 2), bill.invoice_no, bill, typed=False)
    return True


def like_number(dice: Dice, number: str) -> str:
    """Return a number as somebody else would type it: case, leading zeros, dashes, blanks."""
    split = next((at for at, sign in enumerate(number) if sign.isdigit()), 0)
    likes = [
        number.lower(),
        number.lstrip("0"),
        "0" + number if number[0].isdigit() else number,
        number.replace("-", "").replace("/", "").replace(".", ""),
        f"{number[:split]}-{number[split:]}" if split else f"{number[:4]}-{number[4:]}",
        f"{number[:-4]} {number[-4:]}" if len(number) > 6 else number,
    ]
    return dice.pick([like for like in likes if like not in {number, ""}])


def _recent(supplier: Supplier, day: int) -> list[PaidBill]:
    return [bill for bill in supplier.paid if day - 90 <= bill.day <= day - 3]


def _pay_again(
    world: World,
    day: int,
    supplier: Supplier,
    amounts: list[int],
    number: str,
    bill: PaidBill,
    *,
    typed: bool,
) -> None:
    """Pay amounts under a number; `typed` means that the bill was entered a second time, too."""
    dice = world.dice.anomalies
    episode = world.new_episode()
    arrives = office_moment(world, day)
    planned = []
    for position, amount in enumerate(amounts, 1):
        payment = payments.to_supplier(world, supplier, amount)
        payment.invoice_no, payment.known = number, bill.known
        payment.marks = anomaly_mark(NAME, episode, position)
        pay_day = world.timeline.workdays_after(day, dice.whole(1, 9))
        planned.append((work_moment(world, pay_day, payment.requester), payment))
    if typed:
        draft = BillDraft(supplier, bill.amount, planned, invoice_no=number)
        world.at(arrives, purchases.receive_bill, draft)
        return
    for moment, payment in planned:
        world.at(moment, payments.execute, payment)
