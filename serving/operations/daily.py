"""The company's baseline, taken when the local day changes, without making any call wait."""

import threading

from features.history.baselines import take_missing
from riskdesk.core.errors import TimeInvalid
from riskdesk.core.logs import get_logger
from serving.runtime import Runtime

_log = get_logger("riskdesk.daily")


class DailyBaseline:
    """Takes the day's baseline once, in a thread of its own.

    It is a fact of the log: of several processes the first one gives it to all. A process that is started
    on a new day has taken it before (`riskdesk serve`); where taking fails, the baseline before stays the
    latest until the next day or `riskdesk baselines`.

    Parameters
    ----------
    runtime
        What the process stands on.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._day = self._today()
        self._thread: threading.Thread | None = None

    def check(self) -> None:
        """Begin to take the baseline if a new day has begun; called before each group of calls, and never raises."""
        try:
            today = self._today()
        except TimeInvalid:  # a clock that has lost its year tells no day
            return
        if today == self._day:
            return
        self._day = today
        thread = threading.Thread(target=self._take, name="baseline", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the system gives no more threads
            _log.warning("baseline.not_begun", detail=str(error))
        else:
            self._thread = thread

    def stop(self) -> None:
        """Wait until what was begun is done."""
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _today(self) -> int:
        return self._runtime.calendar.local_one(self._runtime.clock.now_us())[0]

    def _take(self) -> None:
        runtime = self._runtime
        try:
            taken = take_missing(
                runtime.engine,
                runtime.reader,
                base_currency=runtime.settings.base_currency,
                now_us=runtime.clock.now_us(),
                live=True,
            )
        except Exception:  # noqa: BLE001 - whatever it is, the log of the service tells
            _log.exception("baseline.failed")
        else:
            _log.info("baseline.taken", days=taken)
