"""How sure a logistic regression is whose rows come in groups: a customer seen at many month-ends is one customer."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def clustered_covariance(design: Floats, off: Floats, hessian: Floats, prior: Floats, groups: Ints) -> Floats:
    """Return the covariance of coefficients, float64 of shape (p, p), rows of a group taken for dependent.

    Never less sure than the groups say: the sandwich H^-1 (sum of g g' over groups + prior) H^-1 where g is a
    group's part of the gradient.

    Parameters
    ----------
    design
        float64 of shape (n, p), a first column of ones where there is an intercept.
    off
        float64 of shape (n,), label less probability.
    hessian, prior
        float64 of shape (p, p), of the penalised log-likelihood, and of its penalty alone.
    groups
        int64 of shape (n,).

    Notes
    -----
    Source: Liang and Zeger, "Longitudinal data analysis using generalized linear models" (1986), with the
    correction G / (G - 1) for G groups.
    """
    _, group = np.unique(groups, return_inverse=True)
    count = int(group.max()) + 1
    parts = np.zeros((count, design.shape[1]))
    np.add.at(parts, group, design * off[:, None])
    middle = parts.T @ parts * (count / max(count - 1, 1)) + prior
    inverse = np.linalg.inv(hessian)
    found: Floats = inverse @ middle @ inverse
    return (found + found.T) / 2
