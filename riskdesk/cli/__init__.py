"""The command line: it stands on top of everything and knows everything.

One file a command or group, `app.py` puts them together, `output.py` is how they speak.
Nothing heavy is imported before a command runs, so that `riskdesk --help` answers at once.
"""

import sys


def main() -> None:
    """Run the command line; what a person can mend is one sentence in the company's language, and exit code 2."""
    import typer

    from riskdesk.cli.app import app
    from riskdesk.core.errors import RiskdeskError

    try:
        app()
    except (RiskdeskError, OSError) as error:
        from riskdesk.cli.problems.say import language_of_commands, of_the_system, sentence

        language = language_of_commands()
        if isinstance(error, RiskdeskError):
            said: str | None = sentence(error, language)
        else:
            said = of_the_system(error, language)
        if said is None:
            raise
        typer.secho(f"riskdesk: {said}", fg="red", err=True)
        sys.exit(2)
