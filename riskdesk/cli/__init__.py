"""The command line: it stands on top of everything and knows everything.

One file a command or group, `app.py` puts them together, `output.py` is how they speak.
Nothing heavy is imported before a command runs, so that `riskdesk --help` answers at once.
"""

import sys


def main() -> None:
    """Run the command line; an error of ours is one sentence in the company's language, and exit code 2."""
    import typer

    from riskdesk.cli.app import app
    from riskdesk.core.errors import RiskdeskError

    try:
        app()
    except RiskdeskError as error:
        from riskdesk.cli.problems.say import language_of_commands, sentence

        typer.secho(f"riskdesk: {sentence(error, language_of_commands())}", fg="red", err=True)
        sys.exit(2)
