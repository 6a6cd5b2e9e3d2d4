"""How a table of firms with what became of them is read: a preset by its name, or a TOML file."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from riskdesk.core.errors import MappingInvalid


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Entry):
    zh: str
    en: str


class DefaultEntry(_Entry):
    """The column of the outcome, and what it says of a firm that defaulted and of one that did not."""

    column: str
    confirmed: tuple[str, ...] = Field(min_length=1)
    cleared: tuple[str, ...] = Field(min_length=1)


class GradeEntry(_Entry):
    """The column of a given grade, and its values from the best to the worst."""

    column: str
    best_first: tuple[str, ...] = Field(min_length=2)


class FirmMapping(_Entry):
    """A whole mapping; `firm` is the column of the customer's key."""

    name: str
    text: _Words
    firm: str
    default: DefaultEntry
    grade: GradeEntry | None = None

    @model_validator(mode="after")
    def _no_value_twice(self) -> "FirmMapping":
        if set(self.default.confirmed) & set(self.default.cleared):
            raise ValueError("an outcome cannot mean both")
        if self.grade is not None and len(set(self.grade.best_first)) < len(self.grade.best_first):
            raise ValueError("a grade stands in more than one place")
        return self


def firm_preset_names() -> list[str]:
    """Return the names of the mappings that ship."""
    folder = files("training.presets.firms")
    return sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_firm_mapping(name_or_path: str | Path) -> FirmMapping:
    """Return the preset of this name, or the mapping of a TOML file.

    Raises
    ------
    MappingInvalid
        No such preset or file, no TOML, or an entry that cannot be used; `field` names it.

    >>> load_firm_mapping("sme_credit").grade.best_first
    ('A', 'B', 'C', 'D')
    """
    if str(name_or_path) in firm_preset_names():
        text = (files("training.presets.firms") / f"{name_or_path}.toml").read_text("utf-8")
        return parse_firm_mapping(text)
    path = Path(name_or_path)
    if path.suffix != ".toml" or not path.is_file():
        named = ", ".join(firm_preset_names())
        raise MappingInvalid(f"expected a TOML file or one of {named}", field="mapping")
    try:
        return parse_firm_mapping(path.read_text("utf-8"))
    except (UnicodeDecodeError, OSError):
        raise MappingInvalid("the file cannot be read as UTF-8 text", field="mapping") from None


def parse_firm_mapping(toml: str) -> FirmMapping:
    """Return the mapping that a TOML text spells out.

    Raises
    ------
    MappingInvalid
        Naming the entry, such as `default.column`, and what was expected.
    """
    try:
        said: dict[str, Any] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid(f"no TOML: {error}", field="mapping") from None
    try:
        return FirmMapping.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "mapping"
        raise MappingInvalid(str(first["msg"]).removeprefix("Value error, "), field=where) from None
