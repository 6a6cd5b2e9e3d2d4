"""Bursts from one address: claims of many people, filed within an hour from one place outside."""

from training.synth import claims
from training.synth.amounts import YUAN, priced
from training.synth.dice import Dice
from training.synth.ids import outside_address
from training.synth.parties import Person
from training.synth.timeline import HOUR_SECONDS
from training.synth.world import World, anomaly_mark

NAME = "address_burst"


def plant(world: World, day: int) -> bool:
    """Plant like claims of 6 to 10 people within an hour from one address."""
    dice = world.dice.anomalies
    people = claimants(world, dice)
    if not people:
        return False
    episode = world.new_episode()
    address = outside_address(dice)
    usual = claims.draft(world, people[0])
    level = max(usual.amount, 300 * YUAN)
    for position, moment in enumerate(within_an_hour(world, day, len(people), dice), 1):
        claim = claims.draft(world, people[position - 1])
        claim.ip, claim.category = address, usual.category
        claim.amount = priced(dice, level * dice.between(0.94, 1.06))
        claim.marks = anomaly_mark(NAME, episode, position)
        world.at(moment, claims.file, claim)
    return True


def claimants(world: World, dice: Dice) -> list[Person]:
    """Return 6 to 10 employees."""
    return dice.some([person for person in world.people if not person.left], dice.whole(6, 10))


def within_an_hour(world: World, day: int, count: int, dice: Dice) -> list[int]:
    """Return that many moments in order, all within one hour of a working day."""
    begin = dice.between(9.2, 17.0)
    seconds = sorted(dice.between(begin, begin + 0.95) for _ in range(count))
    return [world.timeline.moment(day, int(second * HOUR_SECONDS)) for second in seconds]
