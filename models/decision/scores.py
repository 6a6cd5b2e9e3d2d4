"""What the models say of vectors, before anything is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision import facts
from models.policy.credit_tables import CreditTables
from models.policy.policy import Policy
from models.role import ANOMALY_ROLE, Place, Role
from models.scoring.application import CardScore, score_card
from models.scoring.loaded import LoadedBundle
from models.scoring.score import Score, score_one


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What they say of one vector; None where there is no model to ask.

    Attributes
    ----------
    anomaly
        Of the place's own model.
    credit
        Of the trees, or of the scorecard where history is short; None for payments.
    """

    anomaly: Score | None
    credit: Score | CardScore | None


def scores_of(
    vectors: Sequence[NDArray[np.float64]],
    place: Place,
    loaded: Mapping[Role, LoadedBundle | None],
    policy: Policy,
) -> list[Scores]:
    """Score vectors of one place, float64[n_catalogue] each; NaN is unknown.

    One model speaks of all of them before the next one does, whose tables would push its own out of the
    processor's cache.

    Raises
    ------
    ExplanationBroken
        Contributions of a model do not sum to its score.
    """
    anomaly, credit = loaded.get(ANOMALY_ROLE[place]), loaded.get("credit")
    of_anomaly = [anomaly_score(vector, anomaly) for vector in vectors]
    if place == "payment":
        return [Scores(one, None) for one in of_anomaly]
    of_credit = [credit_score(vector, credit, policy.credit) for vector in vectors]
    return [Scores(*pair) for pair in zip(of_anomaly, of_credit, strict=True)]


def anomaly_score(vector: NDArray[np.float64], loaded: LoadedBundle | None) -> Score | None:
    """Return what an anomaly model says; None at a cold start."""
    return None if loaded is None or loaded.ensemble is None else score_one(loaded, vector)


def credit_score(
    vector: NDArray[np.float64], loaded: LoadedBundle | None, tables: CreditTables
) -> Score | CardScore | None:
    """Return what the bundle says: its trees of who has history, its scorecard of who has not."""
    if loaded is None:
        return None
    if enough_history(vector, tables):
        return score_one(loaded, vector) if has_model(loaded) else None
    return None if loaded.application is None else score_card(loaded.application, vector)


def has_model(loaded: LoadedBundle | None) -> bool:
    """Tell whether there is a model that can be asked."""
    return loaded is not None and loaded.ensemble is not None


def enough_history(vector: NDArray[np.float64], tables: CreditTables) -> bool:
    """Tell whether the model may grade this customer."""
    days = facts.known(vector, facts.CUSTOMER_AGE_DAYS)
    invoices = facts.known(vector, facts.CUSTOMER_INVOICES)
    if days is None or invoices is None:
        return False
    return days >= tables.enough.least_days and invoices >= tables.enough.least_invoices
