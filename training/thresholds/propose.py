"""The cuts as a policy, and what each of them brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
import numpy as np

from models.policy.outcome import Outcome
from models.policy.policy import Policy
from models.policy.thresholds import Thresholds
from models.policy.typology_rule import TypologyRule
from models.role import ANOMALY_ROLE, PLACES, Place
from models.whatif.estimate import Share
from models.whatif.interval import Rows, share_of_judged
from models.whatif.past import PastDecision
from riskdesk.core.errors import HistoryTooThin
from training.thresholds.choose import by_capacity, by_costs, held_by
from training.thresholds.precision import Precision
from training.thresholds.sources import Mask, Sources, sources_of

LEAST_DECISIONS: Final = 100
Basis = Literal["learnt", "probability", "kept"]


@dataclass(frozen=True, slots=True)
class Capacity:
    """What reviewers can look at: alerts a calendar day, on average."""

    alerts_a_day: float


@dataclass(frozen=True, slots=True)
class Costs:
    """What one error costs, in any unit: a document missed, a false alarm."""

    missed: float
    false_alarm: float


@dataclass(frozen=True, slots=True)
class Cut:
    """One source at its cut.

    Attributes
    ----------
    source, place
        Code of a pattern, or the role of the model.
    cut
        Probability of a model, strength of a pattern; None where it holds nothing any more.
    basis
        `probability` of the model; `learnt` from verdicts on the pattern's hits; `kept` as it was, for too few
        of its hits were judged.
    alerts_a_day
        What it holds, alone or with others.
    precision, recall
        Share of what it holds that reviewers confirm, and share of what they confirm in this place that it
        holds; of the judged, weighed by propensity, with Wilson's 95 % interval.
    """

    source: str
    place: Place
    cut: float | None
    basis: Basis
    alerts_a_day: float
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Proposal:
    """A policy to be looked at, tried by `riskdesk policy what-if`, and published by two persons.

    Attributes
    ----------
    policy
        The policy given, with new cuts for its anomaly models and patterns.
    chance
        From which chance of being confirmed on a document is held; above 1, what is held anyway fills the day.
    anyway_a_day, alerts_a_day
        Alerts a day that no cut moves, and with them all that the cuts hold, on the decisions given.
    cuts
        Each source.
    decisions, days, judged
        What it stands on.
    """

    policy: Policy
    chance: float
    anyway_a_day: float
    alerts_a_day: float
    cuts: tuple[Cut, ...]
    decisions: int
    days: int
    judged: int


def propose(past: Sequence[PastDecision], policy: Policy, wish: Capacity | Costs) -> Proposal:
    """Choose cuts on the decisions of the past.

    Parameters
    ----------
    past
        At least a hundred decisions, in any order.
    policy
        What everything else is taken from; the refusing cuts of its models stay.

    Raises
    ------
    HistoryTooThin
        Too few decisions.
    InputInvalid
        A wish that cannot be.
    """
    if len(past) < LEAST_DECISIONS:
        raise HistoryTooThin(f"expected at least {LEAST_DECISIONS} decisions, found {len(past)}")
    sources = sources_of(past, policy)
    learnt = sources.learnt()
    if isinstance(wish, Costs):
        chance = by_costs(missed=wish.missed, false_alarm=wish.false_alarm)
    else:
        chance = by_capacity(sources, learnt, alerts_a_day=wish.alerts_a_day)
    held = held_by(sources, learnt, chance)
    every: Mask = np.logical_or.reduce([sources.held_anyway, *held.values()])
    return Proposal(
        policy=_policy(policy, learnt, chance),
        chance=chance,
        anyway_a_day=float(sources.held_anyway.sum()) / sources.days,
        alerts_a_day=float(every.sum()) / sources.days,
        cuts=_cuts(sources, learnt, held, chance),
        decisions=len(past),
        days=sources.days,
        judged=int(sources.judged.sum()),
    )


def _policy(policy: Policy, learnt: dict[str, Precision | None], chance: float) -> Policy:
    models = {
        role: cuts if role == "credit" else _model(cuts, chance) for role, cuts in policy.models.items()
    }
    typologies = {
        code: rule if (known := learnt.get(code)) is None else _pattern(rule, known.cut(chance))
        for code, rule in policy.typologies.items()
    }
    version = f"{policy.version}-cuts"
    return msgspec.structs.replace(policy, version=version, models=models, typologies=typologies)


def _model(cuts: Thresholds, chance: float) -> Thresholds:
    """Return the holding cut; a refusing one that lies lower goes with it."""
    review_at = min(chance, 1.0)
    block_at = None if cuts.block_at is None else max(cuts.block_at, review_at)
    return Thresholds(review_at=review_at, block_at=block_at)


def _pattern(rule: TypologyRule, cut: float | None) -> TypologyRule:
    if cut is None:
        return msgspec.structs.replace(rule, minimum=Outcome.APPROVE)
    return msgspec.structs.replace(rule, from_strength=cut)


def _cuts(
    sources: Sources, learnt: dict[str, Precision | None], held: dict[str, Mask], chance: float
) -> tuple[Cut, ...]:
    found = []
    for place in PLACES:
        here: Mask = sources.place == place
        for name, rows in held.items():
            speaks = sources.model if name == "model" else sources.strengths[name]
            if not np.isfinite(speaks[here]).any():
                continue
            source = ANOMALY_ROLE[place] if name == "model" else name
            cut, basis = _cut(name, learnt, chance)
            alerts = float((rows & here).sum()) / sources.days
            found.append(Cut(source, place, cut, basis, alerts, *_quality(sources, rows, here)))
    return tuple(found)


def _cut(name: str, learnt: dict[str, Precision | None], chance: float) -> tuple[float | None, Basis]:
    if name == "model":
        return (chance if chance <= 1.0 else None), "probability"
    known = learnt[name]
    return (0.0, "kept") if known is None else (known.cut(chance), "learnt")


def _quality(sources: Sources, held: Mask, here: Mask) -> tuple[Share, Share]:
    """Return precision and recall of what a source holds in a place, on the judged."""
    judged = sources.judged & here
    precision = _share(sources, judged & held, judged & held & (sources.verdict == 1.0))
    confirmed = judged & (sources.verdict == 1.0)
    return precision, _share(sources, confirmed, confirmed & held)


def _share(sources: Sources, of: Mask, hits: Mask) -> Share:
    if not of.any():
        return Share(None, 0.0, 1.0)
    return Share(*share_of_judged(hits[of], Rows(sources.weights[of], sources.party[of])))
