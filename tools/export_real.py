"""Exports SD-Turbo's real architecture, made on the spot with random weights: fused nodes, equality, time, memory.

    python -m tools.export_real FOLDER --make
    python -m tools.export_real FOLDER --for cuda|tensorrt|cpu [--dtype ...] [--opset ...]

FOLDER gets model/ (the random model, made once: 1.9 GB) and one folder an export. Fusing, size and memory need no
training. The text encoder has the real widths and but two of its 23 layers. Needs 6 GiB of memory.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import time
from pathlib import Path

from engine.export.export import export
from engine.export.options import Options
from engine.model.find import find_model

_TURBO = {
    "sample_size": 64,
    "block_out_channels": (320, 640, 1280, 1280),
    "attention_head_dim": (5, 10, 20, 20),
    "cross_attention_dim": 1024,
    "use_linear_projection": True,
}
"""What unet/config.json of stabilityai/sd-turbo sets otherwise than the class's defaults."""


def make(folder: Path) -> None:
    """Write the model in the diffusers layout, in float16."""
    import torch
    from diffusers import AutoencoderTiny, EulerDiscreteScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    from tests.engine.tiny_models import byte_pairs

    torch.manual_seed(0)
    tokenizer = byte_pairs(folder)
    words = len(tokenizer)
    text = CLIPTextConfig(
        vocab_size=words,
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=2,
        num_attention_heads=16,
        hidden_act="gelu",
        bos_token_id=words - 2,
        eos_token_id=words - 1,
        pad_token_id=words - 1,
    )
    pipeline = StableDiffusionPipeline(
        vae=AutoencoderTiny(),
        text_encoder=CLIPTextModel(text),
        tokenizer=tokenizer,
        unet=UNet2DConditionModel(**_TURBO),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="trailing"
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.to(torch.float16).save_pretrained(folder, safe_serialization=True)


def main() -> None:
    """Make what is missing, export, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--for", dest="target", default="cuda")
    parser.add_argument("--dtype", default="")
    parser.add_argument("--opset", type=int, default=0)
    parser.add_argument("--make", action="store_true", help="only make the model: a process of its own, for memory")
    options = parser.parse_args()
    model = options.folder / "model"
    if options.make:
        make(model)
        return
    settled = Options(options.target, options.opset, options.dtype).settled()
    out = options.folder / f"sd-turbo-{settled.opset}-{settled.dtype}"
    shutil.rmtree(out, ignore_errors=True)
    began = time.perf_counter()
    export(find_model(str(model)), out, settled)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e9
    print(f"{out.name}: {time.perf_counter() - began:.0f} s, {peak:.1f} GB of memory at most, {size:.2f} GB on disk")


if __name__ == "__main__":
    main()
