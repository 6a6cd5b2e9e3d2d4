"""Twins of claims."""

from training.synth import claims
from training.synth.anomalies import address_burst as burst
from training.synth.ids import gateway_address, outside_address
from training.synth.world import World, twin_mark


def address_burst(world: World, day: int) -> bool:
    """Plant claims of many people within an hour: an office before its deadline, or a training outside."""
    dice = world.dice.twins
    people = burst.claimants(world, dice)
    if not people:
        return False
    outside = dice.chance(0.4)
    address = outside_address(dice) if outside else gateway_address(people[0].region)
    episode = world.new_episode()
    for position, moment in enumerate(burst.within_an_hour(world, day, len(people), dice), 1):
        claim = claims.draft(world, people[position - 1])
        claim.ip, claim.marks = address, twin_mark("address_burst", episode, position)
        world.at(moment, claims.file, claim)
    return True
