"""Customers graded as of a moment, and followed."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from features.kernel import layout as L
from models.credit.grades import GRADES
from models.policy.credit_tables import EnoughHistory
from training.pipelines.graded import Followed, GradedThen, follow, learn_grades
from training.pipelines.snapshot import Snapshot

DAYS = 120


@pytest.fixture(scope="module")
def cut_us(snapshot: Snapshot) -> int:
    """A moment four months before the log ends."""
    return snapshot.known_by_us - DAYS * L.DAY


@pytest.fixture(scope="module")
def graded(snapshot: Snapshot, cut_us: int) -> GradedThen:
    """What was learnt by then."""
    return learn_grades(snapshot, known_by_us=cut_us)


@pytest.fixture(scope="module")
def followed(snapshot: Snapshot, graded: GradedThen, cut_us: int) -> Followed:
    """What became of all customers."""
    return follow(snapshot, graded, cut_us, days=90)


def test_late_payers_are_told_from_others(graded: GradedThen, followed: Followed) -> None:
    """The best and the worst grade differ in share and in days late."""
    grades = graded.grades(followed.probabilities)
    best, worst = (
        next(followed.enough & (grades == one) for one in order if (followed.enough & (grades == one)).any())
        for order in (GRADES, GRADES[::-1])
    )
    assert followed.labels[best].mean() < followed.labels[worst].mean()
    lateness = followed.lateness
    means = [lateness.days[of].sum() / lateness.invoices[of].sum() for of in (best, worst)]
    assert means[0] < means[1]


def test_everybody_followed_was_billed(followed: Followed) -> None:
    """Customers to whom nothing fell due have no row and are counted."""
    assert (followed.lateness.invoices > 0).all()
    assert followed.left_out["nothing_due"] > 0


def test_who_has_no_history_is_not_graded(snapshot: Snapshot, graded: GradedThen, cut_us: int) -> None:
    """By the tables of the policy: fewer invoices than asked, and the application route stands."""
    customers = np.unique(snapshot.history.events[L.E_CUSTOMER])
    customers = customers[customers != L.NOBODY]
    assert graded.ask(customers, cut_us)[1].any()
    asking = EnoughHistory(least_invoices=10_000)
    strict = replace(graded, tables=msgspec.structs.replace(graded.tables, enough=asking))
    assert not strict.ask(customers, cut_us)[1].any()


def test_nothing_later_is_learnt_from(snapshot: Snapshot, graded: GradedThen, cut_us: int) -> None:
    """A log that ends at the cut teaches the same trees."""
    events = snapshot.history.events
    kept = np.ascontiguousarray(events[:, events[L.E_KNOWN] <= cut_us])
    ended = replace(snapshot, history=replace(snapshot.history, events=kept))
    again = learn_grades(ended, known_by_us=cut_us)
    assert graded.fit.grown.text == again.fit.grown.text
    assert graded.fit.calibration == again.fit.calibration
