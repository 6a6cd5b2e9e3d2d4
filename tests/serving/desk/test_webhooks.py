import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.core.database.tables import webhook_outbox
from riskdesk.core.database.unit import read_unit, write_unit
from serving.ledger.store import Entry
from serving.webhooks import endpoints, outbox, store
from serving.webhooks.notices import KINDS


@pytest.fixture
def endpoint(company: Any) -> Any:
    """An endpoint that is told everything, known to this process."""
    runtime = company.runtime
    added = endpoints.add(
        runtime.engine,
        runtime.vault,
        "https://erp.example/riskdesk",
        kinds=KINDS,
        caller=None,
        private=False,
        now_us=company.clock.now_us(),
    )
    outbox.forget(runtime.engine)
    return added.endpoint


def kept(company: Any) -> list[store.Delivery]:
    """Return every delivery there is."""
    with read_unit(company.runtime.engine) as connection:
        return store.deliveries(connection, sa.true())


def die(company: Any) -> None:
    """Give everything up that waits."""
    with write_unit(company.runtime.engine) as connection:
        connection.execute(
            sa.update(webhook_outbox).values(
                next_try_us=None,
                tries=18,
                last_status=500,
                last_error="not_taken",
                dead_at_us=company.clock.now_us(),
            )
        )


def judge(company: Any, entry: Entry, token: Callable[..., str], **said: str) -> None:
    """Record a verdict on the desk."""
    browser = company.signed_in()
    page = f"/desk/decisions/{entry.decision_id}"
    sent = {"token": token(browser, page), "verdict": "cleared", "action": "release", **said}
    assert 303 == browser.post(f"{page}/verdict", data=sent).status_code


def test_a_release_on_the_desk_is_told(
    company: Any, endpoint: Any, held_order: Entry, token: Callable[..., str]
) -> None:
    """The verdict and its notice are kept together; the same verdict again tells nothing more."""
    judge(company, held_order, token, note="called them")
    judge(company, held_order, token, note="called them")
    (one,) = kept(company)
    said = json.loads(one.body)
    assert (endpoint.endpoint_id, "verdict_recorded") == (one.endpoint_id, one.kind)
    assert (held_order.decision_id, "cleared", "release") == (
        said["decision_id"],
        said["verdict"],
        said["action"],
    )
    assert "called" not in one.body
    assert "reviewer" not in one.body


@pytest.mark.usefixtures("endpoint")
def test_dead_notices_are_shown_in_both_languages(
    company: Any, held_order: Entry, token: Callable[..., str]
) -> None:
    """What did not arrive stands on the page with its document, receiver and reason."""
    judge(company, held_order, token)
    die(company)
    page = company.signed_in().get("/desk/webhooks").text
    assert "Order 25SH00137" in page
    assert "erp.example" in page
    assert "The receiver did not take it (500)" in page
    assert "1 given up" in page
    page = company.signed_in("zh").get("/desk/webhooks").text
    assert "接收方拒收 (500)" in page
    assert "未送达 1 条" in page


def test_an_empty_page_says_that_all_is_well(company: Any) -> None:
    """Without dead notices there is no table and no button."""
    page = company.signed_in().get("/desk/webhooks").text
    assert "Every notice has arrived or is on its way." in page
    assert "Try all again" not in page


@pytest.mark.usefixtures("endpoint")
@pytest.mark.parametrize("named", [True, False])
def test_a_reviewer_has_dead_notices_tried_anew(
    company: Any,
    held_order: Entry,
    token: Callable[..., str],
    named: bool,  # noqa: FBT001
) -> None:
    """One of them or all; what is no longer dead leaves the page as it is."""
    judge(company, held_order, token)
    die(company)
    (one,) = kept(company)
    browser = company.signed_in()
    sent = {"token": token(browser, "/desk/webhooks"), "event_id": one.event_id if named else ""}
    for _ in range(2):
        assert 303 == browser.post("/desk/webhooks/retry", data=sent).status_code
        (waits,) = kept(company)
        assert (0, None, company.clock.now_us()) == (waits.tries, waits.dead_at_us, waits.next_try_us)
    assert "1 on their way" in browser.get("/desk/webhooks").text


@pytest.mark.usefixtures("endpoint")
def test_who_may_only_read_has_nothing_tried_anew(
    company: Any, held_order: Entry, token: Callable[..., str]
) -> None:
    """Without the scope verdict the buttons are missing, and sending the form all the same is refused."""
    judge(company, held_order, token)
    die(company)
    browser = company.signed_in(scopes=("desk",))
    page = browser.get("/desk/webhooks").text
    assert "Trying again needs the scope verdict." in page
    assert "Try all again" not in page
    assert (
        403
        == browser.post("/desk/webhooks/retry", data={"token": token(browser, "/desk/webhooks")}).status_code
    )
    assert kept(company)[0].dead_at_us is not None
