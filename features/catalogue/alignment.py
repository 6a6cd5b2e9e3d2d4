"""How the columns of vectors that another catalogue made stand to those of this program."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.catalogue.lineup import Lineup
from features.catalogue.parameters import FeatureParameters
from features.catalogue.versions import FeatureVersion
from features.kernel.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A vector of then laid out for this program: its own columns first, then those it no longer has.

    Attributes
    ----------
    names
        Features of the layout, in order.
    sources
        int64[len(names)], the column of then; -1 where the catalogue of then had no such feature.
    same
        int64, columns of this program whose feature is the one of then: what can be computed again.
    changed
        Features of then that this program does not have, or has in another definition, in the order of then.
    added
        Features that only this program has; they are unknown to decisions of then.
    parameters
        The company's limits of then.
    """

    names: tuple[str, ...]
    sources: Ints
    same: Ints
    changed: tuple[FeatureVersion, ...]
    added: tuple[str, ...]
    parameters: FeatureParameters

    def lay_out(self, kept: Floats) -> Floats:
        """Return vectors of then, float64 of shape (n, features of then), as (n, len(names)); NaN is unknown."""
        found = np.where(self.sources >= 0, kept[:, self.sources], np.nan)
        return np.ascontiguousarray(found)

    def column(self, name: str) -> int:
        """Return where a feature stands in the layout.

        Raises
        ------
        KeyError
            Neither this program nor the one of then has it.
        """
        try:
            return self.names.index(name)
        except ValueError:
            raise KeyError(name) from None


def align(then: Lineup, now: Lineup) -> Alignment:
    """Lay vectors of one catalogue out for another.

    A feature is the same where name, version and digest are; `then` and `now` are computed with the same limits
    if `now` is taken under `then.parameters`.
    """
    columns = {one.name: column for column, one in enumerate(then.features)}
    today = {one.name: one for one in now.features}
    gone = [one.name for one in then.features if one.name not in today]
    names = (*today, *gone)
    same = [column for column, one in enumerate(now.features) if _of(then, columns, one.name) == one]
    return Alignment(
        names=names,
        sources=np.array([columns.get(name, -1) for name in names], np.int64),
        same=np.array(same, np.int64),
        changed=tuple(one for one in then.features if today.get(one.name) != one),
        added=tuple(name for name in today if name not in columns),
        parameters=then.parameters,
    )


def _of(then: Lineup, columns: Mapping[str, int], name: str) -> FeatureVersion | None:
    return then.features[columns[name]] if name in columns else None
