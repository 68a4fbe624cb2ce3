"""Finds how opaque each pixel of a narrow band is: closed-form matting (Levin, Lischinski, Weiss, 2008).

Written for SciPy instead of taken from PyMatting, whose compiler needs most of a minute in every fresh installation.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pdp_ai.imaging.arrays import Floats, Mask

#: Variance added to each window's colours, on a 0–1 scale: larger is smoother.
_SMOOTHNESS = 1e-5
#: Pixels a window has: 3 × 3.
_WINDOW = 9


def solve_band(photo: Floats, guess: Floats, band: Mask, trust: Floats) -> Floats:
    """Opacity, H × W in 0–1: `guess` outside `band`, solved inside.

    photo: H × W × 3 in 0–1. trust: H × W, how strongly a band pixel holds on to `guess` (0.0 not at all, 1.0 firmly).
    """
    from scipy import sparse
    from scipy.sparse.linalg import LinearOperator, cg

    if not band.any():
        return guess
    laplacian, pixels = _laplacian(photo, band)
    inside = band.ravel()[pixels]
    known = guess.ravel()[pixels]
    anchor = trust.ravel()[pixels][inside].astype(np.float64)
    rows = laplacian[inside]
    matrix = (rows[:, inside] + sparse.diags(anchor)).tocsr()
    target = anchor * known[inside] - rows[:, ~inside] @ known[~inside]
    diagonal = matrix.diagonal()
    jacobi = LinearOperator(matrix.shape, matvec=lambda vector: vector / diagonal, dtype=np.float64)
    solution, _ = cg(matrix, target, x0=known[inside].astype(np.float64), rtol=1e-4, maxiter=250, M=jacobi)
    alpha = guess.copy()
    alpha.ravel()[pixels[inside]] = np.clip(solution, 0, 1)
    return alpha


def _laplacian(photo: Floats, band: Mask) -> tuple[Any, npt.NDArray[np.intp]]:
    """The matting Laplacian over all windows that reach into `band`, and the flat indices of its pixels (eq. 12)."""
    from scipy import ndimage, sparse

    height, width = band.shape
    centres = ndimage.binary_dilation(band, np.ones((3, 3), bool))
    centres[[0, -1], :] = False
    centres[:, [0, -1]] = False
    flat = np.arange(height * width).reshape(height, width)
    offsets = np.array([dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)])
    windows = flat[centres][:, None] + offsets
    colours = photo.reshape(-1, 3).astype(np.float64)[windows]
    centred = colours - colours.mean(axis=1, keepdims=True)
    covariance = np.einsum("nik,nil->nkl", centred, centred) / _WINDOW
    inverse = np.linalg.inv(covariance + np.eye(3) * (_SMOOTHNESS / _WINDOW))
    affinity = (1 + np.einsum("nik,nkl,njl->nij", centred, inverse, centred, optimize=True)) / _WINDOW
    values = np.eye(_WINDOW) - affinity
    pixels, compact = np.unique(windows, return_inverse=True)
    compact = compact.reshape(windows.shape)
    rows = np.repeat(compact, _WINDOW, axis=1).ravel()
    columns = np.tile(compact, (1, _WINDOW)).ravel()
    size = len(pixels)
    return sparse.coo_matrix((values.ravel(), (rows, columns)), shape=(size, size)).tocsr(), pixels
