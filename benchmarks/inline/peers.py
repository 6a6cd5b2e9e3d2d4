"""How others serve the same model: a ready vector comes in, no history is asked, nothing is kept."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.inline.callers import Line
from benchmarks.inline.home import Home
from benchmarks.inline.party import HOST, Launch, Party, uvicorn

PEER_PYTHON: Final = Path(".venv-inline") / "bin" / "python"
_SERVED: Final = Path(__file__).parent / "served"
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1"}
_READY_VECTOR: Final = "a ready vector; nothing kept"


def peers(home: Home, peer_python: Path = PEER_PYTHON) -> dict[str, Callable[[], Party]]:
    """Return makers of all peers by name."""
    return {
        "mlflow": lambda: _mlflow(home, lean=False),
        "mlflow_lean": lambda: _mlflow(home, lean=True),
        "bentoml": lambda: _bentoml(home, peer_python, "probability"),
        "bentoml_contrib": lambda: _bentoml(home, peer_python, "explained"),
        "litserve": lambda: _litserve(home, peer_python, "probability"),
        "litserve_contrib": lambda: _litserve(home, peer_python, "explained"),
        "fastapi_pred_contrib": lambda: _fastapi(home),
        "naive": lambda: _naive(home, kept=False),
        "naive_kept": lambda: _naive(home, kept=True),
    }


def _fastapi(home: Home) -> Party:
    def launch(port: int, workers: int, _: Path) -> Launch:
        command = uvicorn("benchmarks.inline.served.fastapi_pred_contrib:create_app", port, workers)
        return Launch(command, _vectors(home, "/explained"), environment=_model(home))

    return Party(
        "fastapi_pred_contrib", "FastAPI + numpy + pred_contrib", f"contributions of {_READY_VECTOR}", launch
    )


def _naive(home: Home, *, kept: bool) -> Party:
    names = _feature_names(home.model_file)
    lines = [("/explained", json.dumps(dict(zip(names, vector, strict=True)))) for vector in home.vectors()]
    app = "create_kept_app" if kept else "create_app"

    def launch(port: int, workers: int, _: Path) -> Launch:
        command = uvicorn(f"benchmarks.inline.served.naive:{app}", port, workers)
        return Launch(command, lines, environment=_model(home))

    how = "made once" if kept else "made for each request"
    return Party(
        "naive_kept" if kept else "naive",
        f"FastAPI + pandas + shap, explainer {how}",
        f"probability and contributions of {_READY_VECTOR}",
        launch,
    )


def _mlflow(home: Home, *, lean: bool) -> Party:
    """Mlflow's own command on a model that mlflow saved.

    As its documentation shows it, the model has a signature and a row comes as `dataframe_split`; the leanest that
    it takes is a model without one and a row as `inputs`, with NaN as Python writes it.
    """
    names = _feature_names(home.model_file)
    rows = [[float("nan") if value is None else value for value in vector] for vector in home.vectors()]
    bodies = (
        [{"inputs": [row]} for row in rows]
        if lean
        else [{"dataframe_split": {"columns": names, "data": [vector]}} for vector in home.vectors()]
    )
    lines = [("/invocations", json.dumps(body)) for body in bodies]

    def launch(port: int, workers: int, folder: Path) -> Launch:
        model = folder / "model"
        _save_for_mlflow(home.model_file, model, None if lean else (names, rows))
        program = [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(model)]
        more = ["--env-manager", "local", "--host", HOST, "--port", str(port), "--workers", str(workers)]
        # it starts uvicorn by name
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        return Launch([*program, *more], lines, ready="/ping", environment=_model(home) | {"PATH": path})

    return Party(
        "mlflow_lean" if lean else "mlflow",
        "mlflow models serve" + (", arrays, no signature" if lean else ""),
        f"probability of {_READY_VECTOR}; " + ("`inputs`" if lean else "signature, `dataframe_split`"),
        launch,
    )


def _save_for_mlflow(
    model: Path, folder: Path, signed_by: tuple[list[str], list[list[float]]] | None
) -> None:
    import lightgbm as lgb
    import mlflow.lightgbm as flavour
    import numpy as np
    import pandas as pd
    from mlflow.models import infer_signature

    booster = lgb.Booster(model_file=str(model))
    signed = {}
    if signed_by is not None:
        names, rows = signed_by
        frame = pd.DataFrame(rows, columns=names, dtype=np.float64)
        signed["signature"] = infer_signature(frame, np.asarray(booster.predict(frame)))
    flavour.save_model(booster, str(folder), pip_requirements=["lightgbm"], **signed)


def _bentoml(home: Home, python: Path, path: str) -> Party:
    def launch(port: int, workers: int, folder: Path) -> Launch:
        command = [str(python), "-m", "bentoml", "serve", "bentoml_service:Scorer", "--host", HOST]
        more = ["--port", str(port), "--working-dir", str(_SERVED)]
        environment = {
            "BENTOML_HOME": str(folder),
            "BENTOML_DO_NOT_TRACK": "True",
            "BENTOML_CONFIG_OPTIONS": "api_server.logging.access.enabled=false",
            "BENCH_WORKERS": str(workers),
        }
        return Launch(
            [*command, *more],
            _vectors(home, f"/{path}"),
            ready="/readyz",
            environment=_model(home) | environment,
        )

    explained = path == "explained"
    return Party(
        "bentoml_contrib" if explained else "bentoml",
        "BentoML" + (", contributions" if explained else ""),
        f"{'contributions' if explained else 'probability'} of {_READY_VECTOR}",
        launch,
        _missing(python),
    )


def _litserve(home: Home, python: Path, path: str) -> Party:
    def launch(port: int, workers: int, _: Path) -> Launch:
        command = [str(python), str(_SERVED / "litserve_server.py"), str(port), str(workers), path]
        return Launch(command, _vectors(home, "/predict"), ready="/health", environment=_model(home))

    explained = path == "explained"
    return Party(
        "litserve_contrib" if explained else "litserve",
        "LitServe" + (", contributions" if explained else ""),
        f"{'contributions' if explained else 'probability'} of {_READY_VECTOR}",
        launch,
        _missing(python),
    )


def _vectors(home: Home, path: str) -> list[Line]:
    return [(path, json.dumps({"vector": vector})) for vector in home.vectors()]


def _model(home: Home) -> dict[str, str]:
    """Return where the model lies; threads of one row cost more than they give."""
    path = os.pathsep.join(one for one in (os.environ.get("PYTHONPATH"), str(Path.cwd())) if one)
    return _ONE_THREAD | {"BENCH_MODEL": str(home.model_file.resolve()), "PYTHONPATH": path}


def _feature_names(model: Path) -> list[str]:
    with model.open(encoding="utf-8") as lines:
        return next(line.split("=", 1)[1].split() for line in lines if line.startswith("feature_names="))


def _missing(python: Path) -> str | None:
    return None if python.exists() else f"its environment is not made: {python.parent.parent}"
