import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskdesk.core.errors import ExplanationBroken
from serving.desk.waterfall import MOST, Waterfall, build, probability_of

LOG_ODDS = st.floats(-30.0, 30.0)


def drawn(bias: float, contributions: list[float]) -> Waterfall:
    """Return the waterfall of contributions and their own sum."""
    return build(bias, contributions, math.fsum([bias, *contributions]))


@given(LOG_ODDS, st.lists(LOG_ODDS, max_size=60))
def test_bars_lead_from_the_base_rate_to_the_answer(bias: float, contributions: list[float]) -> None:
    """Each bar starts where the one before ended, the first at the bias, the last ends at the score itself."""
    made = drawn(bias, contributions)
    ends = [bias, *(bar.end for bar in made.bars)]
    assert ends[:-1] == [bar.start for bar in made.bars]
    assert ends[-1] == (made.log_odds if made.bars else bias)
    assert sum(1 for value in contributions if value != 0.0) == sum(bar.count for bar in made.bars)


@given(LOG_ODDS, st.lists(LOG_ODDS, min_size=1, max_size=60))
def test_bars_are_the_loudest_contributions(bias: float, contributions: list[float]) -> None:
    """A bar of one feature is as long as its contribution, and what has no bar is no louder."""
    made = drawn(bias, contributions)
    own = [bar for bar in made.bars if bar.column is not None]
    assert len(own) <= MOST
    for bar in own:
        assert bar.column is not None
        assert contributions[bar.column] == pytest.approx(bar.contribution, abs=1e-9)
    shown = {bar.column for bar in own}
    rest = [abs(value) for k, value in enumerate(contributions) if k not in shown]
    assert not own or max(rest, default=0.0) <= min(abs(contributions[bar.column or 0]) for bar in own)


@given(LOG_ODDS, st.lists(LOG_ODDS, max_size=60))
def test_everything_is_drawn_inside_the_picture(bias: float, contributions: list[float]) -> None:
    """Every point lies between 0 and 100 percent, and ticks are far enough apart to be read."""
    made = drawn(bias, contributions)
    points = [bias, made.log_odds, *(bar.end for bar in made.bars)]
    assert all(0.0 < made.percent(point) < 100.0 for point in points)
    places = [tick.percent for tick in made.ticks]
    assert all(later - earlier >= 17.0 for earlier, later in itertools.pairwise(places))


def test_contributions_that_do_not_sum_are_not_drawn() -> None:
    """A score that its contributions do not explain is an error, and so is one that is no number."""
    with pytest.raises(ExplanationBroken):
        build(0.0, [1.0, 0.5], 1.6)
    with pytest.raises(ExplanationBroken):
        build(0.0, [math.nan], math.nan)


@pytest.mark.parametrize("log_odds", [-800.0, -3.0, 0.0, 3.0, 800.0])
def test_probabilities_of_any_log_odds(log_odds: float) -> None:
    """Log-odds beyond what an exponential holds are 0 or 1, and opposite ones sum to 1."""
    assert 1.0 == pytest.approx(probability_of(log_odds) + probability_of(-log_odds))
