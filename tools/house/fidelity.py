"""How well pictures come back: PSNR, SSIM and a multi-scale gradient deviation; no learnt weights.

LPIPS would need weights that were trained on people's judgements; the gradient deviation needs none and follows such
judgements well in its authors' tests.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
SSIM_SIDE, SSIM_SIGMA = 11, 1.5
SSIM_FLOORS = (0.01**2, 0.03**2)
GRADIENT_FLOOR = 170.0 / 255.0**2
"""The constant of the gradient similarity, for pictures in 0..1."""
SCALES = (0.096, 0.596, 0.289, 0.019)


def psnr(made: Tensor, true: Tensor) -> Tensor:
    """Peak signal to noise of pictures (n, 3, H, W) in 0..1, in decibels: (n,); infinite where they are equal."""
    return -10.0 * torch.log10((made - true).square().mean((1, 2, 3)))


def ssim(made: Tensor, true: Tensor) -> Tensor:
    """Structural similarity of the luma of pictures (n, 3, H, W) in 0..1: (n,), 1 for equal ones.

    Wang et al. 2004 ("Image quality assessment: from error visibility to structural similarity", equation 13), with
    their 11 x 11 Gaussian window of sigma 1.5, over all places where the window fits.
    """
    at = torch.arange(SSIM_SIDE, dtype=made.dtype) - SSIM_SIDE // 2
    line = torch.exp(-(at**2) / (2 * SSIM_SIGMA**2))
    window = torch.outer(line, line)[None, None] / line.sum() ** 2
    a, b = _luma(made), _luma(true)
    mean_a, mean_b = F.conv2d(a, window), F.conv2d(b, window)
    var_a = F.conv2d(a * a, window) - mean_a**2
    var_b = F.conv2d(b * b, window) - mean_b**2
    both = F.conv2d(a * b, window) - mean_a * mean_b
    low, high = SSIM_FLOORS
    shape = (2 * mean_a * mean_b + low) * (2 * both + high)
    return (shape / ((mean_a**2 + mean_b**2 + low) * (var_a + var_b + high))).mean((1, 2, 3))


def gradient_deviation(made: Tensor, true: Tensor) -> Tensor:
    """Multi-scale gradient magnitude similarity deviation of the luma of pictures (n, 3, H, W): (n,), 0 for equal ones.

    GMSD, Xue et al. 2014 (arXiv:1308.3052), equations 4 to 6, at four scales, from half size down, joined as in
    MS-GMSD (Zhang et al. 2017, ICASSP), of luma alone. Sides of 48 pixels and more.
    """
    a, b = _luma(made), _luma(true)
    total = torch.zeros(len(a))
    for weight in SCALES:
        a, b = F.avg_pool2d(a, 2), F.avg_pool2d(b, 2)
        steep_a, steep_b = _steepness(a), _steepness(b)
        alike = (2 * steep_a * steep_b + GRADIENT_FLOOR) / (steep_a**2 + steep_b**2 + GRADIENT_FLOOR)
        total = total + weight * alike.var((1, 2, 3), unbiased=False)
    return total.sqrt()


def _luma(image: Tensor) -> Tensor:
    """(n, 3, H, W) -> (n, 1, H, W)."""
    return (image * torch.tensor(LUMA).reshape(1, 3, 1, 1)).sum(1, keepdim=True)


def _steepness(image: Tensor) -> Tensor:
    """Gradient magnitude by the Prewitt filters: (n, 1, H, W) -> (n, 1, H - 2, W - 2)."""
    across = torch.tensor([[1.0, 0.0, -1.0]] * 3) / 3
    filters = torch.stack([across, across.T])[:, None]
    return F.conv2d(image, filters).square().sum(1, keepdim=True).sqrt()


def halved(image: Tensor) -> Tensor:
    """Pictures at half the resolution, enlarged again: a softness that everyone knows, to read the figures by."""
    return F.interpolate(F.avg_pool2d(image, 2), scale_factor=2.0, mode="bilinear")


def fidelity(made: Tensor, true: Tensor) -> dict[str, float]:
    """The three figures, means over the pictures."""
    return {
        "psnr_db": float(psnr(made, true).clamp(max=99.0).mean()),
        "ssim": float(ssim(made, true).mean()),
        "gradient_deviation": float(gradient_deviation(made, true).mean()),
    }
