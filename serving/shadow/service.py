"""The thread that asks a challenger about what was just answered.

It begins when the answer has left, holds a quarter of one core at most, and writes once a second.
What happens when it cannot keep up or breaks is decided here, and counted: calls beyond what may wait are let
go, a word that took too long is not kept, and a bundle that was slow or broke three times in a row rests for a
minute. A bundle that fails its checks is never asked. Nothing of it reaches an answer.
"""

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np

from features.history.challengers import Span
from models.decision.conclusion import Conclusion
from models.decision.decide import decide
from models.decision.inputs import Standing, Subject
from models.role import Place, Role
from models.scoring.loaded import LoadedBundle
from riskdesk.core.database.unit import read_unit, write_unit
from riskdesk.core.errors import DatabaseUnavailable, RiskdeskError
from riskdesk.core.logs import get_logger
from serving.activation.loader import Activation, ActiveSet, load_bundle
from serving.ledger.store import Entry
from serving.runtime import Runtime
from serving.shadow.metrics import ASKED, BROKEN
from serving.shadow.store import Said, keep

_log = get_logger("riskdesk.shadow")

PLACE_OF: Final[Mapping[str, Place]] = {
    "credit": "order",
    "order_anomaly": "order",
    "payment_anomaly": "payment",
}
"""Which documents a role's bundle in shadow speaks of."""

