"""From what a bundle in shadow said to pairs with labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from features.history.encode import code_of
from features.history.labels import Verdicts
from features.history.shadow import Shadowed, Word
from features.kernel.layout import DAY
from models.credit.grades import GradeBands, grade_of
from models.role import Place
from training.labels.default import DefaultDefinition, Ints
from training.watch.shadow_pair import UNSAID, Pair
from training.watch.vintages import default_labels

_PASSED: Final = "approve"


@dataclass(frozen=True, slots=True)
class CreditGround:
    """What labels and grades of customers stand on.

    Parameters
    ----------
    events, known_by_us
        Event array, int64 of shape (E_WIDTH, n), and the moment up to which its facts are known.
    definition
        Of the default, the challenger's.
    bands
        Of the policy in force.
    floors
        Hash of a bundle -> the floor under its probabilities.
    """

    events: Ints
    known_by_us: int
    definition: DefaultDefinition
    bands: GradeBands
    floors: Mapping[str, float]


def anomaly_pairs(shadowed: Sequence[Shadowed], place: Place, verdicts: Verdicts) -> list[Pair]:
    """Return the pairs of a challenger that tells anomalies of a place.

    Labels are verdicts; one on what was drawn by lot speaks for as many as its rate says, one on what nobody
    was sent to look at speaks for none. Days are the units.
    """
    known = dict(zip(verdicts.subjects.tolist(), verdicts.confirmed.tolist(), strict=True))
    return [
        _pair(
            one,
            unit=one.at_us // DAY,
            sides=(one.decided.probability, one.shadow.probability),
            steps=(one.decided.outcome, one.shadow.outcome),
            label=known.get(code_of(one.document)),
            speaks=_speaks(one),
        )
        for one in shadowed
        if one.place == place
    ]


def credit_pairs(shadowed: Sequence[Shadowed], challenger: str, ground: CreditGround) -> list[Pair]:
    """Return the pairs of a challenger that tells defaults.

    Labels are defaults within the horizon, once for each customer and month; customers are the units.

    Parameters
    ----------
    challenger
        Hash of its bundle.
    """
    orders = [one for one in shadowed if one.place == "order"]
    labels = default_labels(orders, ground.events, ground.definition, known_by_us=ground.known_by_us)
    return [
        _pair(
            one,
            unit=code_of(one.customer or one.document),
            sides=(one.decided.pd, one.shadow.pd),
            steps=(
                _grade(one.decided, one.versions.get("credit", ""), ground),
                _grade(one.shadow, challenger, ground),
            ),
            label=None if np.isnan(label) else label,
            speaks=1.0,
        )
        for one, label in zip(orders, labels, strict=True)
    ]


def _pair(
    one: Shadowed,
    *,
    unit: int,
    sides: tuple[float | None, float | None],
    steps: tuple[str, str],
    label: float | None,
    speaks: float,
) -> Pair:
    return Pair(
        decision_id=one.decision_id,
        document=one.document,
        at_us=one.at_us,
        unit=unit,
        champion=sides[0],
        challenger=sides[1],
        champion_step=steps[0],
        challenger_step=steps[1],
        alerts=(one.decided.outcome != _PASSED, one.shadow.outcome != _PASSED),
        label=None if label is None else float(label),
        speaks=speaks,
        took_us=one.took_us,
    )


def _speaks(one: Shadowed) -> float:
    looked = one.decided.outcome != _PASSED and one.propensity > 0.0
    return 1.0 / one.propensity if looked else 0.0


def _grade(word: Word, bundle_hash: str, ground: CreditGround) -> str:
    if word.pd is None:
        return UNSAID
    return grade_of(word.pd, ground.floors.get(bundle_hash, 0.0), ground.bands)
