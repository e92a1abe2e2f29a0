"""The catalogue: public checkpoints that can be fetched by name, as one table; pure, it touches no disk or network.

A revision is a commit of the hub repository, so that a name means the same weights on every machine. It was read from
the hub's own pages, or from several public projects that pin the same commit; `pinned_by` says which. Sizes are those
that the hub's file lists show. Licences are named as the model cards name them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.model.families import MAX_STEPS

Kind = Literal["model", "base", "decoder"]

_HUB, _PROJECTS = "the hub's page of that commit", "public projects that pin it"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a checkpoint, and the recipe that makes a model of it."""

    name: str
    repository: str
    """OWNER/NAME on the hub."""
    revision: str
    """A commit; or a branch or tag, which is resolved to a commit at fetching and noted beside the files."""
    patterns: tuple[str, ...]
    """Files to fetch, as shell patterns; weights among them are safetensors."""
    size_gb: float
    """Of these files, about, in 1e9 bytes."""
    licence: str
    shows: str
    """Whether it may be used where money is earned, as its card has it, for people."""
    family: str = ""
    """Row of the family table; empty where it is no model of its own."""
    kind: Kind = "model"
    base: str = ""
    """Row that gives what this one lacks."""
    decoder: str = ""
    """Row of the tiny decoder that its recipe names."""
    file: str = ""
    """Of these files, the single one with a UNet."""
    lora: str = ""
    """Of these files, the LoRA to fuse."""
    prediction: Literal["", "epsilon", "v_prediction", "sample"] = ""
    pinned_by: str = ""
    steps: tuple[int, ...] = field(default=tuple(range(1, MAX_STEPS + 1)))
    """Denoising steps that it was distilled for, of those that a painter for the stage takes."""


_HALF = (
    "model_index.json", "scheduler/*.json", "tokenizer/*", "tokenizer_2/*",
    "text_encoder/config.json", "text_encoder/model.fp16.safetensors",
    "text_encoder_2/config.json", "text_encoder_2/model.fp16.safetensors",
    "vae/config.json", "vae/diffusion_pytorch_model.fp16.safetensors",
    "unet/config.json",
)  # fmt: skip
"""A repository in the diffusers layout, in float16, without its UNet."""
_HALF_WITH_UNET = (*_HALF, "unet/diffusion_pytorch_model.fp16.safetensors")
_FULL = tuple(pattern.replace(".fp16.", ".") for pattern in _HALF_WITH_UNET)
_WHOLE = (
    "model_index.json", "scheduler/*", "tokenizer/*", "tokenizer_2/*", "text_encoder/*", "text_encoder_2/*", "vae/*",
    "unet/*",
)  # fmt: skip
"""A repository in the diffusers layout, in whichever variants it has."""
_TINY = ("config.json", "diffusion_pytorch_model.safetensors")

_OPEN = "yes, under its terms of use"
_ASK = "only as https://stability.ai/license allows"

_SD15, _XL, _XL_REST = "sd15", "sdxl", "sdxl-without-unet"
_HYPER, _HYPER_PIN = "ByteDance/Hyper-SD", "d0e3aae44029cca2cd1ba683484490c27cdd75a1"
_LIGHTNING, _LIGHTNING_PIN = "ByteDance/SDXL-Lightning", "c9a24f48e1c025556787b0c58dd67a091ece2e44"
_XL_HUB, _XL_PIN = "stabilityai/stable-diffusion-xl-base-1.0", "462165984030d82259a11f4367a4eed129e94a7b"


def _hyper(name: str, file: str, xl: bool, steps: tuple[int, ...]) -> Entry:
    family = ("hyper-sdxl" if xl else "hyper-sd") + ("-any" if len(steps) > 1 else "")
    base, decoder, size_gb = (_XL, "taesdxl", 0.787) if xl else (_SD15, "taesd", 0.269)
    return Entry(name, _HYPER, _HYPER_PIN, (file,), size_gb, "openrail++", _OPEN, family,
                 base=base, decoder=decoder, lora=file, pinned_by=_HUB, steps=steps)  # fmt: skip


def _lightning(steps: int, file: str, prediction: Literal["", "sample"] = "") -> Entry:
    return Entry(f"sdxl-lightning-{steps}step", _LIGHTNING, _LIGHTNING_PIN, (file,), 5.14, "openrail++", _OPEN,
                 "lightning-sdxl", base=_XL_REST, decoder="taesdxl", file=file, prediction=prediction or "epsilon",
                 pinned_by=_HUB, steps=(steps,))  # fmt: skip


_ALL = tuple(range(1, MAX_STEPS + 1))

