"""Delivering what waits, in a thread of the serving process.

Of several processes any may deliver: a claim hides rows from the others for two minutes, and a process that dies
with its claim loses nothing. So a notice arrives at least once, and a receiver knows it again by its event id.

What happens when a dependency fails is decided here: a database that does not answer is asked again later, and
nothing was lost; a receiver that does not answer is left alone for a while, and what else waits for it counts as
tried; a secret that does not open fails like a receiver, and says so.
"""

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Final

from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import CipherBroken, RiskdeskError
from riskdesk.core.logs import get_logger
from serving.runtime import Runtime
from serving.webhooks import metrics, store
from serving.webhooks.retries import MOST_TRIES, wait_us
from serving.webhooks.sender import Line, Reply
from serving.webhooks.signing import unseal
from serving.webhooks.store import Delivery, Endpoint

_log = get_logger("riskdesk.webhooks")

_MOST_A_ROUND: Final = 256
_CLAIM_US: Final = 120_000_000
_ROUND_SECONDS: Final = 20.0
"""After so long a round ends between two notices: well within its claim, and others wait no longer for a slow one."""
_LINES: Final = 4
_IDLE_SECONDS: Final = 1.0
_TROUBLED_SECONDS: Final = 10.0
_SURVEY_SECONDS: Final = 15.0
_KEPT_US: Final = 30 * 24 * 3_600_000_000
"""How long a delivered notice is kept for those who look into what was told."""


class Courier:
    """Delivers; one for each process.

    Parameters
    ----------
    runtime
        What the process stands on.
    timeout_seconds
        For one notice.
    silent_seconds
        For how long an endpoint that did not answer is left alone, so that others go first.
    """

    def __init__(
        self, runtime: Runtime, *, timeout_seconds: float = 10.0, silent_seconds: float = 30.0
    ) -> None:
        self._runtime = runtime
        self._timeout = timeout_seconds
        self._silent_seconds = silent_seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._surveyed = float("-inf")
        self._silent_until: dict[str, float] = {}

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the notice that is on its way; what waits is delivered by the next process."""
        self._stopping.set()
        self._thread.join(timeout=self._timeout + 5)

    @property
    def alive(self) -> bool:
        """Whether the thread works."""
        return self._thread.is_alive()

    def deliver_once(self) -> int:
        """Take what is due in hand, up to 256 notices, and try it; return how many they were."""
        runtime = self._runtime
        now_us = runtime.clock.now_us()
        silent = self._silent()
        with read_unit(runtime.engine) as connection:
            if not store.any_due(connection, now_us, silent):
                return 0
        with write_unit(runtime.engine) as connection:
            claimed = store.claim(
                connection, now_us, silent, until_us=now_us + _CLAIM_US, limit=_MOST_A_ROUND
            )
            told = {one.endpoint_id: one for one in store.told_endpoints(connection)}
        ends = time.monotonic() + _ROUND_SECONDS
        by_endpoint = attrgetter("endpoint_id")
        groups = [list(group) for _, group in groupby(sorted(claimed, key=by_endpoint), by_endpoint)]
        with ThreadPoolExecutor(_LINES, thread_name_prefix="courier-line") as lines:
            found = lines.map(lambda group: self._tell(told.get(group[0].endpoint_id), group, ends), groups)
            settled = [one for group in found for one in group]
        with write_unit(runtime.engine) as connection:
            store.settle(connection, settled)
        return len(settled)

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            try:
                pause = 0.0 if self.deliver_once() else _IDLE_SECONDS
                self._survey()
            except RiskdeskError as error:
                _log.warning("webhooks.waiting", code=error.code, detail=error.detail)
                pause = _TROUBLED_SECONDS
            except Exception:  # noqa: BLE001 - whatever it is, tomorrow's notices must still be delivered
                _log.exception("webhooks.broke")
                pause = _TROUBLED_SECONDS

    def _tell(self, endpoint: Endpoint | None, group: Sequence[Delivery], ends: float) -> list[Delivery]:
        """Try one endpoint's deliveries in their order; return what became of each."""
        now_us = self._runtime.clock.now_us()
        if endpoint is None:
            gone = Reply(None, "disabled")
            return [self._dead(one, gone, now_us) for one in group]
        try:
            secret = unseal(self._runtime.vault, endpoint.secret).secrets
        except CipherBroken:
            return [self._after(one, Reply(None, "secret_unreadable"), now_us) for one in group]
        line = Line(endpoint, secret, timeout_seconds=self._timeout)
        try:
            return self._tell_all(line, group, ends)
        finally:
            line.close()

    def _tell_all(self, line: Line, group: Sequence[Delivery], ends: float) -> list[Delivery]:
        settled: list[Delivery] = []
        silent: Reply | None = None
        for one in group:
            now_us = self._runtime.clock.now_us()
            if silent is None and (self._stopping.is_set() or time.monotonic() > ends):
                settled.append(replace(one, next_try_us=now_us))  # given back untried
                continue
            reply = silent or line.send(one)
            if silent is None and reply.status is None:
                silent = reply
                self._silent_until[one.endpoint_id] = time.monotonic() + self._silent_seconds
            settled.append(self._after(one, reply, now_us))
        return settled

    def _silent(self) -> list[str]:
        """Return the endpoints that did not answer just now: others go first."""
        now = time.monotonic()
        return [endpoint_id for endpoint_id, until in self._silent_until.items() if until > now]

    def _after(self, one: Delivery, reply: Reply, now_us: int) -> Delivery:
        """Return a delivery as it stands after a try."""
        tries = one.tries + 1
        if reply.arrived:
            metrics.TRIES.labels("delivered").inc()
            return replace(
                one,
                tries=tries,
                next_try_us=None,
                last_status=reply.status,
                last_error=None,
                delivered_at_us=now_us,
            )
        if tries >= MOST_TRIES:
            return self._dead(replace(one, tries=tries), reply, now_us)
        metrics.TRIES.labels("failed").inc()
        wait = wait_us(tries, random.random(), reply.asked_us)  # noqa: S311 - spreads retries, protects nothing
        return replace(
            one, tries=tries, next_try_us=now_us + wait, last_status=reply.status, last_error=reply.failure
        )

    def _dead(self, one: Delivery, reply: Reply, now_us: int) -> Delivery:
        metrics.TRIES.labels("dead").inc()
        _log.error("webhook.dead", event_id=one.event_id, endpoint_id=one.endpoint_id, why=reply.failure)
        return replace(
            one, next_try_us=None, dead_at_us=now_us, last_status=reply.status, last_error=reply.failure
        )

    def _survey(self) -> None:
        """Set the gauges and remove what was delivered long ago, a few times a minute."""
        if time.monotonic() - self._surveyed < _SURVEY_SECONDS:
            return
        self._surveyed = time.monotonic()
        now_us = self._runtime.clock.now_us()
        with read_unit(self._runtime.engine) as connection:
            found = store.standing(connection)
            is_old = store.any_delivered(connection, now_us - _KEPT_US)
        metrics.WAITING.set(found.waiting)
        metrics.DEAD.set(found.dead)
        metrics.LAG.set(0.0 if found.oldest_us is None else max(0, now_us - found.oldest_us) / 1e6)
        if is_old:
            with write_unit(self._runtime.engine) as connection:
                store.purge(connection, now_us - _KEPT_US)
