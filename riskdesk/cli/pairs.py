"""`riskdesk train pairs` and `riskdesk pairs score`: which pairs of invoices are one invoice, paid twice."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from riskdesk.cli.output import Json, say_json, say_table
from riskdesk.core.i18n import Text

if TYPE_CHECKING:
    from models.pairs.model import PairModel
    from riskdesk.core.i18n import Language
    from training.labels.pair_mapping import PairMapping
    from training.labels.pairs import Pairs, Unjudged

app = typer.Typer(
    help="Pairs of invoices: how likely the two are one invoice, paid twice.", no_args_is_help=True
)

TRAINED: Final = Text(
    zh="{rows} 对发票，五折，完全相同的对不分开",
    en="{rows} pairs, five folds that keep identical pairs together",
)
LEFT_OUT: Final = Text(zh="{rows} 行未用：{reason}", en="{rows} rows left out: {reason}")
ON_TEST: Final = Text(zh="测试文件", en="test file")
PARTS: Final[dict[str, Text]] = {
    "all": Text(zh="全部", en="all"),
    "unseen": Text(zh="没有学过的", en="not learnt from"),
    "twins_only": Text(zh="与学过的完全相同的", en="identical to a learnt pair"),
}
WRITTEN: Final = Text(zh="模型已写入 {file}", en="model written to {file}")
SCORED: Final = Text(
    zh="{rows} 对发票，最可能重复付款的 {shown} 对", en="{rows} pairs, the {shown} likeliest to be paid twice"
)
SCORES_WRITTEN: Final = Text(zh="全部 {rows} 行已写入 {file}", en="all {rows} rows written to {file}")

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
    from riskdesk.cli.heads import heads
    from riskdesk.core.settings import load_settings

    language = load_settings().language
    said = [(name, f"{value:.4f}") for name, value in sorted(result["figures"].items())]
    title = TRAINED.render(language, {"rows": str(result["rows"])})
    say_table(title, heads(language, "figure", "value"), said)
    _say_left_out(result["left_out"], language)
    if result["test"] is not None:
        rows_of = [
            (PARTS[part].render(language), name, f"{value:.4f}")
            for part in PARTS
            for name, value in sorted(result["test"][part].items())
        ]
        say_table(ON_TEST.render(language), heads(language, "pairs", "figure", "value"), rows_of)
    if result["kept"] is not None:
        typer.echo(WRITTEN.render(language, {"file": result["kept"]}))


def _say_left_out(counts: dict[str, int], language: "Language") -> None:
    for reason, rows in sorted(counts.items()):
        typer.echo(LEFT_OUT.render(language, {"rows": str(rows), "reason": reason}))


@app.command("score")
def score_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table of pairs: CSV, Excel, Parquet or NDJSON.")
    ],
    model: Annotated[Path, typer.Option(help="The model, as `riskdesk train pairs --keep` wrote it.")],
    name_column: Annotated[
        str | None, typer.Option("--id", help="The column that names each pair; its row tells it without.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Write every pair with its probability to this CSV file.")
    ] = None,
    top: Annotated[int, typer.Option(min=0, help="How many of the likeliest are shown.")] = 20,
    as_json: Json = False,
) -> None:
    """Score pairs that nobody judged: how likely the two are one invoice, paid twice, and what says so.

    Example: riskdesk pairs score new_pairs.csv --model pairs.json --to scored.csv
    """
    from models.pairs.model import read
    from riskdesk.core.errors import InputInvalid
    from training.labels.pairs import read_unjudged

    if not model.is_file():
        raise InputInvalid("there is no such file", field="model")
    known = read(model.read_bytes())
    pairs = read_unjudged(file, known.layout, name_column=name_column)
    rows = _scored(known, pairs)
    if to is not None:
        _write_scores(rows, to)
    ranked = sorted(rows, key=lambda one: -one["probability"])[:top]
    if as_json:
        said = {"rows": len(rows), "left_out": pairs.left_out, "top": ranked}
        say_json(said | {"file": None if to is None else str(to)})
    else:
        _say_scores(ranked, len(rows), pairs.left_out, to)


def _scored(known: "PairModel", pairs: "Unjudged") -> list[dict[str, Any]]:
    """Return each pair with its probability and the three features that raise it most."""
    from models.pairs.score import score_pairs

    if not pairs.rows:
        return []
    found = score_pairs(known, pairs.similarities)
    names = pairs.names or ("",) * len(pairs.rows)
    return [
        {"row": row, "id": name or None, "probability": float(probability), "why": _raised(known, moved)}
        for row, name, probability, moved in zip(
            pairs.rows, names, found.probability, found.contributions.tolist(), strict=True
        )
    ]


def _raised(known: "PairModel", moved: list[float]) -> dict[str, float]:
    loudest = sorted(zip(known.layout.features, moved, strict=True), key=lambda one: -one[1])
    return {name: added for name, added in loudest[:3] if added > 0.0}


def _write_scores(rows: list[dict[str, Any]], to: Path) -> None:
    import csv

    with to.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["row", "id", "probability", "why"])
        table.writerows(
            [one["row"], one["id"] or "", repr(one["probability"]), " ".join(one["why"])] for one in rows
        )


def _say_scores(ranked: list[dict[str, Any]], rows: int, left_out: dict[str, int], to: Path | None) -> None:
    from riskdesk.cli.heads import heads
    from riskdesk.core.settings import load_settings

    language = load_settings().language
    cells = [
        (one["row"], one["id"] or "", f"{one['probability']:.4f}", ", ".join(one["why"])) for one in ranked
    ]
    title = SCORED.render(language, {"rows": str(rows), "shown": str(len(ranked))})
    shown = heads(language, "row", "id", "probability", "why")
    say_table(title, shown, cells)
    _say_left_out(left_out, language)
    if to is not None:
        typer.echo(SCORES_WRITTEN.render(language, {"rows": str(rows), "file": str(to)}))
