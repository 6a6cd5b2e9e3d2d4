"""What a call may end in beside an answer; none of it means approval.

ServiceError
├── Refused             the service understood and says no: asking again changes nothing
│   ├── InputRefused    400, 413, 422  a field is wrong; `field` names it
│   ├── Denied          401, 403
│   ├── NotFound        404
│   └── ContentConflict 409  the same id with other content; `fields` names what differs
├── Unavailable         no answer within the deadline
├── Busy                one try found the service busy; asked again within the deadline
├── AnswerUnreadable    what came is no answer that this client understands
├── ApprovalRefused     a fallback wanted to approve
└── SignatureInvalid    a webhook that the service did not send, or sent long ago
"""

from typing import Any


class ServiceError(Exception):
    """The root."""


class Refused(ServiceError):
    """A problem document (RFC 9457) as an error.

    Parameters
    ----------
    status
        HTTP status.
    code
        What `type` ends in, such as `input_invalid`.
    detail
        One sentence.
    field, fields
        Which field it is about; of a conflict, all that differ.
    request_id
        Finds the call in the service's log.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        fields: tuple[str, ...] = (),
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: " + (f"{field}: " if field else "") + detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
        self.fields = fields
        self.request_id = request_id


class InputRefused(Refused):
    """What was sent is wrong; mend the field."""


class Denied(Refused):
    """No valid key, or one that lacks the scope."""


class NotFound(Refused):
    """The service knows nothing of this id."""


class ContentConflict(Refused):
    """The same id was decided with other content; a changed order takes a higher `revision`."""


class Unavailable(ServiceError):
    """No answer came within the deadline; `__cause__` is the last failure.

    Parameters
    ----------
    detail
        One sentence.
    tries
        How often the service was asked.
    """

    def __init__(self, detail: str, *, tries: int) -> None:
        super().__init__(detail)
        self.tries = tries


class Busy(ServiceError):
    """One try found the service busy or behind a gateway that cannot reach it.

    Parameters
    ----------
    status
        HTTP status: 429, 502, 503 or 504.
    code
        Of the problem document, or empty.
    retry_after_seconds
        When the service wants to be asked again; 0 where it does not say.
    """

    def __init__(self, status: int, code: str, retry_after_seconds: float) -> None:
        super().__init__(f"{status} {code}".rstrip())
        self.status = status
        self.code = code
        self.retry_after_seconds = retry_after_seconds


class AnswerUnreadable(ServiceError):
    """What came is no answer: another status or another body than the interface names."""


class ApprovalRefused(ServiceError):
    """A fallback answered something else than `review` or `block`: silence is not approval."""

    def __init__(self, answered: Any) -> None:
        super().__init__(f"expected review or block where no answer came, not {answered!r}")


class SignatureInvalid(ServiceError):
    """A webhook's signature does not fit its body, or is too old."""
