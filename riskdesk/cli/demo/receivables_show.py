"""What the demonstration on real receivables prints."""

from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from riskdesk.cli.demo.receivables_customers import GradedCustomer
from riskdesk.cli.demo.receivables_grades import DEFINITION
from riskdesk.cli.demo.receivables_measure import Measured
from riskdesk.cli.demo.show import show_decision
from riskdesk.core.i18n import Language
from riskdesk.core.money import show_amount

_SHOWN: Final = 10
_LATE, _WITHIN = DEFINITION.past_due_days, DEFINITION.horizon_days

FIGURES: Final = (
    ("late_5_auc", "late > 5 days, AUC"),
    ("late_5_ap", "late > 5 days, AP"),
    ("late_15_auc", "late > 15 days, AUC"),
    ("late_15_ap", "late > 15 days, AP"),
    ("mae", "days late, MAE of the median"),
    ("rmse", "days late, RMSE of the mean"),
    ("within_3_days", "paid within 3 days of the likeliest"),
)


def show_metrics(console: Console, measured: Measured) -> None:
    """Print the figures of the model beside those of its peer."""
    title = f"{measured.metrics['rows']:.0f} invoices of the last fifth by due date"
    table = Table(title=title, title_justify="left")
    for column in ("figure", "riskdesk", "plain LightGBM", "the same, small trees"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    columns = (measured.metrics, measured.peer, measured.peer_tuned)
    for name, what in FIGURES:
        table.add_row(what, *(_number(of.get(name)) for of in columns))
    table.add_row("80 % interval covers", _number(measured.metrics["coverage_80"]), "–", "–")
    console.print(table)


def show_grades_then(console: Console, rows: Sequence[dict[str, Any]], trend: dict[str, Any]) -> None:
    """Print how late the customers of each grade paid what fell due after the cut."""
    table = Table(title="graded as of the cut, paid after it", title_justify="left")
    for column in (
        "grade",
        "customers",
        "invoices",
        "PD",
        "mean days late",
        "of customers",
        "> 5",
        "> 15",
        "> 30",
    ):
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(
            row["grade"],
            str(row["customers"]),
            str(row["invoices"]),
            _share(row.get("expected_pd")),
            _number(row.get("mean_days_late")),
            _number(row.get("mean_days_late_of_customers")),
            *(_share(row.get(f"late_{days}_share")) for days in (5, 15, 30)),
        )
    console.print(table)
    for name, what in (("spearman", "rank correlation"), ("days_per_grade", "days late per grade")):
        one = trend[name]
        console.print(f"{what}: {one['value']:.2f} (95 % {one['low']:.2f} to {one['high']:.2f})")


def show_customers(
    console: Console, customers: Sequence[GradedCustomer], owed: dict[str, int], language: Language
) -> None:
    """Print the customers that owe most, and how much of all is past due."""
    table = Table(title="customers by exposure, at the service's clock", title_justify="left")
    for column in ("customer", "grade", f"> {_LATE} days late in {_WITHIN}", "exposure", "past due", "limit"):
        table.add_column(column, justify="left" if column == "customer" else "right")
    for one in customers[:_SHOWN]:
        money = (one.exposure_minor, one.past_due_minor, one.limit_minor)
        amounts = [show_amount(minor, "USD", language) for minor in money]
        table.add_row(one.name or one.customer, one.grade or "–", _share(one.pd), *amounts)
    console.print(table)
    share = owed["past_due_minor"] / max(owed["exposure_minor"], 1)
    console.print(f"{share:.1%} of all exposure is past due: the files hold no later payment")


def show_orders(console: Console, decisions: Sequence[dict[str, Any]], language: Language) -> None:
    """Print the decisions with their reasons."""
    for one in decisions:
        show_decision(console, f"{one['name']}: {one['title'][language]}", one[language], language)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
