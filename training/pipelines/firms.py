"""A scorecard of firms graded by their own books: from labelled firms to a card, a grading and their figures.

For an application: nothing is known of how the firm pays this company, its invoices speak. The inputs are one
fixed list, `training.pipelines.books.INPUTS`; all that is learnt (units, coefficients, strength of the ridge, cuts
of the grades) is learnt inside each training part of a nested cross-validation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.history.encode import code_of
from features.kernel import layout as L
from models.credit.scorecard import Scorecard
from models.credit.scorecard_score import score_many
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.kappa import quadratic_kappa, within_one
from training.evaluate.metrics import binary_metrics
from training.fit.grading import Grading, fit_grading
from training.fit.logistic import stratified_folds
from training.fit.scorecard import fit_scorecard
from training.gates import Gate, better_than_chance_gate
from training.labels.firms import FirmLabels
from training.pipelines.books import INPUTS, SALES, book_rows
from training.pipelines.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Say = Callable[[str], None]

REPEATS: Final = 5
FOLDS: Final = 5
LEAST_OF_A_KIND: Final = 5
LEAST_AUC: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """Firms with what became of them.

    Parameters
    ----------
    X
        float64 of shape (n, inputs).
    default
        int64 of shape (n,), 0 or 1.
    grades
        int64 of shape (n,), 0 the best; None where none were given.
    """

    X: Floats
    default: Ints
    grades: Ints | None

    def where(self, rows: Mask) -> "Firms":
        """Return the firms that a bool mask of shape (n,) keeps."""
        return Firms(self.X[rows], self.default[rows], None if self.grades is None else self.grades[rows])


@dataclass(frozen=True, slots=True)
class FirmModel:
    """What is learnt of firms: a scorecard of default, and a grading on the same inputs where grades are given."""

    card: Scorecard
    strength: float
    grading: Grading | None


@dataclass(frozen=True, slots=True)
class FirmResult:
    """One run: the model of all firms, its figures by nested cross-validation, the gate, and what was left out."""

    model: FirmModel
    metrics: dict[str, float]
    gates: tuple[Gate, ...]
    left_out: dict[str, int]

    @property
    def passed(self) -> bool:
        """Whether all gates were passed."""
        return all(gate.passed for gate in self.gates)


def train_firms(
    snapshot: Snapshot, labels: FirmLabels, *, name: str, say: Say = lambda _: None
) -> FirmResult:
    """Learn from labelled firms whose books stand in the log, imported by `sme_credit_books` or alike.

    Parameters
    ----------
    snapshot, labels
        The log of the books, and what became of the firms.
    name
        Of the mapping: begins the card's version.
    say
        Is told each repeat.

    Raises
    ------
    HistoryTooThin
        Too few firms of a kind have books.
    """
    known = np.unique(snapshot.history.events[L.E_CUSTOMER])
    has_books = np.isin([code_of(firm) for firm in labels.firms], known)
    firms = firms_of(snapshot, labels).where(has_books)
    counts = np.bincount(firms.default, minlength=2)
    if counts.min() < LEAST_OF_A_KIND or (firms.grades is not None and _fewest(firms.grades) < 2):
        raise HistoryTooThin(
            f"expected books of at least {LEAST_OF_A_KIND} firms of each kind, found {counts[1]} in default of "
            f"{counts.sum()}"
        )
    strata = firms.default if firms.grades is None else firms.grades
    metrics = summary(cross_validated(firms, strata, say=say))
    left_out = dict(labels.left_out)
    if not has_books.all():
        left_out["the log holds no books of the firm"] = int((~has_books).sum())
    model = learn_firms(firms, version=f"{name}-{snapshot.history.horizon}")
    metrics |= {"firms": float(len(firms.default)), "defaults": float(counts[1])}
    return FirmResult(model, metrics, (better_than_chance_gate(metrics, least_auc=LEAST_AUC),), left_out)


def firms_of(snapshot: Snapshot, labels: FirmLabels) -> Firms:
    """Return labelled firms with what their books say at the end of the log."""
    return Firms(book_rows(snapshot, labels.firms), labels.default, labels.grades)


def learn_firms(firms: Firms, *, version: str) -> FirmModel:
    """Learn from firms: one fixed model, its strength and cuts chosen by cross-validation among them."""
    card, strength = fit_scorecard(firms.X, firms.default, INPUTS, version=version, method="line")
    grading = None if firms.grades is None else fit_grading(firms.X, firms.grades, INPUTS)
    return FirmModel(card, strength, grading)


def cross_validated(firms: Firms, strata: Ints, *, say: Say = lambda _: None) -> list[dict[str, float]]:
    """Return the figures of each fold of each repeat, everything learnt anew in each.

    Parameters
    ----------
    strata
        int64 of shape (n,), classes that are spread evenly over the folds.
    """
    found = []
    for repeat in range(REPEATS):
        fold = stratified_folds(strata, FOLDS, seed=repeat)
        for one in range(FOLDS):
            left = fold == one
            found.append(
                measure_firms(learn_firms(firms.where(~left), version="measured"), firms.where(left))
            )
        say(f"repeat {repeat + 1} of {REPEATS}")
    return found


def measure_firms(model: FirmModel, firms: Firms) -> dict[str, float]:
    """Return the figures on firms that taught nothing, those of sales alone beside."""
    found: dict[str, float] = {}
    if model.grading is not None and firms.grades is not None:
        said = model.grading.grades(firms.X)
        # Of a card's grades the worst is the last cut's, whether or not a firm here has it.
        grades = len(model.grading.cuts) + 1
        found["kappa"] = quadratic_kappa(firms.grades, said, grades)
        found["within_one"] = within_one(firms.grades, said)
        found["accuracy"] = float(np.mean(firms.grades == said))
    log_odds = np.array([one.log_odds for one in score_many(model.card, firms.X.tolist())])
    ours, theirs = (binary_metrics(firms.default, one) for one in (log_odds, -firms.X[:, SALES]))
    if "auc" in ours:
        found |= {"auc": ours["auc"], "ap": ours["ap"], "sales_auc": theirs["auc"], "sales_ap": theirs["ap"]}
        found |= {"gain_auc": ours["auc"] - theirs["auc"], "gain_ap": ours["ap"] - theirs["ap"]}
    return found


def summary(folds: list[dict[str, float]]) -> dict[str, float]:
    """Return means and standard deviations over the folds.

    The standard error of the gains is corrected for folds that share rows: Nadeau and Bengio (2003),
    "Inference for the generalization error".
    """
    found: dict[str, float] = {}
    for name in sorted({name for fold in folds for name in fold}):
        values = np.array([fold[name] for fold in folds if name in fold])
        found[name] = round(float(values.mean()), 4)
        found[f"{name}_sd"] = round(float(values.std(ddof=1)), 4)
        if name.startswith("gain"):
            share = 1 / len(values) + 1 / (FOLDS - 1)
            found[f"{name}_se"] = round(float(values.std(ddof=1) * np.sqrt(share)), 4)
    return found


def _fewest(grades: Ints) -> int:
    return int(np.bincount(grades).min())
