"""Inputs that can be missing or late, and what happens then: in writing, input by input."""

from typing import Final

from models.policy.outcome import Outcome

FAIL_MODES: Final[dict[str, Outcome]] = {
    "credit_model": Outcome.REVIEW,
    "order_anomaly_model": Outcome.REVIEW,
    "payment_anomaly_model": Outcome.REVIEW,
    # A forecast is shown beside the decision and decides nothing.
    "lateness_model": Outcome.APPROVE,
    # Cold start: no labels yet, the isolation forest and the typologies carry the load.
    "order_anomaly_labels": Outcome.APPROVE,
    "payment_anomaly_labels": Outcome.APPROVE,
    # Years that are not decreed yet follow the rules of public holidays; hours are one sign among many.
    "calendar": Outcome.APPROVE,
    "exposure": Outcome.REVIEW,
    "group_exposure": Outcome.REVIEW,
    "past_due": Outcome.REVIEW,
    "fx_rate": Outcome.REVIEW,
    "history": Outcome.REVIEW,
}
"""Default of each input that has a name; any other input falls to the policy's `fail_default`."""
