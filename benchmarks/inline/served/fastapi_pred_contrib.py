"""FastAPI, numpy and LightGBM's own contributions: what a careful team writes by hand."""

import os
from typing import Any

import lightgbm as lgb
import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel


class Vector(BaseModel):
    """A row, ready for the model."""

    vector: list[float | None]


def create_app() -> FastAPI:
    """Return the service."""
    app = FastAPI()
    model = lgb.Booster(model_file=os.environ["BENCH_MODEL"])

    @app.get("/readyz")
    async def readyz() -> dict[str, bool]:
        return {"ready": True}

    @app.post("/explained")
    async def explained(body: Vector) -> dict[str, Any]:
        row = np.array([body.vector], dtype=np.float64)
        values = np.asarray(model.predict(row, num_threads=1, pred_contrib=True))[0]
        probability = float(1.0 / (1.0 + np.exp(-values.sum())))
        return {"probability": probability, "contributions": values.tolist()}

    return app
