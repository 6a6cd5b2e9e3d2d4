"""FastAPI, pandas and shap.TreeExplainer, as examples show it: a frame and an explainer for every request."""

import os
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
import shap
from fastapi import FastAPI


def create_app() -> FastAPI:
    """Return the service that makes its explainer for every request."""
    return _app(kept=False)


def create_kept_app() -> FastAPI:
    """Return the service that makes its explainer once."""
    return _app(kept=True)


def _app(*, kept: bool) -> FastAPI:
    app = FastAPI()
    model = lgb.Booster(model_file=os.environ["BENCH_MODEL"])
    made = shap.TreeExplainer(model) if kept else None

    @app.get("/readyz")
    async def readyz() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/explained")
    def explained(body: dict[str, float | None]) -> dict[str, Any]:
        frame = pd.DataFrame([body], dtype=np.float64)
        probability = float(np.asarray(model.predict(frame))[0])
        explainer = made or shap.TreeExplainer(model)
        values = np.asarray(explainer.shap_values(frame))[0]
        return {"probability": probability, "contributions": dict(zip(frame, values.tolist(), strict=True))}

    return app
