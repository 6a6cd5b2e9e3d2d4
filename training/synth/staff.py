"""The employees: departments, hours, claims, who joins and who is asked."""

from typing import Final

from training.synth.dice import Dice
from training.synth.hours import office_moment
from training.synth.ids import account_number, gateway_address, outside_address, phone_number
from training.synth.names import REGIONS, person_name, street_address
from training.synth.parties import Department, Person
from training.synth.timeline import DAY_SECONDS
from training.synth.world import HABITS_FROM_EVENTS, World

_SHARES: Final[tuple[tuple[Department, float, int], ...]] = (
    ("sales", 0.28, 3),
    ("purchasing", 0.12, 2),
    ("finance", 0.12, 3),
    ("risk", 0.05, 2),
    ("operations", 0.43, 3),
)
"""Department, its share of the staff, its least number."""

_LATE_SHARE: Final = 0.05
_USUAL_TWIN_RATE: Final = 0.015
_TEXTS: Final = {
    "sales": "销售部",
    "purchasing": "采购部",
    "finance": "财务部",
    "risk": "风控部",
    "operations": "运营部",
}


def found_staff(world: World) -> None:
    """Hire the people with whom the daily history begins."""
    for department, share, least in _SHARES:
        team = [_hire(world, department, at) for at in range(max(least, round(share * world.scale.staff)))]
        world.departments[department] = team
    for department in ("sales", "purchasing"):
        _settle_late_workers(world, world.departments[department])


def leave(world: World, person: Person, day: int) -> None:
    """Let an employee leave the company."""
    person.left = True
    world.departments[person.department].remove(person)
    moment = office_moment(world, day)
    world.tell_promptly(
        moment, {"kind": "employee_registered", "employee_id": person.employee_id, "active": False}
    )


def usual_address(dice: Dice, person: Person) -> str:
    """Return the IP address from which a person does a piece of work: office, home, on the road."""
    u = dice.uniform()
    if u < 0.72:
        return gateway_address(person.region)
    return person.home_address if u < 0.9 else outside_address(dice)


def another(dice: Dice, team: list[Person], than: Person | None) -> Person:
    """Return somebody of a team who is not a certain person."""
    while True:
        chosen = dice.pick(team)
        if chosen is not than:
            return chosen


def mostly_day(dice: Dice, team: list[Person]) -> Person:
    """Return somebody of a team; those who work late get fewer customers and suppliers."""
    chosen = dice.pick(team)
    return dice.pick(team) if chosen.works_late and dice.chance(0.75) else chosen


def second_person(world: World, dice: Dice, first: Person) -> Person:
    """Return who approves what a person asks for: somebody of finance."""
    return another(dice, world.departments["finance"], first)


def _hire(world: World, department: Department, place: int) -> Person:
    dice = world.dice.staff
    person = Person(
        employee_id=world.counters.next("E", 4),
        name=person_name(dice),
        department=department,
        region=place % len(REGIONS)
        if department == "sales"
        else min(dice.whole(0, 11), 11) % len(REGIONS) // 2,
        account=account_number(dice),
        home_address=outside_address(dice),
        shift_seconds=int(dice.between(-2_400, 2_400)),
        works_late=False,
        salary=round(dice.lognormal(11_500, 0.35) / 50) * 5_000,
        claims_a_month=dice.lognormal(1.0 if department in ("sales", "operations") else 0.35, 0.7),
        started=world.timeline.workday_from(-dice.whole(2_500, 3_900)),
    )
    world.people.append(person)
    _register(world, person)
    return person


def _register(world: World, person: Person) -> None:
    dice = world.dice.staff
    row = {
        "kind": "employee_registered",
        "employee_id": person.employee_id,
        "name": person.name,
        "department": _TEXTS[person.department],
        "account": person.account,
        "phone": phone_number(dice),
        "address": street_address(dice),
        "active": True,
    }
    moment = world.timeline.moment(person.started, 0) + int(dice.between(0.35, 0.75) * DAY_SECONDS)
    world.tell_promptly(moment, row)


def _settle_late_workers(world: World, team: list[Person]) -> None:
    """Make some of a team people who always work late: the innocent twins of odd hours."""
    wanted = _LATE_SHARE * len(team) * world.spec.twin_rate / _USUAL_TWIN_RATE
    least = 1 if wanted and world.spec.events >= HABITS_FROM_EVENTS else 0
    count = max(least, world.dice.staff.rounded(wanted))
    for person in world.dice.staff.some(team, min(count, len(team) - 1)):
        person.works_late = True
