"""`riskdesk train pairs`: which pairs of invoices are one invoice, paid twice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskdesk.cli.output import Json, say_json, say_table

if TYPE_CHECKING:
    from models.pairs.model import PairModel
    from training.labels.pair_mapping import PairMapping
    from training.labels.pairs import Pairs

PairsFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="A table of labelled pairs: CSV, Excel, Parquet or NDJSON.")
]
MappingName = Annotated[
    str, typer.Option("--mapping", help="A preset such as duplicate_pairs, or a TOML file.")
]
TestFile = Annotated[
    Path | None, typer.Option("--test", help="Also measure on this table; nothing is learnt from it.")
]
Keep = Annotated[Path | None, typer.Option("--keep", help="Write the model to this file, as JSON.")]


def train_pairs(
    file: PairsFile,
    mapping: MappingName = "duplicate_pairs",
    test: TestFile = None,
    keep: Keep = None,
    as_json: Json = False,
) -> None:
    """Train a model that tells whether two invoices are one, paid twice, on labelled pairs of a table.

    Example: riskdesk train pairs pairs.csv --mapping duplicate_pairs --keep pairs.json
    """
    from models.pairs.model import write
    from training.labels.pair_mapping import load_pair_mapping
    from training.labels.pairs import read_pairs
    from training.pipelines import pairs as pipeline

    said = load_pair_mapping(mapping)
    learnt = read_pairs(file, said)
    model = pipeline.train_pairs(learnt)
    if keep is not None:
        keep.write_bytes(write(model))
    result = _said(learnt, model) | {"kept": None if keep is None else str(keep), "test": None}
    if test is not None:
        result["test"] = _measured(model, learnt, test, said)
    if as_json:
        say_json(result)
    else:
        _say(result)


def _said(learnt: "Pairs", model: "PairModel") -> dict[str, Any]:
    return {
        "mapping": model.layout.name,
        "rows": model.rows,
        "confirmed": model.confirmed,
        "left_out": learnt.left_out,
        "figures": model.figures,
    }


def _measured(model: "PairModel", learnt: "Pairs", test: Path, mapping: "PairMapping") -> dict[str, Any]:
    from training.labels.pairs import read_pairs
    from training.pipelines.pairs import measure_on

    measured = read_pairs(test, mapping)
    return measure_on(model, learnt, measured) | {"left_out": measured.left_out}


def _say(result: dict[str, Any]) -> None:
    said = [(name, f"{value:.4f}") for name, value in sorted(result["figures"].items())]
    say_table(f"{result['rows']} pairs, five folds that keep identical pairs together", ["figure", ""], said)
    for reason, rows in sorted(result["left_out"].items()):
        typer.echo(f"{rows} rows left out: {reason}")
    if result["test"] is not None:
        parts = {"all": "all", "unseen": "not learnt from", "twins_only": "identical to a learnt pair"}
        rows_of = [
            (said, name, f"{value:.4f}")
            for part, said in parts.items()
            for name, value in sorted(result["test"][part].items())
        ]
        say_table("test file", ["pairs", "figure", ""], rows_of)
    if result["kept"] is not None:
        typer.echo(f"model written to {result['kept']}")
