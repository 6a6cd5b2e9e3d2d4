"""When the parts of something split come: within 36 hours, at the hours of one person."""

from typing import Final

from training.synth.hours import work_moment
from training.synth.parties import Person
from training.synth.timeline import HOUR_SECONDS
from training.synth.world import World

_WINDOW: Final = 36 * HOUR_SECONDS


def within_36_hours(world: World, day: int, person: Person, count: int) -> list[int]:
    """Return that many moments of work in order, the last less than 36 hours after the first."""
    dice = world.dice.clock
    next_day = day + 1 if world.timeline.is_workday(day + 1) else day
    while True:
        days = [day if dice.chance(0.6) else next_day for _ in range(count)]
        moments = sorted(work_moment(world, one, person) for one in days)
        if moments[-1] - moments[0] < _WINDOW:
            return moments
