"""How the probability of default is fitted, whoever asks for it."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet
from models.decision import facts
from models.policy.credit_tables import EnoughHistory
from training.fit.trees import Rows, TreeParameters
from training.pipelines.binary import BinaryFit, fit_binary

Every = Literal["month", "week"]

ENOUGH: Final = EnoughHistory()


def fit_default(
    fit: Rows, later: Rows, features: FeatureSet, parameters: TreeParameters, *, every: Every
) -> BinaryFit:
    """Grow trees on `fit`, stop them on `later`, calibrate them on the customers of `later` that get a grade.

    Customers of short history stand by the application route: what is true of them is no probability of those that
    are graded. On three synthetic companies newcomers defaulted a third as often as was said of them, and grade C
    0.4 times more often; calibrated without them, 0.3 times.

    Parameters
    ----------
    every
        A log whose customers are looked at every week is short, and its trees are grown on `later` too, once it has
        told how many: on real receivables of 2019 the AUC of customers graded in May to July rose by 0.006.
    """
    return fit_binary(
        fit,
        later,
        features,
        parameters,
        regrow=every == "week",
        calibrate=gets_grade(later.X, features).astype(np.float64),
    )


def gets_grade(X: npt.NDArray[np.float64], features: FeatureSet) -> npt.NDArray[np.bool_]:
    """Tell which rows of the set have enough history for a grade, bool of shape (n,); see `enough_history`."""
    days = X[:, features.names.index(facts.CUSTOMER_AGE_DAYS)]
    invoices = X[:, features.names.index(facts.CUSTOMER_INVOICES)]
    told: npt.NDArray[np.bool_] = (days >= ENOUGH.least_days) & (invoices >= ENOUGH.least_invoices)
    return told
