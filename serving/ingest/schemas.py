"""What came of each row that was sent to `/v1/events`."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class RowResult(BaseModel):
    """One row's fate, by its place in what was sent (from 0)."""

    index: int
    status: Literal["taken", "repeated", "refused"]
    seq: int | None = None
    field: str | None = None
    detail: Annotated[
        str | None, Field(description="Why a row was refused, in the language that Accept-Language asks for.")
    ] = None


class IngestAnswer(BaseModel):
    """All rows' fates and their counts."""

    taken: int
    repeated: int
    refused: int
    results: list[RowResult]
