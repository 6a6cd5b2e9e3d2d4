"""The SHAP summary plot of a model, drawn by shap."""

import warnings
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt


def shap_summary_figure(
    booster: Any, rows: npt.NDArray[np.float64], names: tuple[str, ...], *, most_rows: int = 1_000
) -> bytes:
    """Draw which features move the raw score, and where to, as PNG bytes.

    Parameters
    ----------
    booster
        A LightGBM booster.
    rows
        float64 of shape (n, f); evenly spaced ones are drawn where there are more than `most_rows`.
    names
        Of the f features.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sample = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), most_rows)).astype(int))]
    # LightGBM's own contributions equal those of shap's tree explainer, without its copy of the model.
    contributions = np.asarray(booster.predict(sample, pred_contrib=True))[:, :-1]
    plt.figure()
    try:
        _draw(contributions, sample, names)
        buffer = BytesIO()
        plt.gcf().savefig(buffer, format="png", dpi=110, bbox_inches="tight")
    finally:
        plt.close("all")
    return buffer.getvalue()


def _draw(
    contributions: npt.NDArray[np.float64], sample: npt.NDArray[np.float64], names: tuple[str, ...]
) -> None:
    with warnings.catch_warnings():
        # Of shap 0.51 on matplotlib 3.11, when it is imported already.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        import shap

        shap.summary_plot(
            contributions,
            features=sample,
            feature_names=list(names),
            max_display=20,
            show=False,
            rng=np.random.default_rng(0),
        )
