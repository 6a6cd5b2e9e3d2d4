"""What decided a decision, by the versions that it recorded."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from features.catalogue.alignment import Alignment
from features.history.artifacts import read_artifact
from models.bundle.check import check_golden
from models.decision.decide import Loaded
from models.policy.policy import Policy
from models.role import ROLES
from models.scoring.loaded import LoadedBundle, load
from models.typologies import codec
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.detect import Detector
from riskdesk.core.database.handles import Connection
from riskdesk.core.errors import NotFound
from serving.activation.policies import policy_named
from serving.ledger.catalogues import TYPOLOGIES_HASH
from serving.ledger.store import Entry


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decided.

    Parameters
    ----------
    bundles, policy, detector
        As `models.decision.decide.decide` takes them, for vectors laid out by the decision's alignment.
    blind
        Typologies that read what the decision's catalogue did not have, such as `typology:split_order`: only of
        decisions that do not say which typologies they were made by.
    """

    bundles: Loaded
    policy: Policy
    detector: Detector
    blind: tuple[str, ...]


class Then:
    """Finds what decided; each bundle is read once."""

    def __init__(self) -> None:
        self._deciding: dict[str, Deciding] = {}
        self._bundles: dict[tuple[str, str], LoadedBundle] = {}

    def of(self, connection: Connection, entry: Entry, alignment: Alignment) -> Deciding:
        """Return what decided a decision.

        Raises
        ------
        NotFound, BundleInvalid, InputInvalid
            What it recorded is not kept, or not whole.
        DatabaseUnavailable
            Nothing could be read.
        """
        if entry.versions not in self._deciding:
            versions: dict[str, str] = msgspec.json.decode(entry.versions)
            detector = _detector(connection, versions, alignment)
            self._deciding[entry.versions] = Deciding(
                bundles={
                    role: self._bundle(connection, versions[role], versions["features"], alignment)
                    for role in ROLES
                    if role in versions
                },
                policy=_policy(connection, versions["policy"]),
                detector=detector,
                blind=() if "typologies" in versions else _blind(detector, alignment),
            )
        return self._deciding[entry.versions]

    def _bundle(
        self, connection: Connection, name: str, catalogue: str, alignment: Alignment
    ) -> LoadedBundle:
        if (name, catalogue) not in self._bundles:
            found = load(read_artifact(connection, name), alignment.column)
            check_golden(found)
            self._bundles[name, catalogue] = found
        return self._bundles[name, catalogue]


def _policy(connection: Connection, name: str) -> Policy:
    found = policy_named(connection, name)
    if found is None:
        raise NotFound(f"the policy {name} cannot be read", field="policy")
    return found


def _detector(connection: Connection, versions: Mapping[str, str], alignment: Alignment) -> Detector:
    recorded = versions.get("typologies", TYPOLOGIES_HASH)
    present = recorded == TYPOLOGIES_HASH
    typologies = TYPOLOGIES if present else codec.read(read_artifact(connection, recorded))
    return Detector(typologies, alignment.column)


def _blind(detector: Detector, alignment: Alignment) -> tuple[str, ...]:
    added = set(alignment.added)
    return tuple(
        dict.fromkeys(
            f"typology:{one.code}"
            for of_place in detector.typologies.values()
            for one in of_place
            for test in (*one.tests, *one.doubts)
            if any(condition.feature in added for condition in test.conditions)
        )
    )
