from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from models.policy.codec import read as read_policy
from models.policy.codec import write
from models.policy.outcome import Outcome
from models.policy.relief import Sampling
from models.whatif.past import Turnout
from models.whatif.report import what_if
from riskdesk.cli.demo.company import TODAY, at
from riskdesk.core.errors import InputInvalid, TimeInvalid
from serving.runtime import open_runtime
from serving.whatif.service import Past, read_past


def past_of(house: Any, **wanted: Any) -> Past:
    """Return the house's past."""
    runtime = open_runtime(house.settings, house.clock)
    try:
        return read_past(runtime, **wanted)
    finally:
        runtime.engine.dispose()


def test_the_past_is_what_was_answered(decided: Any) -> None:
    """Outcomes, verdicts and the special approval's order come out of the ledger as they went in."""
    past = past_of(decided)
    found = [(one.subject.document, one.outcome, one.verdict, one.lifted) for one in past.decisions]
    assert [
        ("order:O-1", Outcome.APPROVE, "cleared", ()),
        ("order:O-2", Outcome.REVIEW, "confirmed", ()),
        ("order:O-3", Outcome.APPROVE, None, ("over_limit",)),
    ] == found
    assert {"customer:C-NEW"} == {one.party for one in past.decisions}
    assert (0, {0.0, 1.0}) == (past.other_catalogue, {one.propensity for one in past.decisions})


def test_the_policy_in_force_changes_nothing(decided: Any, world: ModuleType) -> None:
    """The product's own decisions, replayed under the policy they were taken by, are the same."""
    found = what_if(past_of(decided).decisions, read_policy(world.LENIENT))
    assert found.then == found.now
    assert (1_200_000, 1_200_000) == (found.then.stopped_minor.value, found.then.approvals.amount_minor)


def test_how_a_special_approval_turned_out(decided: Any) -> None:
    """Billed and unpaid it is past due once its day is over, paid late it is late, given up it is lost."""

    def turnout() -> Turnout | None:
        return past_of(decided).decisions[2].turnout

    assert Turnout() == turnout()
    due = TODAY + timedelta(days=10)
    invoice = {"invoice_id": "I-1", "amount": "12000.00", "currency": "CNY", "occurred_at": at(11, 0)}
    billed = {
        "kind": "invoice_issued",
        "customer_id": "C-NEW",
        "order_id": "O-3",
        "due_date": due.isoformat(),
    }
    decided.append(invoice | billed)
    assert Turnout(billed_minor=1_200_000) == turnout()
    decided.clock.advance(timedelta(days=40))
    assert Turnout(1_200_000, 1_200_000, 0, 30) == turnout()
    later = _at(due + timedelta(days=31))
    paid = {"kind": "money_matched", "match_id": "M-1", "amount": "2000.00", "occurred_at": later}
    decided.append(invoice | paid)
    assert Turnout(1_200_000, 1_000_000, 0, 30) == turnout()
    decided.append({"kind": "invoice_written_off", "invoice_id": "I-1", "occurred_at": later})
    assert Turnout(1_200_000, 0, 1_000_000, 31) == turnout()


def test_days_and_places(decided: Any) -> None:
    """A first day and a place leave out what does not belong."""
    assert 3 == len(past_of(decided, place="order").decisions)
    assert 0 == len(past_of(decided, place="payment").decisions)
    now_us = decided.clock.now_us()
    assert 3 == len(past_of(decided, since_us=now_us).decisions)
    assert 0 == len(past_of(decided, since_us=now_us + 1).decisions)


def test_the_command_compares(
    decided: Any, world: ModuleType, tmp_path: Path, run: Callable[..., Any]
) -> None:
    """Under a policy whose lot takes everything, both approved orders become alerts; nothing is published."""
    every = msgspec.structs.replace(world.lenient(), version="every", sampling=Sampling(rate_ppm=1_000_000))
    file = tmp_path / "every.json"
    file.write_bytes(write(every))
    before = decided.count("events")
    found = run("policy", "what-if", str(file), "--since", TODAY.isoformat(), "--json")
    assert (1, 3) == (found["then"]["reviewed"], found["now"]["reviewed"])
    assert (3, 3.0, "every") == (found["decisions"], found["now"]["alerts_a_day"], found["policy"])
    moved = {(one["then"], one["now"]): one["decisions"] for one in found["flips"]}
    assert {("approve", "review"): 2, ("review", "review"): 1} == moved
    assert before == decided.count("events")


@pytest.mark.parametrize(
    ("arguments", "error"), [(["--since", "yesterday"], TimeInvalid), (["--place", "desk"], InputInvalid)]
)
def test_what_cannot_be_read_is_said(
    world: ModuleType,
    tmp_path: Path,
    run: Callable[..., Any],
    arguments: list[str],
    error: type[Exception],
) -> None:
    """A day that is none, a place that is none."""
    file = tmp_path / "policy.json"
    file.write_bytes(world.LENIENT)
    with pytest.raises(error):
        run("policy", "what-if", str(file), *arguments)


@pytest.mark.parametrize(("language", "word"), [("zh", "被耽误的销售额"), ("en", "sales delayed")])
def test_people_read_a_table(
    world: ModuleType, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    """Without --json the figures stand in the reader's language."""
    file = tmp_path / "policy.json"
    file.write_bytes(world.LENIENT)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("RISKDESK_LANGUAGE", language)
    said = run("policy", "what-if", str(file), text=True)
    assert word in said
    assert "¥12,000.00" in said


def _at(day: date) -> str:
    return at(12, 0, day=day)
