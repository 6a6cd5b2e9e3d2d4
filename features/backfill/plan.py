"""Which features one entity's tables can answer, and what has to be known before.

A feature of a table may be made of what another entity's table says. Then it is answered one
level later, and the queries carry the value to it.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE, compile_program
from features.kernel.arrays import Ints
from features.kernel.compute import PROGRAM_A, PROGRAM_B
from features.kernel.tables import ENTITIES, ENTITY_COLUMN, EVENT_COLUMN, TABLES


@dataclass(frozen=True, slots=True)
class EntityPlan:
    """What is computed at one level in the partitions of one entity.

    Parameters
    ----------
    number, level, entity
        Its place in `PLANS`, how many levels come before, and whose tables are read.
    event_column, query_column
        Where an event and a query hold the entity's key.
    tables
        The tables of postings that are sorted by its key.
    columns
        Of a vector: its answers, int64 of shape (answers,).
    given
        Columns of a vector that have to be known before, ascending.
    computed
        Columns that its program computes, ascending: the answers, and what no table tells and they
        are made of.
    program
        As `program_of` gives it for those.
    """

    number: int
    level: int
    entity: str
    event_column: int
    query_column: int
    tables: tuple[int, ...]
    columns: Ints = field(repr=False)
    given: Ints = field(repr=False)
    computed: Ints = field(repr=False)
    program: Ints = field(repr=False)


def entity_of(feature: Feature) -> str:
    """Return whose tables a feature reads; empty for one that reads none."""
    return "" if feature.table is None else TABLES[feature.table].entity


def plans_of(catalogue: Sequence[Feature]) -> tuple[EntityPlan, ...]:
    """Return the plans of a catalogue, level by level: they answer all that reads a table, each once."""
    at = {feature.name: i for i, feature in enumerate(catalogue)}
    made_of = [_made_of(feature, catalogue, at) for feature in catalogue]
    levels = _levels(catalogue, made_of)
    plans: list[EntityPlan] = []
    for level in range(max(levels, default=0) + 1):
        for entity in ENTITIES:
            answers = [
                i
                for i, feature in enumerate(catalogue)
                if entity_of(feature) == entity and levels[i] == level
            ]
            if answers:
                needed = set[int]().union(*(made_of[i] for i in answers)) - set(answers)
                helpers = {i for i in needed if catalogue[i].table is None}
                computed, given = sorted({*answers, *helpers}), sorted(needed - helpers)
                program = program_of(catalogue, computed, given)
                plans.append(_plan(len(plans), level, entity, (answers, given, computed), program))
    return tuple(plans)


def _made_of(feature: Feature, catalogue: Sequence[Feature], at: Mapping[str, int]) -> set[int]:
    """Return what a feature is made of, down to features that read a table."""
    found = set()
    for name in feature.operands:
        found.add(at[name])
        if catalogue[at[name]].table is None:
            found |= _made_of(catalogue[at[name]], catalogue, at)
    return found


def _levels(catalogue: Sequence[Feature], made_of: Sequence[set[int]]) -> list[int]:
    """Return of each feature that reads a table how many levels come before it; operands stand first."""
    levels: list[int] = []
    for i, feature in enumerate(catalogue):
        before = [j for j in made_of[i] if catalogue[j].table is not None]
        levels.append(
            max((levels[j] + (entity_of(catalogue[j]) != entity_of(feature)) for j in before), default=0)
            if feature.table is not None
            else 0
        )
    return levels


def _plan(
    number: int, level: int, entity: str, columns: Sequence[Sequence[int]], program: Ints
) -> EntityPlan:
    tables = tuple(int(spec.table) for spec in TABLES if spec.entity == entity)
    places = EVENT_COLUMN[entity], ENTITY_COLUMN[entity]
    answers, given, computed = (np.array(some, np.int64) for some in columns)
    return EntityPlan(number, level, entity, *places, tables, answers, given, computed, program)


def program_of(catalogue: Sequence[Feature], computed: Sequence[int], given: Sequence[int]) -> Ints:
    """Return a program that computes some columns of a vector where others are given.

    Parameters
    ----------
    catalogue
        All features.
    computed, given
        Columns, both ascending; together they hold all that the computed ones are made of.

    Returns
    -------
    ndarray
        int64 of shape (len(computed), PROGRAM_WIDTH). The kernel writes as many columns as the program
        has rows; the given ones stand to the right of them, where its operands point.

    Raises
    ------
    ValueError
        The four rows that a composition reads together are apart.
    """
    plain = [dataclasses.replace(catalogue[i], operands=()) for i in given]
    program = compile_program([*plain, *(catalogue[i] for i in computed)])[len(given) :]
    for row, i in zip(program, computed, strict=True):
        if catalogue[i].operands:
            # Of a feature that reads a table, A is a number of its definition.
            places = [PROGRAM_B] if catalogue[i].table is not None else [PROGRAM_A, PROGRAM_B]
            row[places] = (row[places] - len(given)) % (len(computed) + len(given))
    return program


PLANS: Final = plans_of(CATALOGUE)

LEVELS: Final = max(plan.level for plan in PLANS) + 1

_EVERY: Final = range(len(CATALOGUE))

ANSWERED: Final = np.array([i for i in _EVERY if CATALOGUE[i].table is not None], np.int64)
"""Columns of a vector that plans answer."""

COMPOSED: Final = np.array([i for i in _EVERY if CATALOGUE[i].table is None], np.int64)
"""Columns of a vector that are made of the query and of other columns."""

COMPOSING: Final = program_of(CATALOGUE, COMPOSED.tolist(), ANSWERED.tolist())
"""The program that computes these where those are given."""


def given_at(level: int) -> Ints:
    """Return the columns of a vector that the plans of a level have to know before, ascending."""
    found = [plan.given for plan in PLANS if plan.level == level]
    return np.unique(np.concatenate([np.empty(0, np.int64), *found]))


def answering(columns: Ints) -> tuple[EntityPlan, ...]:
    """Return the plans that answer any of these columns."""
    return tuple(plan for plan in PLANS if np.isin(plan.columns, columns).any())
