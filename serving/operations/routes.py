"""`/healthz`, `/readyz`, `/metrics`."""

from typing import Final, cast

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from serving.operations.readiness import Checks

router = APIRouter(tags=["operations"])

_SOON: Final = {"Retry-After": "2"}


class Readiness(BaseModel):
    """Whether the process can answer fully, and what it lacks."""

    ready: bool
    missing: list[str]
    degraded: list[str]


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    responses={503: {"description": "Not ready; `missing` says why.", "model": Readiness}},
    response_model=Readiness,
)
async def readyz(request: Request) -> JSONResponse:
    """The process can answer: database reached and written to, kernel warm, bundles of all deciding roles active.

    `missing` names what is not so: `deciding:9s` a group of calls that does not come to an end.

    `degraded` names roles whose latest activation failed its checks; the one before it decides.
    """
    state = request.app.state
    missing = await run_in_threadpool(cast("Checks", state.checks).missing)
    degraded = list(state.activation.current.degraded)
    said = {"ready": not missing, "missing": missing, "degraded": degraded}
    if missing:
        return JSONResponse(said, status_code=503, headers=_SOON)
    return JSONResponse(said)


@router.get("/metrics", include_in_schema=False)
async def metrics() -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
