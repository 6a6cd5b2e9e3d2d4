"""How often each typology is confirmed, by name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.role import Place
from models.whatif.estimate import Share
from training.evaluate.population import weighted_share
from training.labels.review_source import Sent, Source, population_weights
from training.labels.verdicts import VerdictLabels

LEAST_JUDGED: Final = 10
"""Judged hits below which nothing is said of a pattern."""


@dataclass(frozen=True, slots=True)
class TypologyPrecision:
    """One pattern.

    Attributes
    ----------
    code, place
        Which.
    hits, judged, confirmed
        Mature documents that show it, those of them with a verdict that counts, and those of these that a
        reviewer confirmed, as this pattern or as another.
    precision
        Share confirmed with Wilson's 95 % interval; a `value` of None with fewer than `LEAST_JUDGED` judged.
    weighted
        Whether it is weighed by propensity. If not, reviewers chose what they looked at, and the share is theirs.
    """

    code: str
    place: Place
    hits: int
    judged: int
    confirmed: int
    precision: Share
    weighted: bool

    @property
    def enough(self) -> bool:
        """Whether enough hits were judged."""
        return self.precision.value is not None

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        return asdict(self) | {"enough": self.enough}


def typology_precisions(
    strengths: Mapping[str, npt.NDArray[np.float64]], labels: VerdictLabels, place: Place
) -> tuple[TypologyPrecision, ...]:
    """Return the precision of each pattern on mature documents.

    Parameters
    ----------
    strengths
        Code -> float64 of shape (n,), NaN where the pattern is not there; see `detect_many`.
    labels
        Of the same n documents.
    """
    return tuple(_one(code, np.isfinite(shown), labels, place) for code, shown in strengths.items())


def _one(code: str, shown: npt.NDArray[np.bool_], labels: VerdictLabels, place: Place) -> TypologyPrecision:
    here = labels.where(shown & labels.mature)
    weights = population_weights(Sent(here.source, here.propensity), here.judged)
    weighted = weights is not None or bool((here.source == Source.FLAGGED).all() and len(here.labels))
    if weights is None:
        weights = here.judged.astype(np.float64)
    told = weights > 0.0
    confirmed = told & (here.labels == 1)
    enough = int(told.sum()) >= LEAST_JUDGED
    return TypologyPrecision(
        code=code,
        place=place,
        hits=len(here.labels),
        judged=int(told.sum()),
        confirmed=int(confirmed.sum()),
        precision=weighted_share(confirmed, weights) if enough else Share(None, 0.0, 1.0),
        weighted=weighted,
    )
