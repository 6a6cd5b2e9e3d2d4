"""Contracts that hold for every command, so that a new one is tested by what stands."""

import re
import shlex
from importlib.metadata import version
from typing import Any

import pytest
from typer.testing import CliRunner

from riskdesk.cli.app import app
from riskdesk.cli.reference.commands import all_commands, example

COMMANDS = dict(all_commands())
EVERY = pytest.mark.parametrize("words", COMMANDS)
WITHOUT_JSON = {"serve"}
"""It runs until it is stopped, and has nothing to say at its end."""


def options(command: Any) -> set[str]:
    """Return every option of a command as it is written."""
    return {name for parameter in command.params for name in parameter.opts if name.startswith("-")}


def test_the_groups_are_walked() -> None:
    """Commands within groups are found, and so are those that stand alone."""
    assert {"init", "import", "serve", "demo", "train credit", "models activate", "log verify"} <= set(
        COMMANDS
    )


@EVERY
def test_help_is_a_sentence(words: str) -> None:
    """What a command does is said in a sentence before its example."""
    assert re.match(r"\S.{15,}\.\n\n", COMMANDS[words].help or "", re.DOTALL)


@EVERY
def test_help_can_be_shown(words: str) -> None:
    """`--help` answers, without a database and without a key."""
    result = CliRunner().invoke(app, [*words.split(), "--help"])

    assert 0 == result.exit_code
    assert words.rsplit(maxsplit=1)[-1] in result.stdout


@EVERY
def test_every_parameter_says_what_it_is(words: str) -> None:
    """No argument and no option is left without help."""
    assert [] == [parameter.name for parameter in COMMANDS[words].params if not parameter.help]


@EVERY
def test_the_example_is_of_this_command(words: str) -> None:
    """The example names this command, and only options that it has."""
    said = shlex.split(example(COMMANDS[words]))
    at = said.index("riskdesk")

    assert words.split() == said[at + 1 : at + 1 + len(words.split())]
    assert set() == {word for word in said if word.startswith("--")} - options(COMMANDS[words])


@EVERY
def test_programs_can_read_the_result(words: str) -> None:
    """Every command but those that never end speaks JSON when it is asked to."""
    assert (words not in WITHOUT_JSON) == ("--json" in options(COMMANDS[words]))


def test_the_version_is_told() -> None:
    """`riskdesk --version` names the program and its installed version, and does nothing else."""
    result = CliRunner().invoke(app, ["--version"])

    assert (0, f"riskdesk {version('riskdesk')}\n") == (result.exit_code, result.stdout)
