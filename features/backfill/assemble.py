"""The answers of all entities about some queries, put together into vectors."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from features.backfill.columns import POSITION, Asked, unpacked
from features.backfill.partition import computed
from features.backfill.plan import ANSWERED, COMPOSED, COMPOSING, PLANS, EntityPlan, answering
from features.kernel import layout as L
from features.kernel.arena import Arena
from features.kernel.arrays import Floats, Ints


def assemble(asked: Asked, partials: Iterable[Any], limits: Ints) -> Floats:
    """Return the vectors of queries that stand one after the other, float64 of shape (n, features).

    Parameters
    ----------
    asked
        The queries, in order of their positions.
    partials
        Tables or batches of `PARTIAL_SCHEMA`: what every plan answered, in any order.
    limits
        As the kernel takes them.

    Raises
    ------
    ValueError
        A plan has not answered every query that names its entity: a partition is missing.
    """
    answered = asked._replace(given=_scattered(asked, partials, PLANS, ANSWERED))
    out = computed(Arena(), COMPOSING, limits, answered)
    return out[:, np.argsort(np.concatenate([COMPOSED, ANSWERED]))]


def with_given(asked: Asked, partials: Iterable[Any], given: Ints) -> Asked:
    """Return the queries with these columns of their vectors, as plans of a later level need them.

    Parameters
    ----------
    asked, partials
        As `assemble` takes them; the plans that answer these columns are enough.
    given
        Columns of a vector, each of a feature that reads a table.

    Raises
    ------
    ValueError
        As `assemble`.
    """
    return asked._replace(given=_scattered(asked, partials, answering(given), given))


def _scattered(asked: Asked, partials: Iterable[Any], plans: Sequence[EntityPlan], columns: Ints) -> Floats:
    """Return these columns of the vectors, each query's answers in its row; NaN where it does not ask."""
    out = np.full((len(asked.queries), len(columns)), np.nan)
    found = dict.fromkeys((plan.number for plan in plans), 0)
    for rows in partials:
        numbers = rows.column("plan").to_numpy()
        for number in set(np.unique(numbers).tolist()) & found.keys():
            own = rows if (numbers == number).all() else rows.take(np.flatnonzero(numbers == number))
            _scatter(own, PLANS[number].columns, int(asked.positions[0]), columns, out)
            found[number] += own.num_rows
    for plan in plans:
        wanted = int((asked.queries[:, plan.query_column] != L.NOBODY).sum())
        if wanted != found[plan.number]:
            raise ValueError(
                f"{wanted} queries ask for the {plan.entity}, {found[plan.number]} were answered"
            )
    return out


def _scatter(rows: Any, answers: Ints, first: int, columns: Ints, out: Floats) -> None:
    at = rows.column(POSITION).to_numpy() - first
    wanted = np.flatnonzero(np.isin(answers, columns))
    values = unpacked(rows.column("row"), len(answers))[:, wanted]
    out[np.ix_(at, np.searchsorted(columns, answers[wanted]))] = values
