"""Salaries: the same sum to every employee every month."""

from typing import Any

from training.synth import payments
from training.synth.hours import work_moment
from training.synth.world import World

_PAY_DAY = 10


def month_begins(world: World, day: int) -> None:
    """Note the month's payroll for its pay day, or the working day before it."""
    pay_day = day + _PAY_DAY - world.timeline.date(day).day
    while not world.timeline.is_workday(pay_day):
        pay_day -= 1
    if pay_day > day:
        world.at(world.timeline.moment(pay_day, 0), _run, None)


def _run(world: World, moment: int, _: Any) -> None:
    day = world.timeline.day_of(moment)
    clerk = world.departments["finance"][0]
    at = work_moment(world, day, clerk)
    for person in world.people:
        if not person.left and world.timeline.day_of(at) == day:
            payment = payments.to_person(world, "salary", person, person.salary, clerk)
            world.at(at, payments.execute, payment)
            at += world.dice.payments.whole(1, 9)
