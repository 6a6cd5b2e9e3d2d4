import math
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.credit.grades import GradeBands
from models.credit.points import FACTOR, pd_one, points_one
from models.credit.points_table import points_rows, points_text
from models.credit.scorecard import Item, Scorecard, from_json, to_json
from models.credit.scorecard_score import PdInterval, score_many, score_one

BINS = Item(
    name="late_share", zh="逾期占比", en="late share", direction=1, kind="bins", cuts=(0.1, 0.5),
    units=(-0.8, 0.2, 1.1), missing=0.3, spread=0.9, coefficient=0.7, rows=(50, 30, 20, 0), bad=(2, 4, 8, 0),
)  # fmt: skip
LINE = Item(
    name="sales", zh="销售额", en="sales", direction=-1, kind="line", scale="log", shift=1.0, cuts=(0.0, 10.0),
    units=(2.0, -2.0), missing=0.0, spread=1.0, coefficient=0.5,
)  # fmt: skip
CARD = Scorecard(
    version="test", items=(BINS, LINE), intercept=-2.0,
    covariance=((0.04, 0.0, 0.0), (0.0, 0.09, 0.01), (0.0, 0.01, 0.16)),
)  # fmt: skip

VALUES = st.one_of(st.just(math.nan), st.floats(-1e12, 1e12))


@given(st.lists(st.tuples(VALUES, VALUES), max_size=20))
def test_one_equals_many(rows: list[tuple[float, float]]) -> None:
    """Scored together, each customer is scored bit by bit as by itself."""
    assert [score_one(CARD, row) for row in rows] == score_many(CARD, rows)


@given(VALUES, VALUES)
def test_points_add_up_and_lead_back(share: float, sales: float) -> None:
    """Base and item points sum to the points; points, log-odds and probability lead to each other."""
    found = score_one(CARD, (share, sales))
    assert found.points == pytest.approx(found.base_points + sum(found.item_points), abs=1e-9)
    assert found.pd == pd_one(found.points)
    assert found.points == pytest.approx(points_one(found.pd), abs=1e-9)
    assert found.interval.low < found.pd < found.interval.high


def test_bins_hold_their_upper_cut() -> None:
    """0.1 is of the first bin, what is above of the second, unknown of its own."""
    assert [-0.8, 0.2, 1.1, 0.3] == [BINS.unit(x) for x in (0.1, 0.1000001, 0.6, math.nan)]


def test_line_is_straight_on_its_scale_and_level_beyond() -> None:
    """Half-way on the scale of logs the unit is half-way; beyond the knots nothing moves."""
    assert 0.0 == pytest.approx(LINE.unit(math.exp(5.0) - 1.0))
    assert [2.0, -2.0] == [LINE.unit(x) for x in (-5.0, 1e300)]
    assert 123.0 == pytest.approx(LINE.unscaled(LINE.scaled(123.0)))


def test_sigma_is_that_of_the_linear_predictor() -> None:
    """Z' covariance z by hand: z = (1, 1.1, 2)."""
    expected = 0.04 + 1.1**2 * 0.09 + 2 * 1.1 * 2.0 * 0.01 + 4.0 * 0.16
    assert math.sqrt(expected) == pytest.approx(score_one(CARD, (0.9, 0.0)).interval.sigma)


def test_what_is_unknown_widens_the_interval() -> None:
    """A customer of whom nothing is known is less sure than one at the mean, and goes to review."""
    card = msgspec.structs.replace(CARD, intercept=-4.0)
    unknown = score_one(card, (math.nan, math.nan)).interval
    middle = score_one(card, (0.3, math.exp(5.0) - 1.0)).interval
    assert unknown.sigma > 2 * middle.sigma
    assert [True, False] == [one.needs_review(0.0005, GradeBands()) for one in (unknown, middle)]


@pytest.mark.parametrize(("low", "high", "grades"), [(0.001, 0.002, 1), (0.001, 0.02, 2), (0.001, 0.5, 4)])
def test_interval_reaches_over_grades(low: float, high: float, grades: int) -> None:
    """Two neighbouring grades can be lived with, more go to review."""
    interval = PdInterval(low, high, 1.0)
    assert grades == interval.grades(0.0005, GradeBands())
    assert (grades > 2) is interval.needs_review(0.0005, GradeBands())


def test_json_gives_back_the_same() -> None:
    """Plain data, bit by bit; what is no scorecard is refused."""
    assert CARD == from_json(to_json(CARD))
    with pytest.raises(ValueError, match="missing required"):
        from_json(b"{}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"units": (0.2, -0.8, 1.1)},
        {"cuts": (0.5, 0.1)},
        {"coefficient": -0.1},
        {"units": (1.0,)},
        {"missing": math.inf},
    ],
)
def test_contradiction_is_refused(wrong: dict[str, object]) -> None:
    """No item whose points go against its direction can be made, nor read."""
    with pytest.raises(ValueError, match="late_share"):
        msgspec.structs.replace(BINS, **wrong)


def test_covariance_of_another_shape_is_refused() -> None:
    """It is about the intercept and every item."""
    with pytest.raises(ValueError, match="3 x 3"):
        msgspec.structs.replace(CARD, covariance=((1.0,),))


def test_table_has_every_bin() -> None:
    """Base, three bins and unknown of the first item, five places and unknown of the line."""
    rows = points_rows(CARD)
    assert 1 + 4 + 6 == len(rows)
    assert [-FACTOR * 0.7 * unit for unit in (-0.8, 0.2, 1.1, 0.3)] == [row.points for row in rows[1:5]]
    assert [(50, 2), (30, 4), (20, 8), (0, 0)] == [(row.rows, row.bad) for row in rows[1:5]]


def test_table_is_printed_in_both_languages() -> None:
    """Texts, ranges and counts as a customer can be shown them."""
    english, chinese = points_text(CARD, "en").splitlines(), points_text(CARD, "zh").splitlines()
    assert "late share  (late_share)" == english[3]
    assert "      +16  up to 0.1   2/50" == english[4]
    assert "       -4  above 0.1 up to 0.5   4/30" == english[5]
    assert "      -22  above 0.5   8/20" == english[6]
    assert "      +16  不超过 0.1   2/50" == chinese[4]
    assert "未知" in chinese[7]


def test_serving_needs_no_trainer() -> None:
    """Scoring imports neither scikit-learn nor pandas nor the trainer."""
    code = (
        "import sys, models.credit.scorecard_score, models.credit.points_table; "
        "print([n for n in ('sklearn', 'pandas', 'scipy', 'lightgbm', 'training') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == found.stdout.strip()
