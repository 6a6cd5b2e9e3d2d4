"""The model behind LitServe: `python litserve_server.py PORT WORKERS probability|explained`."""

import os
import sys
from importlib import import_module
from typing import Any

import lightgbm as lgb
import numpy as np

litserve: Any = import_module("litserve")
_EXPLAINED = "explained" in sys.argv


class Scorer(litserve.LitAPI):  # type: ignore[misc]
    """Answers one vector."""

    def setup(self, device: str) -> None:  # noqa: ARG002  LitServe's own name
        """Load the model."""
        self._model = lgb.Booster(model_file=os.environ["BENCH_MODEL"])

    def decode_request(self, request: dict[str, Any]) -> Any:
        """Return the row."""
        return np.array([request["vector"]], dtype=np.float64)

    def predict(self, x: Any) -> Any:
        """Return the probability, or contributions."""
        return np.asarray(self._model.predict(x, num_threads=1, pred_contrib=_EXPLAINED))[0]

    def encode_response(self, output: Any) -> dict[str, Any]:
        """Return the answer."""
        if not _EXPLAINED:
            return {"probability": float(output)}
        return {"probability": float(1.0 / (1.0 + np.exp(-output.sum()))), "contributions": output.tolist()}


if __name__ == "__main__":
    server = litserve.LitServer(
        Scorer(), accelerator="cpu", workers_per_device=int(sys.argv[2]), timeout=60, fast_queue=True
    )
    server.run(
        host="127.0.0.1",
        port=int(sys.argv[1]),
        num_api_servers=int(sys.argv[2]),
        generate_client_file=False,
        log_level="warning",
        access_log=False,
    )
