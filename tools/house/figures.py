"""Distances between sets of pictures, given as rows of features; numpy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.floating]
NEIGHBOURS = 3
_KEPT_WIDTH = 128
"""Widths above this are projected down: of a thousand pictures that leaves eight for each dimension, so that the
covariance is estimated and not invented."""


def projected(rows: Rows, width: int = _KEPT_WIDTH, seed: int = 0) -> NDArray[np.float64]:
    """Rows (n, D) on a fixed random orthonormal basis of `width` directions; unchanged where D <= width.

    All directions count alike, whatever they hold in the painter's pictures, so a fault that no painted picture has
    is not projected away (as principal components of painted pictures would). Equal D gives equal directions.
    """
    rows = np.asarray(rows, np.float64)
    if rows.shape[1] <= width:
        return rows
    basis, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((rows.shape[1], width)))
    return rows @ basis


def frechet(a: Rows, b: Rows) -> float:
    """Squared Frechet distance of the Gaussians fitted to two sets, (n, D) and (m, D).

    |mu_a - mu_b|^2 + tr(A + B - 2 (A B)^1/2), Heusel et al. 2017 (arXiv:1706.08500), equation 6. The trace of the root
    is the sum of the roots of the eigenvalues of A^1/2 B A^1/2, which is symmetric: no general matrix root is needed.
    Biased upwards for few pictures, so compare figures of equal counts alone. ValueError for fewer than 2 rows.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if min(len(a), len(b)) < 2:
        raise ValueError(f"frechet: {len(a)} and {len(b)} pictures; a covariance needs 2 or more of each")
    cov_a, cov_b = (np.atleast_2d(np.cov(rows, rowvar=False)) for rows in (a, b))
    values, vectors = np.linalg.eigh(cov_a)
    root = (vectors * np.sqrt(values.clip(min=0))) @ vectors.T
    cross = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0)).sum()
    apart = a.mean(0) - b.mean(0)
    return float(max(0.0, apart @ apart + np.trace(cov_a) + np.trace(cov_b) - 2.0 * cross))


def distances(a: Rows, b: Rows) -> NDArray[np.float64]:
    """Euclidean distances between all rows of two sets: (n, m)."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    square = (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2.0 * a @ b.T
    return np.sqrt(square.clip(min=0))


def precision_recall(true: Rows, made: Rows, neighbours: int = NEIGHBOURS) -> tuple[float, float]:
    """Improved precision and recall, Kynkaanniemi et al. 2019 (arXiv:1904.06991), equations 1 and 2.

    A set's manifold is the union of balls about its rows, each as wide as the distance to its `neighbours`-th nearest
    other. Precision: share of `made` on the manifold of `true`; recall: of `true` on that of `made`.
    """
    if min(len(true), len(made)) <= neighbours:
        raise ValueError(f"{len(true)} and {len(made)} pictures; {neighbours} neighbours need more of each")
    between = distances(true, made)
    reach_true, reach_made = (_reach(rows, neighbours) for rows in (true, made))
    precision = (between <= reach_true[:, None]).any(0).mean()
    recall = (between <= reach_made[None]).any(1).mean()
    return float(precision), float(recall)


def _reach(rows: Rows, neighbours: int) -> NDArray[np.float64]:
    """Distance of every row to its nth nearest other: (n,)."""
    apart = distances(rows, rows)
    np.fill_diagonal(apart, 0.0)
    return np.partition(apart, neighbours, axis=1)[:, neighbours]


def spread(rows: Rows) -> float:
    """Mean distance between two rows of a set (n, D), n >= 2."""
    apart = distances(rows, rows)
    return float(apart[np.triu_indices(len(apart), 1)].mean())
