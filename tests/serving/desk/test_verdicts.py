from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.labels import read_verdicts
from riskdesk.core.database.unit import read_unit
from serving.desk import store
from serving.ledger.store import Entry


@pytest.fixture
def judge(company: Any, held_order: Entry, token: Callable[..., str]) -> Callable[..., Any]:
    """Send the verdict form of `held_order`."""
    browser = company.signed_in()
    sent = {
        "token": token(browser, "/desk/"),
        "verdict": "confirmed",
        "action": "none",
        "typology": "",
        "note": "",
    }

    def send(**fields: str) -> Any:
        return browser.post(f"/desk/decisions/{held_order.decision_id}/verdict", data=sent | fields)

    send.browser = browser  # type: ignore[attr-defined]
    return send


def test_a_verdict_becomes_a_label(company: Any, held_order: Entry, judge: Any) -> None:
    """The form appends the event that models learn from, in the name of the key's caller, and shows it."""
    answer = judge(action="block", typology="split_order", note=" 拆单，电话已核实 ")
    assert (303, f"/desk/decisions/{held_order.decision_id}#verdict") == (
        answer.status_code,
        answer.headers["location"],
    )
    with read_unit(company.runtime.engine) as connection:
        labels = read_verdicts(connection, upto=10**9)
        (verdict,) = store.verdicts_of(connection, held_order.decision_id)
    assert [True] == list(labels.confirmed)
    assert "reviewer-7" == verdict.body["reviewer_id"]
    assert "order:25SH00137" == verdict.body["subject"]
    page = judge.browser.get(f"/desk/decisions/{held_order.decision_id}").text
    for word in ("Confirmed", "Block", "Split order", "拆单，电话已核实", "by reviewer-7"):
        assert word in page
    assert '<span class="tag confirmed">Confirmed</span>' in judge.browser.get("/desk/").text


def test_the_latest_verdict_stands_on_the_list(company: Any, held_order: Entry, judge: Any) -> None:
    """A reviewer who changes their mind adds a verdict; all are on the page, the latest is on the list."""
    assert 303 == judge().status_code
    assert 303 == judge(verdict="cleared", action="release").status_code
    with read_unit(company.runtime.engine) as connection:
        found = store.verdicts_of(connection, held_order.decision_id)
        (held, *_) = store.page_of_held(
            connection, outcomes=["review"], place=None, state="done", before=None, limit=9
        )
    assert ["cleared", "confirmed"] == [one.body["verdict"] for one in found]
    assert found[0] == held.verdict


def test_a_verdict_from_elsewhere_is_seen(company: Any, held_order: Entry) -> None:
    """A verdict imported from another system counts as one."""
    parser, now_us = company.runtime.parser, company.clock.now_us()
    row = {"kind": "verdict_recorded", "decision_id": held_order.decision_id, "verdict": "cleared",
           "reviewer_id": "E9", "occurred_at": "2026-11-20T20:00:00+08:00"}  # fmt: skip
    from features.history.log import Log
    from riskdesk.core.database.unit import write_unit

    with write_unit(company.runtime.engine) as connection:
        log = Log(connection, "CNY")
        log.append([parser.parse(row, source="archive", origin="import")], recorded_at_us=now_us)
        log.flush()
    with read_unit(company.runtime.engine) as connection:
        assert ["E9"] == [
            v.body["reviewer_id"] for v in store.verdicts_of(connection, held_order.decision_id)
        ]
        assert (1, False) == store.count_waiting(connection)


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": ""},
        {"verdict": "maybe"},
        {"action": "pay"},
        {"typology": "no_such_pattern"},
        {"note": "x" * 2001},
    ],
)
def test_what_the_form_does_not_offer_is_refused(company: Any, judge: Any, fields: dict[str, str]) -> None:
    """A form that was tampered with is 422 and appends nothing."""
    with read_unit(company.runtime.engine) as connection:
        before = company.runtime.reader.head(connection)
    assert 422 == judge(**fields).status_code
    with read_unit(company.runtime.engine) as connection:
        assert before == company.runtime.reader.head(connection)


def test_the_same_verdict_twice_is_one(judge: Any) -> None:
    """A form sent twice records one verdict; with another note it is refused, for nothing is rewritten."""
    assert [303, 303] == [judge(note="a").status_code for _ in range(2)]
    answer = judge(note="b")
    assert 409 == answer.status_code
    assert "is not rewritten" in answer.text


def test_pages_and_verdicts_are_the_same_on_both_databases(database: sa.Engine) -> None:
    """The queries of the desk run on SQLite and on PostgreSQL."""
    with database.connect() as connection:
        for state in (None, "open", "done"):
            found = store.page_of_held(
                connection, outcomes=["review", "block"], place="order", state=state, before=9, limit=5
            )  # fmt: skip
            assert [] == found
        assert (0, False) == store.count_waiting(connection)
        assert [] == store.verdicts_of(connection, "0199_%")
        assert {"order:1": []} == store.facts_of(connection, ["order:1"])
        assert store.name_of(connection, "customer", "C1") is None
