"""Where an anomaly model stands on its way from no label to many, and by which rule it moves on.

`cold`: the forest and the typology tests alone. `few`: trees that are held back, beside the forest. `many`: trees as
large as they are allowed to be, beside the forest, which can only make an outcome stricter. Every training asks
anew; nobody switches.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from riskdesk.core.i18n import Text
from training.evaluate.intervals import Interval, bootstrap
from training.evaluate.ranked import Ranked
from training.fit.trees import TreeParameters

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Stage = Literal["cold", "few", "many"]
STAGES: Final[tuple[Stage, ...]] = ("cold", "few", "many")
"""In order; the metric `stage` of a bundle is the place in it."""

MANY: Final = 100
"""Confirmed, and as many cleared: below it trees are held back. Ten events a parameter is the old rule of thumb of
logistic regression (Peduzzi et al., 1996); held back, trees have about ten."""
_DRAWS: Final = 300

Why = Literal["no_verdicts", "unmeasured", "worse", "counts", "no_gain", "gain"]
WORDS: Final[dict[Why, Text]] = {
    "no_verdicts": Text(
        zh="复核结论太少({confirmed} 确认、{cleared} 排除):由孤立森林和类型检验承担。",
        en="too few verdicts ({confirmed} confirmed, {cleared} cleared): forest and typology tests carry the load",
    ),
    "unmeasured": Text(
        zh="后期数据不足以衡量树模型({confirmed} 确认、{cleared} 排除):由孤立森林和类型检验承担。",
        en="trees could not be measured on later rows ({confirmed} confirmed, {cleared} cleared): forest and typology"
        " tests carry the load",
    ),
    "worse": Text(
        zh="树模型在后期数据上不如孤立森林(AP 差 {gain}):由孤立森林和类型检验承担。",
        en="trees rank later rows worse than the forest does (AP {gain}): forest and typology tests carry the load",
    ),
    "counts": Text(
        zh="结论不多({confirmed} 确认、{cleared} 排除,各需 {many}):受约束的树模型加孤立森林,AP 差 {gain}。",
        en="some verdicts ({confirmed} confirmed, {cleared} cleared, {many} each are many): trees held back beside the"
        " forest, AP {gain} over it",
    ),
    "no_gain": Text(
        zh="结论足够,但树模型相对孤立森林的增益未确立(AP 差 {gain}):受约束的树模型加孤立森林。",
        en="many verdicts, but no sure gain over the forest (AP {gain}): trees held back beside the forest",
    ),
    "gain": Text(
        zh="结论足够({confirmed} 确认、{cleared} 排除),树模型明显优于孤立森林(AP 差 {gain})。",
        en="many verdicts ({confirmed} confirmed, {cleared} cleared) and a sure gain over the forest (AP {gain})",
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage and what it rests on.

    Parameters
    ----------
    stage, why
        Where, and by which clause of the rule.
    confirmed, cleared
        Verdicts on mature documents.
    gain
        Average precision of the trees on later rows less that of the forest on the same rows; None where it
        could not be measured.
    """

    stage: Stage
    why: Why
    confirmed: int
    cleared: int
    gain: Interval | None

    def metrics(self) -> dict[str, float]:
        """Return the stage as a number with its counts, and the gain with its ends."""
        found = {
            "stage": float(STAGES.index(self.stage)),
            "cold_start": float(self.stage == "cold"),
            "confirmed": float(self.confirmed),
            "cleared": float(self.cleared),
        }
        if self.gain is not None:
            found |= {
                "gain_ap": self.gain.value,
                "gain_ap_low": self.gain.low,
                "gain_ap_high": self.gain.high,
            }
        return found

    def words(self) -> dict[str, str]:
        """Return the sentence that says why, by language."""
        gain = "-" if self.gain is None else _told(self.gain)
        params = {
            "confirmed": str(self.confirmed),
            "cleared": str(self.cleared),
            "many": str(MANY),
            "gain": gain,
        }
        text = WORDS[self.why]
        return {"zh": text.render("zh", params), "en": text.render("en", params)}

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        return asdict(self) | {"words": self.words()}


def stage_named(metrics: dict[str, float]) -> Stage | None:
    """Return the stage that a bundle's metrics tell; None of a model that has none, such as that of credit.

    >>> stage_named({"stage": 1.0})
    'few'
    """
    number = metrics.get("stage")
    return None if number is None else STAGES[int(number)]


def first_try(confirmed: int, cleared: int) -> Stage:
    """Return the latest stage that the counts allow; what is measured may send it back.

    >>> first_try(99, 5_000), first_try(100, 100)
    ('few', 'many')
    """
    return "many" if min(confirmed, cleared) >= MANY else "few" if confirmed and cleared else "cold"


def parameters_of(stage: Stage, parameters: TreeParameters) -> TreeParameters:
    """Return how trees are grown at a stage: with few labels smaller, and drawn twice as strongly towards nothing.

    With 11 to 31 confirmed, average precision against the truth was 0.21 so, 0.19 with trees of full size, and
    0.14 with ten times the ridge, depth 2 and half the features (20 fits on synthetic companies 1 and 2, 2026-11).
    """
    if stage == "many":
        return parameters
    return replace(
        parameters,
        depth=min(parameters.depth, 3),
        leaves=min(parameters.leaves, 4),
        ridge=2.0 * parameters.ridge,
    )


def settle(tried: Stage, confirmed: int, cleared: int, gain: Interval | None) -> Standing:
    """Return where a model stands that was measured at a stage.

    Many need a gain whose whole interval is above 0. Held back, trees stand unless the whole interval is below 0:
    a probability is worth more to a reviewer than a rank, if it costs none. What was not measured is cold.
    """
    if tried == "cold":
        return Standing("cold", "no_verdicts", confirmed, cleared, None)
    if gain is None:
        return Standing("cold", "unmeasured", confirmed, cleared, None)
    if tried == "many":
        sure = gain.low > 0.0
        return Standing("many" if sure else "few", "gain" if sure else "no_gain", confirmed, cleared, gain)
    if gain.high < 0.0:
        return Standing("cold", "worse", confirmed, cleared, gain)
    why: Why = "counts" if min(confirmed, cleared) < MANY else "no_gain"
    return Standing("few", why, confirmed, cleared, gain)


def gain_over(
    forest: Floats, trees: Floats, y: Floats, days: Ints, weights: Floats | None = None
) -> Interval | None:
    """Return the average precision that trees have over the forest on the same rows, days drawn together.

    Parameters
    ----------
    forest, trees, y
        float64 of shape (n,): both scores, higher riskier, and 0 or 1.
    days
        int64 of shape (n,).
    weights
        For how many documents each row speaks; each for itself if not given.

    Returns
    -------
    Interval or None
        None where average precision is not defined on these rows.
    """
    one, two = Ranked(y, forest), Ranked(y, trees)
    weigh = np.ones(len(y)) if weights is None else weights
    try:
        return bootstrap(
            lambda times: two.figure("ap", times * weigh) - one.figure("ap", times * weigh),
            days,
            draws=_DRAWS,
        )
    except ValueError:
        return None


def _told(gain: Interval) -> str:
    return f"{gain.value:+.3f}, 95 % {gain.low:+.3f} – {gain.high:+.3f}"
