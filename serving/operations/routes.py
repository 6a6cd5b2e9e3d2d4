"""`/healthz`, `/readyz`, `/metrics`."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from riskdesk.core.database.unit import read_unit
from riskdesk.core.errors import RiskdeskError
from serving.runtime import Runtime

router = APIRouter(tags=["operations"])

_SOON: Final = {"Retry-After": "2"}


class Readiness(BaseModel):
    """Whether the process can answer fully, and what it lacks."""

    ready: bool
    missing: list[str]
    degraded: list[str]


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses={503: {"description": "Not ready; `missing` says why.", "model": Readiness}},
    response_model=Readiness,
)
async def readyz(request: Request) -> JSONResponse:
    """The process can answer: database reached, kernel warm, bundles of all deciding roles active.

    `degraded` names roles whose latest activation failed its checks; the one before it decides.
    """
    state = request.app.state
    missing = await run_in_threadpool(_missing, state.runtime, state)
    degraded = list(state.activation.current.degraded)
    said = {"ready": not missing, "missing": missing, "degraded": degraded}
    if missing:
        return JSONResponse(said, status_code=503, headers=_SOON)
    return JSONResponse(said)


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _missing(runtime: Runtime, state: Any) -> list[str]:
    missing = []
    try:
        with read_unit(runtime.engine) as connection:
            runtime.reader.head(connection)
    except RiskdeskError:
        missing.append("database")
    if not state.appender.alive:
        missing.append("appender")
    bundles = state.activation.current.bundles
    missing += [f"bundle:{role}" for role, bundle in bundles.items() if bundle is None and role != "lateness"]
    return missing
