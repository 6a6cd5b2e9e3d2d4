"""`/desk/`: the list of what was held, one decision, its verdict; sign-in, language, sign-out."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from riskdesk.core.errors import Forbidden, InputInvalid, Unauthenticated
from riskdesk.core.i18n import LANGUAGES
from serving.desk.guard import DeskRoute, Guest, Reviewer, Visit, inside
from serving.desk.listing import read_filters
from serving.desk.pages import STATIC
from serving.desk.service import VERDICT_SCOPE, Judgement, may_judge
from serving.desk.session import COOKIE, LANGUAGE_COOKIE, PATH
from serving.desk.webhooks import dead_page
from serving.webhooks import endpoints

router = APIRouter(prefix="/desk", route_class=DeskRoute, include_in_schema=False)

Field = Annotated[str, Form()]
_YEAR_SECONDS = 365 * 24 * 3600


def install(app: FastAPI) -> None:
    """Put the desk's pages and their style sheet into the app."""
    app.include_router(router)
    app.mount("/desk/static", StaticFiles(directory=Path(STATIC)), name="desk-static")


@router.get("/login")
def show_sign_in(guest: Guest, next: str = "/desk/", over: str = "") -> Response:  # noqa: A002 - the address says so
    """The form that asks for a key."""
    message = guest.formats.text("session_over") if over else ""
    return guest.page("login.html", next=inside(next), message=message)


@router.post("/login")
def sign_in(guest: Guest, token: Field = "", key: Field = "", next: Field = "/desk/") -> Response:  # noqa: A002
    """Exchange a key for a session."""
    guest.session.check(token)
    client = guest.request.client.host if guest.request.client else ""
    wait = guest.desk.attempts.wait_seconds(client, guest.desk.runtime.clock.now_us())
    if wait:
        response = _refuse(guest, 429, "key_wait", next, minutes=-(-wait // 60))
        response.headers["Retry-After"] = str(wait)
        return response
    try:
        session = guest.desk.sign_in(key.strip(), client)
    except Unauthenticated:
        return _refuse(guest, 401, "key_wrong", next)
    except Forbidden:
        return _refuse(guest, 403, "key_scope", next)
    response = RedirectResponse(inside(next), status_code=303)
    guest.keep(response, session)
    return response


@router.post("/logout")
def sign_out(guest: Guest, token: Field = "") -> Response:
    """End the session in this browser."""
    guest.session.check(token)
    response = RedirectResponse("/desk/login", status_code=303)
    response.delete_cookie(COOKIE, path=PATH)
    return response


@router.post("/language")
def choose(guest: Guest, token: Field = "", language: Field = "", back: Field = "/desk/") -> Response:
    """Change the language and return to the page."""
    guest.session.check(token)
    if language not in LANGUAGES:
        raise InputInvalid("expected zh or en", field="language")
    response = RedirectResponse(inside(back), status_code=303)
    guest.cookie(response, LANGUAGE_COOKIE, language, _YEAR_SECONDS)
    return response


@router.get("/")
def show_held(reviewer: Reviewer) -> Response:
    """The list of held orders and payments."""
    filters = read_filters(reviewer.request.query_params)
    return reviewer.page("list.html", held=reviewer.desk.held(filters, reviewer.language))


@router.get("/decisions/{decision_id}")
def show_decision(reviewer: Reviewer, decision_id: str) -> Response:
    """One decision."""
    view = reviewer.desk.decision(decision_id, reviewer.language)
    is_judge = reviewer.caller is not None and may_judge(reviewer.caller)
    return reviewer.page("decision.html", decision=view, may_judge=is_judge)


@router.post("/decisions/{decision_id}/verdict")
def record_verdict(
    reviewer: Reviewer,
    decision_id: str,
    token: Field = "",
    verdict: Field = "",
    action: Field = "none",
    typology: Field = "",
    note: Field = "",
) -> Response:
    """Record a verdict and show the decision with it."""
    reviewer.session.check(token)
    if reviewer.caller is None:
        raise Unauthenticated("expected to be signed in")
    reviewer.desk.judge(decision_id, Judgement(verdict, action, typology, note), reviewer.caller)
    return RedirectResponse(f"/desk/decisions/{decision_id}#verdict", status_code=303)


@router.get("/webhooks")
def show_dead(reviewer: Reviewer) -> Response:
    """The notices that could not be delivered."""
    may_retry = reviewer.caller is not None and may_judge(reviewer.caller)
    page = dead_page(reviewer.desk.runtime, reviewer.formats, may_retry=may_retry)
    return reviewer.page("webhooks.html", dead=page)


@router.post("/webhooks/retry")
def try_anew(reviewer: Reviewer, token: Field = "", event_id: Field = "") -> Response:
    """Have a notice tried anew, or all of them where none is named, and show how they stand."""
    reviewer.session.check(token)
    if reviewer.caller is None:
        raise Unauthenticated("expected to be signed in")
    reviewer.caller.require(VERDICT_SCOPE)
    runtime = reviewer.desk.runtime
    endpoints.retry(runtime.engine, event_id or None, runtime.clock.now_us())
    return RedirectResponse("/desk/webhooks", status_code=303)


def _refuse(guest: Visit, status: int, key: str, next_page: str, **params: object) -> Response:
    message = guest.formats.text(key, **params)
    return guest.page("login.html", status, next=inside(next_page), message=message)
