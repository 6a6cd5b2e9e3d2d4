"""The data scientists' mirror: every run in MLflow, in a store of its own beside the database.

A mirror only: what is in production is told by the log, not by MLflow. No autologging: it made a fit
four times slower. Nothing leaves the machine: MLflow's telemetry is switched off before it is imported.
"""

import json
import logging
import os
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from riskdesk.core.i18n import LANGUAGES
from riskdesk.core.settings import Settings
from training.evaluate.page.look import Look
from training.evaluate.page.render import model_card, page
from training.gates.report import GateReport
from training.pipelines.result import TrainResult

if TYPE_CHECKING:
    from mlflow import MlflowClient

_EXPERIMENT: Final = "riskdesk"
_QUIET: Final = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a run stands in MLflow.

    Parameters
    ----------
    run_id
        Of the run.
    model, version
        Name of the registered model, such as `riskdesk-credit`, and its version there.
    """

    run_id: str
    model: str
    version: str


class Registry:
    """The MLflow store of one installation.

    Parameters
    ----------
    settings
        The store is `mlflow/` in their home: an SQLite file and the artifacts beside it.
    """

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.home / "mlflow"
        self._looks = {name: Look(name, settings.zone, settings.base_currency) for name in LANGUAGES}

    @property
    def uri(self) -> str:
        """The tracking URI, for `mlflow ui --backend-store-uri`."""
        return f"sqlite:///{(self.folder / 'mlflow.db').resolve()}"

    def client(self) -> "MlflowClient":
        """Return a client of the store, which is made on first use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        os.environ.update(_QUIET)
        logging.getLogger("mlflow").setLevel(logging.WARNING)  # it tells of every table it makes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of MLflow's own dependencies
            from mlflow import MlflowClient

            return MlflowClient(tracking_uri=self.uri, registry_uri=self.uri)

    def record(self, result: TrainResult, report: GateReport | None = None) -> Recorded:
        """Log a run with its bundle and register the bundle as a model version.

        Logged: parameters, metrics, the loss after each tree, pictures, gates, tables, the fingerprints
        of the data, and in both languages the evaluation page and the model card. A run whose gates failed
        is logged as failed and not registered (`version` is empty).

        Parameters
        ----------
        result
            The run.
        report
            What all gates said, those against the champion among them, for the page.
        """
        client = self.client()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run_id = str(client.create_run(self._experiment(client), run_name=result.version).info.run_id)
            _log_values(client, run_id, result)
            _log_files(client, run_id, result, self._pages(result, report))
            client.set_terminated(run_id, "FINISHED" if result.passed else "FAILED")
            model = f"riskdesk-{result.role}"
            version = _register(client, model, run_id, result) if result.passed else ""
        return Recorded(run_id, model, version)

    def _pages(self, result: TrainResult, report: GateReport | None) -> dict[str, str]:
        """Return the page and the card in each language, by file name."""
        reports = {} if report is None else {result.hash: report}
        pages = {f"report.{name}.html": page([result], look, reports) for name, look in self._looks.items()}
        return pages | {
            f"model_card.{name}.md": model_card(result, look) for name, look in self._looks.items()
        }

    def _experiment(self, client: "MlflowClient") -> str:
        found = client.get_experiment_by_name(_EXPERIMENT)
        if found is not None:
            return str(found.experiment_id)
        place = (self.folder / "artifacts").resolve().as_uri()
        return str(client.create_experiment(_EXPERIMENT, artifact_location=place))


def _log_values(client: "MlflowClient", run_id: str, result: TrainResult) -> None:
    from mlflow.entities import Metric, Param, RunTag

    tags = {"role": result.role, "bundle_hash": result.hash, "version": result.version, **result.data}
    tags |= {f"gate.{gate.name}": "passed" if gate.passed else gate.detail for gate in result.gates}
    now_ms = time.time_ns() // 1_000_000
    metrics = [Metric(name, value, now_ms, 0) for name, value in sorted(result.metrics.items())]
    curve = [Metric("later_loss", value, now_ms, step) for step, value in enumerate(result.curve, start=1)]
    client.log_batch(
        run_id,
        metrics=[*metrics, *curve],
        params=[Param(name, str(value)) for name, value in sorted(_flat(result.params).items())],
        tags=[RunTag(name, str(value)) for name, value in sorted(tags.items())],
    )


def _log_files(client: "MlflowClient", run_id: str, result: TrainResult, pages: dict[str, str]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bundle").mkdir()
        (folder / "bundle" / "bundle.json").write_bytes(result.bundle)
        (folder / "figures").mkdir()
        for figure, png in result.figures.items():
            (folder / "figures" / f"{figure}.png").write_bytes(png)
        summary = json.dumps(result.summary(), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / "report.json").write_text(summary, encoding="utf-8")
        for file, content in pages.items():
            (folder / file).write_text(content, encoding="utf-8")
        client.log_artifacts(run_id, str(folder))


def _register(client: "MlflowClient", model: str, run_id: str, result: TrainResult) -> str:
    if not client.search_registered_models(f"name='{model}'"):
        client.create_registered_model(model)
    source = f"{client.get_run(run_id).info.artifact_uri}/bundle"
    tags = {"bundle_hash": result.hash, "data_fingerprint": str(result.data["data_fingerprint"])}
    return str(client.create_model_version(model, source, run_id, tags=tags).version)


def _flat(tree: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested parameters under dotted names.

    >>> _flat({"trees": {"depth": 4}})
    {'trees.depth': 4}
    """
    flat: dict[str, Any] = {}
    for name, value in tree.items():
        flat |= _flat(value, f"{above}{name}.") if isinstance(value, dict) else {f"{above}{name}": value}
    return flat
