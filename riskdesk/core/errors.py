"""One tree of errors; every leaf knows its HTTP status and the field it speaks of.

RiskdeskError
├── InputInvalid            422  a value that the caller sent is wrong
│   ├── AmountInvalid       422
│   ├── TimeInvalid         422
│   │   └── TimeNaive       422
│   ├── EventInvalid        422
│   ├── MappingInvalid      422
│   └── BackupInvalid       422  a file that is no backup, or damaged
├── BodyUnreadable          400  not JSON, not UTF-8, truncated
├── BodyTooLarge            413
├── Unauthenticated         401
├── Forbidden               403
├── NotFound                404
├── Conflict                409  the same id with other content
│   ├── DatabaseInUse       409  somebody has open what is to be replaced
│   └── CopyDiffers         409  a copy is not what it was copied from
├── DatabaseUnavailable     503  locked, gone, full
│   ├── DatabaseNotMigrated 503
│   └── DatabaseNotDurable  503
├── QueueFull               503
├── DeadlinePassed          503  waited too long for its turn, and was not decided
├── ModelNotLoaded          503
├── BundleInvalid           500  a bundle that fails its own checks
├── ModelTextNotUnderstood  500  a model file of a kind the tree kernel does not evaluate
├── ExplanationBroken       500  contributions that do not sum to the score
├── CipherBroken            500
└── SetupIncomplete         500  what an operator has to mend
├── SettingInvalid      500
└── KeysMissing         500
"""

from typing import ClassVar


class RiskdeskError(Exception):
    """The root: a sentence for the person who reads it, and the field it is about.

    Parameters
    ----------
    detail
        One sentence: what is wrong and what was expected.
    field
        Name of the input field, dotted where nested, or None.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    retry_after_seconds: ClassVar[int | None] = None

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail if field is None else f"{field}: {detail}")
        self.detail = detail
        self.field = field


class InputInvalid(RiskdeskError):
    """A value that the caller sent is wrong; `field` names it."""

    status = 422
    code = "input_invalid"


class AmountInvalid(InputInvalid):
    """An amount is no decimal string of its currency, or beyond the cap."""

    code = "amount_invalid"


class TimeInvalid(InputInvalid):
    """A time cannot be read or lies outside the range that is accepted."""

    code = "time_invalid"


class TimeNaive(TimeInvalid):
    """A time came without an offset from UTC."""

    code = "time_naive"


class EventInvalid(InputInvalid):
    """A row does not fit the schema of its kind, or contradicts what the log knows."""

    code = "event_invalid"


class MappingInvalid(InputInvalid):
    """A column mapping names a column, kind or transform that does not exist."""

    code = "mapping_invalid"


class BackupInvalid(InputInvalid):
    """A file is no backup of this program, or is damaged; `field` is its name."""

    code = "backup_invalid"


class BodyUnreadable(RiskdeskError):
    """The request's body is no JSON, no UTF-8, or was cut off."""

    status = 400
    code = "body_unreadable"


class BodyTooLarge(RiskdeskError):
    """The request's body is larger than the service accepts."""

    status = 413
    code = "body_too_large"


class Unauthenticated(RiskdeskError):
    """No key, or one that is unknown or revoked."""

    status = 401
    code = "unauthenticated"


class Forbidden(RiskdeskError):
    """The key is known and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(RiskdeskError):
    """Nothing is stored under this id."""

    status = 404
    code = "not_found"


class Conflict(RiskdeskError):
    """The same id came before with other content; `fields` names what differs."""

    status = 409
    code = "conflict"

    def __init__(self, detail: str, *, field: str | None = None, fields: tuple[str, ...] = ()) -> None:
        super().__init__(detail, field=field)
        self.fields = fields


class DatabaseInUse(Conflict):
    """A database that is to be replaced is open elsewhere."""

    code = "database_in_use"


class CopyDiffers(Conflict):
    """What was read from one database is not what stands in the other, which is left as it was."""

    code = "copy_differs"


class DatabaseUnavailable(RiskdeskError):
    """The database is locked, gone or full: nothing was kept, so nothing is answered."""

    status = 503
    code = "database_unavailable"
    retry_after_seconds = 2


class DatabaseNotMigrated(DatabaseUnavailable):
    """The tables are older or newer than this program."""

    code = "database_not_migrated"


class DatabaseNotDurable(DatabaseUnavailable):
    """The connection would acknowledge a commit that a power cut can undo."""

    code = "database_not_durable"


class QueueFull(RiskdeskError):
    """More calls wait than can be answered in time."""

    status = 503
    code = "queue_full"
    retry_after_seconds = 1


class DeadlinePassed(RiskdeskError):
    """The call waited longer than its deadline for its turn: it was not decided and never will be."""

    status = 503
    code = "deadline_passed"
    retry_after_seconds = 1


class ModelNotLoaded(RiskdeskError):
    """No bundle of this role is active."""

    status = 503
    code = "model_not_loaded"
    retry_after_seconds = 5


class HistoryTooThin(RiskdeskError):
    """The history holds too few rows or outcomes to learn from."""

    status = 422
    code = "history_too_thin"


class ModelRefused(RiskdeskError):
    """A model failed a gate, so no bundle of it leaves training."""

    status = 422
    code = "model_refused"


class BundleInvalid(RiskdeskError):
    """A bundle is damaged, or its golden rows come out differently."""

    code = "bundle_invalid"


class ModelTextNotUnderstood(RiskdeskError):
    """The text of a model holds something that the tree kernel does not evaluate."""

    code = "model_text_not_understood"


class ExplanationBroken(RiskdeskError):
    """Contributions do not sum to the score that they explain, so neither is shown."""

    code = "explanation_broken"


class CipherBroken(RiskdeskError):
    """A stored ciphertext does not open with the key at hand."""

    code = "cipher_broken"


class SetupIncomplete(RiskdeskError):
    """Something that an operator has to mend before the program can work."""

    code = "setup_incomplete"


class SettingInvalid(SetupIncomplete):
    """A setting has a value that cannot be used; `field` is the variable's name."""

    code = "setting_invalid"


class KeysMissing(SetupIncomplete):
    """The keys that protect account numbers have not been made yet."""

    code = "keys_missing"
