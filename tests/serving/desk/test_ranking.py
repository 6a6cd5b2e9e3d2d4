"""The list in the order of urgency: the strictest first, then suspicion times money."""

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from models.decision.conclusion import AnomalyAnswer, Conclusion
from models.decision.urgency import MOST_MINOR, stake
from models.policy.outcome import Outcome
from serving.desk import listing, ranking
from serving.desk.ranking import by_urgency


def kept(outcome: str, amount_minor: int, **more: Any) -> tuple[str, str]:
    """Return outcome and conclusion of a decision, as far as urgency asks."""
    anomaly = {"probability": None, "isolation_percentile": None, "typologies": []} | more.pop("anomaly", {})
    said = {"anomaly": anomaly, "credit": None, "forced": [], "base_minor": amount_minor} | more
    return outcome, msgspec.json.encode(said).decode()


def test_suspicion_times_money_within_an_outcome() -> None:
    """A block comes first however small; a pattern that held, a probability, a forest and a default speak."""
    rows = [
        kept("review", 1_000_000, anomaly={"probability": 0.1}),
        kept("block", 1, anomaly={"probability": 0.1}),
        kept("review", 200_000, anomaly={"probability": 0.9}),
        kept("review", 200_000, anomaly={"typologies": ["split_order"]}, forced=["split_order"]),
        kept("review", 200_000, anomaly={"isolation_percentile": 99.0, "typologies": ["odd_hours"]}),
        kept("review", 200_000, anomaly={"probability": 0.1}, credit={"pd": 0.8}),
    ]
    order = by_urgency([(k, *row) for k, row in enumerate(rows)])
    assert [1, 3, 4, 2, 5, 0] == order


def test_money_counts_up_to_a_cap() -> None:
    """Ten times the cap weighs as the cap; what nothing scored and no pattern held comes last of its outcome."""
    most, more = (
        stake(Outcome.REVIEW, score=0.5, is_pattern=False, amount_minor=amount)
        for amount in (MOST_MINOR, 10 * MOST_MINOR)
    )
    assert most == more
    nothing = stake(Outcome.REVIEW, score=None, is_pattern=False, amount_minor=MOST_MINOR)
    assert (1, 0.0) == nothing < stake(Outcome.BLOCK, score=None, is_pattern=False, amount_minor=1)


def test_equals_stand_latest_first() -> None:
    """The same suspicion and money are told apart by time."""
    row = kept("review", 5_000, anomaly={"probability": 0.5})
    assert [9, 4, 2] == by_urgency([(2, *row), (9, *row), (4, *row)])


def listed(page: str) -> list[str]:
    """Return the decisions of a list, as they stand."""
    return re.findall(r'href="/desk/decisions/([^"]+)"', page)


@pytest.fixture
def suspected(order_conclusion: Conclusion) -> Callable[[float], Conclusion]:
    """An order's conclusion with a probability, held by the model alone."""

    def conclude(probability: float) -> Conclusion:
        answer = AnomalyAnswer(probability, 99.0, None, ())
        return replace(order_conclusion, anomaly=answer, forced=("order_anomaly",), credit=None)

    return conclude


@pytest.mark.parametrize(("language", "word"), [("en", "Most urgent first"), ("zh", "最急在前")])
def test_the_reader_chooses_the_order(
    company: Any,
    suspected: Callable[[float], Conclusion],
    payment_conclusion: Conclusion,
    language: str,
    word: str,
) -> None:
    """Newest first without asking; by urgency the block leads and pages go on after what was shown."""
    small = company.decide("order", suspected(0.3), amount="100.00")
    blocked = company.decide("payment", payment_conclusion)
    large = company.decide("order", suspected(0.4), amount="90000.00")
    browser = company.signed_in(language)
    newest = browser.get("/desk/").text
    assert [large.decision_id, blocked.decision_id, small.decision_id] == listed(newest)
    assert word in newest
    urgent = browser.get("/desk/?sort=urgency&state=open").text
    assert [blocked.decision_id, large.decision_id, small.decision_id] == listed(urgent)
    assert str(ranking.MOST_RANKED) in urgent
    orders = browser.get("/desk/?sort=urgency&place=order").text
    assert [large.decision_id, small.decision_id] == listed(orders)
    assert listed(newest) == listed(browser.get("/desk/?sort=nonsense&skip=x").text)


def test_pages_by_urgency(
    company: Any, suspected: Callable[[float], Conclusion], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page goes on where the one before ended, and leads back to the first."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    monkeypatch.setattr("serving.desk.service.PAGE_SIZE", 2)
    made = [company.decide("order", suspected(one)).decision_id for one in (0.2, 0.5, 0.4, 0.3, 0.6)]
    browser, seen, at = company.signed_in("en"), [], "/desk/?sort=urgency&state=open"
    while at:
        page = browser.get(at).text
        seen.append(listed(page))
        onward = re.search(r'class="next" rel="next" href="([^"]+)"', page)
        at = onward[1].replace("&amp;", "&") if onward else ""
    assert [[made[4], made[1]], [made[2], made[3]], [made[0]]] == seen
    assert "Most urgent</a>" in page
