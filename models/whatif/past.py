"""A decision as it was taken, and what became known of it later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.credit.grades import Grade
from models.decision.decide import Loaded
from models.decision.inputs import Standing, Subject
from models.policy.outcome import Outcome
from models.role import Role

Verdict = Literal["confirmed", "cleared"]


@dataclass(frozen=True, slots=True)
class Turnout:
    """How the order behind a special approval turned out; base currency, minor units.

    Attributes
    ----------
    billed_minor
        Invoiced of it; 0 where nothing was yet.
    past_due_minor
        Unpaid and past due now.
    written_off_minor
        Given up.
    late_days
        Days past due of the invoice that was paid, or stands unpaid, latest; negative is early. None where
        no invoice was paid or fell due.
    """

    billed_minor: int = 0
    past_due_minor: int = 0
    written_off_minor: int = 0
    late_days: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PastDecision:
    """One line of the ledger.

    Attributes
    ----------
    subject, standing, loaded
        What was decided about, where the customer stood, and the bundles that decided.
    vector
        float64[n_catalogue], as it was served.
    outcome, lifted, sampled, propensity
        Of the conclusion of then. `propensity` is the chance, 0 to 1, with which a document like this was
        reviewed: 1 for what was held, the rate of the lot for what passed.
    day
        Local day of the decision, days since 1970-01-01.
    at_us
        When it was answered, microseconds since the epoch, UTC.
    customer, payee
        Of an order, and of a payment.
    grade, reasons, probabilities, versions
        What was answered: the grade, codes of reasons, the probability of each role that was asked, and which
        bundle spoke in each role.
    verdict
        The last one known; None where nobody judged.
    turnout
        Of an order with a special approval; None without.
    """

    subject: Subject
    standing: Standing
    loaded: Loaded
    vector: NDArray[np.float64]
    outcome: Outcome
    lifted: tuple[str, ...]
    sampled: bool
    propensity: float
    day: int
    at_us: int = 0
    customer: str | None = None
    payee: str | None = None
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()
    probabilities: Mapping[Role, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    turnout: Turnout | None = None

    @property
    def party(self) -> str | None:
        """The customer or payee by its whole name, such as `customer:C1042`; None where nobody is named."""
        if self.customer is not None:
            return f"customer:{self.customer}"
        return None if self.payee is None else f"payee:{self.payee}"
