"""Everything that an answer runs, run once."""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from features.kernel.index import empty_index, enter_all
from riskdesk.core.clock import SystemClock, from_us
from riskdesk.core.i18n import Text
from riskdesk.core.settings import Settings
from serving.app import create_app
from serving.credit.service import credit_of
from serving.rehearsal import company
from serving.rehearsal.done import is_done, say_done
from serving.scoring.schemas import ORDER_EXAMPLE, PAYMENT_EXAMPLE, OrderToScore, PaymentToScore

_MODELS: Final = Text(zh="编译模型内核", en="compiling the kernels of the models")
_ANSWERS: Final = Text(
    zh="编译特征内核并试评一次（新版本首次约需一两分钟）",
    en="compiling the kernels of the features, and answering once (a minute or two for a new release)",
)
_DONE: Final = Text(zh="完成，用时 {seconds} 秒", en="done in {seconds} s")
_FAILED: Final = Text(
    zh="编译未完成，将在首次启动时进行",
    en="the kernels could not be compiled; the first start does it",
)

_LONGEST_MS: Final = 3_600_000


def rehearse_once(settings: Settings) -> bool:
    """Rehearse, in a process of its own, unless this program did on this machine; progress goes to standard error.

    Returns
    -------
    bool
        Whether all that an answer runs is compiled and kept.
    """
    if not is_done():
        # what it loads and counts leaves with it
        child = multiprocessing.get_context("spawn").Process(target=_tell, args=(settings,))
        child.start()
        child.join()
        if child.exitcode != 0:
            _say(_FAILED.render(settings.language))
    return is_done()


def rehearse(settings: Settings) -> Iterator[Text]:
    """Have the service answer an order and a payment of a company that is thrown away; yield what comes next.

    Parameters
    ----------
    settings
        Of the installation; its home and its database are not touched.
    """
    with tempfile.TemporaryDirectory(prefix="riskdesk-") as folder:
        apart = company.settings_of(settings, Path(folder))
        yield _MODELS
        company.found(apart)
        yield _ANSWERS
        asyncio.run(_answer(apart))
        _widen()
    say_done()


async def _answer(settings: Settings) -> None:
    app = create_app(settings)
    now = {
        "occurred_at": from_us(SystemClock().now_us()).isoformat(),
        "amount": "85000",  # without decimals, for there are currencies that have none
        "currency": settings.base_currency,
    }
    order = OrderToScore.model_validate(ORDER_EXAMPLE | now)
    payment = PaymentToScore.model_validate(PAYMENT_EXAMPLE | now)
    async with app.router.lifespan_context(app):
        scoring = app.state.scoring
        # the second of each is computed on top of the first, which stands in memory
        for name in ("1", "2"):
            one, other = {"order_id": name}, {"payment_id": name}
            await scoring.score_order(order.model_copy(update=one), "rehearsal", "en", _LONGEST_MS)
            await scoring.score_payment(payment.model_copy(update=other), "rehearsal", "en", _LONGEST_MS)
        credit_of(app.state.runtime, app.state.activation.current, order.customer_id)


def _widen() -> None:
    """Run what only a company of many parties comes to: an index of theirs that has grown too small."""
    enter_all(empty_index(4), empty_index(2))


def _tell(settings: Settings) -> None:
    begun = time.monotonic()
    for step in rehearse(settings):
        _say(step.render(settings.language))
    _say(_DONE.render(settings.language, {"seconds": f"{time.monotonic() - begun:.0f}"}))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
