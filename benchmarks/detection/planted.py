"""Anomalies planted in synthetic companies of seeds that nothing was tuned or trained on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

import numpy as np

from benchmarks.detection.cold_start import Cold, cold_company, cold_json
from benchmarks.detection.companies import KnownCompany, known_company
from benchmarks.detection.counting import Count
from benchmarks.detection.measuring import Measured, add, count_all, measure
from benchmarks.detection.model_scores import Models, ModelScores, score_company, train_models
from benchmarks.detection.plain_rules import PLAIN
from features.events.kinds import BY_NAME
from features.kernel import layout as L
from features.offline import History
from models.role import PLACES
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import judge
from training.synth.company import CompanySpec

TUNED_ON: Final = tuple(range(1, 9))
"""Seeds on which thresholds were chosen."""
TRAINED_ON: Final = 51
"""Seed of the company on which the models are trained."""
HELD_OUT_FROM: Final = 101

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class World:
    """What kind of companies a group of runs is made of."""

    name: str
    anomaly_rate: float = 0.01
    twin_rate: float = 0.015
    noise: float = 0.03
    size: float = 1.0

    def spec(self, seed: int, events: int) -> CompanySpec:
        """Return the company of a seed; `size` multiplies the events."""
        return CompanySpec(
            seed=seed,
            events=round(events * self.size),
            anomaly_rate=self.anomaly_rate,
            twin_rate=self.twin_rate,
            noise=self.noise,
        )


WORLDS: Final = (
    World("base"),
    World("no twins", twin_rate=0.0),
    World("many twins", twin_rate=0.05),
    World("rare anomalies", anomaly_rate=0.003),
    World("noisy verdicts", noise=0.10),
    World("twice the size", size=2.0),
)


@dataclass(slots=True)
class Found:
    """Counts of one group of runs, by place and typology; `doubted` of what is left undecided and held."""

    world: World
    seeds: list[int] = field(default_factory=list)
    scored: dict[str, int] = field(default_factory=dict)
    ours: dict[str, dict[str, Count]] = field(default_factory=lambda: {place: {} for place in PLACES})
    plain: dict[str, dict[str, Count]] = field(default_factory=lambda: {place: {} for place in PLACES})
    unbilled: dict[str, Count] = field(default_factory=dict)
    doubted: dict[str, Count] = field(default_factory=dict)
    models: list[ModelScores] = field(default_factory=list)
    cold: list[Cold] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        rows = [
            {
                "place": place,
                "typology": code,
                "ours": count.to_json(),
                "plain": self.plain[place][code].to_json() if (place, code) in PLAIN else None,
            }
            for place in PLACES
            for code, count in self.ours[place].items()
        ]
        return {
            "world": asdict(self.world),
            "seeds": self.seeds,
            "scored": self.scored,
            "typologies": rows,
            "left_undecided": {code: count.to_json() for code, count in self.doubted.items()},
            "duplicates_without_bills": {code: count.to_json() for code, count in self.unbilled.items()},
            "models": [asdict(one) for one in self.models],
            "cold": cold_json(self.cold) if self.cold else None,
        }


def run_planted(
    seeds: Sequence[int],
    *,
    events: int,
    worlds: Iterable[World] = WORLDS,
    with_model: bool = True,
    with_cold: bool = True,
    say: Say = print,
) -> dict[str, Any]:
    """Measure typology tests, plain rules and trained models on companies of these seeds.

    Parameters
    ----------
    seeds
        None below 101: those thresholds were chosen on.
    events
        Rows of each company, before a world's own size.
    worlds
        Rates and sizes; each is run with all seeds.
    with_model
        Whether the anomaly models are trained and measured too; once for each share of wrong verdicts,
        for verdicts reach a model in training alone.
    with_cold
        Whether forest and typologies are ranked without any verdict too; in the first world alone, for they
        know neither verdicts nor their errors.
    say
        Is told each company.

    Raises
    ------
    ValueError
        A seed below 101.
    """
    if min(seeds) < HELD_OUT_FROM:
        raise ValueError(f"expected seeds from {HELD_OUT_FROM}: those below are for tuning and training")
    trained: dict[float, Models] = {}
    groups: list[dict[str, Any]] = []
    for world in worlds:
        found = Found(world)
        if with_model and world.noise not in trained:
            say(f"training on seed {TRAINED_ON}, wrong verdicts {world.noise:.0%}")
            teacher = replace(WORLDS[0], noise=world.noise)
            trained[world.noise] = train_models(known_company(teacher.spec(TRAINED_ON, events)).snapshot)
        for seed in seeds:
            say(f"{world.name}: seed {seed}")
            company = known_company(world.spec(seed, events))
            _take(found, company, seed)
            if with_cold and not groups:
                found.cold.append(cold_company(company, seed))
            if with_model:
                found.models += score_company(trained[world.noise], company, seed)
        groups.append(found.to_json())
    return {"events": events, "seeds": list(seeds), "groups": groups}


def _take(found: Found, company: KnownCompany, seed: int) -> None:
    found.seeds.append(seed)
    for place in PLACES:
        measured = measure(company.snapshot.history, place)
        found.scored[place] = found.scored.get(place, 0) + len(measured.documents)
        add(found.ours[place], count_all(measured.flagged(), company.truth, measured))
        add(found.plain[place], count_all(measured.flagged_plainly(), company.truth, measured))
        add(found.doubted, count_all(_left_undecided(measured), company.truth, measured))
    unbilled = measure(without_bills(company.snapshot.history), "payment")
    flagged = {"duplicate_payment": unbilled.flagged()["duplicate_payment"]}
    add(found.unbilled, count_all(flagged, company.truth, unbilled))


def _left_undecided(measured: Measured) -> dict[str, set[int]]:
    """Return the documents that no test flags and a doubt leaves open, by typology: policy holds them for review."""
    doubted: dict[str, set[int]] = {
        typology.code: set() for typology in TYPOLOGIES[measured.place] if typology.doubts
    }
    for document, vector in zip(measured.documents.tolist(), measured.vectors, strict=True):
        for code in doubted.keys() & judge(vector, measured.place).undecided:
            doubted[code].add(document)
    return doubted


def without_bills(history: History) -> History:
    """Return the history of a company that books no suppliers' invoices."""
    kept = history.events[L.E_KIND] != BY_NAME["invoice_received"].code
    return replace(history, events=np.ascontiguousarray(history.events[:, kept]))
