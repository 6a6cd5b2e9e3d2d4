"""The composition root of the service: everything is made here, and handed down."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from features.online import OnlineHistory
from features.shelf import Shelf
from riskdesk.core.clock import Clock
from riskdesk.core.database.unit import read_unit
from riskdesk.core.database.write_ahead import WriteAhead
from riskdesk.core.errors import DatabaseUnavailable
from riskdesk.core.heap import give_back_early
from riskdesk.core.logs import configure_logging, get_logger
from riskdesk.core.settings import Settings, load_settings
from serving import problems
from serving.activation.loader import Activation
from serving.credit.routes import router as credit_router
from serving.desk import routes as desk
from serving.desk.service import Desk
from serving.document import Documented
from serving.ingest.routes import router as ingest_router
from serving.ledger.catalogues import keep_present
from serving.ledger.routes import router as ledger_router
from serving.operations.docs_page import router as docs_router
from serving.operations.expiry import Expiry
from serving.operations.limits import Door
from serving.operations.readiness import Checks
from serving.operations.request_log import RequestLog
from serving.operations.routes import router as operations_router
from serving.operations.tracing import open_tracing
from serving.runtime import Runtime, open_runtime
from serving.scoring.appender import Appender, warm
from serving.scoring.lane import Lane
from serving.scoring.routes import router as scoring_router
from serving.scoring.service import Scoring
from serving.security.keys import KeyRing
from serving.shadow.service import Shadow
from serving.webhooks.courier import Courier

_log = get_logger("riskdesk.app")

DESCRIPTION = (
    "Risk and anomaly scoring that order and payment systems call before they approve. "
    "Every answer was committed before it left; every probability comes with contributions that add up."
)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> FastAPI:
    """Return the service.

    Parameters
    ----------
    settings
        Read from the environment where None.
    clock
        The machine's where None.
    """
    chosen = settings or load_settings()
    app = Documented(
        title="riskdesk 风控台",
        version=version("riskdesk"),
        description=DESCRIPTION,
        lifespan=_lifespan(chosen, clock),
        docs_url=None,
        redoc_url=None,
        # spans are written by `operations.tracing`; the framework's would tell of every call twice
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.language = chosen.language
    problems.install(app)
    for router in (
        scoring_router,
        credit_router,
        ingest_router,
        ledger_router,
        operations_router,
        docs_router,
    ):
        app.include_router(router)
    desk.install(app)
    app.add_middleware(Lane, language=chosen.language)
    app.add_middleware(Door, most_bytes=chosen.max_body_bytes)
    app.add_middleware(RequestLog, on_bug=problems.bug, language=chosen.language, tracing=open_tracing())
    return app


def _lifespan(
    settings: Settings, clock: Clock | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        configure_logging(settings)
        give_back_early()
        runtime = open_runtime(settings, clock)
        write_ahead = WriteAhead(runtime.engine)
        write_ahead.start()
        shelf = Shelf(settings.shelf_bytes, settings.home)
        online = OnlineHistory(runtime.reader, runtime.parameters, settings.cache_bytes, shelf)
        activation = Activation(runtime.parameters)
        with read_unit(runtime.engine) as connection:
            online.upto = runtime.reader.head(connection)
            activation.refresh(connection)
        _keep_catalogue(runtime)
        warm(runtime, online)
        appender = Appender(runtime, online, activation)
        appender.start()
        courier = Courier(runtime)
        courier.start()
        expiry = Expiry(runtime)
        expiry.start()
        app.state.runtime = runtime
        app.state.activation = activation
        app.state.appender = appender
        app.state.checks = Checks(runtime, appender, activation)
        app.state.keys = KeyRing(runtime.engine)
        shadow = Shadow(runtime, activation)
        shadow.start()
        app.state.scoring = Scoring(runtime, appender, shadow)
        app.state.desk = Desk(runtime, app.state.keys)
        _log.info("service.ready", head=online.upto, roles=sorted(activation.current.versions))
        gc.collect()
        gc.freeze()  # what stands from the beginning need not be looked through again: a tenth of a second each time
        yield
        gc.unfreeze()
        expiry.stop()
        courier.stop()
        appender.stop()
        shadow.stop()
        shelf.close()
        write_ahead.stop()
        runtime.engine.dispose()

    return lifespan


def _keep_catalogue(runtime: Runtime) -> None:
    """Keep what the columns of this program's vectors mean, for replays after an upgrade.

    A database that cannot be written to now does not stop the start: nothing is decided until it can, and what
    was decided meanwhile is understood once a later start of this release has kept it.
    """
    try:
        keep_present(runtime.engine, runtime.parameters, at_us=runtime.clock.now_us())
    except DatabaseUnavailable as error:
        _log.warning("catalogue.not_kept", detail=error.detail)
