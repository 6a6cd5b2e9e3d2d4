"""`GET /v1/decisions/{id}`, `POST /v1/decisions/{id}/verdict`."""

from typing import Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from features.events.fields import Id
from riskdesk.core.i18n import choose_language
from serving import names
from serving.bodies import StrictRoute
from serving.ledger import service
from serving.scoring.schemas import DecisionAnswer, Problem
from serving.security.dependency import require
from serving.security.keys import Caller

router = APIRouter(tags=["decisions"], route_class=StrictRoute)


NO_CONTROL: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Text of several lines, without signs that a page or a database cannot hold."""


def _known_typology(code: str) -> str:
    if code not in names.TYPOLOGIES:
        raise ValueError("expected a typology of the policy, such as split_order")
    return code


_CODES: Final[list[JsonValue]] = [*sorted(names.TYPOLOGIES)]
Typology = Annotated[str, AfterValidator(_known_typology), Field(json_schema_extra={"enum": _CODES})]


class VerdictToRecord(BaseModel):
    """What a reviewer concluded."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"verdict": "confirmed", "typology": "split_order", "action": "block"}]
        },
    )

    verdict: Literal["confirmed", "cleared"]
    action: Literal["release", "block", "none"] = "none"
    typology: Typology | None = None
    note: Annotated[str, Field(min_length=1, max_length=2000, pattern=NO_CONTROL)] | None = None


class VerdictAnswer(BaseModel):
    """Where the verdict stands in the log."""

    decision_id: str
    seq: int


@router.get(
    "/v1/decisions/{decision_id}",
    response_model=DecisionAnswer,
    responses={status: {"model": Problem} for status in (401, 403, 404, 422, 503)},
)
async def get_decision(
    request: Request,
    decision_id: Id,
    _caller: Annotated[Caller, Depends(require("read"))],
    accept: Annotated[str | None, Header(alias="Accept-Language")] = None,
) -> Response:
    """Read a decision again, in the reader's language."""
    runtime = request.app.state.runtime
    language = choose_language(accept, runtime.settings.language)
    answer = await run_in_threadpool(service.answer, runtime, decision_id, language)
    return Response(msgspec.json.encode(answer), media_type="application/json")


@router.post(
    "/v1/decisions/{decision_id}/verdict",
    responses={status: {"model": Problem} for status in (400, 401, 403, 404, 409, 422, 503)},
)
async def post_verdict(
    request: Request,
    decision_id: Id,
    verdict: VerdictToRecord,
    caller: Annotated[Caller, Depends(require("verdict"))],
) -> VerdictAnswer:
    """Record a reviewer's verdict: the label that the anomaly models learn from."""
    seq = await run_in_threadpool(
        service.record_verdict,
        request.app.state.runtime,
        decision_id,
        verdict.verdict,
        reviewer=caller.name,
        action=verdict.action,
        typology=verdict.typology,
        note=verdict.note,
    )
    return VerdictAnswer(decision_id=decision_id, seq=seq)
