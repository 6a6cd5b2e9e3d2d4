from itertools import count
from typing import Any

import numpy as np
import pytest

from models.policy.outcome import Outcome
from models.whatif.cases import Case
from models.whatif.estimate import Estimate, Line, Share, estimate, share_among, share_of
from models.whatif.interval import Rows, share_of_rest
from models.whatif.past import Verdict

_NUMBERS = count()


def line(
    verdict: Verdict | None,
    *,
    held: bool = True,
    seen: bool = True,
    weight: float = 1.0,
    counted: bool = True,
    party: str | None = None,
) -> Line:
    """Return a document that was held, or passed with a lot of 1 in 10; of a party of its own unless named."""
    outcome = Outcome.REVIEW if held or seen else Outcome.APPROVE
    document = f"order:{next(_NUMBERS)}"
    case = Case(
        document, party or document, "order", 100, held, 1.0 if held else 0.1, seen, verdict, outcome, held
    )
    return Line(case, weight, counted)


def lines(number: int, verdict: Verdict | None, **what: Any) -> list[Line]:
    """Return so many such documents."""
    return [line(verdict, **what) for _ in range(number)]


def test_what_was_judged_is_exact() -> None:
    """Where every document was judged there is nothing to estimate."""
    judged = [line("confirmed", weight=5.0), line("cleared", weight=2.0)]
    assert Estimate(5.0, 5.0, 5.0, 5.0) == estimate(judged, confirmed=True)
    assert Estimate(2.0, 2.0, 2.0, 2.0) == estimate(judged, confirmed=False)


def test_nobody_looked_is_not_taken_for_good() -> None:
    """Documents that nobody judged may all be bad, or none."""
    passed = lines(4, None, held=False, seen=False, weight=3.0)
    assert Estimate(0.0, None, 0.0, 12.0) == estimate(passed, confirmed=True)


def test_the_lot_speaks_for_what_passed() -> None:
    """One in ten was drawn, a quarter of those was confirmed: so was a quarter of the rest."""
    drawn = lines(5, "confirmed", held=False, counted=False) + lines(15, "cleared", held=False, counted=False)
    found = estimate([*drawn, *lines(180, None, held=False, seen=False)], confirmed=True)
    assert (0.0, 45.0) == (found.known, found.value)
    apart = (Rows(np.ones(n), np.arange(n)) for n in (20, 180))
    _, low, high = share_of_rest(np.arange(20) < 5, *apart)
    assert pytest.approx((180 * low, 180 * high)) == (found.low, found.high)


def test_what_the_lot_drew_speaks_each_for_itself() -> None:
    """Of whom the drawn documents are does not matter; of what was held it does."""

    def width(**what: Any) -> float:
        judged = lines(5, "confirmed", **what) + lines(15, "cleared", **what)
        if what["held"]:
            rest = lines(180, None, held=True, party=what.get("party"))
        else:
            rest = lines(180, None, held=False, seen=False, party=what.get("party"))
        found = estimate([*judged, *rest], confirmed=True)
        return found.high - found.low

    assert width(held=False) == width(held=False, party="customer:C1")
    assert width(held=True) < width(held=True, party="customer:C1")


def test_held_documents_do_not_speak_for_what_passed() -> None:
    """All that was held was confirmed; of what passed nothing is known by that."""
    told = lines(50, "confirmed", counted=False) + lines(10, None, held=False, seen=False)
    assert Estimate(0.0, None, 0.0, 10.0) == estimate(told, confirmed=True)


def test_what_came_to_light_by_chance_is_never_forgotten() -> None:
    """A fraud that nobody was sent to look at counts, though the drawn ones show none."""
    drawn = lines(20, "cleared", held=False, counted=False)
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


def test_a_share_of_a_known_whole_is_the_sum_by_the_whole() -> None:
    """Its ends are those of the sum: confirmed and cleared of the same documents are one estimate, not two."""
    assert Share(0.25, 0.125, 0.5) == share_among(Estimate(0.0, 2.0, 1.0, 4.0), 8.0)
    assert Share(None, 0.125, 1.0) == share_among(Estimate(1.0, None, 1.0, 8.0), 8.0)
    assert Share(None, 0.0, 1.0) == share_among(Estimate(0.0, 0.0, 0.0, 0.0), 0.0)


def companies(random: np.random.Generator, share: float, alike: float) -> tuple[np.ndarray, np.ndarray]:
    """Return whose each document is, and whether it is bad: 60 parties of 4 documents on average, alike within."""
    parties = np.repeat(np.arange(60), random.geometric(0.25, 60))
    if alike == 0.0:
        return parties, random.random(len(parties)) < share
    spread = (1.0 - alike) / alike
    chances = random.beta(share * spread, (1.0 - share) * spread, 60)
    return parties, random.random(len(parties)) < chances[parties]


@pytest.mark.parametrize("of_whole_parties", [True, False])
@pytest.mark.parametrize("judged", [0.3, 0.8])
@pytest.mark.parametrize(("share", "alike"), [(0.5, 0.0), (0.5, 0.5), (0.1, 0.3), (0.85, 0.6)])
def test_the_precision_of_what_was_held_holds_the_truth(
    share: float, alike: float, judged: float, *, of_whole_parties: bool
) -> None:
    """Whether reviewers take a party's documents together or singly, 95 % intervals hold it in 9 of 10 cases or more."""
    random = np.random.default_rng(17)
    held = 0
    for _ in range(150):
        parties, bad = companies(random, share, alike)
        looked = (
            (random.random(60) < judged)[parties] if of_whole_parties else random.random(len(bad)) < judged
        )
        told = [
            line(("confirmed" if b else "cleared") if seen else None, party=f"customer:C{k}")
            for k, b, seen in zip(parties.tolist(), bad.tolist(), looked.tolist(), strict=True)
        ]
        found = share_among(estimate(told, confirmed=True), float(len(told)))
        held += found.low <= bad.mean() <= found.high
    assert held >= 135


def test_recall_over_held_and_drawn_holds_the_truth() -> None:
    """Hits among what was held, misses among what passed, a tenth of which was drawn: two estimates, joined."""
    random = np.random.default_rng(23)
    held = 0
    for _ in range(100):
        parties, stopped = companies(random, 0.4, 0.5)
        _, slipped = companies(random, 0.1, 0.0)
        looked = (random.random(60) < 0.7)[parties]
        drawn = random.random(len(slipped)) < 0.3
        flagged = [
            line(("confirmed" if b else "cleared") if seen else None, party=f"customer:C{k}")
            for k, b, seen in zip(parties.tolist(), stopped.tolist(), looked.tolist(), strict=True)
        ]
        passed = [
            line(("confirmed" if b else "cleared") if seen else None, held=False, seen=seen)
            for b, seen in zip(slipped.tolist(), drawn.tolist(), strict=True)
        ]
        found = share_of(estimate(flagged, confirmed=True), estimate(passed, confirmed=True))
        truth = stopped.sum() / (stopped.sum() + slipped.sum())
        held += found.low <= truth <= found.high
    assert held >= 91
