import asyncio
import threading
from typing import Any

import pytest

from riskdesk.core.errors import DatabaseUnavailable, DeadlinePassed
from serving.ledger.store import Entry
from serving.scoring.answer import Answer, answer_all


def entry(name: str) -> Entry:
    """Return a decision of which only its id matters."""
    nothing: Any = ""
    return Entry(name, *[nothing] * 18)


async def waited(answer: Answer) -> Entry:
    """Wait for an answer as a call does."""
    await asyncio.wait_for(answer.listen(), timeout=30)
    return answer.result()


def test_an_answer_comes_from_another_thread() -> None:
    """Who waits on a loop gets what another thread completes, be it a decision or an error."""

    async def both() -> None:
        good, bad = Answer(), Answer()
        tasks = [asyncio.ensure_future(waited(one)) for one in (good, bad)]
        await asyncio.sleep(0)
        threading.Thread(
            target=answer_all, args=([(good, entry("d-1")), (bad, DatabaseUnavailable("gone"))],)
        ).start()
        assert "d-1" == (await tasks[0]).decision_id
        with pytest.raises(DatabaseUnavailable):
            await tasks[1]

    asyncio.run(both())


def test_a_group_wakes_its_loop_once() -> None:
    """However many are answered together, a loop is called once."""

    async def count() -> int:
        answers = [Answer() for _ in range(8)]
        tasks = [asyncio.ensure_future(waited(one)) for one in answers]
        await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        called = []
        really = loop.call_soon_threadsafe

        def counted(*args: Any, **more: Any) -> Any:
            called.append(args)
            return really(*args, **more)

        loop.call_soon_threadsafe = counted  # type: ignore[method-assign, assignment] # counted, and passed on
        answer_all([(one, entry(str(place))) for place, one in enumerate(answers)])
        assert [str(place) for place in range(8)] == [one.decision_id for one in await asyncio.gather(*tasks)]
        return len(called)

    assert 1 == asyncio.run(count())


def test_a_dropped_call_is_told_at_once() -> None:
    """Who waits learns that it was dropped, and what was dropped cannot be taken any more."""

    async def dropped() -> None:
        answer = Answer()
        task = asyncio.ensure_future(waited(answer))
        await asyncio.sleep(0)
        assert answer.drop()
        assert (False, True) == (answer.take(), answer.cancelled())
        with pytest.raises(DeadlinePassed):
            await task

    asyncio.run(dropped())


def test_what_was_taken_is_not_dropped() -> None:
    """Once its group has begun it is waited for."""
    answer = Answer()
    assert (True, False) == (answer.take(), answer.drop())
    assert (False, False) == (answer.cancelled(), answer.done())
    with pytest.raises(asyncio.InvalidStateError):
        answer.result()
    answer_all([(answer, entry("d-1"))])
    assert ("d-1", True) == (answer.result().decision_id, answer.done())


def test_who_hung_up_disturbs_nobody() -> None:
    """A call that was cancelled is passed over, the others of its group are answered."""

    async def hang_up() -> str:
        gone, there = Answer(), Answer()
        tasks = [asyncio.ensure_future(waited(one)) for one in (gone, there)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
        answer_all([(gone, entry("d-1")), (there, entry("d-2"))])
        assert "d-1" == gone.result().decision_id
        return (await tasks[1]).decision_id

    assert "d-2" == asyncio.run(hang_up())


def test_a_loop_that_ended_is_no_error() -> None:
    """Whoever stops the service while something is decided finds it in the ledger."""
    answer = Answer()

    async def listen() -> None:
        answer.listen()

    asyncio.run(listen())
    answer_all([(answer, entry("d-1"))])
    assert "d-1" == answer.result().decision_id
