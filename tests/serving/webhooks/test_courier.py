import http.client
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from riskdesk.client.errors import SignatureInvalid
from riskdesk.client.webhooks import read_webhook
from riskdesk.core.database.tables import webhook_endpoints
from riskdesk.core.database.unit import read_unit, write_unit
from serving.webhooks import courier as courier_module
from serving.webhooks import endpoints, metrics, store
from serving.webhooks.retries import MOST_TRIES

DAY = timedelta(days=1)


def test_a_notice_arrives_signed(post: Any, receiver: Any) -> None:
    """The receiver gets what was kept, under its event id, with a signature that the client's check takes."""
    endpoint = post.add(receiver.url)
    assert 1 == post.tell("d1")
    assert 1 == post.courier().deliver_once()
    ((path, headers, body),) = receiver.got
    (kept,) = post.kept()
    assert ("/riskdesk?of=erp", kept.body) == (path, body.decode())
    assert (kept.event_id, "application/json") == (headers["Riskdesk-Event-Id"], headers["Content-Type"])
    secret = post.secrets[endpoint.endpoint_id]
    notice = read_webhook(body, headers["Riskdesk-Signature"], secret)
    assert ("decision_recorded", "d1", kept.event_id) == (notice.kind, notice.decision_id, notice.event_id)
    assert (None, 1, 204) == (kept.next_try_us, kept.tries, kept.last_status)
    assert post.clock.now_us() == kept.delivered_at_us
    assert 0 == post.courier().deliver_once()


def test_notices_to_one_endpoint_share_a_connection(post: Any, receiver: Any) -> None:
    """Many notices are delivered in their order over one connection, each once."""
    post.add(receiver.url)
    post.tell(*[f"d{n:02}" for n in range(40)])
    assert 40 == post.courier().deliver_once()
    assert [f"d{n:02}" for n in range(40)] == [
        read_webhook(body, headers["Riskdesk-Signature"], next(iter(post.secrets.values()))).decision_id
        for _, headers, body in receiver.got
    ]
    assert 1 == len(receiver.connections)


def test_what_fails_is_tried_later_and_later(post: Any, receiver: Any) -> None:
    """A receiver that refuses gets the same body under the same id again, after waits that double."""
    post.add(receiver.url)
    post.tell("d1")
    receiver.status = 500
    waits = []
    for tries in range(1, 5):
        assert 1 == post.courier().deliver_once()
        (kept,) = post.kept()
        assert (tries, 500, "not_taken") == (kept.tries, kept.last_status, kept.last_error)
        waits.append(kept.next_try_us - post.clock.now_us())
        assert 0 == post.courier().deliver_once()
        post.clock.advance(waits[-1])
    for tries, wait in enumerate(waits):
        assert 2_500_000 << tries <= wait < 5_000_000 << tries
    receiver.status = 200
    assert 1 == post.courier().deliver_once()
    assert 5 == len(receiver.got)
    assert 1 == len({(headers["Riskdesk-Event-Id"], body) for _, headers, body in receiver.got})
    (kept,) = post.kept()
    assert (5, 200, None) == (kept.tries, kept.last_status, kept.last_error)


def test_a_receiver_may_ask_for_time(post: Any, receiver: Any) -> None:
    """`Retry-After` lengthens a wait, up to a day."""
    post.add(receiver.url)
    post.tell("d1")
    receiver.status, receiver.headers = 503, {"Retry-After": "600"}
    post.courier().deliver_once()
    assert 600_000_000 == post.kept()[0].next_try_us - post.clock.now_us()
    post.clock.advance(timedelta(minutes=10))
    receiver.headers = {"Retry-After": "999999"}
    post.courier().deliver_once()
    assert DAY // timedelta(microseconds=1) == post.kept()[0].next_try_us - post.clock.now_us()


