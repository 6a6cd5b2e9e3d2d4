"""Errors as callers see them: `application/problem+json`, naming the field, in the caller's language."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Scope

from features.events.fields import said_of
from riskdesk.core.errors import Conflict, DatabaseUnavailable, RiskdeskError
from riskdesk.core.i18n import Language
from riskdesk.core.logs import get_logger
from serving import problem_texts
from serving.bodies import BodyRefused
from serving.operations.metrics import FAILURES
from serving.operations.request_log import current_call, note

MEDIA_TYPE: Final = "application/problem+json"
_log = get_logger("riskdesk.problems")

_HIDDEN: Final = "the service failed; the request id finds the cause in its log"
_TAGS: Final[dict[Language, str]] = {"zh": "zh-CN", "en": "en"}


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    """Return a problem document (RFC 9457) to the call at hand.

    Parameters
    ----------
    status, code
        HTTP status, and what stands in `type`: the same in every language.
    detail
        The English sentence; it is rendered in the caller's language.
    more
        Further members such as `field`; empty ones are left out.
    """
    FAILURES.labels(code).inc()
    note(outcome=code)
    call = current_call()
    language: Language = "en" if call is None else call.language
    body = {
        "type": f"urn:riskdesk:{code}",
        "title": problem_texts.title(code, language),
        "status": status,
        "detail": problem_texts.detail(detail, language),
    }
    if call is not None:
        body["request_id"] = call.request_id
    body |= {name: value for name, value in more.items() if value not in (None, ())}
    headers = {"Content-Language": _TAGS[language], "Vary": "Accept-Language"}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(RiskdeskError, _on_riskdesk_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)


def bug(scope: Scope, error: Exception) -> JSONResponse:
    """Log an exception that nobody caught and return what the caller is told of it: nothing."""
    _log.error("request.broke", path=scope["path"], exc_info=error)
    return problem(500, "internal_error", _HIDDEN)


def refusal(path: str, error: RiskdeskError) -> JSONResponse:
    """Return what the caller of a path is told of an error; one that is no caller's fault is logged."""
    detail = error.detail
    if error.status >= 500:
        _log.error("request.failed", code=error.code, detail=error.detail, path=path)
        # what a driver says may name hosts and files
        detail = "the database does not answer" if isinstance(error, DatabaseUnavailable) else detail
    fields = list(error.fields) if isinstance(error, Conflict) and error.fields else None
    answer = problem(error.status, error.code, detail, field=error.field, fields=fields)
    if error.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


async def _on_riskdesk_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RiskdeskError)
    return refusal(request.url.path, error)


async def _on_validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    if first["type"] == "json_invalid":
        return problem(
            400, "body_unreadable", "expected a JSON object: " + str(first["ctx"].get("error", ""))
        )
    field = ".".join(place[1:]) or place[0]
    return problem(422, "input_invalid", said_of(first), field=field)


async def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if isinstance(error, BodyRefused):
        return refusal(request.url.path, error.cause)
    codes = {400: "body_unreadable", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
    answer = problem(error.status_code, codes.get(error.status_code, "http_error"), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer
