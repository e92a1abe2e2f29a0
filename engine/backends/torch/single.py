"""A single checkpoint file: the parts that it gives, their tensors renamed to what diffusers calls them."""

from __future__ import annotations

import json
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from engine.errors import ModelError
from engine.model.layout import Layout


class Single:
    """The file that a layout names, if any. Needs diffusers, for its table of names, where the file is used."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._tensors = load_file(layout.single) if layout.single and layout.in_single else {}

    def has(self, name: str) -> bool:
        """Whether the file gives a part: unet, vae, text_encoder, text_encoder_2."""
        return name in self._layout.in_single

    def place(self, name: str) -> str:
        """File and part, for errors."""
        return f"{self._layout.single}: {name}"

    def error(self, name: str, reason: object) -> ModelError:
        """What to raise where a part's tensors don't fit its configuration."""
        line = str(reason).strip().split("\n", 1)[0] or type(reason).__name__
        line = line.removeprefix(f"{self.place(name)}: ").split(";", 1)[0]
        return ModelError(f"{self.place(name)}: {line}; the file is of another architecture than its recipe's base")

    def tensors(self, name: str) -> dict[str, Tensor]:
        """Tensors of the UNet or the VAE, named after the base's configuration; raises ModelError."""
        from diffusers.loaders import single_file_utils

        renamed: Any = single_file_utils
        config = json.loads((self._layout.folder / name / "config.json").read_bytes())
        if name == "unet" and any(key.startswith("down_blocks.") for key in self._tensors):
            return self._tensors
        convert = renamed.convert_ldm_unet_checkpoint if name == "unet" else renamed.convert_ldm_vae_checkpoint
        try:
            found: dict[str, Tensor] = convert(self._tensors, config)
        except Exception as error:  # the library raises all kinds where names are not as it expects
            raise self.error(name, error) from None
        return found

    def text(self, name: str, encoder: Any) -> dict[str, Tensor]:
        """Tensors of a text encoder, whether the file has them as CLIP's or as OpenCLIP's; raises ModelError."""
        from diffusers.loaders import single_file_utils

        renamed: Any = single_file_utils
        number = "1" if name == "text_encoder_2" else "0"
        try:
            for prefix in ("cond_stage_model.", f"conditioner.embedders.{number}."):
                if any(key.startswith(f"{prefix}model.") for key in self._tensors):
                    tensors = renamed.convert_open_clip_checkpoint(encoder, self._tensors, prefix=f"{prefix}model.")
                    break
            else:
                tensors = renamed.convert_ldm_clip_checkpoint(self._tensors)
        except Exception as error:  # as above
            raise self.error(name, error) from None
        wanted = encoder.state_dict()
        found = {key if key in wanted else key.removeprefix("text_model."): tensors[key] for key in tensors}
        return {key: value for key, value in found.items() if "position_ids" not in key}
