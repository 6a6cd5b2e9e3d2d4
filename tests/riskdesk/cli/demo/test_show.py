import io
from typing import Any

import pytest
from rich.console import Console

from riskdesk.cli.demo.show import show_decision
from riskdesk.core.i18n import Language

ANSWER: dict[str, Any] = {
    "outcome": "review",
    "subject": "order:1",
    "reasons": [],
    "anomaly": {"probability": None},
    "credit": {
        "grade": "C", "pd": 0.0084, "pd_low": None, "pd_high": None, "limit": "50000.00", "headroom": "50000.00",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "interval", "said"),
    [
        ("en", {}, "grade C · PD 0.84% · limit 50000.00"),
        ("en", {"pd_low": 0.001, "pd_high": 0.07}, "PD 0.84% (0.10% – 7.00%) · limit"),
        ("zh", {"pd_low": 0.001, "pd_high": 0.07}, "违约概率 0.84% (0.10% – 7.00%) · 额度"),
        ("en", {"pd": None}, "PD – · limit"),
    ],
)
def test_a_probability_is_shown_with_its_interval(
    language: Language, interval: dict[str, float | None], said: str
) -> None:
    """A customer of short history has one, by whose upper end it is graded; others have none."""
    page = io.StringIO()
    answer = ANSWER | {"credit": ANSWER["credit"] | interval}
    show_decision(Console(file=page, width=120), "an order", answer, language)
    assert said in page.getvalue()
