"""What every page passes: the reader's language, the session, error pages, headers."""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from riskdesk.core.errors import DatabaseUnavailable, InputInvalid, RiskdeskError, Unauthenticated
from riskdesk.core.i18n import LANGUAGES, Language, choose_language
from riskdesk.core.logs import get_logger
from serving.desk.formats import Formats
from serving.desk.pages import render
from serving.desk.service import Desk
from serving.desk.session import COOKIE, LANGUAGE_COOKIE, LIFETIME, PATH, Session, begin
from serving.security.keys import Caller

_log = get_logger("riskdesk.desk")

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Cookie, Accept-Language",
}
_INSIDE: Final = re.compile(r"/desk/(login|webhooks|decisions/[A-Za-z0-9-]+)?(\?[A-Za-z0-9._~=&%-]*)?")
_ERRORS: Final = {403: "forbidden", 404: "not_found", 409: "conflict", 422: "input", 503: "unavailable"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a page.

    Parameters
    ----------
    desk, request
        Who answers what.
    language
        The reader's: that of the cookie, else of the header, else the company's.
    session
        Of the cookie, or begun now.
    caller
        Who is signed in; None on the pages that need nobody.
    """

    desk: Desk
    request: Request
    language: Language
    session: Session
    caller: Caller | None = None

    @property
    def formats(self) -> Formats:
        """How this reader is shown values."""
        return self.desk.formats(self.language)

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """Return a page, with the session's cookie where it is new."""
        frame = {"token": self.session.token, "caller": self.caller, "here": page_of(self.request)}
        response = render(template, status, formats=self.formats, **frame, **context)
        if self.desk.session_of(self.request.cookies.get(COOKIE)) != self.session:
            self.keep(response, self.session)
        return response

    def keep(self, response: Response, session: Session) -> None:
        """Set the session's cookie."""
        self.cookie(response, COOKIE, self.desk.signer.write(session), int(LIFETIME.total_seconds()))

    def cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        """Set a cookie that no script reads and no other site sends."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=PATH,
            secure=self.request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )


def visit(request: Request) -> Visit:
    """Return the visit of a page that needs nobody signed in."""
    desk = cast("Desk", request.app.state.desk)
    session = desk.session_of(request.cookies.get(COOKIE)) or begin(desk.runtime.clock.now_us())
    return Visit(desk, request, _language(request, desk), session)


def signed_in(request: Request) -> Visit:
    """Return the visit of somebody who is signed in.

    Raises
    ------
    Unauthenticated
        Nobody is; the answer leads to the sign-in.
    """
    guest = visit(request)
    return Visit(guest.desk, request, guest.language, guest.session, guest.desk.caller_of(guest.session))


Guest = Annotated[Visit, Depends(visit)]
Reviewer = Annotated[Visit, Depends(signed_in)]


def inside(address: str, otherwise: str = "/desk/") -> str:
    """Return an address of the desk that a form or link named, or another where it leads elsewhere.

    >>> inside("/desk/?place=order"), inside("//evil.example/desk/"), inside("https://evil.example")
    ('/desk/?place=order', '/desk/', '/desk/')
    """
    return address if _INSIDE.fullmatch(address) else otherwise


def page_of(request: Request) -> str:
    """Return the address of the page at hand, or of the one on which the form stands that was sent."""
    path = request.url.path
    if request.method == "GET":
        return path + (f"?{request.url.query}" if request.url.query else "")
    return inside(path, otherwise=inside(path.rpartition("/")[0]))


class DeskRoute(APIRoute):
    """A route whose errors are pages, and whose answers are kept by no cache and framed by nobody."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, wrapped."""
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await answer(request)
            except Unauthenticated:
                response = _to_sign_in(request)
            except RiskdeskError as error:
                response = await run_in_threadpool(_error_page, request, error)
            except RequestValidationError:
                refused = InputInvalid("the form cannot be read")
                response = await run_in_threadpool(_error_page, request, refused)
            response.headers.update(HEADERS)
            return response

        return guarded


def _language(request: Request, desk: Desk) -> Language:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    for language in LANGUAGES:
        if chosen == language:
            return language
    return choose_language(request.headers.get("accept-language"), desk.runtime.settings.language)


def _to_sign_in(request: Request) -> Response:
    asked = {"next": inside(page_of(request))}
    # a form comes from a page that was open: its session is over, even where the browser has let the cookie go
    if COOKIE in request.cookies or request.method != "GET":
        asked["over"] = "1"
    return RedirectResponse(f"/desk/login?{urlencode(asked)}", status_code=303)


def _error_page(request: Request, error: RiskdeskError) -> Response:
    if error.status >= 500:
        _log.error("desk.failed", code=error.code, detail=error.detail, path=request.url.path)
    guest = visit(request)
    key = _ERRORS.get(error.status, "other")
    message = guest.formats.text(f"error_{key}")
    form = None if request.method == "GET" else page_of(request)
    response = guest.page("error.html", error.status, message=message, form=form)
    if isinstance(error, DatabaseUnavailable):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response
