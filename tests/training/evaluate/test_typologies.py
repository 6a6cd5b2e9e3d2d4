import numpy as np
import pytest

from training.evaluate.typologies import LEAST_JUDGED, typology_precisions
from training.labels.review_source import Source
from training.labels.verdicts import VerdictLabels


def labels_of(said: str, source: Source, propensity: float) -> VerdictLabels:
    """Documents of one source, `c` confirmed, `o` cleared, `-` not judged."""
    rows = len(said)
    return VerdictLabels(
        labels=np.array([int(one == "c") for one in said], np.int64),
        weights=np.ones(rows),
        judged=np.array([one != "-" for one in said], np.bool_),
        mature=np.ones(rows, np.bool_),
        source=np.full(rows, source, np.int64),
        propensity=np.full(rows, propensity),
    )


def joined(*parts: VerdictLabels) -> VerdictLabels:
    """All documents of several sources."""
    return VerdictLabels(
        *(
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("labels", "weights", "judged", "mature", "source", "propensity")
        )
    )


def test_below_ten_judged_nothing_is_said() -> None:
    """Nine hits are not enough, ten are."""
    for judged, enough in ((LEAST_JUDGED - 1, False), (LEAST_JUDGED, True)):
        labels = labels_of("c" * judged + "-" * 5, Source.FLAGGED, 1.0)
        (one,) = typology_precisions({"split_order": np.ones(judged + 5)}, labels, "order")
        assert (judged + 5, judged, enough) == (one.hits, one.judged, one.enough)
        assert enough is (one.precision.value is not None)


def test_share_and_interval_of_what_was_flagged() -> None:
    """Twelve of sixteen judged, Wilson's interval; documents without the pattern do not count."""
    labels = labels_of("c" * 12 + "o" * 4 + "c" * 9, Source.FLAGGED, 1.0)
    shown = np.where(np.arange(25) < 16, 0.5, np.nan)
    (one,) = typology_precisions({"odd_hours": shown}, labels, "payment")
    assert (16, 12, 0.75) == (one.judged, one.confirmed, one.precision.value)
    assert (0.505, 0.898) == pytest.approx((one.precision.low, one.precision.high), abs=0.001)
    assert one.weighted


def test_a_pattern_that_is_only_a_signal_is_weighed() -> None:
    """What passed with the pattern is known by the lot alone: ten draws of a tenth speak for a hundred."""
    held = labels_of("c" * 10, Source.FLAGGED, 1.0)
    drawn = labels_of("c" * 1 + "o" * 9, Source.SAMPLED, 0.1)
    passed = labels_of("-" * 90, Source.PASSED, np.nan)
    (one,) = typology_precisions({"amount_jump": np.ones(110)}, joined(held, drawn, passed), "order")
    assert one.weighted
    assert (10 + 10) / (10 + 100) == pytest.approx(one.precision.value)
    assert 11 / 20 > one.precision.high


def test_verdicts_that_nobody_sent_are_told_as_such() -> None:
    """Of an imported history the share is the reviewers' own."""
    labels = labels_of("c" * 8 + "o" * 4, Source.UNDECIDED, np.nan)
    (one,) = typology_precisions({"split_payment": np.ones(12)}, labels, "payment")
    assert (False, 8 / 12) == (one.weighted, one.precision.value)
