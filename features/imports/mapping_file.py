"""Reading a mapping: a preset by its name, or a TOML file."""

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from features.imports.mapping import Mapping
from riskdesk.core.errors import MappingInvalid


def preset_names() -> list[str]:
    """Return the names of the mappings that ship."""
    folder = files("features.imports") / "presets"
    return sorted(Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_mapping(name_or_path: str | Path) -> Mapping:
    """Return the preset of this name, or the mapping of a TOML file.

    Raises
    ------
    MappingInvalid
        No such preset or file, no TOML, or an entry that cannot be used; `field` names it.

    >>> load_mapping("canonical").layout[0].wire
    True
    """
    if str(name_or_path) in preset_names():
        return parse_mapping(
            (files("features.imports") / "presets" / f"{name_or_path}.toml").read_text("utf-8")
        )
    path = Path(name_or_path)
    if path.suffix != ".toml" or not path.is_file():
        raise MappingInvalid(f"expected a TOML file or one of {', '.join(preset_names())}", field="mapping")
    try:
        return parse_mapping(path.read_text("utf-8"))
    except (UnicodeDecodeError, OSError):
        raise MappingInvalid("the file cannot be read as UTF-8 text", field="mapping") from None


def parse_mapping(text: str) -> Mapping:
    """Return the mapping that a TOML text spells out.

    Raises
    ------
    MappingInvalid
        Naming the entry, such as `layout.0.event.1.kind`, and what was expected.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid(f"no TOML: {error}", field="mapping") from None
    maps = said.get("maps", {})
    try:
        return Mapping.model_validate(_with_maps(said, maps if isinstance(maps, dict) else {}))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise MappingInvalid(_message(first), field=_entry(first)) from None


def _with_maps(said: Any, maps: dict[str, Any]) -> Any:
    """Return the entries with each `map` that is a name replaced by the table of that name."""
    if isinstance(said, list):
        return [_with_maps(item, maps) for item in said]
    if not isinstance(said, dict):
        return said
    named = {name: _with_maps(item, maps) for name, item in said.items()}
    if isinstance(named.get("map"), str):
        named["map"] = maps.get(named["map"], named["map"])
    return named


def _message(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such entry"
    return str(error["msg"]).removeprefix("Value error, ")


def _entry(error: Any) -> str:
    return ".".join(str(part) for part in error["loc"]) or "mapping"
