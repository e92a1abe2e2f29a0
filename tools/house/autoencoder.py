"""The autoencoder: pictures (3, 256, 256) <-> latents (16, 16, 16) of unit variance a channel."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import AutoencoderDC
from torch import Tensor, nn

from tools.house.config import Config, Sizes
from tools.house.pictures import pool
from tools.house.run import Average, Stage, descend, device, half

NOISE = 0.15
"""Noise on the latents in training, in units of their spread: the decoder learns to forgive the UNet, and the
latent space grows smooth, so that mixtures of latents decode to pictures."""


class Autoencoder(nn.Module):
    """Diffusers' AutoencoderDC (deep compression autoencoder, Chen et al. 2024, arXiv:2410.10733), narrow, with a
    running per-channel mean and spread that normalise its latents."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        stages = len(sizes.encoder_widths)
        self.net = AutoencoderDC(
            latent_channels=sizes.latent_channels,
            encoder_block_out_channels=sizes.encoder_widths,
            decoder_block_out_channels=sizes.decoder_widths,
            encoder_layers_per_block=sizes.encoder_layers,
            decoder_layers_per_block=sizes.decoder_layers,
            encoder_qkv_multiscales=((),) * stages,
            decoder_qkv_multiscales=((),) * stages,
            decoder_norm_types="batch_norm",
            decoder_act_fns="relu",
        )
        self.spread = nn.BatchNorm2d(sizes.latent_channels, affine=False, momentum=0.02)

    def encode(self, image: Tensor) -> Tensor:
        """(B, 3, H, W) in 0..1 -> (B, C, H/16, W/16) of about zero mean and unit variance."""
        return self.spread(self.net.encode(image * 2 - 1).latent)

    def decode(self, latent: Tensor) -> Tensor:
        """(B, C, h, w) -> (B, 3, 16 h, 16 w), about 0..1 but unclamped."""
        return self.net.decode(latent).sample * 0.5 + 0.5


def picture_loss(made: Tensor, true: Tensor) -> Tensor:
    """L1 at full size plus L1 of the bands of a Laplacian pyramid (Burt & Adelson 1983), so that edges count."""
    error = (made - true).float()
    loss = error.abs().mean()
    for _ in range(3):
        low = F.avg_pool2d(error, 2)
        loss = loss + (error - F.interpolate(low, scale_factor=2.0)).abs().mean()
        error = low
    return loss + error.abs().mean()


def crops(pictures: np.ndarray, count: int, size: int, rng: np.random.Generator) -> Tensor:
    """Random mirrored crops: (count, 3, size, size) float32 0..1."""
    span = pictures.shape[-1] - size
    out = np.empty((count, 3, size, size), np.uint8)
    for k, row in enumerate(rng.integers(len(pictures), size=count)):
        # multiples of 16 half of the time: the grid on which whole pictures are encoded
        y, x = rng.integers(span + 1, size=2) if rng.random() < 0.5 else rng.integers(span // 16 + 1, size=2) * 16
        crop = pictures[row, :, y : y + size, x : x + size]
        out[k] = crop[..., ::-1] if rng.random() < 0.5 else crop
    return torch.from_numpy(out).float().div_(255)


def train(config: Config) -> Autoencoder:
    """Train (or go on training) the autoencoder within its budget; returns the averaged weights."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    pictures, _ = pool(config.build / "pool", config.pool, seed=config.seed, size=config.sizes.size)
    model = Autoencoder(config.sizes).to(kind).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=config.autoencoder.rate, betas=(0.9, 0.99), weight_decay=1e-3)
    average = Average(model, config.ema)
    stage = Stage(config, "autoencoder", config.autoencoder)
    stage.parts = {"model": model, "optimiser": optimiser, "average": average}
    rng = np.random.default_rng()
    for losses in stage.steps(optimiser):
        image = crops(pictures, config.autoencoder.batch, config.crop, rng).to(kind)
        with half(kind):
            latent = model.encode(image)
            noise = torch.randn_like(latent) * NOISE * torch.rand(len(latent), 1, 1, 1, device=kind)
            made = model.decode(latent + noise)
        loss = picture_loss(made, image)
        descend(loss, model, optimiser, average)
        losses["loss"] = loss.detach()
        losses["l1"] = (made.detach() - image).abs().mean()
    return load(config)


def load(config: Config) -> Autoencoder:
    """The averaged autoencoder of the checkpoint, ready to use; raises SystemExit when there is none."""
    stage = Stage(config, "autoencoder", config.autoencoder)
    if not stage.path.is_file():
        raise SystemExit(f"{stage.path}: no autoencoder yet; run: python -m tools.house.train autoencoder")
    saved = torch.load(stage.path, map_location="cpu", weights_only=True)
    model = Autoencoder(config.sizes)
    state = {name: value.to(model.state_dict()[name].dtype) for name, value in saved["average"]["state"].items()}
    model.load_state_dict(state)
    return model.to(device()).eval()
