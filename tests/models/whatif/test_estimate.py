import numpy as np
import pytest

from models.policy.outcome import Outcome
from models.whatif.cases import Case
from models.whatif.estimate import Estimate, Line, estimate, share_of, wilson
from models.whatif.past import Verdict


def line(
    verdict: Verdict | None,
    *,
    held: bool = True,
    seen: bool = True,
    weight: float = 1.0,
    counted: bool = True,
) -> Line:
    """Return a document that was held, or passed with a lot of 1 in 10."""
    outcome = Outcome.REVIEW if held or seen else Outcome.APPROVE
    case = Case("order", 100, held, 1.0 if held else 0.1, seen, verdict, outcome, held)
    return Line(case, weight, counted)


def test_what_was_judged_is_exact() -> None:
    """Where every document was judged there is nothing to estimate."""
    lines = [line("confirmed", weight=5.0), line("cleared", weight=2.0)]
    assert Estimate(5.0, 5.0, 5.0, 5.0) == estimate(lines, confirmed=True)
    assert Estimate(2.0, 2.0, 2.0, 2.0) == estimate(lines, confirmed=False)


def test_nobody_looked_is_not_taken_for_good() -> None:
    """Documents that nobody judged may all be bad, or none."""
    lines = [line(None, held=False, seen=False, weight=3.0)] * 4
    assert Estimate(0.0, None, 0.0, 12.0) == estimate(lines, confirmed=True)


def test_the_lot_speaks_for_what_passed() -> None:
    """One in ten was drawn, a quarter of those was confirmed: so was a quarter of the rest."""
    drawn = [line("confirmed", held=False, counted=False)] * 5 + [
        line("cleared", held=False, counted=False)
    ] * 15
    passed = [line(None, held=False, seen=False)] * 180
    found = estimate([*drawn, *passed], confirmed=True)
    low, high = wilson(0.25, 20)
    assert (0.0, 45.0) == (found.known, found.value)
    assert pytest.approx((180 * low, 180 * high)) == (found.low, found.high)


def test_held_documents_do_not_speak_for_what_passed() -> None:
    """All that was held was confirmed; of what passed nothing is known by that."""
    lines = [line("confirmed", counted=False)] * 50 + [line(None, held=False, seen=False)] * 10
    assert Estimate(0.0, None, 0.0, 10.0) == estimate(lines, confirmed=True)


def test_what_came_to_light_by_chance_is_never_forgotten() -> None:
    """A fraud that nobody was sent to look at counts, though the drawn ones show none."""
    drawn = [line("cleared", held=False, counted=False)] * 20
    surfaced = line("confirmed", held=False, seen=False, weight=7.0)
    found = estimate([*drawn, surfaced], confirmed=True)
    assert (7.0, 7.0) == (found.known, found.value)


def test_the_estimate_is_right_on_average() -> None:
    """Over many lots the mean is the truth, and the interval holds it about as often as it says."""
    random = np.random.default_rng(11)
    amounts = random.integers(1, 50, 1_500).astype(float)
    bad = random.random(1_500) < 0.2
    truth = float(amounts[bad].sum())
    values, covered = [], 0
    for _ in range(200):
        drawn = random.random(1_500) < 0.1
        rows = zip(amounts.tolist(), bad.tolist(), drawn.tolist(), strict=True)
        found = estimate(
            [
                line("confirmed" if b else "cleared", held=False, weight=a)
                if d
                else line(None, held=False, seen=False, weight=a)
                for a, b, d in rows
            ],
            confirmed=True,
        )
        assert found.value is not None
        values.append(found.value)
        covered += found.low <= truth <= found.high
    assert truth == pytest.approx(np.mean(values), rel=0.03)
    assert 180 <= covered <= 200


def test_a_share_of_exact_sums_is_exact() -> None:
    """Without doubt in either sum there is none in the share; with nothing known it is anything."""
    three, one = Estimate(3.0, 3.0, 3.0, 3.0), Estimate(1.0, 1.0, 1.0, 1.0)
    found = share_of(three, one)
    assert (0.75, 0.75, 0.75) == (found.value, found.low, found.high)
    nothing = share_of(Estimate(0.0, 0.0, 0.0, 0.0), Estimate(0.0, 0.0, 0.0, 0.0))
    assert (None, 0.0, 1.0) == (nothing.value, nothing.low, nothing.high)
    unknown = share_of(three, Estimate(0.0, None, 0.0, 9.0))
    assert (None, 0.25, 1.0) == (unknown.value, unknown.low, unknown.high)