_MOST_WAITING: Final = 512
_PAUSE_SECONDS: Final = 0.05
_SETTLED_SECONDS: Final = 0.02
"""So long after it was handed in the answer has left."""
_LATE_SECONDS: Final = 10.0
_REST_PER_WORK: Final = 3.0
_KEEP_SECONDS: Final = 1.0
_MOST_KEPT: Final = 256
_TRIES: Final = 3
_REST_SECONDS: Final = 60.0
_FAREWELL_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answered decision, what decided it, and when it was handed in, seconds of `time.monotonic`."""

    entry: Entry
    active: ActiveSet
    at_s: float


class Shadow:
    """Asks challengers; one for each process.

    Parameters
    ----------
    runtime
        What the process stands on.
    activation
        Knows what decides, and which bundles speak in shadow.
    most_waiting
        Decisions that may wait; more are let go.
    limit_seconds
        What took longer is not kept.
    """

    def __init__(
        self,
        runtime: Runtime,
        activation: Activation,
        *,
        most_waiting: int = _MOST_WAITING,
        limit_seconds: float = 0.05,
    ) -> None:
        self._runtime = runtime
        self._activation = activation
        self._most_waiting = most_waiting
        self._limit_us = int(limit_seconds * 1_000_000)
        self._waiting: deque[_Asked] = deque()
        self._loaded: dict[str, LoadedBundle | None] = {}
        self._known: tuple[Span, ...] | None = None
        self._misses: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}
        self._said: list[Said] = []
        self._kept_at_s = time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask about what waits, for two seconds at most, write it, and end."""
        self._stopping.set()
        self._thread.join(timeout=30)

    def offer(self, entry: Entry) -> None:
        """Hand in a decision that is being answered; never waits, and takes a few microseconds."""
        spans = self._activation.challengers
        if not spans or entry.said is None or not any(_speaks(one, entry) for one in spans):
            return
        if len(self._waiting) >= self._most_waiting:
            ASKED.labels("dropped").inc()
            return
        self._waiting.append(_Asked(entry, self._activation.current, time.monotonic()))

    def _run(self) -> None:
        while not self._stopping.wait(_PAUSE_SECONDS):
            self._round(settled_s=_SETTLED_SECONDS)
        self._kept_at_s = float("-inf")
        self._round(settled_s=0.0)

    def _round(self, settled_s: float) -> None:
        try:
            self._take_up()
            self._ask_all(settled_s)
            self._keep()
        except RiskdeskError as error:
            _log.warning("shadow.waiting", code=error.code, detail=error.detail)
        except Exception:  # noqa: BLE001 - whatever it is, tomorrow's challenger must still be asked
            _log.exception("shadow.broke")

    def _take_up(self) -> None:
        """Load what began to speak since, let go what no longer does; the database's trouble is for later."""
        spans = self._activation.challengers
        if spans is self._known:
            return
        for span in spans:
            # one that ended before it was taken up still speaks of decisions that wait since then
            heard = span.before is None or any(_speaks(span, one.entry) for one in tuple(self._waiting))
            if heard and span.bundle_hash not in self._loaded:
                self._loaded[span.bundle_hash] = self._load(span)
        names = {one.bundle_hash for one in spans}
        self._loaded = {name: bundle for name, bundle in self._loaded.items() if name in names}
        for role in PLACE_OF:
            going = [one for one in spans if one.role == role and one.before is None]
            BROKEN.labels(role).set(any(self._loaded[one.bundle_hash] is None for one in going))
        self._known = spans

    def _load(self, span: Span) -> LoadedBundle | None:
        try:
            with read_unit(self._runtime.engine) as connection:
                role: Any = span.role
                return load_bundle(role, self._runtime.parameters, connection, span.bundle_hash)
        except DatabaseUnavailable:
            raise
        except RiskdeskError as error:
            _log.error("shadow.refused", artifact=span.bundle_hash, role=span.role, detail=error.detail)
            return None

    def _ask_all(self, settled_s: float) -> None:
        ends = time.monotonic() + _FAREWELL_SECONDS
        while self._waiting and len(self._said) < _MOST_KEPT:
            now = time.monotonic()
            if now > ends or self._waiting[0].at_s + settled_s > now:
                return
            asked = self._waiting.popleft()
            for span in self._activation.challengers:
                if _speaks(span, asked.entry):
                    ASKED.labels(self._ask(span, asked, now)).inc()
            if settled_s:
                self._stopping.wait((time.monotonic() - now) * _REST_PER_WORK)

    def _ask(self, span: Span, asked: _Asked, now: float) -> str:
        """Ask one bundle about one decision; return what came of it, one of `metrics.RESULTS`."""
        name = span.bundle_hash
        bundle = self._loaded.get(name)
        if bundle is None:
            return "refused"
        if why := self._let_go(name, asked, now):
            return why
        try:
            said = self._judge(span, bundle, asked)
        except Exception:  # noqa: BLE001 - a challenger that breaks changes nothing
            _log.exception("shadow.failed", artifact=name, decision=asked.entry.decision_id)
            return self._missed(name, "failed")
        if said.took_us > self._limit_us:
            return self._missed(name, "slow")
        self._misses.pop(name, None)
        self._said.append(said)
        return "scored"

    def _let_go(self, name: str, asked: _Asked, now: float) -> str | None:
        """Return why a bundle is not asked about a decision, or None."""
        if asked.entry.versions != asked.active.stamp:
            return "switched"
        if now > asked.at_s + _LATE_SECONDS:
            return "late"
        return "resting" if now < self._rests_until.get(name, now) else None

    def _missed(self, name: str, result: str) -> str:
        self._misses[name] = self._misses.get(name, 0) + 1
        if self._misses[name] >= _TRIES:
            self._misses[name] = 0
            self._rests_until[name] = time.monotonic() + _REST_SECONDS
            _log.error("shadow.rests", artifact=name, why=result, seconds=_REST_SECONDS)
        return result

    def _judge(self, span: Span, bundle: LoadedBundle, asked: _Asked) -> Said:
        began = time.perf_counter_ns()
        role: Any = span.role
        concluded = judge_again(asked.entry, asked.active, {role: bundle})
        took_us = (time.perf_counter_ns() - began) // 1_000
        credit = concluded.credit if span.role == "credit" else None
        return Said(
            decision_id=asked.entry.decision_id,
            bundle_hash=span.bundle_hash,
            place=asked.entry.place,
            probability=None if span.role == "credit" else concluded.anomaly.probability,
            pd=credit.pd if credit is not None and credit.route == "model" else None,
            outcome=concluded.outcome.value,
            took_us=took_us,
            recorded_at_us=self._runtime.clock.now_us(),
        )

    def _keep(self) -> None:
        """Write what was said, at most once a second."""
        due = time.monotonic() >= self._kept_at_s + _KEEP_SECONDS or len(self._said) >= _MOST_KEPT
        if not self._said or not due:
            return
        said, self._said = self._said, []
        self._kept_at_s = time.monotonic()
        try:
            _write(self._runtime, said)
        except DatabaseUnavailable:
            ASKED.labels("unwritten").inc(len(said))
            raise


def judge_again(entry: Entry, active: ActiveSet, instead: Mapping[Role, LoadedBundle]) -> Conclusion:
    """Return what would have been concluded of a fresh decision with other bundles, under the same policy."""
    assert entry.said is not None
    subject = msgspec.convert(entry.said["subject"], Subject)
    standing = msgspec.convert(entry.said["standing"], Standing)
    vector = np.frombuffer(entry.vector, np.float64)
    return decide(subject, vector, standing, {**active.bundles, **instead}, active.policy)


def _write(runtime: Runtime, said: Sequence[Said]) -> None:
    with write_unit(runtime.engine) as connection:
        keep(connection, said)


def _speaks(span: Span, entry: Entry) -> bool:
    return PLACE_OF.get(span.role) == entry.place and span.covers(entry.seq)