def test_what_never_arrives_is_given_up_and_can_be_tried_anew(post: Any, receiver: Any) -> None:
    """After the last try a notice is dead and counted; tried anew by a person, it arrives."""
    post.add(receiver.url)
    post.tell("d1")
    receiver.status = 410
    before = metrics.TRIES.labels("dead")._value.get()
    for _ in range(MOST_TRIES):
        assert 1 == post.courier().deliver_once()
        post.clock.advance(DAY)
    assert 0 == post.courier().deliver_once()
    (kept,) = post.kept()
    assert (MOST_TRIES, None, "not_taken") == (kept.tries, kept.next_try_us, kept.last_error)
    assert before + 1 == metrics.TRIES.labels("dead")._value.get()
    with read_unit(post.runtime.engine) as connection:
        assert [kept] == store.dead(connection, limit=10)
        assert store.Standing(waiting=0, dead=1, oldest_us=None) == store.standing(connection)
    receiver.status = 204
    assert 0 == endpoints.retry(post.runtime.engine, "another", post.clock.now_us())
    assert 1 == endpoints.retry(post.runtime.engine, kept.event_id, post.clock.now_us())
    assert 1 == post.courier().deliver_once()
    assert post.kept()[0].delivered_at_us is not None


def test_a_redirect_is_not_followed(post: Any, receiver: Any) -> None:
    """Where a receiver points is not where a notice goes."""
    post.add(receiver.url)
    post.tell("d1")
    receiver.status, receiver.headers = 307, {"Location": receiver.url}
    post.courier().deliver_once()
    assert (307, "redirected", 1) == (
        post.kept()[0].last_status,
        post.kept()[0].last_error,
        len(receiver.got),
    )


def test_a_receiver_that_is_gone_holds_up_no_other(post: Any, receiver: Any, closed_port: int) -> None:
    """What waits for a closed port counts as tried, its endpoint goes last, and others get theirs."""
    gone = post.add(f"http://127.0.0.1:{closed_port}/")
    post.add(receiver.url)
    post.tell("d1", "d2")
    courier = post.courier(silent_seconds=60.0)
    assert 4 == courier.deliver_once()
    assert 2 == len(receiver.got)
    silent = [one for one in post.kept() if one.endpoint_id == gone.endpoint_id]
    assert [("port_closed", 1)] * 2 == [(one.last_error, one.tries) for one in silent]
    post.clock.advance(DAY)
    assert 0 == courier.deliver_once()
    assert 2 == post.courier().deliver_once()


def test_a_receiver_that_is_slow_is_cut_off(post: Any, receiver: Any) -> None:
    """No receiver holds a line longer than its time."""
    receiver.delay = threading.Event()
    post.add(receiver.url)
    post.tell("d1")
    post.courier(timeout_seconds=0.3).deliver_once()
    assert "silent" == post.kept()[0].last_error


