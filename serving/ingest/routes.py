"""`POST /v1/events`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool

from riskdesk.core.errors import InputInvalid
from serving.bodies import content_type
from serving.ingest.schemas import IngestAnswer
from serving.ingest.service import MOST_ROWS, take_events
from serving.scoring.headers import ACCEPT_LANGUAGE, language_of
from serving.scoring.schemas import Problem
from serving.security.dependency import require
from serving.security.keys import Caller

router = APIRouter(tags=["events"])

_EXAMPLE = [
    {
        "kind": "order_placed",
        "occurred_at": "2026-11-20T22:30:00+08:00",
        "order_id": "25SH00137",
        "customer_id": "C1042",
        "amount": "85000.00",
        "currency": "CNY",
        "salesperson_id": "E77",
    }
]
# a row that is no object is refused by itself, as one that is no event: the array is taken all the same
_ROWS = {"type": "array", "items": {}, "minItems": 1, "maxItems": MOST_ROWS, "example": _EXAMPLE}
_BODY = {
    "parameters": [ACCEPT_LANGUAGE],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": _ROWS},
            "application/x-ndjson": {"schema": {"type": "string"}},
        },
    },
}


@router.post(
    "/v1/events",
    openapi_extra=_BODY,
    responses={status: {"model": Problem} for status in (400, 401, 403, 413, 422, 503)},
)
async def post_events(
    request: Request, caller: Annotated[Caller, Depends(require("events"))]
) -> IngestAnswer:
    """Append events: a JSON array, or NDJSON; a result for each row, and no row harms another.

    Special approvals and limits set by hand need two persons: a row approved by who asked or decided is refused.
    """
    sort = content_type(request)
    if sort not in ("application/json", "application/x-ndjson"):
        raise InputInvalid("expected application/json or application/x-ndjson", field="Content-Type")
    body = await request.body()
    is_lines = sort == "application/x-ndjson"
    return await run_in_threadpool(
        take_events,
        request.app.state.runtime,
        body,
        is_lines=is_lines,
        source=caller.name,
        language=language_of(request),
    )
