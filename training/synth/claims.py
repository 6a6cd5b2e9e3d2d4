"""Expense claims of employees, and the payments that settle them."""

from typing import Final

import numpy as np

from training.synth import payments, reviews, seasons
from training.synth.amounts import YUAN, priced, text
from training.synth.documents import ClaimDraft
from training.synth.hours import comes_in, work_moment
from training.synth.parties import Person
from training.synth.staff import usual_address
from training.synth.world import World

_CATEGORIES: Final = (
    (("差旅", 1_800.0), 0.34),
    (("招待", 620.0), 0.20),
    (("交通", 110.0), 0.24),
    (("办公", 260.0), 0.14),
    (("培训", 2_400.0), 0.08),
)
"""Category and median amount in major units, with its share."""
_SPREAD: Final = 0.55
_BUDGET_TEXT: Final = {"sales": "XS", "purchasing": "CG", "finance": "CW", "risk": "FK", "operations": "YY"}


def day_of_claims(world: World, day: int) -> None:
    """Let employees claim what a day brings, most at a month's end."""
    factor = seasons.day_factor(world.timeline, day) * (
        1.5 if seasons.month_end_near(world.timeline, day) else 0.9
    )
    for index, count in world.dice.claims.counts(world.claim_rates * factor):
        person = world.people[index]
        for _ in range(count):
            if not person.left and comes_in(world, day, person):
                world.at(work_moment(world, day, person), file, draft(world, person))


def refresh_rates(world: World) -> None:
    """Spread the expected claims over the employees, by how much each travels."""
    appetite = np.array([0.0 if person.left else person.claims_a_month for person in world.people])
    world.claim_rates = appetite / appetite.sum() * world.scale.claims / world.busy_days


def draft(world: World, person: Person) -> ClaimDraft:
    """Return an ordinary claim of an employee."""
    dice = world.dice.claims
    category, median = dice.weighted(_CATEGORIES)
    amount = priced(dice, dice.lognormal(median, _SPREAD) * YUAN)
    return ClaimDraft(person, amount, category, usual_address(dice, person))


def file(world: World, moment: int, claim: ClaimDraft) -> None:
    """Write a claim that is filed now; it is paid some working days later."""
    claim_id = world.counters.next(f"EX{world.timeline.text(moment)[2:4]}")
    row = {
        "kind": "expense_claimed",
        "claim_id": claim_id,
        "employee_id": claim.person.employee_id,
        "amount": text(claim.amount),
        "currency": world.spec.currency,
        "category": claim.category,
        "ip": claim.ip,
    }
    known = world.tell(moment, row)
    reviews.consider(world, f"claim:{claim_id}", known, claim.marks)
    _pay(world, moment, claim, claim_id, known)


def set_budgets(world: World, day: int) -> None:
    """Give every department its budget of expenses for the quarter that begins."""
    for department, team in world.departments.items():
        row = {
            "kind": "budget_set",
            "budget_id": _budget_id(world, day, department),
            "amount": text(len(team) * 9_000 * YUAN),
            "currency": world.spec.currency,
        }
        world.tell_promptly(world.timeline.moment(day, 7 * 3_600), row)


def _pay(world: World, moment: int, claim: ClaimDraft, claim_id: str, known: int) -> None:
    clerk = world.dice.claims.pick(world.departments["finance"])
    payment = payments.to_person(world, "expense", claim.person, claim.amount, clerk)
    payment.invoice_no, payment.known = claim_id, known
    payment.budget_id = _budget_id(world, world.timeline.day_of(moment), claim.person.department)
    day = world.timeline.workdays_after(world.timeline.day_of(moment), world.dice.claims.whole(2, 8))
    world.at(work_moment(world, day, clerk), payments.execute, payment)


def _budget_id(world: World, day: int, department: str) -> str:
    today = world.timeline.date(day)
    return f"YS{today.year % 100}Q{(today.month + 2) // 3}{_BUDGET_TEXT[department]}"
