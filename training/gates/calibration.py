"""What was said against what happened, on the rows that calibrated and on later ones."""

from training.gates.gate import Gate


def calibration_gate(slope: float, expected: float, realised: float) -> Gate:
    """The slope must be above 0, and the mean of the calibrating rows be met."""
    met = abs(expected - realised) <= 1e-6 * max(1.0, abs(realised))
    detail = f"slope {slope:.3f}; mean {expected:.4f} against {realised:.4f}"
    return Gate("calibration", slope > 0 and met, detail)
