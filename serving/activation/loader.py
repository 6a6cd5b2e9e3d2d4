"""The bundles and the policy that decide, switched at the `seq` of their activation.

What fails its own checks changes nothing: the last one before it that passes stays, in every
process and on every replay alike, and decisions name the role as degraded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import CATALOGUE
from features.catalogue.sets import fingerprint
from features.history.artifacts import activations, read_artifact
from features.history.challengers import Span, spans
from features.kernel import layout as L
from models.bundle.check import self_test
from models.policy.codec import read as read_policy
from models.policy.default import DEFAULT_POLICY
from models.policy.policy import Policy
from models.role import ROLES, Role
from models.scoring.loaded import LoadedBundle, load
from riskdesk.core.database.handles import Connection
from riskdesk.core.errors import BundleInvalid, DatabaseUnavailable, RiskdeskError
from riskdesk.core.logs import get_logger
from serving.activation.store import published_policies
from serving.ledger.catalogues import TYPOLOGIES_HASH
from serving.operations.metrics import BROKEN

_log = get_logger("riskdesk.activation")

POLICY_PUBLISHED: Final = 63
BUNDLE_ACTIVATED: Final = 64
BUNDLE_SHADOWED: Final = 71

Loaded = TypeVar("Loaded", LoadedBundle, Policy)


@dataclass(frozen=True)
class ActiveSet:
    """What decides from `seq` on.

    Parameters
    ----------
    bundles
        Role -> bundle; None where none is active.
    policy
        The policy in force; the default one until a policy was published.
    versions
        Role or `policy` -> hash or name, as recorded with each decision.
    broken
        Roles, or `policy`, whose latest activation was refused; the one before it stays.
    """

    bundles: Mapping[Role, LoadedBundle | None]
    policy: Policy
    versions: Mapping[str, str]
    broken: tuple[str, ...] = ()

    @cached_property
    def stamp(self) -> str:
        """`versions` as canonical JSON, as the ledger keeps it."""
        return msgspec.json.encode(dict(self.versions), order="deterministic").decode()

    @property
    def degraded(self) -> tuple[str, ...]:
        """What is broken, as answers name it: `bundle:credit`, `policy`."""
        return tuple(name if name == "policy" else f"bundle:{name}" for name in self.broken)


class Activation:
    """Loads what the log says is active; keeps the old where the new fails its own checks.

    Parameters
    ----------
    parameters
        What features of this company depend on: a bundle trained under others is refused.
    """

    def __init__(self, parameters: FeatureParameters) -> None:
        self._parameters = parameters
        self._fingerprint = catalogue_fingerprint(parameters)
        self._bundles: dict[Role, dict[str, LoadedBundle | None]] = {role: {} for role in ROLES}
        self._policies: dict[str, Policy | None] = {}
        self.current = ActiveSet(dict.fromkeys(ROLES), DEFAULT_POLICY, {})
        self.challengers: tuple[Span, ...] = ()

    def refresh(self, connection: Connection) -> ActiveSet:
        """Bring `current` and `challengers` to what the log says."""
        self.current = self.at(connection, None)
        # one that ended just now still speaks of decisions before its end
        going = {one.after for one in self.challengers if one.before is None}
        self.challengers = tuple(one for one in spans(connection) if one.before is None or one.after in going)
        for name in (*ROLES, "policy"):
            BROKEN.labels(name).set(name in self.current.broken)
        return self.current

    def at(self, connection: Connection, seq: int | None) -> ActiveSet:
        """Return what was active at `seq` (None: now).

        Raises
        ------
        DatabaseUnavailable
            The bytes could not be read; says nothing about them.
        """
        wanted: dict[str, list[str]] = {role: [] for role in ROLES}
        for one in activations(connection, at_seq=seq):
            wanted[one.role].append(one.bundle_hash)
        found: dict[Role, tuple[str | None, LoadedBundle | None]] = {
            role: _latest(
                connection, wanted[role], self._bundles[role], partial(load_bundle, role, self._parameters)
            )
            for role in ROLES
        }
        bundles: dict[Role, LoadedBundle | None] = {role: bundle for role, (_, bundle) in found.items()}
        published = published_policies(connection, seq)
        name, policy = _latest(connection, published, self._policies, _load_policy)
        versions: dict[str, str] = {role: name for role, (name, _) in found.items() if name is not None}
        in_force = DEFAULT_POLICY if policy is None else policy
        versions["policy"] = name or in_force.version
        versions["features"] = self._fingerprint
        versions["typologies"] = TYPOLOGIES_HASH
        broken: list[str] = [role for role in ROLES if wanted[role] and wanted[role][-1] != found[role][0]]
        if published and published[-1] != name:
            broken.append("policy")
        return ActiveSet(bundles, in_force, versions, tuple(broken))


def _latest(
    connection: Connection,
    hashes: list[str],
    kept: dict[str, Loaded | None],
    load_one: Callable[[Connection, str], Loaded],
) -> tuple[str | None, Loaded | None]:
    """Return the last of these that passes its checks, with its hash; (None, None) where none does.

    Of `kept` only that one stays, and the names of those that were refused: a bundle takes some 10 MB, and a
    company activates one after the other. Calls in flight keep the one that they began with.
    """
    for name in reversed(hashes):
        if name not in kept:
            try:
                kept[name] = load_one(connection, name)
            except DatabaseUnavailable:
                raise
            except RiskdeskError as error:
                _log.error("activation.refused", artifact=name, detail=error.detail)
                kept[name] = None
        found = kept[name]
        if found is not None:
            for other in [other for other, one in kept.items() if one is not None and other != name]:
                del kept[other]
            return name, found
    return None, None


def load_bundle(role: Role, parameters: FeatureParameters, connection: Connection, name: str) -> LoadedBundle:
    """Return a stored bundle that passed its self-test.

    Raises
    ------
    BundleInvalid, NotFound
        It cannot speak in this role, or it is not the one it says it is.
    """
    found = load(read_artifact(connection, name))
    if found.role != role:
        raise BundleInvalid(f"a bundle for {found.role}, not for {role}", field="role")
    if found.hash != name:
        raise BundleInvalid("the stored bytes have another hash", field="hash")
    self_test(found, parameters)
    return found


def _load_policy(connection: Connection, name: str) -> Policy:
    return read_policy(read_artifact(connection, name))


def catalogue_fingerprint(parameters: FeatureParameters) -> str:
    """Return one fingerprint over the whole catalogue in its order, for the record of each decision."""
    return fingerprint(CATALOGUE, parameters)


def changes_activation(events: npt.NDArray[np.int64]) -> bool:
    """Tell whether any of these events activates a bundle, publishes a policy or names a challenger."""
    return bool(np.isin(events[L.E_KIND], (POLICY_PUBLISHED, BUNDLE_ACTIVATED, BUNDLE_SHADOWED)).any())
