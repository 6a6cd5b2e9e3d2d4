"""JSON bodies as callers must write them: UTF-8, each name once, no half characters, a JSON type.

What JSON leaves open is refused here, because two readers of it may differ: of a name that
stands twice Python keeps the last value, another program the first (RFC 7493).
"""

import json
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from riskdesk.core.errors import BodyUnreadable, InputInvalid, RiskdeskError


class RepeatingObject(dict[str, Any]):
    """An object in which a name stands more than once."""

    __slots__ = ("name",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.name = next(name for name in names if names.count(name) > 1)


class BodyRefused(HTTPException):
    """An error of ours on its way through the framework, which lets nothing else out of a body."""

    def __init__(self, cause: RiskdeskError) -> None:
        super().__init__(cause.status, cause.detail)
        self.cause = cause


class StrictRequest(Request):
    """A request whose JSON is read strictly, once."""

    async def json(self) -> Any:
        """Return the body's value."""
        try:
            value = read_json(await self.body())
            flaw = first_flaw(value)
        except BodyUnreadable as error:
            raise BodyRefused(error) from None
        if flaw is not None:
            raise BodyRefused(BodyUnreadable(flaw.detail, field=flaw.field))
        return value


class StrictRoute(APIRoute):
    """A route that takes a JSON body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given strict requests."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if request.method == "POST" and content_type(request) != "application/json":
                raise InputInvalid("expected application/json", field="Content-Type")
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def content_type(request: Request) -> str:
    """Return the body's type without its parameters; empty where none, or more than one, was named."""
    named = request.headers.getlist("content-type")
    return named[0].partition(";")[0].strip().lower() if len(named) == 1 else ""


def read_json(body: bytes) -> Any:
    """Return the value of a JSON text; objects that repeat a name come as `RepeatingObject`.

    Raises
    ------
    BodyUnreadable
        No UTF-8, no JSON, cut off, nested too deeply, or a number of thousands of digits.
    """
    try:
        return _DECODER.decode(_without_mark(body.decode()))
    except UnicodeDecodeError as error:
        raise BodyUnreadable(f"expected UTF-8; byte {error.start} is none", field="body") from None
    except json.JSONDecodeError as error:
        raise BodyUnreadable(f"expected JSON: {error.msg} at character {error.pos}", field="body") from None
    except (RecursionError, ValueError):
        raise BodyUnreadable("expected JSON of few levels and numbers of few digits", field="body") from None


def read_flawless(body: bytes) -> dict[str, Any] | None:
    """Return the object that a body spells; None where it needs a closer look, which tells what is wrong."""
    try:
        value = read_json(body)
    except BodyUnreadable:
        return None
    if type(value) is not dict:
        return None
    # without an escape there is no half character, for UTF-8 has none
    return value if b"\\" not in body or first_flaw(value) is None else None


def first_flaw(value: object) -> InputInvalid | None:
    """Return what is wrong with the first repeated name or half character within a value, or None."""
    waiting: list[tuple[str, object]] = [("body", value)]
    while waiting:
        field, one = waiting.pop()
        if isinstance(one, RepeatingObject):
            return InputInvalid("expected each name once", field=_printable(one.name))
        if isinstance(one, dict):
            if not all(map(_is_text, one)):
                return InputInvalid("expected names of valid Unicode", field=field)
            waiting += one.items()
        elif isinstance(one, list):
            waiting += [(field, part) for part in one]
        elif isinstance(one, str) and not _is_text(one):
            return InputInvalid("expected valid Unicode, this has half a character", field=field)
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatingObject(pairs)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object)


def _without_mark(text: str) -> str:
    """Return a text that `json` would take; a byte order mark is none of JSON (RFC 8259, 8.1)."""
    if text.startswith("\ufeff"):
        raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)
    return text


def _is_text(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(name: str) -> str:
    return name if _is_text(name) else "body"
