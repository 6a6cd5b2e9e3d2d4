"""`python -m riskdesk.cli.reference write|check|measure`: bring the generated pages up to date, or check that they are."""

import sys
from pathlib import Path

import typer

from riskdesk.cli.reference.pages import DOCS, outdated, write

app = typer.Typer(
    help="The generated pages of docs/.",
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


@app.command("write")
def write_command(docs: Path = DOCS) -> None:
    """Write every page that is not current.

    Example: python -m riskdesk.cli.reference write
    """
    for name in write(docs):
        typer.echo(f"written: {name}")


@app.command("check")
def check_command(docs: Path = DOCS) -> None:
    """End with 1 and name the pages that are not current.

    Example: python -m riskdesk.cli.reference check
    """
    names = outdated(docs)
    for name in names:
        typer.echo(f"not current: {name}", err=True)
    sys.exit(1 if names else 0)


@app.command("measure")
def measure_command(docs: Path = DOCS) -> None:
    """Measure every feature on the synthetic company, half a minute, and write the pages that follow from it.

    Example: python -m riskdesk.cli.reference measure
    """
    from riskdesk.cli.reference.measure import measure
    from riskdesk.cli.reference.measured import write_measurements

    write_measurements(docs, measure())
    write_command(docs)


if __name__ == "__main__":
    app(prog_name="python -m riskdesk.cli.reference")
