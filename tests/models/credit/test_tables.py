import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.credit.approval import ApprovalTable, approval_level
from models.credit.grades import GRADES, Grade, GradeBands, grade_of
from models.credit.limits import LimitTable, limit_minor
from models.credit.shipping import SHIPPING, Shipping, ShippingTable, shipping_of, stricter_shipping
from models.credit.terms import TermsTable, granted_terms_days, longest_terms_days

MINOR = st.integers(0, 10**13)


@pytest.mark.parametrize(
    ("pd", "grade"),
    [
        (0.0, "A"), (0.009999, "A"), (0.01, "B"), (0.029999, "B"), (0.03, "C"), (0.10, "C"), (0.100001, "D"),
        (1.0, "D"),
    ],
)  # fmt: skip
def test_bands(pd: float, grade: Grade) -> None:
    """A lies below 1 %, B from there below 3 %, C up to and with 10 %, D above."""
    assert grade == grade_of(pd, 0.0, GradeBands())


def test_the_floor_acts_on_the_grade() -> None:
    """With a floor of 2 % nobody is better than B."""
    assert "B" == grade_of(0.0001, 0.02, GradeBands())


@given(MINOR, st.integers(0, 365))
def test_a_worse_grade_never_has_a_higher_limit(sales_minor: int, days: int) -> None:
    """Limits fall from A to D, D prepays, and all are rounded down to what the table says."""
    table = LimitTable()
    limits = [limit_minor(table, grade, sales_minor, days) for grade in GRADES]
    assert limits == sorted(limits, reverse=True)
    assert (0, 0) == (limits[-1], max(limit % table.round_to_minor for limit in limits))


@given(MINOR, MINOR, st.integers(0, 365))
def test_more_sales_never_lower_the_limit(sales_minor: int, more_minor: int, days: int) -> None:
    """Limits rise with sales, up to the highest that is computed."""
    table = LimitTable()
    lower = limit_minor(table, "B", sales_minor, days)
    higher = limit_minor(table, "B", sales_minor + more_minor, days)
    assert lower <= higher <= table.most_minor


@pytest.mark.parametrize(
    ("grade", "strategic", "expected"),
    [("A", False, 60_000_000), ("A", True, 90_000_000), ("B", True, 48_000_000), ("D", True, 0)],
)
def test_limit_by_grade(grade: Grade, *, strategic: bool, expected: int) -> None:
    """300,000.00 a month for two months: 100 % for A, 150 % if strategic, 80 % for B, nothing for D."""
    assert expected == limit_minor(LimitTable(), grade, 30_000_000, 60, strategic=strategic)


def test_negative_sales_give_no_limit() -> None:
    """More credit notes than invoices is no reason for a negative limit."""
    assert 0 == limit_minor(LimitTable(), "A", -1, 60)


@pytest.mark.parametrize(("grade", "days"), [("A", 60), ("B", 45), ("C", 30), ("D", 0)])
def test_terms_by_grade(grade: Grade, days: int) -> None:
    """Terms shorten with the grade; what is asked beyond them is cut, a negative wish is none."""
    longest = longest_terms_days(TermsTable(), grade)
    granted = [granted_terms_days(longest, asked) for asked in (None, 999, -1)]
    assert [days, days, days, 0] == [longest, *granted]


@pytest.mark.parametrize(
    ("grade", "shipping"), [("A", "normal"), ("B", "normal"), ("C", "normal"), ("D", "prepay")]
)
def test_shipping_by_grade(grade: Grade, shipping: Shipping) -> None:
    """Only D pays before goods leave."""
    assert shipping == shipping_of(ShippingTable(), grade)


@given(st.sampled_from(SHIPPING), st.sampled_from(SHIPPING))
def test_the_stricter_shipping_wins(first: Shipping, second: Shipping) -> None:
    """The order of arguments does not matter, and nothing becomes softer."""
    found = stricter_shipping(first, second)
    assert found == stricter_shipping(second, first)
    assert SHIPPING.index(found) == max(SHIPPING.index(first), SHIPPING.index(second))


@pytest.mark.parametrize(
    ("amount_minor", "grade", "level"),
    [
        (5_000_000, "A", 1), (5_000_001, "A", 2), (20_000_001, "B", 3), (100_000_001, "A", 4), (1, "C", 2),
        (1, "D", 3), (1, None, 3), (10**13, "D", 4),
    ],
)  # fmt: skip
def test_approval_level(amount_minor: int, grade: Grade | None, level: int) -> None:
    """Bands include their ends, a worse grade adds levels, and no level is above the highest."""
    assert level == approval_level(ApprovalTable(), amount_minor, grade)
