"""A backfill from the log to the manifest, by either engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from features.backfill.bucket import WrittenFile
from features.backfill.export import Counts, Place, export
from features.backfill.folder import finish, prepare
from features.backfill.local import Tell, run_local
from features.backfill.sizes import Sizes
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import CATALOGUE, NAMES
from features.catalogue.sets import fingerprint
from features.history.reader import Reader
from features.kernel.arrays import Ints
from riskdesk.core.database.handles import Connection

Engine = Literal["local", "spark"]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Backfill:
    """Which vectors are computed, how, and where they go.

    Parameters
    ----------
    out
        Folder for the files; made, or emptied of what a run left that did not end.
    place
        Of orders, of payments, of both, or of expense claims.
    engine
        `local`, or `spark`, whose workers must see `out` under the same path.
    sizes
        How the work is cut.
    parameters
        Limits that features compare with.
    spark
        A session to use; by default one is made on this machine and ended.
    tell
        Hears how far it is.
    """

    out: Path
    place: Place = "both"
    engine: Engine = "local"
    sizes: Sizes = field(default_factory=Sizes)
    parameters: FeatureParameters = DEFAULT_PARAMETERS
    spark: Any = None
    tell: Tell = _silent

    def of_log(self, connection: Connection, reader: Reader) -> dict[str, Any]:
        """Compute the vectors of the log as the connection sees it; return the manifest.

        Raises
        ------
        InputInvalid
            The folder cannot be used.
        SetupIncomplete
            Spark was asked for and is not there.
        """
        horizon = reader.head(connection)
        return self.of_chunks(reader.chunks(connection, after=0, upto=horizon), horizon)

    def of_chunks(self, chunks: Iterable[Ints], horizon: int) -> dict[str, Any]:
        """Compute the vectors of event arrays that come in order of `seq`; return the manifest."""
        if self.engine == "spark":
            from features.backfill.spark import require_spark

            require_spark(self.spark)
        out = self.out.absolute()
        work = prepare(out)
        counts = Counts.none()
        for counts in export(chunks, work, self.place, horizon, self.parameters):
            self.tell("log", counts.upto, horizon)
        manifest = self._manifest(horizon, counts, self._compute(work, out, counts))
        finish(out, manifest)
        return manifest

    def _compute(self, work: Path, out: Path, counts: Counts) -> list[WrittenFile]:
        limits = self.parameters.to_array()
        if self.engine == "local":
            return run_local(work, out, counts, self.sizes, limits, self.tell)
        from features.backfill.spark import run_spark

        return run_spark(work, out, counts, self.sizes, limits, self.spark)

    def _manifest(self, horizon: int, counts: Counts, files: list[WrittenFile]) -> dict[str, Any]:
        return {
            "horizon": horizon,
            "vectors": counts.places,
            "place": self.place,
            "catalogue": fingerprint(CATALOGUE, self.parameters),
            "parameters": self.parameters.to_json(),
            "features": list(NAMES),
            "files": [file.to_json() for file in files],
        }
