"""`docs/commands.md`."""

from collections.abc import Iterator
from typing import Any

from riskdesk.cli.reference.markdown import code, page, table

_LEAD = [
    "Each command says what it did as a table for people, or with `--json` as one JSON object on the last line for programs.",
    "An error of riskdesk's own is one sentence on standard error and exit code 2.",
    "A proof or a gate that failed ends with exit code 1.",
]


def all_commands() -> Iterator[tuple[str, Any]]:
    """Yield the words of every command after `riskdesk`, and the command."""
    import typer.main

    from riskdesk.cli.app import app

    yield from _walk(typer.main.get_command(app), ())


def _walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield " ".join(words), command
        return
    for name, one in inner.items():
        yield from _walk(one, (*words, name))


def example(command: Any) -> str:
    """Return the command line that a command's help gives as its example; empty where it gives none."""
    for line in (command.help or "").splitlines():
        before, _, after = line.partition("Example: ")
        if after and len(before) < len("例 / x"):
            return str(after.strip())
    return ""


def render(_stands: str) -> str:
    """Return the page of all commands."""
    return page("Commands", _LEAD, "\n\n".join(_section(*found) for found in all_commands()))


def _section(words: str, command: Any) -> str:
    said = str(command.help).split("\n\n")[0].replace("\n", " ")
    parts = [f"## riskdesk {words}", said, f"```sh\n{example(command)}\n```"]
    if command.params:
        parts.append(table(["parameter", "default", "meaning"], [_parameter(one) for one in command.params]))
    return "\n\n".join(parts)


def _parameter(parameter: Any) -> list[str]:
    is_argument = parameter.param_type_name == "argument"
    name = parameter.name.upper() if is_argument else ", ".join(parameter.opts)
    shown = parameter.default is not None and parameter.default is not False
    default = "needed" if parameter.required else code(str(parameter.default)) if shown else ""
    return [code(name), default, parameter.help or ""]
