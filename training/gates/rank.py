"""Better than chance, better than the median: what a model must be before any champion is asked."""

from training.gates.gate import Gate


def better_than_chance_gate(metrics: dict[str, float], *, least_auc: float) -> Gate:
    """The AUC on later rows must be at least this."""
    auc = metrics.get("auc")
    if auc is None:
        return Gate("rank", passed=False, detail="the test part holds one kind of outcome alone")
    return Gate("rank", auc >= least_auc, f"AUC {auc:.3f} on later rows, at least {least_auc:.2f} expected")


def better_than_median_gate(metrics: dict[str, float]) -> Gate:
    """The forecast must err less on later rows than the median does."""
    mae, naive = metrics.get("mae"), metrics.get("mae_naive")
    if mae is None or naive is None:
        return Gate("error", passed=False, detail="the test part is empty")
    return Gate("error", mae < naive, f"mean error {mae:.2f} days on later rows, {naive:.2f} without a model")
