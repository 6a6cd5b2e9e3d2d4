"""How often each typology of a company's log was confirmed."""

from features.catalogue.sets import feature_set
from models.role import ANOMALY_ROLE, PLACES
from training.evaluate.typologies import TypologyPrecision, typology_precisions
from training.labels.verdicts import ReviewPractice
from training.pipelines.scored import scored_documents
from training.pipelines.snapshot import Snapshot


def typologies_on(
    snapshot: Snapshot, practice: ReviewPractice | None = None
) -> tuple[TypologyPrecision, ...]:
    """Return the precision of each pattern, those of orders first; no model is asked.

    Raises
    ------
    HistoryTooThin
        Too few orders or payments after the warm-up.
    """
    practice = practice or ReviewPractice()
    found: list[TypologyPrecision] = []
    for place in PLACES:
        features = feature_set(ANOMALY_ROLE[place], snapshot.history.parameters)
        scored = scored_documents(snapshot, features, place)
        _, labels = scored.labelled(snapshot, practice, known_by_us=snapshot.known_by_us)
        found += typology_precisions(scored.typologies, labels, place)
    return tuple(found)
