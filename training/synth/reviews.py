"""The reviewers: they find most anomalies, look at some twins and a few ordinary items, and err."""

from typing import Any, Final

from training.synth.hours import work_moment
from training.synth.truth import Mark, Truth
from training.synth.world import World

_SEEN_ANOMALY: Final = 0.78
_SEEN_TWIN: Final = 0.55
_SEEN_ORDINARY: Final = 0.04
_DELAY_DAYS: Final = 7.0


def consider(world: World, subject: str, known: int, marks: tuple[Mark, ...]) -> None:
    """Decide whether and when a reviewer looks at an order, a payment or a claim, and note the truth."""
    dice = world.dice.reviews
    main = _main_mark(marks)
    day = None
    if known <= world.timeline.end and dice.chance(_seen(main)):
        day = (
            world.timeline.day_of(known)
            + 1
            + int(dice.exponential(_DELAY_DAYS / 2) + dice.exponential(_DELAY_DAYS / 2))
        )
        day = _record_later(world, day, subject, known, main)
    if marks and known <= world.timeline.end:
        _note_truth(world, subject, marks, day)


def _main_mark(marks: tuple[Mark, ...]) -> Mark | None:
    """An anomaly outweighs a likeness."""
    for mark in marks:
        if mark.is_anomaly:
            return mark
    return marks[0] if marks else None


def _seen(mark: Mark | None) -> float:
    if mark is None or mark.habitual:
        return _SEEN_ORDINARY
    return _SEEN_ANOMALY if mark.is_anomaly else _SEEN_TWIN


def _record_later(world: World, day: int, subject: str, known: int, mark: Mark | None) -> int | None:
    """Note the verdict for a working day; return it, or None where the history ends before."""
    dice = world.dice.reviews
    is_anomaly = mark is not None and mark.is_anomaly
    wrong = dice.chance(
        world.spec.noise if mark is not None and not mark.habitual else world.spec.noise * 0.1
    )
    reviewer = dice.pick(world.departments["risk"])
    day = world.timeline.workday_from(day)
    row = {
        "kind": "verdict_recorded",
        "verdict": "confirmed" if is_anomaly != wrong else "cleared",
        "reviewer_id": reviewer.employee_id,
        "subject": subject,
    }
    if mark is not None:
        row["typology"] = mark.typology
    moment = work_moment(world, day, reviewer, after=known)
    day = world.timeline.day_of(moment)
    if day >= world.spec.days:
        return None
    world.at(moment, _record, row)
    return day


def _record(world: World, moment: int, row: dict[str, Any]) -> None:
    world.tell_promptly(moment, row)


def _note_truth(world: World, subject: str, marks: tuple[Mark, ...], day: int | None) -> None:
    for mark in marks:
        world.truth.append(
            Truth(
                subject=subject,
                typology=mark.typology,
                is_anomaly=mark.is_anomaly,
                twin_of=None if mark.is_anomaly else mark.typology,
                episode=mark.episode,
                position=mark.position,
                known_day=None if day is None else world.timeline.date(day),
            )
        )
