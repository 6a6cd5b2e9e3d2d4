"""What the pages show: values and words ready in the reader's language, no codes but those of styles and forms."""

from dataclasses import dataclass

from serving.desk.room import RoomView


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: what a form sends, what the reader sees, whether it is taken."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of a list of facts."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time for people and for machines."""

    shown: str
    machine: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A reviewer's verdict; `style` is `confirmed` or `cleared`."""

    style: str
    label: str
    action: str
    reviewer: str
    at: Moment
    typology: str
    note: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held order or payment on the list; `outcome` is a style, `outcome_label` a word."""

    decision_id: str
    decided: Moment
    document: str
    revision: str
    party: str
    amount: str
    outcome: str
    outcome_label: str
    reason: str
    probability: str
    grade: str
    verdict: VerdictView | None


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The list: rows in the order asked for, the filters, where the next and the first page are (empty where not)."""

    rows: tuple[HeldRow, ...]
    waiting: str
    places: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    states: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    note: str
    next_href: str
    next_label: str
    first_href: str
    first_label: str


@dataclass(frozen=True, slots=True)
class FactView:
    """An event of the log, with who acted; `href` leads to the decision that it submitted, if any."""

    kind: str
    at: Moment
    amount: str
    people: str
    is_later: bool
    href: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A document and the facts that the log holds of it, latest first."""

    document: str
    facts: tuple[FactView, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason in words."""

    text: str
    value: str
    normal: str
    clears: str
    adds: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True, slots=True)
class TickView:
    """A probability on the axis; `x` is a percentage of the picture's width."""

    label: str
    x: str


@dataclass(frozen=True, slots=True)
class BarView:
    """One row of a waterfall.

    `style` is `base`, `raises`, `lowers` or `total`; `x`, `width`, `start`, `end` are percentages of the
    picture's width.
    """

    style: str
    label: str
    value: str
    contribution: str
    direction: str
    x: str
    width: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class WaterfallView:
    """One model's score."""

    title: str
    probability: str
    percentile: str
    ticks: tuple[TickView, ...]
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class CreditView:
    """The credit box; `group_room` is None where the customer belongs to no group."""

    grade: str
    route: str
    facts: tuple[Labelled, ...]
    room: RoomView
    group: str
    group_room: RoomView | None


@dataclass(frozen=True, slots=True)
class LevelView:
    """How far a budget is used with the payment: `style` of its tag, its words, its lines as percentages of the bar."""

    style: str
    label: str
    share: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpenderView:
    """A payment that has taken from the budget; `href` leads to the decision about it, if any."""

    document: str
    requester: str
    at: Moment
    amount: str
    is_this: bool
    href: str


@dataclass(frozen=True, slots=True)
class BudgetView:
    """The budget's box: `room` and `level` of the moment of the decision, `now` of the present.

    `is_set` is False where nobody had set the budget; `level` is None then, and where the policy cannot be read.
    """

    budget_id: str
    is_set: bool
    room: RoomView
    level: LevelView | None
    now: str
    spenders: tuple[SpenderView, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision; `other_steps` clear what holds it beside the reasons shown."""

    decision_id: str
    outcome: str
    outcome_label: str
    document: str
    revision: str
    amount: str
    base_amount: str
    party_label: str
    party: str
    decided: Moment
    is_sampled: bool
    degraded: tuple[str, ...]
    reasons: tuple[ReasonView, ...]
    other_steps: tuple[str, ...]
    waterfalls: tuple[WaterfallView, ...]
    credit: CreditView | None
    budget: BudgetView | None
    anomaly: tuple[Labelled, ...]
    submission: tuple[Labelled, ...]
    record: tuple[Labelled, ...]
    verdicts: tuple[VerdictView, ...]
    verdict_choices: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    typologies: tuple[Choice, ...]
