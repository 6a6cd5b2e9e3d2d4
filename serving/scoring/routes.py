"""`POST /v1/orders/score`, `POST /v1/payments/score`, `DELETE /v1/reservations/{id}`."""

from typing import Annotated, Any, cast

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from features.events.fields import Id
from serving.bodies import StrictRoute
from serving.scoring import reservations
from serving.scoring.headers import DOCUMENTED, deadline_ms_of, language_of
from serving.scoring.schemas import DecisionAnswer, OrderToScore, PaymentToScore, Problem
from serving.scoring.service import Scoring
from serving.security.dependency import require
from serving.security.keys import Caller

router = APIRouter(tags=["scoring"], route_class=StrictRoute)

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 409, 413, 422, 503)
}
Scorer = Annotated[Caller, Depends(require("score"))]


@router.post("/v1/orders/score", response_model=DecisionAnswer, responses=PROBLEMS, openapi_extra=DOCUMENTED)
async def score_order(request: Request, order: OrderToScore, caller: Scorer) -> Response:
    """Decide an order before it is approved.

    The answer was committed before it left. The same request again gets the same answer; other
    content under the same id gets 409 and the names of the fields that differ.
    """
    scoring = cast("Scoring", request.app.state.scoring)
    answer = await scoring.score_order(order, caller.name, language_of(request), deadline_ms_of(request))
    return Response(msgspec.json.encode(answer), media_type="application/json")


@router.post(
    "/v1/payments/score", response_model=DecisionAnswer, responses=PROBLEMS, openapi_extra=DOCUMENTED
)
async def score_payment(request: Request, payment: PaymentToScore, caller: Scorer) -> Response:
    """Decide a payment before it is approved; promises as for orders."""
    scoring = cast("Scoring", request.app.state.scoring)
    answer = await scoring.score_payment(payment, caller.name, language_of(request), deadline_ms_of(request))
    return Response(msgspec.json.encode(answer), media_type="application/json")


@router.delete(
    "/v1/reservations/{reservation_id}",
    status_code=204,
    responses={status: {"model": Problem} for status in (401, 403, 404, 409, 422, 503)},
)
async def release_reservation(request: Request, reservation_id: Id, _caller: Scorer) -> None:
    """Give a reservation back; a second time changes nothing."""
    await run_in_threadpool(reservations.release, request.app.state.runtime, reservation_id)
