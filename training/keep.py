"""Keeping bundles that passed their own gates, each with the report of how it stands against the champion."""

from collections.abc import Sequence

from features.history.artifacts import active, list_artifacts, read_artifact, store_artifact
from features.history.labels import Engine
from models.policy.default import DEFAULT_POLICY
from models.policy.policy import Policy
from models.scoring.loaded import LoadedBundle, load
from riskdesk.core.clock import Clock, SystemClock
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import BundleInvalid, ModelRefused
from training.gates.as_of_then import AS_OF_THEN
from training.gates.challenge import NO_CHAMPION, Champion, challenge
from training.gates.report import SORT, GateReport, read, write
from training.pipelines.result import TrainResult


def keep(
    engine: Engine,
    results: Sequence[TrainResult],
    *,
    clock: Clock | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> list[GateReport]:
    """Store the bundles of these runs and their gate reports in one transaction; return the reports, in order.

    A bundle that is worse than the champion is kept too, and cannot be activated: it can run in shadow.

    Parameters
    ----------
    policy
        In force, for the table of flips.

    Raises
    ------
    ModelRefused
        One of them failed a gate of its own, or was not probed for leaks (`gates.as_of_then`, see
        `training.pipelines.probed`); none is stored.
    """
    for result in results:
        _require_probe(result)
    contents = [result.export() for result in results]
    now_us = (clock or SystemClock()).now_us()
    reports = []
    for result, content in zip(results, contents, strict=True):
        challenger = load(content)
        champion = champion_of(engine, challenger)
        reports.append(
            challenge(challenger, result.gates, result.later, champion, policy=policy, made_at_us=now_us)
        )
    with write_unit(engine) as connection:
        for content, report in zip(contents, reports, strict=True):
            store_artifact(connection, "bundle", content, stored_at_us=now_us)
            store_artifact(connection, SORT, write(report), stored_at_us=now_us)
    return reports


def _require_probe(result: TrainResult) -> None:
    if all(gate.name != AS_OF_THEN for gate in result.gates):
        raise ModelRefused(
            "the run's vectors were not recomputed as of then: nothing shows that none knows the future",
            field=f"gates.{AS_OF_THEN}",
        )


def champion_of(engine: Engine, challenger: LoadedBundle) -> Champion:
    """Return what is in production in the challenger's role."""
    with read_unit(engine) as connection:
        name = active(connection).get(challenger.role)
        if name is None:
            return NO_CHAMPION
        content = read_artifact(connection, name)
    try:
        loaded = load(content)
    except BundleInvalid:
        return Champion(name)
    same = loaded.bundle.fingerprint == challenger.bundle.fingerprint
    return Champion(name, loaded if same and loaded.bundle.names == challenger.bundle.names else None)


def report_of(engine: Engine, bundle_hash: str) -> GateReport | None:
    """Return the latest gate report that is kept of a bundle, or None."""
    found = None
    with read_unit(engine) as connection:
        for artifact in list_artifacts(connection, SORT):
            report = read(read_artifact(connection, artifact.hash))
            if report.bundle_hash == bundle_hash:
                found = report
    return found


def require_report(engine: Engine, bundle_hash: str) -> GateReport:
    """Return the gate report that lets a bundle into production.

    Raises
    ------
    ModelRefused
        None is kept (`gates`), a gate failed (`gates.<name>`), or it was set against another champion than
        the one in production (`gates.champion`).
    """
    report = report_of(engine, bundle_hash)
    if report is None:
        raise ModelRefused("no gate report is kept of this bundle: train it here", field="gates")
    report.require()
    with read_unit(engine) as connection:
        champion = active(connection).get(report.role)
    if champion not in (report.champion, bundle_hash):
        raise ModelRefused(
            "another bundle came into production since its gates were asked: train again",
            field="gates.champion",
        )
    return report
