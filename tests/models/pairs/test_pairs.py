import lightgbm as lgb
import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from models.bundle.format import Calibration
from models.pairs.encode import encode, steps
from models.pairs.layout import Family, Look, PairLayout
from models.pairs.memory import Memory, distinct, remember, weights_of
from models.pairs.model import PairModel, read, write
from models.pairs.score import score_pairs
from riskdesk.core.errors import BundleInvalid

Floats = npt.NDArray[np.float64]
NUMBER = Family(name="number", columns=("number_edit", "number_tokens"), directions=(0, 0), steps=True)
SAME = Family(name="same", columns=("same_user",), directions=(1,))
LOOK = Look(name="number", columns=("number_tokens", "number_edit"))
LAYOUT = PairLayout(name="small", families=(NUMBER, SAME), looks=(LOOK,))


def rows(n: int = 200) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Similarities as fractions of tenths, some unknown, and verdicts."""
    random = np.random.default_rng(4)
    X = np.round(random.random((n, 3)) * 10) / 10
    X[:, 2] = X[:, 2] > 0.5
    X[::17, 1] = np.nan
    return X, (X[:, 0] + random.random(n) > 1).astype(np.int64)


@pytest.fixture(scope="module")
def model() -> PairModel:
    """Two members of a few trees."""
    X, y = rows()
    memory = memory_of(X, y)
    features = encode(LAYOUT, [memory], X)
    members = []
    for seed in (1, 2):
        settings = {"objective": "binary", "num_leaves": 6, "seed": seed, "feature_fraction": 0.6,
                    "num_threads": 1, "verbosity": -1}  # fmt: skip
        dataset = lgb.Dataset(features, y, feature_name=list(LAYOUT.features))
        members.append(lgb.train(settings, dataset, 10).model_to_string())
    return PairModel(
        layout=LAYOUT, memories=(memory,), members=tuple(members),
        calibration=Calibration(slope=1.5, intercept=-0.25), rows=len(y), confirmed=int(y.sum()),
        figures={"auc": 0.9},
    )  # fmt: skip


def memory_of(X: Floats, y: npt.NDArray[np.int64]) -> Memory:
    """What is remembered of the look."""
    return remember(X[:, LAYOUT.places(LOOK)], y, weights_of(X))


def test_features_are_named_in_the_order_of_their_columns() -> None:
    """Similarities, then steps, then remembered shares; only similarities are bound."""
    assert LAYOUT.features == (
        "number_edit", "number_tokens", "same_user", "number_edit_steps", "number_tokens_steps",
        "number_confirmed_share",
    )  # fmt: skip
    assert LAYOUT.directions == (0, 0, 1, 0, 0, 0)
    X, y = rows()
    assert (len(X), len(LAYOUT.features)) == encode(LAYOUT, [memory_of(X, y)], X).shape


@pytest.mark.parametrize("parts", range(1, 61))
def test_steps_are_the_smallest_denominator(parts: int) -> None:
    """One error in so many signs gives the number of signs, written with fifteen digits too."""
    fraction = float(format((parts - 1) / parts, ".15g"))
    assert [max(parts, 1) if parts > 1 else 1] == steps(np.array([fraction])).tolist()


def test_no_small_denominator_is_unknown() -> None:
    """A similarity that is no fraction of a short text says nothing of a length."""
    assert np.isnan(steps(np.array([0.123456, np.nan]))).all()


def test_memory_shrinks_to_the_common_rate() -> None:
    """Two of two are not certain, and what was never seen has the rate."""
    looks = np.array([[1.0], [1.0], [0.5], [0.5]])
    memory = remember(looks, np.array([1, 1, 0, 1]), np.ones(4))
    assert 0.75 == memory.rate
    found = memory.shares(np.array([[1.0], [0.5], [0.25]])).tolist()
    assert pytest.approx([(2 + 2.25) / 5, (1 + 2.25) / 5, 0.75]) == found


def test_identical_pairs_weigh_the_root_of_their_number() -> None:
    """Four of a kind weigh two together, one by itself one."""
    X = np.array([[1.0, 0.5]] * 4 + [[1.0, 0.25]])
    assert pytest.approx([0.5] * 4 + [1.0]) == weights_of(X)
    memory = remember(X[:, :1], np.array([1, 1, 1, 1, 0]), weights_of(X))
    assert [(3.0, 2.0)] == list(memory.seen.values())


def test_looks_agree_with_unknown_and_by_the_millionth() -> None:
    """The same fingerprint in another table; a difference above the millionth is another look."""
    one, of = distinct(np.array([[np.nan, 0.5], [np.nan, 0.5 + 1e-9], [np.nan, 0.50001]]))
    assert of[0] == of[1] != of[2]
    other, _ = distinct(np.array([[np.nan, 0.5]]))
    assert other[0] == one[of[0]]


def test_contributions_sum_to_the_log_odds_shown(model: PairModel) -> None:
    """On every row, of the mean of the members, after calibration."""
    X, _ = rows()
    scored = score_pairs(model, X)
    log_odds = np.log(scored.probability / (1 - scored.probability))
    assert pytest.approx(log_odds, abs=1e-9) == scored.contributions.sum(axis=1) + scored.bias
    assert (len(X), len(LAYOUT.features)) == scored.contributions.shape


def test_scores_are_those_of_lightgbm(model: PairModel) -> None:
    """The mean raw score of the members, times the slope, plus the intercept."""
    X, _ = rows()
    features = encode(LAYOUT, model.memories, X)
    each = [lgb.Booster(model_str=one).predict(features, raw_score=True) for one in model.members]
    raw = np.mean(np.array(each), axis=0)
    expected = 1 / (1 + np.exp(-(1.5 * raw - 0.25)))
    assert pytest.approx(expected, abs=1e-12) == score_pairs(model, X).probability


def test_the_file_gives_the_same_model(model: PairModel) -> None:
    """Written, read, written: the same bytes and the same scores."""
    data = write(model)
    again = read(data)
    assert data == write(again)
    X, _ = rows()
    assert score_pairs(model, X).probability.tolist() == score_pairs(again, X).probability.tolist()


def test_a_file_that_does_not_fit_is_refused(model: PairModel) -> None:
    """Cut, of another format, without a memory, of other features, upside down."""
    with pytest.raises(BundleInvalid, match="no JSON of a pair model"):
        read(write(model)[:-20])
    wrong = {
        "format": msgspec.structs.replace(model, format="other"),
        "memories": msgspec.structs.replace(model, memories=()),
        "members": msgspec.structs.replace(
            model,
            layout=PairLayout(
                name="small", families=(msgspec.structs.replace(NUMBER, steps=False), SAME), looks=(LOOK,)
            ),
        ),
    }
    for field, one in wrong.items():
        with pytest.raises(BundleInvalid) as raised:
            read(write(one))
        assert field == raised.value.field
    upside_down = msgspec.structs.replace(model, calibration=replace_slope(model.calibration))
    with pytest.raises(BundleInvalid, match="slope above 0"):
        read(write(upside_down))


def replace_slope(calibration: Calibration) -> Calibration:
    """The same with a negative slope."""
    return msgspec.structs.replace(calibration, slope=-1.0)


def test_memory_of_no_known_look_is_the_rate_everywhere() -> None:
    """An empty memory is a constant."""
    assert [0.3, 0.3] == Memory(rate=0.3, seen={}).shares(np.array([[1.0], [0.0]])).tolist()
