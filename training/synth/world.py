"""What every part of the company shares: calendar, agenda, journal, people, counters, dice."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.synth.agenda import Action, Agenda
from training.synth.dice import Dice
from training.synth.ids import Counters
from training.synth.journal import Journal
from training.synth.parties import Customer, Department, Person, Supplier
from training.synth.spec import CompanySpec
from training.synth.timeline import DAY_SECONDS, HOUR_SECONDS, Timeline
from training.synth.truth import Mark, Truth

_LATE_SHARE: Final = 0.03
_ENTRY_SECONDS: Final = (60, 1_500)

HABITS_FROM_EVENTS: Final = 15_000
"""From this size on every habit that brings about twins occurs at least once."""

STREAMS: Final = (
    "plan", "staff", "customers", "suppliers", "orders", "receivables", "purchases", "payments", "claims",
    "reviews", "clock", "anomalies", "twins",
)  # fmt: skip


@dataclass(slots=True)
class Scale:
    """How large the company is; rates are per ordinary working day."""

    customers: int
    suppliers: int
    staff: int
    orders: float  # expected over the whole history
    payments: float
    claims: float
    bills: float


@dataclass(slots=True)
class Dices:
    """One stream of random numbers for each concern, so that they do not disturb each other."""

    plan: Dice
    staff: Dice
    customers: Dice
    suppliers: Dice
    orders: Dice
    receivables: Dice
    purchases: Dice
    payments: Dice
    claims: Dice
    reviews: Dice
    clock: Dice
    anomalies: Dice
    twins: Dice


@dataclass(slots=True)
class World:
    """The company as it stands."""

    spec: CompanySpec
    timeline: Timeline
    scale: Scale
    dice: Dices
    agenda: Agenda = field(default_factory=Agenda)
    journal: Journal = field(default_factory=Journal)
    counters: Counters = field(default_factory=Counters)
    truth: list[Truth] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    departments: dict[Department, list[Person]] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    suppliers: list[Supplier] = field(default_factory=list)
    customer_pauses: list[tuple[int, int]] = field(default_factory=list)
    supplier_pauses: list[tuple[int, int]] = field(default_factory=list)
    order_rates: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    bill_rates: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    claim_rates: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    busy_days: float = 1.0  # sum of the days' factors: how many ordinary working days the history has
    episodes: int = 0

    def at(self, moment: int, action: Action, item: Any) -> None:
        """Let `action` happen to `item` at a moment."""
        self.agenda.note(self.timeline.day_of(moment), moment, action, item)

    def tell(self, moment: int, row: dict[str, Any], floor: int = 0) -> int:
        """Write a row that happened at `moment`; return when it becomes known.

        A few per cent of facts are entered hours or days late, and none before `floor`, the
        moment at which what it speaks of was known.
        """
        dice = self.dice.clock
        known = moment
        if dice.uniform() < _LATE_SHARE:
            known += int(HOUR_SECONDS + dice.exponential(1.2 * DAY_SECONDS))
        if known <= floor:
            known = floor + dice.whole(*_ENTRY_SECONDS)
        self._write(moment, known, row)
        return known

    def tell_promptly(self, moment: int, row: dict[str, Any]) -> int:
        """Write a row of master data or a contract: known as soon as it happened."""
        self._write(moment, moment, row)
        return moment

    def new_episode(self) -> int:
        """Return the number of a new story."""
        self.episodes += 1
        return self.episodes

    def _write(self, moment: int, known: int, row: dict[str, Any]) -> None:
        text = self.timeline.text
        occurred = text(moment)
        row["occurred_at"] = occurred
        row["known_at"] = occurred if known == moment else text(known)
        self.journal.write(self.timeline.day_of(known), known, row)


def open_dices(seed: int) -> Dices:
    """Return the streams of a seed."""
    return Dices(*[Dice(one) for one in np.random.SeedSequence(seed).spawn(len(STREAMS))])


def anomaly_mark(typology: str, episode: int, position: int = 1) -> tuple[Mark, ...]:
    """Return the mark of a planted anomaly."""
    return (Mark(typology, is_anomaly=True, episode=episode, position=position),)


def twin_mark(typology: str, episode: int, position: int = 1, *, habitual: bool = False) -> tuple[Mark, ...]:
    """Return the mark of an innocent twin."""
    return (Mark(typology, is_anomaly=False, episode=episode, position=position, habitual=habitual),)
