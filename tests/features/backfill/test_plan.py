import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from features.backfill.plan import COMPOSED, PLANS, EntityPlan, answering, entity_of, given_at, plans_of
from features.catalogue.feature import Feature
from features.catalogue.program import CATALOGUE
from features.kernel.tables import ENTITY_COLUMN, EVENT_COLUMN, TABLES


def test_every_column_is_computed_once() -> None:
    """By one plan, or from the query and other columns."""
    answered = np.concatenate([plan.columns for plan in PLANS] + [COMPOSED])
    assert list(range(len(CATALOGUE))) == sorted(answered.tolist())


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.entity}-{plan.level}")
def test_a_plan_reads_its_own_tables_and_what_came_before(plan: EntityPlan) -> None:
    """Its answers are its entity's, in whose partitions it runs; what it is given, earlier plans answered."""
    assert {plan.entity} == {entity_of(CATALOGUE[i]) for i in plan.columns}
    assert {plan.entity} == {TABLES[table].entity for table in plan.tables}
    assert (EVENT_COLUMN[plan.entity], ENTITY_COLUMN[plan.entity]) == (plan.event_column, plan.query_column)
    earlier = [i for other in PLANS if other.level < plan.level for i in other.columns.tolist()]
    assert set(plan.given.tolist()) <= set(earlier)
    known = {*plan.computed.tolist(), *plan.given.tolist()}
    names = {feature.name: i for i, feature in enumerate(CATALOGUE)}
    assert {names[name] for i in plan.computed for name in CATALOGUE[i].operands} <= known


def reading(entity: str, measure: str, *operands: Feature) -> Feature:
    """Return a feature of an entity's table, made of others too."""
    like = next(feature for feature in CATALOGUE if entity_of(feature) == entity and not feature.operands)
    return dataclasses.replace(like, measure=measure, operands=tuple(one.name for one in operands))


def made_of(measure: str, *operands: Feature) -> Feature:
    """Return a feature without a table that is made of others."""
    like = next(feature for feature in CATALOGUE if feature.table is None and feature.operands)
    return dataclasses.replace(like, measure=measure, operands=tuple(one.name for one in operands))


def shapes(catalogue: Sequence[Feature]) -> list[tuple[str, int, list[int], list[int], list[int]]]:
    """Return what the plans of a catalogue say."""
    return [
        (plan.entity, plan.level, plan.columns.tolist(), plan.computed.tolist(), plan.given.tolist())
        for plan in plans_of(catalogue)
    ]


def test_operands_of_the_same_entity_come_along() -> None:
    """What a feature is made of is computed with it, through features that read no table."""
    first = reading("payee", "first")
    double = made_of("double", first, first)
    second = reading("payee", "second", double)
    assert [("payee", 0, [0, 2], [0, 1, 2], [])] == shapes([first, double, second])


def test_what_another_entity_says_is_given_a_level_later() -> None:
    """Directly or through what is made of it; a chain of three entities has three levels."""
    first = reading("customer", "first")
    double = made_of("double", first, first)
    second = reading("payee", "second", double)
    third = reading("account", "third", second)
    alone = reading("payee", "alone")
    assert [
        ("customer", 0, [0], [0], []),
        ("payee", 0, [4], [4], []),
        ("payee", 1, [2], [1, 2], [0]),
        ("account", 2, [3], [3], [2]),
    ] == shapes([first, double, second, third, alone])


def test_what_the_same_entity_said_a_level_earlier_is_given_too() -> None:
    """It was computed then, and is not computed again."""
    first = reading("payee", "first")
    other = reading("customer", "other")
    second = reading("payee", "second", first, other)
    assert [("payee", 1, [2], [2], [0, 1])] == shapes([first, other, second])[2:]


def test_the_first_level_is_given_nothing() -> None:
    """And who asks for nothing needs nobody."""
    assert ([], ()) == (given_at(0).tolist(), answering(given_at(0)))
