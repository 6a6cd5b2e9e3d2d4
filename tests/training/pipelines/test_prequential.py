"""Models made at one cut after the other, from what was known by then."""

from dataclasses import replace

import numpy as np

from features.catalogue.sets import feature_set
from features.kernel import layout as L
from training.fit.trees import TreeParameters
from training.labels.verdicts import ReviewPractice
from training.pipelines.anomaly import scored_documents
from training.pipelines.prequential import Recipe, fit_as_of, prequential_said, scored_between
from training.pipelines.snapshot import Snapshot

FEATURES = feature_set("order_anomaly")
RECIPE = Recipe(ReviewPractice(delay_days=14), TreeParameters(most_trees=20, patience=5), days=240)


def test_scored_between_are_the_rows_of_the_days(snapshot: Snapshot) -> None:
    """The vectors are those of the whole scoring, cut to the days."""
    whole = scored_documents(snapshot, FEATURES, "order")
    begin, end = snapshot.first_us + 200 * L.DAY, snapshot.first_us + 230 * L.DAY
    part = scored_between(snapshot, FEATURES, "order", begin_us=begin, end_us=end)
    inside = (whole.moments_us >= begin) & (whole.moments_us < end)
    assert whole.documents[inside].tolist() == part.documents.tolist()
    np.testing.assert_array_equal(whole.X[inside], part.X)


def test_said_of_the_days_after_each_cut(snapshot: Snapshot) -> None:
    """Each model speaks of the days after its own cut alone, and the later one learnt other trees."""
    scored = scored_documents(snapshot, FEATURES, "order")
    cuts = [snapshot.first_us + days * L.DAY for days in (300, 330)]
    told = prequential_said(snapshot, scored, FEATURES, RECIPE, cuts_us=cuts, days=30)
    for cut, said in zip(cuts, told, strict=True):
        moments = scored.moments_us[said.rows]
        assert cut <= moments.min() <= moments.max() < cut + 30 * L.DAY
        assert ((said.probabilities > 0) & (said.probabilities < 1)).all()
    assert told[0].fitted.grown.text != told[1].fitted.grown.text


def test_what_is_known_later_changes_no_model(snapshot: Snapshot) -> None:
    """All verdicts after the cut turned round, the model of the cut is the same to the byte."""
    scored = scored_documents(snapshot, FEATURES, "order")
    cut = snapshot.first_us + 300 * L.DAY
    verdicts = snapshot.verdicts
    later = verdicts.known_at_us > cut
    assert later.any()
    turned = replace(
        snapshot,
        verdicts=replace(verdicts, confirmed=np.where(later, ~verdicts.confirmed, verdicts.confirmed)),
    )
    first, second = (fit_as_of(one, scored, FEATURES, RECIPE, cut_us=cut) for one in (snapshot, turned))
    assert first.grown.text == second.grown.text


def test_rows_before_the_window_are_not_learnt_from(snapshot: Snapshot) -> None:
    """What lies before the recipe's days may be anything."""
    scored = scored_documents(snapshot, FEATURES, "order")
    cut = snapshot.first_us + 330 * L.DAY
    recipe = replace(RECIPE, days=180)
    before = scored.moments_us < cut - recipe.reach_us
    assert before.any()
    spoilt = replace(scored, X=np.where(before[:, None], 12_345.0, scored.X))
    first, second = (fit_as_of(snapshot, one, FEATURES, recipe, cut_us=cut) for one in (scored, spoilt))
    assert first.grown.text == second.grown.text
