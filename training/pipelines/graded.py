"""Customers graded as of a moment by what was known then, and what became of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import columns, feature_set
from features.kernel import layout as L
from models.credit.grades import GradeBands
from models.decision.scores import enough_history
from models.policy.credit_tables import CreditTables
from training.evaluate.grades import Lateness, grades_of, lateness_after
from training.fit.trees import TreeParameters
from training.labels.default import DefaultDefinition, default_rows
from training.labels.lateness import lateness_rows
from training.pipelines.binary import BinaryFit
from training.pipelines.credit import PD_FLOOR, labelled_customers
from training.pipelines.credit_fit import Every, fit_default
from training.pipelines.snapshot import Snapshot
from training.splits import final_split

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PAYS_LATE: Final = DefaultDefinition(
    past_due_days=5, horizon_days=90, materiality_minor=100_000, materiality_share=0.5, counted="due"
)
"""Of what falls due in the quarter that follows, half, and at least 1,000, is paid more than 5 days late.

For logs of less than a year, where few are ever 60 days past due. The horizon is that of every default here; days
and share were chosen among 5, 7, 10, 15 and three tenths, half on real receivables of 2019, by the AUC of customers
graded in late May and June.
"""

PAYS_LATE_BANDS: Final = GradeBands(a_below=0.03, b_below=0.10, c_up_to=0.30)
"""The grades of that probability: some 6 in 10 are A, a quarter B, a tenth each C and D."""

SETTLE_DAYS: Final = 10
"""Of invoices due in the last days only the early payers are known: an invoice counts once it had this long."""
CAP_DAYS: Final = 90


@dataclass(frozen=True, slots=True, eq=False)
class GradedThen:
    """What grading at a moment needs.

    Parameters
    ----------
    fit
        Trees and calibration, of what was known at the moment.
    snapshot
        The log as it was then.
    definition
        What the probability is of.
    tables
        The policy's: where grades are cut, and from when on the model may grade a customer.
    """

    fit: BinaryFit
    snapshot: Snapshot
    definition: DefaultDefinition
    tables: CreditTables

    def ask(self, customers: Ints, moment_us: int) -> tuple[Floats, Bools]:
        """Return the probability of each customer, by its code, and whether its history suffices for a grade."""
        history = self.snapshot.history
        queries = history.customer_queries(customers, [moment_us] * len(customers), self.snapshot.reader)
        vectors = history.vectors(queries)
        enough = np.array([enough_history(vector, self.tables) for vector in vectors], bool)
        features = feature_set("credit", history.parameters)
        return self.fit.probabilities(vectors[:, columns(features)]), enough

    def grades(self, probabilities: Floats) -> npt.NDArray[np.str_]:
        """Return the grade of each probability."""
        return np.array(grades_of(probabilities, pd_floor=PD_FLOOR, bands=self.tables.bands), "U1")


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What became of n customers; every array has shape (n,).

    Parameters
    ----------
    customers, labels
        int64, code of the customer, and 1 where what the probability is of came to pass.
    probabilities
        float64, as of the moment.
    enough
        bool, whether the history sufficed for a grade; the others stand by the application route.
    lateness
        Of what fell due within the days that were followed.
    left_out
        Customers of whom nothing can be said, by reason.
    """

    customers: Ints
    labels: Ints
    probabilities: Floats
    enough: Bools
    lateness: Lateness
    left_out: dict[str, int]


def learn_grades(
    then: Snapshot,
    *,
    definition: DefaultDefinition = PAYS_LATE,
    bands: GradeBands = PAYS_LATE_BANDS,
    parameters: TreeParameters | None = None,
    every: Every = "week",
    known_by_us: int | None = None,
) -> GradedThen:
    """Fit the probability on what this log holds.

    Parameters
    ----------
    definition, bands, parameters
        What the probability is of, where grades are cut, how trees are grown.
    every
        How often customers are looked at; see `labelled_customers`.
    known_by_us
        Learn from what was known by then; without, from all of the log.

    Raises
    ------
    HistoryTooThin
        Too few customers or defaults.
    """
    features = feature_set("credit", then.history.parameters)
    cut_us = then.known_by_us if known_by_us is None else known_by_us
    _, rows = labelled_customers(then, features, definition, known_by_us=cut_us, every=every)
    split = final_split(rows.moments_us, label_delay_us=definition.horizon_us, cut_us=cut_us)
    early, later, shape = rows.where(split.fit), rows.where(split.later), parameters or TreeParameters()
    fit = fit_default(early, later, features, shape, every=every)
    return GradedThen(fit, then, definition, CreditTables(bands=bands))


def follow(now: Snapshot, graded: GradedThen, moment_us: int, *, days: int) -> Followed:
    """Ask for every active customer as of a moment, and see in a later log what became of it.

    Parameters
    ----------
    now
        A later log of the same company.
    moment_us
        Not before the log that was learnt from ends.
    days
        Invoices that fell due so soon after the moment are averaged, if they had ten days to be paid.
    """
    events = now.history.events
    labelled = default_rows(events, [moment_us], graded.definition, known_by_us=now.known_by_us)
    probabilities, enough = graded.ask(labelled.customers, moment_us)
    known = lateness_rows(events, cap_days=CAP_DAYS, known_by_us=now.known_by_us, given_days=SETTLE_DAYS)
    invoices = events[L.E_CUSTOMER, known.rows], events[L.E_DUE, known.rows], known.days
    return Followed(
        customers=labelled.customers,
        labels=labelled.labels,
        probabilities=probabilities,
        enough=enough,
        lateness=lateness_after(labelled.customers, labelled.moments_us, invoices, window_us=days * L.DAY),
        left_out=labelled.left_out,
    )
