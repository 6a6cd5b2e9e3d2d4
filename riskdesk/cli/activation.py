"""Putting bundles into production and taking them back: two persons, and no bundle whose gates did not pass."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from features.history.labels import Engine
    from models.policy.policy import Policy
    from models.scoring.loaded import LoadedBundle
    from riskdesk.core.settings import Settings


class Persons(NamedTuple):
    """Who proposes an activation, and who approves it."""

    proposed_by: str
    approved_by: str


def two_persons(proposed_by: str | None, approved_by: str | None) -> Persons:
    """Return the two persons of an activation.

    Raises
    ------
    InputInvalid
        One is missing, or both are the same.
    """
    from riskdesk.core.errors import InputInvalid

    if not proposed_by:
        raise InputInvalid("expected who proposes the activation", field="proposed_by")
    if not approved_by or approved_by.strip().casefold() == proposed_by.strip().casefold():
        raise InputInvalid("expected a second person, other than who proposes it", field="approved_by")
    return Persons(proposed_by, approved_by)


def find_bundle(engine: "Engine", prefix: str) -> str:
    """Return the hash of the one kept bundle whose hash begins so.

    Raises
    ------
    NotFound
        None, or more than one.
    """
    from features.history.artifacts import list_artifacts
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.errors import NotFound

    with read_unit(engine) as connection:
        found = [one.hash for one in list_artifacts(connection, "bundle") if one.hash.startswith(prefix)]
    if len(found) != 1:
        what = "no bundle" if not found else f"{len(found)} bundles"
        raise NotFound(f"{what} with a hash that begins with {prefix:.64}", field="bundle_hash")
    return found[0]


def put_into_production(
    engine: "Engine", settings: "Settings", hashes: Sequence[str], persons: Persons
) -> dict[str, int]:
    """Activate kept bundles in one transaction, all or none; return hash -> `seq`.

    A bundle that was in production before may come back; any other one needs a gate report that passed,
    against the champion of now.

    Raises
    ------
    ModelRefused
        No gate report is kept of one, or it did not pass; `field` names the gate.
    BundleInvalid
        One does not pass its self-test in this program.
    NotFound
        One is not kept.
    """
    from features.catalogue.parameters import FeatureParameters
    from features.history.artifacts import activations, read_artifact
    from models.bundle.check import self_test
    from models.scoring.loaded import load
    from riskdesk.core.database.unit import read_unit
    from training.keep import require_report

    with read_unit(engine) as connection:
        loaded = [load(read_artifact(connection, name)) for name in hashes]
        known = {one.bundle_hash for one in activations(connection)}
    for one in loaded:
        self_test(one, FeatureParameters.of(settings))
        if one.hash not in known:
            require_report(engine, one.hash)
    return _append(engine, settings, loaded, persons)


def before_current(engine: "Engine", role: str) -> str:
    """Return the hash of the bundle that was in production before the one that is.

    Going back twice goes back two steps: what came after the earlier bundle is not gone to again.

    Raises
    ------
    NotFound
        None was.
    """
    from features.history.artifacts import activations
    from riskdesk.core.database.unit import read_unit
    from riskdesk.core.errors import NotFound

    with read_unit(engine) as connection:
        hashes = [one.bundle_hash for one in activations(connection) if one.role == role]
    first = hashes.index(hashes[-1]) if hashes else 0
    if first == 0:
        raise NotFound(f"no earlier {role} bundle was in production", field="role")
    return hashes[first - 1]


def policy_in_force(engine: "Engine", settings: "Settings") -> "Policy":
    """Return the policy that decides now, the default one until one was published."""
    from features.catalogue.parameters import FeatureParameters
    from riskdesk.core.database.unit import read_unit
    from serving.activation.loader import Activation

    with read_unit(engine) as connection:
        return Activation(FeatureParameters.of(settings)).at(connection, None).policy


def _append(
    engine: "Engine", settings: "Settings", loaded: "Sequence[LoadedBundle]", persons: Persons
) -> dict[str, int]:
    from zoneinfo import ZoneInfo

    from features.events.parse import EventParser
    from features.history.artifacts import activate
    from features.history.log import Log
    from riskdesk.core.clock import SystemClock
    from riskdesk.core.crypto import Vault
    from riskdesk.core.database.unit import write_unit
    from riskdesk.core.keys import load_keys

    parser = EventParser(Vault(load_keys(settings)), ZoneInfo(settings.zone))
    with write_unit(engine) as connection:
        log = Log(connection, settings.base_currency)
        now_us = SystemClock().now_us()
        seqs = {
            one.hash: activate(
                log, parser, role=one.role, bundle_hash=one.hash, at_us=now_us, **persons._asdict()
            )
            for one in loaded
        }
        log.flush()
    return seqs
