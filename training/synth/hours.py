"""At which hour somebody does something: habits of persons, and of the company's back office."""

from typing import Final

from training.synth.dice import Dice
from training.synth.parties import Person
from training.synth.timeline import HOUR_SECONDS
from training.synth.world import World

_MORNING, _NOON, _AFTERNOON, _OVERTIME = 0.45, 0.03, 0.485, 0.035
_DAY_OFF_SHARE: Final = 0.12
"""Chance that somebody who works by day does what falls on a day off, rather than leave it."""
_ODD_FROM, _ODD_TO = 22, 6


def second_of_work(dice: Dice, person: Person) -> int:
    """Return the second of the day at which a person does a piece of work."""
    if person.works_late:
        return int(min(23.99, max(14.0, dice.normal(21.3, 1.4))) * HOUR_SECONDS) + dice.whole(0, 35)
    return day_second(dice) + (person.shift_seconds if dice.chance(0.9) else 0)


def day_second(dice: Dice) -> int:
    """Return a second of an ordinary working day: morning, afternoon, some overtime."""
    u = dice.uniform()
    if u < _MORNING:
        hour = dice.between(8.7, 12.0)
    elif u < _MORNING + _NOON:
        hour = dice.between(12.0, 13.4)
    elif u < _MORNING + _NOON + _AFTERNOON:
        hour = dice.between(13.4, 18.0)
    else:
        hour = 18.0 + min(2.9, dice.exponential(0.9))
    return int(hour * HOUR_SECONDS)


def work_moment(world: World, day: int, person: Person, *, after: int = 0) -> int:
    """Return a moment of `day` at which `person` works; of the next working day if that is not after `after`."""
    dice = world.dice.clock
    moment = world.timeline.moment(day, second_of_work(dice, person))
    while moment <= after:
        day = world.timeline.workday_from(max(day, world.timeline.day_of(after)) + 1)
        moment = world.timeline.moment(day, second_of_work(dice, person))
    return moment


def office_moment(world: World, day: int) -> int:
    """Return a moment of `day` in which the warehouse, the bank or the accounts are at work."""
    return world.timeline.moment(day, int(world.dice.clock.between(8.2, 18.2) * HOUR_SECONDS))


def office_after(world: World, moment: int, workdays: int) -> int:
    """Return an office moment `workdays` (from 1) working days after a moment."""
    day = world.timeline.workdays_after(world.timeline.day_of(moment), workdays)
    return office_moment(world, day)


def comes_in(world: World, day: int, person: Person) -> bool:
    """Return whether a person does on `day` what falls on it: always on working days."""
    return world.timeline.is_workday(day) or person.works_late or world.dice.clock.chance(_DAY_OFF_SHARE)


def is_odd(world: World, moment: int) -> bool:
    """Return whether hardly anybody works at a moment: from 22 to 6, and on days off."""
    hour = world.timeline.second_of(moment) // HOUR_SECONDS
    return hour >= _ODD_FROM or hour < _ODD_TO or not world.timeline.is_workday(world.timeline.day_of(moment))


def odd_moment(world: World, day: int, dice: Dice) -> int:
    """Return a moment near `day` at which hardly anybody works: deep in the night, or on a day off."""
    if dice.chance(0.65):
        hour = dice.between(22.5, 29.0)
        return world.timeline.moment(day, 0) + int(hour * HOUR_SECONDS)
    while world.timeline.is_workday(day):
        day += 1
    return world.timeline.moment(day, day_second(dice))
