"""`riskdesk serve`: the service."""

from typing import Annotated

import typer


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; RISKDESK_HOST otherwise.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; RISKDESK_PORT otherwise.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; RISKDESK_WORKERS otherwise.")] = None,
) -> None:
    """Serve the API and the desk until stopped.

    Example: riskdesk serve --port 8700
    """
    import uvicorn

    from features.history.baselines import take_missing
    from riskdesk.core.settings import load_settings
    from serving.plain_http import PlainHttp
    from serving.rehearsal.rehearse import rehearse_once
    from serving.runtime import open_runtime

    settings = load_settings()
    runtime = open_runtime(settings)  # what is not set up is said in a sentence, before any process starts
    rehearse_once(settings)  # where `riskdesk init` did not; no call is taken before
    take_missing(
        runtime.engine,
        runtime.reader,
        base_currency=settings.base_currency,
        now_us=runtime.clock.now_us(),
        live=True,
    )
    runtime.engine.dispose()
    uvicorn.run(
        "serving.app:create_app",
        factory=True,
        http=PlainHttp,
        host=host or settings.host,
        port=settings.port if port is None else port,
        workers=workers or settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
    )
