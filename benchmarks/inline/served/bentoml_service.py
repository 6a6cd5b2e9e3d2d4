"""The model behind BentoML."""

import os
from importlib import import_module
from typing import Any

import lightgbm as lgb
import numpy as np

bentoml: Any = import_module("bentoml")


@bentoml.service(workers=int(os.environ.get("BENCH_WORKERS", "1")), traffic={"timeout": 60})
class Scorer:
    """Answers one vector; the methods are asynchronous, which spares BentoML a hop between threads."""

    def __init__(self) -> None:
        self._model = lgb.Booster(model_file=os.environ["BENCH_MODEL"])

    @bentoml.api  # type: ignore[untyped-decorator]
    async def probability(self, vector: list[float | None]) -> dict[str, float]:
        """Return the probability."""
        row = np.array([vector], dtype=np.float64)
        return {"probability": float(np.asarray(self._model.predict(row, num_threads=1))[0])}

    @bentoml.api  # type: ignore[untyped-decorator]
    async def explained(self, vector: list[float | None]) -> dict[str, Any]:
        """Return the probability and what each feature adds to its log-odds."""
        row = np.array([vector], dtype=np.float64)
        values = np.asarray(self._model.predict(row, num_threads=1, pred_contrib=True))[0]
        probability = float(1.0 / (1.0 + np.exp(-values.sum())))
        return {"probability": probability, "contributions": values.tolist()}
