"""Fitting a scorecard: columns become units, units a ridge logistic regression with held signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from models.bundle.format import Calibration
from models.credit.scorecard import Item, Scale, Scorecard
from riskdesk.core.i18n import Text
from training.fit.logistic import (
    FOLDS,
    STRENGTHS,
    Fold,
    Logistic,
    choose_strength,
    fit_logistic,
    laplace_covariance,
    stratified_folds,
)
from training.fit.woe import bin_column, found_direction

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Method = Literal["bins", "line"]

_REACH: Final = 2.5
"""A line is level beyond so many standard deviations, and beyond what was seen."""


@dataclass(frozen=True, slots=True)
class Input:
    """One column that a scorecard may use.

    Parameters
    ----------
    name, text
        Its name, and what it says.
    direction
        1 where a higher value may only raise the risk, -1 lower it, 0 found on the training rows.
    scale, shift
        As in `models.credit.scorecard.Item`.
    """

    name: str
    text: Text
    direction: int = 0
    scale: Scale = "plain"
    shift: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Columns as units: what `fit_units` learnt, applied to rows."""

    items: tuple[Item, ...]

    def of(self, X: Floats) -> Floats:
        """Return units of rows, float64 of shape (n, p), more is riskier."""
        return np.array(
            [[item.unit(x) for item, x in zip(self.items, row, strict=True)] for row in X.tolist()]
        )


def fit_units(X: Floats, y: Ints, inputs: Sequence[Input], method: Method) -> Units:
    """Learn the units of columns on these rows.

    Parameters
    ----------
    X
        float64 of shape (n, p); NaN is unknown.
    y
        int64 of shape (n,), 0 or 1.
    inputs
        Of the p columns.
    method
        `bins` for weight of evidence; `line` for standardised values, for few rows.
    """
    columns = zip(inputs, X.T, strict=True)
    return Units(tuple((_bins if method == "bins" else _line)(one, column, y) for one, column in columns))


def fit_folds(X: Floats, y: Ints, classes: Ints, inputs: Sequence[Input], method: Method) -> list[Fold]:
    """Return the folds of inner cross-validation, units learnt anew in each."""
    fold = stratified_folds(classes, FOLDS)
    found = []
    for one in range(FOLDS):
        left = fold == one
        found.append(Fold(left, fit_units(X[~left], y[~left], inputs, method).of(X)))
    return found


def fit_scorecard(
    X: Floats,
    y: Ints,
    inputs: Sequence[Input],
    *,
    version: str,
    method: Method = "bins",
    strengths: Sequence[float] = STRENGTHS,
    pd_floor: float = 0.0,
    groups: Ints | None = None,
) -> tuple[Scorecard, float]:
    """Fit a scorecard; return it and the strength of its ridge, chosen by inner cross-validation.

    Parameters
    ----------
    X, y, inputs, method
        As `fit_units` takes them.
    version, pd_floor
        As the scorecard holds them.
    strengths
        That are tried; one alone is taken as it is.
    groups
        int64 of shape (n,): rows that are about the same customer, for how sure the card is; each row by itself
        without.

    Raises
    ------
    ValueError
        Fewer than two rows of one label.
    """
    strength = strengths[0]
    if len(strengths) > 1:
        strength = choose_strength(fit_folds(X, y, y, inputs, method), y, strengths)
    units = fit_units(X, y, inputs, method)
    rows = units.of(X)
    fitted = fit_logistic(rows, y, strength)
    return _card(
        units, rows, fitted, version, pd_floor, laplace_covariance(fitted, rows, y, groups)
    ), strength


def recalibrated(card: Scorecard, calibration: Calibration, unsure: Floats | None = None) -> Scorecard:
    """Return the scorecard whose log-odds are slope * log-odds + intercept, its spread scaled alike.

    Parameters
    ----------
    unsure
        Covariance of the calibration's (intercept, slope), float64 of shape (2, 2): the card's grows by what it
        says of each place, as the log-odds before are linear in the units; nothing without.
    """
    slope = calibration.slope
    items = tuple(msgspec.structs.replace(one, coefficient=slope * one.coefficient) for one in card.items)
    spread = slope * slope * np.array(card.covariance)
    if unsure is not None:
        before = np.array([card.intercept, *(one.coefficient for one in card.items)])
        directions = np.column_stack([np.eye(len(before))[0], before])
        spread += directions @ unsure @ directions.T
    covariance = tuple(map(tuple, spread.tolist()))
    intercept = slope * card.intercept + calibration.intercept
    return msgspec.structs.replace(card, items=items, covariance=covariance, intercept=intercept)


def _card(
    units: Units, rows: Floats, fitted: Logistic, version: str, pd_floor: float, covariance: Floats
) -> Scorecard:
    items = tuple(
        msgspec.structs.replace(item, coefficient=float(coefficient), spread=float(spread))
        for item, coefficient, spread in zip(units.items, fitted.coefficients, rows.std(axis=0), strict=True)
    )
    return Scorecard(
        version=version,
        items=items,
        intercept=-float(fitted.thresholds[0]),
        covariance=tuple(map(tuple, covariance.tolist())),
        pd_floor=pd_floor,
    )


def _scaled(one: Input, column: Floats) -> Floats:
    if one.scale == "plain":
        return column
    above = np.maximum(column, 0.0)
    return np.log(above + one.shift) if one.scale == "log" else np.sqrt(above)


def _bins(one: Input, column: Floats, y: Ints) -> Item:
    bins = bin_column(_scaled(one, column), y, direction=one.direction)
    return Item(
        name=one.name, zh=one.text.zh, en=one.text.en, direction=bins.direction, kind="bins",
        scale=one.scale, shift=one.shift, cuts=bins.cuts, units=bins.evidence, missing=bins.missing,
        spread=0.0, coefficient=0.0, rows=bins.rows, bad=bins.bad,
    )  # fmt: skip


def _line(one: Input, column: Floats, y: Ints) -> Item:
    """Standardise; what is unknown stands at the mean."""
    known = ~np.isnan(column)
    at = _scaled(one, column[known])
    direction = (1 if one.direction > 0 else -1) if one.direction else found_direction(at, y[known])
    mean, deviation = (float(at.mean()), float(at.std())) if len(at) else (0.0, 0.0)
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        cuts, units = [mean], [0.0]  # the same for all: says nothing
    else:
        low, high = max(mean - _REACH * deviation, at.min()), min(mean + _REACH * deviation, at.max())
        cuts = [float(low), float(high)]
        units = [direction * (cut - mean) / deviation for cut in cuts]
    return Item(
        name=one.name, zh=one.text.zh, en=one.text.en, direction=direction, kind="line", scale=one.scale,
        shift=one.shift, cuts=tuple(cuts), units=tuple(units), missing=0.0, spread=0.0, coefficient=0.0,
    )  # fmt: skip
