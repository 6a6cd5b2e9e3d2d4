"""Which catalogue of features and which typologies a decision was made by, kept once and found again.

A decision records the fingerprint of its catalogue; what stood in which column of its vector is kept under it,
as bundles and policies are. Decisions from before this was kept are understood where their catalogue is the
present one, which keeps it for those after.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from features.catalogue.alignment import Alignment, align
from features.catalogue.lineup import Lineup, decode, encode, lineup
from features.catalogue.parameters import FeatureParameters
from features.history.artifacts import list_artifacts, read_artifact, store_artifact
from features.kernel import layout as L
from models.typologies import codec
from models.typologies.catalogue import TYPOLOGIES
from riskdesk.core.database.handles import Connection, Engine
from riskdesk.core.database.unit import read_unit, write_unit
from serving.ledger.store import Entry

SORT: Final = "catalogue"
"""Under which artifacts catalogues are kept."""

TYPOLOGIES_HASH: Final = codec.hash_of(codec.write(TYPOLOGIES))
"""What decisions record as `versions.typologies`."""

_WIDTH: Final = 8
"""Bytes of a column, of queries and of vectors alike."""


def keep_present(engine: Engine, parameters: FeatureParameters, *, at_us: int) -> None:
    """Keep the catalogue and the typologies of this program, unless they are kept already.

    Raises
    ------
    DatabaseUnavailable
        They could not be written.
    """
    present = lineup(parameters)
    with read_unit(engine) as connection:
        known = {one.hash for one in list_artifacts(connection, "typologies")}
        if present.fingerprint in read_all(connection) and TYPOLOGIES_HASH in known:
            return
    with write_unit(engine) as connection:
        store_artifact(connection, SORT, encode(present), stored_at_us=at_us)
        store_artifact(connection, "typologies", codec.write(TYPOLOGIES), stored_at_us=at_us)


def read_all(connection: Connection) -> Mapping[str, Lineup]:
    """Return fingerprint -> catalogue, of all that are kept and can be read."""
    found: dict[str, Lineup] = {}
    for artifact in list_artifacts(connection, SORT):
        try:
            one = decode(read_artifact(connection, artifact.hash))
        except msgspec.DecodeError:
            continue  # its decisions are told as those of an unknown catalogue
        found[one.fingerprint] = one
    return found


class Catalogues:
    """What the columns of kept vectors mean.

    Parameters
    ----------
    connection
        Reads what is kept, once.
    parameters
        The company's, as of now.
    """

    def __init__(self, connection: Connection, parameters: FeatureParameters) -> None:
        present = lineup(parameters)
        self._lineups = {**read_all(connection), present.fingerprint: present}
        self._alignments: dict[str, Alignment] = {}

    def of(self, entry: Entry) -> Alignment | None:
        """Return how a decision's vector stands to those of this program; None where its catalogue is not known."""
        name = msgspec.json.decode(entry.versions).get("features")
        then = self._lineups.get(name)
        if then is None or len(entry.query) != _WIDTH * L.Q_SLOTS:
            return None
        if len(entry.vector) != _WIDTH * len(then.features):
            return None
        if name not in self._alignments:
            self._alignments[name] = align(then, lineup(then.parameters))
        return self._alignments[name]


def values_of(connection: Connection, entry: Entry) -> Mapping[str, float]:
    """Return the value of each feature of a decision as it was served; nothing where its catalogue is not known."""
    then = read_all(connection).get(msgspec.json.decode(entry.versions).get("features"))
    if then is None or len(entry.vector) != _WIDTH * len(then.features):
        return {}
    names = (one.name for one in then.features)
    return dict(zip(names, vector_of(entry).tolist(), strict=True))


def vector_of(entry: Entry) -> npt.NDArray[np.float64]:
    """Return the vector that was served, float64 of shape (features of then,)."""
    return np.frombuffer(entry.vector, np.float64)


def vector_for(entry: Entry, alignment: Alignment) -> npt.NDArray[np.float64]:
    """Return the vector that was served as `alignment` lays it out for this program, float64[len(names)]."""
    laid_out: npt.NDArray[np.float64] = alignment.lay_out(vector_of(entry)[None, :])[0]
    return laid_out
