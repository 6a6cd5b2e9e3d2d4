"""What a model is for: the four roles in which a bundle can be active, and where anomalies are looked for."""

from typing import Final, Literal, get_args

from features.catalogue.feature import ROLES, Role

Place = Literal["order", "payment"]
"""What is being decided."""

PLACES: Final[tuple[Place, ...]] = get_args(Place)

ANOMALY_ROLE: Final[dict[Place, Role]] = {"order": "order_anomaly", "payment": "payment_anomaly"}
"""Which model looks for anomalies where."""

Speaker = Role | Literal["application"]
"""Whose score a decision records: a bundle's model, or the scorecard of applications in the credit bundle."""

__all__ = ["ANOMALY_ROLE", "PLACES", "ROLES", "Place", "Role", "Speaker"]
