"""What routes depend on to know who calls."""

from collections.abc import Callable, Coroutine
from typing import Any, cast

from fastapi import Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from riskdesk.core.errors import Unauthenticated
from serving.security.keys import Caller, KeyRing

_bearer = HTTPBearer(auto_error=False, description="An API key made by `riskdesk keys create`.")


def require(scope: str) -> Callable[..., Coroutine[Any, Any, Caller]]:
    """Return a dependency that gives the caller, refused without `scope`."""

    async def caller(request: Request, _documented: object = Security(_bearer)) -> Caller:
        headers = request.headers.getlist("authorization")
        if len(headers) != 1:
            raise Unauthenticated("expected one header Authorization: Bearer …", field="Authorization")
        scheme, _, key = headers[0].partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("expected the scheme Bearer", field="Authorization")
        ring = cast("KeyRing", request.app.state.keys)
        check = ring.caller_of
        # only a key that must be looked up waits for the database, and that not on the loop
        found = (
            check(key.strip()) if ring.remembers(key.strip()) else await run_in_threadpool(check, key.strip())
        )
        found.require(scope)
        return found

    return caller
