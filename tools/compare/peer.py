"""The peer: StreamDiffusion from a checkout on this machine, set up for SD-Turbo as its README and wrapper do.

One denoising step, no guidance, TAESD, a batch of one, text to image (`txt2img_sd_turbo` of pipeline.py, the path that
its StreamDiffusionWrapper takes for SD-Turbo). xformers and its TensorRT module are left out: current diffusers uses
torch's own fused attention without being asked, and the module can't be imported with the TensorRT of today (it wants
polygraphy's and TensorRT's old classes).
"""

from __future__ import annotations

import copy
import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Image = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Parts:
    """A model as the peer takes it."""

    unet: Any
    """diffusers' UNet2DConditionModel."""
    vae: Any
    """diffusers' AutoencoderTiny, or AutoencoderKL."""
    scheduler: Any
    """Any scheduler whose configuration tells the betas."""
    tokens: Tensor
    """(1, K, D), the prompt's embedding."""

    def to(self, device: torch.device, dtype: torch.dtype) -> Parts:
        """The same elsewhere."""
        return Parts(
            self.unet.to(device, dtype), self.vae.to(device, dtype), self.scheduler, self.tokens.to(device, dtype)
        )


class BarePipe:
    """Stands in for a StableDiffusionPipeline: what the peer reads of one, and one embedding for every prompt.

    Text is encoded off the frame's path on both sides, so that a text encoder would change no figure.
    """

    def __init__(self, parts: Parts) -> None:
        self.unet, self.vae, self.scheduler = parts.unet, parts.vae, parts.scheduler
        self.text_encoder = None
        self.device = parts.tokens.device
        self.dtype = parts.tokens.dtype
        self.vae_scale_factor = 2 ** (len(parts.vae.config.block_out_channels) - 1)
        self._tokens = parts.tokens

    def encode_prompt(self, **_: object) -> tuple[Tensor, None]:
        """(tokens, no negative prompt)."""
        return self._tokens, None


class Peer:
    """The peer with one model. Its frames end as uint8 on the host."""

    def __init__(self, checkout: Path, parts: Parts, size: tuple[int, int], rows: int = 1) -> None:
        """`size`: (height, width) in pixels; `rows`: frames a call. FileNotFoundError where the checkout is none."""
        package = load_package(checkout)
        height, width = size
        pipe = BarePipe(parts)
        self._rows = rows
        self.stream: Any = package.StreamDiffusion(
            pipe,
            t_index_list=[0],
            torch_dtype=pipe.dtype,
            width=width,
            height=height,
            frame_buffer_size=rows,
            cfg_type="none",
        )
        self.stream.prepare("", num_inference_steps=50)

    def compile(self, mode: str) -> None:
        """Put torch.compile on its UNet and decoder, which upstream does not; a peer of the same parts keeps its."""
        self.stream.vae = copy.copy(self.stream.vae)
        self.stream.unet = torch.compile(self.stream.unet, mode=mode)
        self.stream.vae.decode = torch.compile(self.stream.vae.decode, mode=mode)

    @torch.no_grad()
    def paint(self, pack: Callable[[Tensor], Image]) -> Image:
        """One call of its frame's path, and what it gives packed: (H, W, 3), or (rows, H, W, 3) for several rows."""
        return pack(self.stream.txt2img_sd_turbo(self._rows))

    @torch.no_grad()
    def paint_from(self, noise: Tensor, pack: Callable[[Tensor], Image]) -> Image:
        """The frame that it paints from unit `noise` (1, C, h, w), in place of what it would draw."""
        with mock.patch.object(torch, "randn", return_value=noise):
            return self.paint(pack)

    @staticmethod
    def own_packing() -> Callable[[Tensor], Image]:
        """Its `postprocess_image`, as its README ends a frame, and then as an array.

        Its file imports torchvision, which that function doesn't use; an empty module stands in where it is missing.
        """
        missing = {} if importlib.util.find_spec("torchvision") else {"torchvision": ModuleType("torchvision")}
        with mock.patch.dict(sys.modules, missing):
            utils = importlib.import_module("streamdiffusion.image_utils")
        return lambda decoded: np.asarray(utils.postprocess_image(decoded, output_type="pil")[0])


def on_device(decoded: Tensor) -> Image:
    """Pictures in -1..1 (N, 3, H, W) as uint8 (H, W, 3) on the host, or (N, H, W, 3): converted before the copy.

    Kinder to the peer than its own way, which carries float32 over and converts it with numpy.
    """
    levels = (decoded.float() * 127.5 + 127.5).clamp(0.0, 255.0).round().to(torch.uint8)
    array: Image = levels.permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return array[0] if len(array) == 1 else array


def load_package(checkout: Path) -> Any:
    """Its package, imported from `src/` of a checkout."""
    source = checkout / "src"
    if not (source / "streamdiffusion" / "pipeline.py").is_file():
        raise FileNotFoundError(f"{source}: no streamdiffusion/pipeline.py; give --peer a checkout of StreamDiffusion")
    if str(source) not in sys.path:
        sys.path.insert(0, str(source))
    return importlib.import_module("streamdiffusion")
