"""`GET /v1/customers/{id}/credit`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from features.events.fields import Id
from serving.credit.schemas import CustomerCredit
from serving.credit.service import credit_of
from serving.scoring.schemas import Problem
from serving.security.dependency import require
from serving.security.keys import Caller

router = APIRouter(tags=["credit"])


@router.get(
    "/v1/customers/{customer_id}/credit",
    response_model=CustomerCredit,
    responses={status: {"model": Problem} for status in (401, 403, 404, 422, 503)},
)
async def get_credit(
    request: Request, customer_id: Id, _caller: Annotated[Caller, Depends(require("read"))]
) -> Response:
    """Read a customer's grade, limit, exposure and headroom as they stand."""
    state = request.app.state
    return JSONResponse(
        await run_in_threadpool(credit_of, state.runtime, state.activation.current, customer_id)
    )
