"""What the inline answer is held to: riskdesk's figure over another's, at eight clients and one worker."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Goal:
    """One bar.

    Parameters
    ----------
    name
        Of the ratio, as in JSON.
    says
        What is divided by what.
    bound
        The bar.
    sense
        Whether the ratio is to be at least or at most the bar.
    """

    name: str
    says: str
    bound: float
    sense: Literal["at least", "at most"] = "at least"

    def met(self, value: float) -> bool:
        """Tell whether a ratio keeps to the bar."""
        return value >= self.bound if self.sense == "at least" else value <= self.bound


GOALS: Final = (
    Goal("echo_durable", "requests/s over the durable echo's", 0.45),
    Goal("echo", "requests/s over the plain echo's", 0.28),
    Goal("mlflow", "requests/s over `mlflow models serve`'s", 20.0),
    Goal("bentoml_contrib", "requests/s over BentoML's with contributions", 6.0),
    Goal("litserve_contrib", "requests/s over LitServe's with contributions", 4.0),
    Goal("fastapi_pred_contrib", "requests/s over FastAPI + numpy + `pred_contrib`", 3.0),
    Goal("naive", "requests/s over FastAPI + pandas + `shap.TreeExplainer`", 150.0),
    Goal("workers_2", "what a second worker gives, over what it gives the echo", 0.8),
    Goal("postgresql", "requests/s on PostgreSQL over those on SQLite", 0.5),
    Goal("p50_echo", "p50 over the durable echo's", 3.0, "at most"),
    Goal("p99_echo", "p99 over the durable echo's", 3.0, "at most"),
)
CONTRIBUTIONS: Final = 0.2
"""Our time of one row over `pred_contrib`'s, at most."""
LARGEST_DIFFERENCE: Final = 1e-9
