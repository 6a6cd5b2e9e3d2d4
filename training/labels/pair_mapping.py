"""How a table of labelled pairs is read: a preset by its name, or a TOML file."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.pairs.layout import Family, Look, PairLayout
from riskdesk.core.errors import MappingInvalid


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Entry):
    zh: str
    en: str


class Label(_Entry):
    """The column of the verdict, and what it says of a pair paid twice and of one that was not."""

    column: str
    confirmed: tuple[str, ...] = Field(min_length=1)
    cleared: tuple[str, ...] = Field(min_length=1)


class FamilyEntry(_Entry):
    """Similarities of one thing; see `models.pairs.layout.Family`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    columns: tuple[str, ...] = Field(min_length=1)
    direction: Literal[-1, 0, 1] = 0
    steps: bool = False


class LookEntry(_Entry):
    """Similarities by which a pair is recognised; see `models.pairs.layout.Look`."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    columns: tuple[str, ...] = Field(min_length=1)


class PairMapping(_Entry):
    """A whole mapping."""

    name: str
    text: _Words
    label: Label
    family: tuple[FamilyEntry, ...] = Field(min_length=1)
    look: tuple[LookEntry, ...] = ()

    @model_validator(mode="after")
    def _no_name_twice(self) -> "PairMapping":
        columns = [self.label.column, *(column for family in self.family for column in family.columns)]
        looks = [look.name for look in self.look]
        for names in (columns, [family.name for family in self.family], looks):
            if len(set(names)) < len(names):
                twice = sorted({name for name in names if names.count(name) > 1})
                raise ValueError(f"{', '.join(twice)} stands in more than one place")
        asked = {column for look in self.look for column in look.columns}
        if unknown := sorted(asked - {column for family in self.family for column in family.columns}):
            raise ValueError(f"{', '.join(unknown)} of a look stands in no family")
        if set(self.label.confirmed) & set(self.label.cleared):
            raise ValueError("a verdict cannot mean both")
        return self

    def layout(self) -> PairLayout:
        """Return the families as the model keeps them."""
        families = tuple(
            Family(
                name=one.name,
                columns=one.columns,
                directions=(one.direction,) * len(one.columns),
                steps=one.steps,
            )
            for one in self.family
        )
        looks = tuple(Look(name=one.name, columns=one.columns) for one in self.look)
        return PairLayout(name=self.name, families=families, looks=looks)


def pair_preset_names() -> list[str]:
    """Return the names of the mappings that ship."""
    folder = files("training.presets")
    return sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_pair_mapping(name_or_path: str | Path) -> PairMapping:
    """Return the preset of this name, or the mapping of a TOML file.

    Raises
    ------
    MappingInvalid
        No such preset or file, no TOML, or an entry that cannot be used; `field` names it.

    >>> load_pair_mapping("duplicate_pairs").label.column
    'duplicate'
    """
    if str(name_or_path) in pair_preset_names():
        return parse_pair_mapping((files("training.presets") / f"{name_or_path}.toml").read_text("utf-8"))
    path = Path(name_or_path)
    if path.suffix != ".toml" or not path.is_file():
        named = ", ".join(pair_preset_names())
        raise MappingInvalid(f"expected a TOML file or one of {named}", field="mapping")
    try:
        return parse_pair_mapping(path.read_text("utf-8"))
    except (UnicodeDecodeError, OSError):
        raise MappingInvalid("the file cannot be read as UTF-8 text", field="mapping") from None


def parse_pair_mapping(toml: str) -> PairMapping:
    """Return the mapping that a TOML text spells out.

    Raises
    ------
    MappingInvalid
        Naming the entry, such as `family.0.columns`, and what was expected.
    """
    try:
        said: dict[str, Any] = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid(f"no TOML: {error}", field="mapping") from None
    try:
        return PairMapping.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "mapping"
        raise MappingInvalid(str(first["msg"]).removeprefix("Value error, "), field=where) from None
