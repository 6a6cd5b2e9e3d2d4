"""What could hold each decision of the past: rules, its model, each pattern; and what reviewers said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from models.decision.decide import decide
from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.thresholds import Thresholds
from models.policy.typology_rule import TypologyRule
from models.role import PLACES, Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import detect
from models.whatif.past import PastDecision
from training.thresholds.precision import Precision, learn

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

OFF: Final = Thresholds(review_at=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Decisions of the past; every array has shape (n,).

    Parameters
    ----------
    place, day
        Order or payment of each, and its local day.
    party
        Whose documents are not judged independently of each other: the customer's or payee's, but of what the
        lot drew each document by itself.
    held_anyway
        bool, held by something that no cut here moves: a rule, a missing input, the lot, a severe pattern.
    model
        float64, the chance that its model gives, or NaN without a model or where the green channel lifts it.
    strengths
        Pattern -> float64, how strongly it showed, NaN where it did not; severe ones and those that the
        policy makes signals are not among them.
    verdict
        float64, 1 confirmed, 0 cleared, NaN not judged.
    weights
        float64, one over the propensity with which it was reviewed; 0 where a verdict came by chance.
    """

    place: npt.NDArray[np.str_]
    party: npt.NDArray[np.str_]
    day: npt.NDArray[np.int64]
    held_anyway: Mask
    model: Floats
    strengths: dict[str, Floats]
    verdict: Floats
    weights: Floats

    @property
    def days(self) -> int:
        """Calendar days from the first decision to the last."""
        return int(self.day.max() - self.day.min()) + 1

    @property
    def judged(self) -> Mask:
        """Where a reviewer who had to look said something."""
        found: Mask = np.isfinite(self.verdict) & (self.weights > 0.0)
        return found

    def learnt(self) -> dict[str, Precision | None]:
        """Return pattern -> its chance by strength; None where too few of its hits were judged."""
        return {
            code: learn(strengths[rows], self.verdict[rows], self.weights[rows])
            for code, strengths in self.strengths.items()
            for rows in [np.isfinite(strengths) & self.judged]
        }


def sources_of(past: Sequence[PastDecision], policy: Policy) -> Sources:
    """Read what could hold each decision under a policy whose cuts are to be chosen.

    Each decision is taken twice by the product's own `decide`: with patterns and anomaly models silent, and with
    the models holding everything, which shows what the green channel lifts.
    """
    bare, loud = _silent(policy), _silent(policy, review_at=0.0)
    rows = [_row(one, policy, bare, loud) for one in past]
    codes = {code: None for place in PLACES for code in _movable(policy, place)}
    return Sources(
        place=np.array([one.subject.place for one in past]),
        party=np.array([_party(one) for one in past]),
        day=np.array([one.day for one in past], np.int64),
        held_anyway=np.array([held for held, _, _ in rows], np.bool_),
        model=np.array([chance for _, chance, _ in rows]),
        strengths={code: np.array([hits.get(code, np.nan) for _, _, hits in rows]) for code in codes},
        verdict=np.array([_VERDICT[one.verdict] for one in past]),
        weights=np.array([_weight(one) for one in past]),
    )


_VERDICT: Final = {"confirmed": 1.0, "cleared": 0.0, None: np.nan}


def _party(one: PastDecision) -> str:
    alone = one.party is None or one.propensity < 1.0
    return one.subject.document if alone else str(one.party)


def _weight(one: PastDecision) -> float:
    """Return one over the propensity; nobody was sent to look at what passed without being drawn."""
    looked = one.outcome is not Outcome.APPROVE
    return 1.0 / one.propensity if looked and one.propensity > 0.0 else 0.0


def _row(
    one: PastDecision, policy: Policy, bare: Policy, loud: Policy
) -> tuple[bool, float, dict[str, float]]:
    place: Place = one.subject.place
    silent = decide(one.subject, one.vector, one.standing, one.loaded, bare)
    chance = np.nan
    if silent.anomaly.probability is not None:
        lifted = decide(one.subject, one.vector, one.standing, one.loaded, loud).outcome is Outcome.APPROVE
        chance = np.nan if lifted else silent.anomaly.probability
    hits = detect(one.vector, place)
    movable = _movable(policy, place)
    strengths = {hit.code: hit.strength for hit in hits if not hit.severe and hit.code in movable}
    severe = any(hit.severe and policy.typologies[hit.code].severe is not Outcome.APPROVE for hit in hits)
    return silent.outcome is not Outcome.APPROVE or severe, chance, strengths


def _movable(policy: Policy, place: Place) -> list[str]:
    """Return patterns that hold under the policy: what it makes a signal stays one."""
    codes = [typology.code for typology in TYPOLOGIES[place]]
    return [code for code in codes if policy.typologies[code].minimum is not Outcome.APPROVE]


def _silent(policy: Policy, *, review_at: float | None = None) -> Policy:
    """Return the policy with its patterns silent, and its anomaly models silent or holding from `review_at`."""
    cuts = OFF if review_at is None else Thresholds(review_at=review_at)
    models = {role: kept if role == "credit" else cuts for role, kept in policy.models.items()}
    typologies = {code: _signal(rule) for code, rule in policy.typologies.items()}
    rate_ppm = policy.sampling.rate_ppm if review_at is None else 0
    sampling = msgspec.structs.replace(policy.sampling, rate_ppm=rate_ppm)
    return msgspec.structs.replace(policy, models=models, typologies=typologies, sampling=sampling)


def _signal(rule: TypologyRule) -> TypologyRule:
    return msgspec.structs.replace(rule, minimum=Outcome.APPROVE, severe=Outcome.APPROVE)
