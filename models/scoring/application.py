"""The scorecard of a credit bundle: log-odds, exact contributions and an interval for who has little history."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bundle.format import ApplicationCard, Bundle
from models.credit.scorecard import Scorecard
from models.credit.scorecard_score import PdInterval, score_one
from models.scoring.explained import check_sum
from models.scoring.percentile import percentile


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class LoadedCard:
    """What scoring works on; made by `load_card`.

    Attributes
    ----------
    card
        As the bundle holds it.
    columns
        int64[items], where its items stand in a vector over the whole catalogue.
    places
        int64[items], where they stand in a row of the bundle's set.
    reasons
        Code of the reason that each item speaks for.
    quantiles
        float64[1001] of the log-odds.
    """

    card: Scorecard
    columns: NDArray[np.int64]
    places: NDArray[np.int64]
    reasons: tuple[str, ...]
    quantiles: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CardScore:
    """What the scorecard says about one customer.

    Attributes
    ----------
    log_odds, probability
        Of default; calibrated, without floor.
    contributions
        float64[items] in log-odds: with `bias` they sum to `log_odds`.
    bias
        The card's intercept.
    percentile
        0 to 100 against the frozen quantiles.
    interval
        Of the probability: what is not known of the coefficients, and of the customer.
    """

    log_odds: float
    probability: float
    contributions: NDArray[np.float64]
    bias: float
    percentile: float
    interval: PdInterval


def load_card(bundle: Bundle, application: ApplicationCard, columns: NDArray[np.int64]) -> LoadedCard:
    """Make the scorecard of a bundle ready; `columns` as `LoadedCard` holds them."""
    places = [bundle.names.index(name) for name in application.card.names]
    return LoadedCard(
        card=application.card,
        columns=columns,
        places=np.array(places, dtype=np.int64),
        reasons=tuple(bundle.reasons[place] for place in places),
        quantiles=np.array(application.quantiles, dtype=np.float64),
    )


def score_card(loaded: LoadedCard, vector: NDArray[np.float64]) -> CardScore:
    """Score and explain one vector over the whole catalogue, float64[n_catalogue]; NaN is unknown.

    Raises
    ------
    ExplanationBroken
        Contributions that do not sum to the log-odds within 1e-9.
    """
    found = score_one(loaded.card, vector[loaded.columns].tolist())
    contributions = np.array(found.contributions)
    check_sum(contributions, loaded.card.intercept, found.log_odds)
    return CardScore(
        log_odds=found.log_odds,
        probability=found.pd,
        contributions=contributions,
        bias=loaded.card.intercept,
        percentile=percentile(loaded.quantiles, found.log_odds),
        interval=found.interval,
    )


def card_log_odds(loaded: LoadedCard, row: NDArray[np.float64]) -> float:
    """Return the log-odds of a row of the bundle's own set, float64[f]."""
    return score_one(loaded.card, row[loaded.places].tolist()).log_odds