_ROWS = (
    Entry("sd-turbo", "stabilityai/sd-turbo", "b261bac6fd2cf515557d5d0707481eafa0485ec2", _HALF_WITH_UNET, 2.58,
          "Stability AI's, see its card", _ASK, "sd-turbo", decoder="taesd", pinned_by=_HUB),
    Entry("sdxl-turbo", "stabilityai/sdxl-turbo", "71153311d3dbb46851df1931d3ca6e939de83304", _HALF_WITH_UNET, 6.94,
          "sai-nc-community", _ASK, "sdxl-turbo", decoder="taesdxl", pinned_by=_HUB),
    Entry("lcm-dreamshaper", "SimianLuo/LCM_Dreamshaper_v7", "a85df6a8bd976cdd08b4fd8f3b73f229c9e54df5", _FULL, 4.27,
          "mit", _OPEN, "lcm", decoder="taesd", pinned_by=_PROJECTS),
    Entry("lcm-lora-sd15", "latent-consistency/lcm-lora-sdv1-5", "cf2fced511dbe7e26c8d1d397e728fbab875db4b",
          ("pytorch_lora_weights.safetensors",), 0.135, "openrail++", _OPEN, "lcm-lora", base=_SD15, decoder="taesd",
          lora="pytorch_lora_weights.safetensors", pinned_by=_HUB, steps=(2, 3, 4)),
    Entry("lcm-lora-sdxl", "latent-consistency/lcm-lora-sdxl", "a18548dd4956b174ec5b0d78d340c8dae0a129cd",
          ("pytorch_lora_weights.safetensors",), 0.394, "openrail++", _OPEN, "lcm-lora-sdxl", base=_XL,
          decoder="taesdxl", lora="pytorch_lora_weights.safetensors", pinned_by=_HUB, steps=(2, 3, 4)),
    _hyper("hyper-sd15", "Hyper-SD15-1step-lora.safetensors", False, _ALL),
    _hyper("hyper-sd15-2step", "Hyper-SD15-2steps-lora.safetensors", False, (2,)),
    _hyper("hyper-sd15-4step", "Hyper-SD15-4steps-lora.safetensors", False, (4,)),
    _hyper("hyper-sdxl", "Hyper-SDXL-1step-lora.safetensors", True, _ALL),
    _hyper("hyper-sdxl-2step", "Hyper-SDXL-2steps-lora.safetensors", True, (2,)),
    _hyper("hyper-sdxl-4step", "Hyper-SDXL-4steps-lora.safetensors", True, (4,)),
    Entry("hyper-sdxl-unet", _HYPER, _HYPER_PIN, ("Hyper-SDXL-1step-Unet.safetensors",), 10.3, "openrail++", _OPEN,
          "hyper-sdxl-unet", base=_XL_REST, decoder="taesdxl", file="Hyper-SDXL-1step-Unet.safetensors",
          pinned_by=_HUB, steps=(1,)),
    _lightning(1, "sdxl_lightning_1step_unet_x0.safetensors", "sample"),
    _lightning(2, "sdxl_lightning_2step_unet.safetensors"),
    _lightning(4, "sdxl_lightning_4step_unet.safetensors"),
    Entry("sd15", "stable-diffusion-v1-5/stable-diffusion-v1-5", "451f4fe16113bff5a5d2269ed5ad43b0592e9a14",
          _HALF_WITH_UNET, 2.13, "creativeml-openrail-m", _OPEN, kind="base", pinned_by=_PROJECTS),
    Entry(_XL, _XL_HUB, _XL_PIN, _HALF_WITH_UNET, 6.94, "openrail++", _OPEN, kind="base", pinned_by=_PROJECTS),
    Entry(_XL_REST, _XL_HUB, _XL_PIN, _HALF, 1.8, "openrail++", _OPEN, kind="base", pinned_by=_PROJECTS),
    Entry("taesd", "madebyollin/taesd", "614f76814bbe30edbe2e627ace1c2234c81a2c0e", _TINY, 0.01, "mit", _OPEN,
          kind="decoder", pinned_by=_HUB),
    Entry("taesdxl", "madebyollin/taesdxl", "b20258aaef75ef61e659c1e0f14f251cf0ad153e", _TINY, 0.01, "mit", _OPEN,
          kind="decoder", pinned_by=_PROJECTS),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {row.name: row for row in _ROWS}


def needs(name: str, table: dict[str, Entry] = CATALOGUE) -> tuple[Entry, ...]:
    """The row and those that it leans on, in the order to fetch them: base, decoder, itself."""
    entry = table[name]
    return (*(table[other] for other in (entry.base, entry.decoder) if other), entry)


def of_hub(repository: str, revision: str = "main") -> Entry:
    """A row made on the spot for OWNER/NAME on the hub, in the diffusers layout: its family is told by its files."""
    name = repository.rsplit("/", 1)[-1].lower().replace("_", "-")
    return Entry(name, repository, revision, _WHOLE, 0.0, "see its card", "see its card")