def test_a_round_ends_and_gives_back_what_it_did_not_reach(
    post: Any, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a slow receiver delays others by no more than a round; what is given back is due at once."""
    post.add(receiver.url)
    post.tell("d1", "d2")
    monkeypatch.setattr(courier_module, "_ROUND_SECONDS", -1.0)
    post.courier().deliver_once()
    assert [(0, post.clock.now_us())] * 2 == [(one.tries, one.next_try_us) for one in post.kept()]
    monkeypatch.undo()
    assert 2 == post.courier().deliver_once()
    assert 2 == len(receiver.got)


def test_two_couriers_never_take_the_same_notice(post: Any, receiver: Any) -> None:
    """Of two processes that deliver at once, each notice is told by one."""
    post.add(receiver.url)
    post.tell(*[f"d{n}" for n in range(30)])
    gate = threading.Barrier(2)

    def deliver() -> None:
        gate.wait(timeout=10)
        while post.courier().deliver_once():
            pass

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    ids = [headers["Riskdesk-Event-Id"] for _, headers, _ in receiver.got]
    assert (30, 30) == (len(ids), len(set(ids)))


def test_a_claim_of_a_process_that_died_runs_out(post: Any, receiver: Any) -> None:
    """What was claimed and never settled is due again after the claim, and not before."""
    post.add(receiver.url)
    post.tell("d1")
    now_us = post.clock.now_us()
    with write_unit(post.runtime.engine) as connection:
        (claimed,) = store.claim(connection, now_us, until_us=now_us + 120_000_000, limit=10)
    assert 0 == claimed.tries
    assert 0 == post.courier().deliver_once()
    post.clock.advance(timedelta(minutes=2))
    assert 1 == post.courier().deliver_once()
    assert 1 == len(receiver.got)


def test_a_disabled_endpoint_is_told_nothing_more(post: Any, receiver: Any) -> None:
    """What waits for it dies at once, what another process keeps for it dies when its turn comes."""
    endpoint = post.add(receiver.url)
    post.tell("d1")
    endpoints.disable(post.runtime.engine, endpoint.endpoint_id, post.clock.now_us())
    assert ["disabled"] == [one.last_error for one in post.kept()]
    post.tell("d2")  # this process still believes in the endpoint
    post.courier().deliver_once()
    assert [("disabled", True)] * 2 == [(one.last_error, one.dead_at_us is not None) for one in post.kept()]
    assert 0 == endpoints.retry(post.runtime.engine, None, post.clock.now_us())
    assert [] == receiver.got


def test_while_a_secret_is_changed_both_sign(post: Any, receiver: Any) -> None:
    """A receiver that knows either secret takes the notice; when the change is finished only the new one signs."""
    endpoint = post.add(receiver.url)
    old, engine = post.secrets[endpoint.endpoint_id], post.runtime.engine
    courier = post.courier()
    new = endpoints.rotate(engine, post.vault, endpoint.endpoint_id, post.clock.now_us())
    post.tell("d1")
    courier.deliver_once()
    assert endpoints.finish(engine, post.vault, endpoint.endpoint_id)
    post.tell("d2")
    courier.deliver_once()
    first, second = receiver.got
    for secret in (old, new):
        assert "d1" == read_webhook(first[2], first[1]["Riskdesk-Signature"], secret).decision_id
    assert "d2" == read_webhook(second[2], second[1]["Riskdesk-Signature"], new).decision_id
    with pytest.raises(SignatureInvalid):
        read_webhook(second[2], second[1]["Riskdesk-Signature"], old)


def test_a_secret_that_does_not_open_sends_nothing_unsigned(post: Any, receiver: Any) -> None:
    """With another encryption key a notice waits, and says why."""
    post.add(receiver.url)
    post.tell("d1")
    with write_unit(post.runtime.engine) as connection:
        connection.execute(sa.update(webhook_endpoints).values(secret="AAAA"))
    post.courier().deliver_once()
    assert [("secret_unreadable", 1)] == [(one.last_error, one.tries) for one in post.kept()]
    assert [] == receiver.got


def test_the_thread_delivers_and_stops(post: Any, receiver: Any) -> None:
    """Started, it delivers by itself; stopped, it ends at once and sets the gauges before."""
    post.add(receiver.url)
    post.tell("d1", "d2")
    courier = post.courier()
    courier.start()
    for _ in range(200):
        if len(receiver.got) == 2 and all(one.delivered_at_us for one in post.kept()):
            break
        threading.Event().wait(0.02)
    courier.stop()
    assert not courier.alive
    assert [1, 1] == [one.tries for one in post.kept()]
    assert (0.0, 0.0) == (metrics.WAITING._value.get(), metrics.LAG._value.get())


def test_delivered_notices_are_removed_after_a_month(post: Any, receiver: Any) -> None:
    """The outbox does not grow for ever; what waits or is dead stays."""
    post.add(receiver.url)
    post.tell("d1")
    post.courier().deliver_once()
    post.tell("d2")
    post.clock.advance(31 * DAY)
    courier = post.courier()
    courier._survey()
    assert ["d2"] == [one.decision_id for one in post.kept()]
    assert 31 * 86_400 == metrics.LAG._value.get()


def test_a_receiver_that_breaks_off_is_tried_again(
    post: Any, monkeypatch: pytest.MonkeyPatch, receiver: Any
) -> None:
    """A connection that ends amid an answer is a failure like another."""

    def broken(_self: object) -> http.client.HTTPResponse:
        raise http.client.BadStatusLine("")

    monkeypatch.setattr(http.client.HTTPConnection, "getresponse", broken)
    post.add(receiver.url)
    post.tell("d1")
    post.courier().deliver_once()
    assert ("broken_off", 1) == (post.kept()[0].last_error, post.kept()[0].tries)
