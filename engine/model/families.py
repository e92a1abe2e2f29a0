"""The family table: one row for each kind of few-step model that can be painted with."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.schedule import (
    STRAIGHT,
    Schedule,
    ancestral,
    consistency,
    diffusion,
    every,
    follow_ode,
    renoise,
    trailing,
    trajectory,
)

HOUSE, SD15, SD21, SDXL = "house", "sd15", "sd21", "sdxl"
"""Architectures: Rhapsode's own; Stable Diffusion 1.x, 2.x and XL."""

MAX_STEPS = 4
"""A painter for the stage takes no more denoising steps a frame."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a family makes of a guidance scale and of a negative prompt."""

    kind: str = "none"
    """none; 'contrast' (classifier-free: Ho and Salimans 2022; a second run of the UNet) or 'embedded' (an input)."""
    usual: float = 1.0
    """The scale where a wish leaves it to the family; at 1 there is none."""
    most: float = 1.0
    why_not: str = ""
    """For people: why there is no guidance or no negative prompt."""

    @property
    def negative(self) -> bool:
        """Whether a negative prompt does anything."""
        return self.kind == "contrast"

    def scale(self, asked: float) -> float:
        """The scale to paint with: the usual one for 0, else what was asked, within the family's bounds."""
        return self.usual if asked <= 0.0 or self.kind == "none" else min(asked, self.most)

    def remarks(self, asked: float, negative: str) -> tuple[str, ...]:
        """Lines for a person about a wish for guidance that is not met as asked."""
        lines = []
        if asked > self.most:
            lines.append(f"guidance {asked:g} asked for, {self.scale(asked):g} taken: {self.why_not or 'the bound'}")
        if negative and not self.negative:
            lines.append(f"negative prompt not used: {self.why_not}")
        elif negative and self.scale(asked) <= 1.0:
            lines.append(f"negative prompt not used: it needs a guidance scale above 1, at most {self.most:g}")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the table."""

    name: str
    architecture: str
    carry_clamp: float
    """Most of the last latent that the next frame may start from before the picture turns to mud."""
    max_steps: int
    source: str
    """Where the schedule and the rest of the row come from."""
    schedule: Schedule = STRAIGHT
    prediction: str = "sample"
    """What the network gives: sample (x0), epsilon or v_prediction; a folder's scheduler_config.json overrides it."""
    boundary: bool = False
    """Whether x0 passes the boundary condition of consistency models (Song et al. 2023, section 3)."""
    latent_scale: float = 1.0
    """What latents are divided by before the decoder, where its own config.json doesn't say."""
    latent_shift: float = 0.0
    guidance: Guidance = Guidance()


_SD_SCALE = 0.18215
"""Rombach et al. 2022, appendix G: brings Stable Diffusion 1.x and 2.x latents to unit variance."""
_XL_SCALE = 0.13025
"""Stable Diffusion XL's VAE, vae/config.json of its model card."""

_NO_GUIDANCE = "distilled without guidance: neither a scale nor a negative prompt does anything good"

_EULER = Schedule(every(trailing, MAX_STEPS), diffusion, follow_ode, whole=True, unit_start=False)
_ANCESTRAL = Schedule(every(trailing, MAX_STEPS), diffusion, ancestral, whole=True, unit_start=False, fresh=True)
_LCM = Schedule(every(consistency, MAX_STEPS), diffusion, renoise, whole=True)
_DDIM = Schedule(every(trailing, MAX_STEPS), diffusion, follow_ode, whole=True, lands_on_first=True)
_TCD = Schedule(every(consistency, MAX_STEPS), diffusion, trajectory, whole=True, fresh=True, lands_on_first=True)
_ONE_AT_800 = Schedule({1: (800.0,)}, diffusion, renoise, whole=True)

_LCM_LORA_GUIDANCE = Guidance("contrast", 1.0, 2.0)

_ROWS = (
    Family("house", HOUSE, 0.4, 4, "Rhapsode's own, trained by tools/house; rectified flow, noise coupled to scenes",
           guidance=Guidance(why_not="it was trained without guidance: one wish and one noise have one picture")),
    Family("sd-turbo", SD21, 0.4, 4,
           "Sauer et al. 2023, adversarial diffusion distillation; card: guidance 0; its scheduler/: Euler, trailing",
           _EULER, "epsilon", latent_scale=_SD_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("sdxl-turbo", SDXL, 0.4, 4,
           "Sauer et al. 2023, adversarial diffusion distillation; card: guidance 0; its scheduler/: Euler ancestral, "
           "trailing",
           _ANCESTRAL, "epsilon", latent_scale=_XL_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("lcm", SD15, 0.4, 4,
           "Luo et al. 2023, latent consistency models; LCM_Dreamshaper_v7's card: 1 to 8 steps, guidance 8",
           _LCM, "epsilon", boundary=True, latent_scale=_SD_SCALE,
           guidance=Guidance("embedded", 8.0, 14.0, "the scale is an input of the network, a negative prompt is not")),
    Family("lcm-sdxl", SDXL, 0.4, 4,
           "Luo et al. 2023, latent consistency models; latent-consistency/lcm-sdxl's card: guidance 8",
           _LCM, "epsilon", boundary=True, latent_scale=_XL_SCALE,
           guidance=Guidance("embedded", 8.0, 14.0, "the scale is an input of the network, a negative prompt is not")),
    Family("lcm-lora", SD15, 0.4, 4,
           "Luo et al. 2023, LCM-LoRA (arXiv:2311.05556); lcm-lora-sdv1-5's card: 2 to 8 steps, guidance 1 to 2",
           _LCM, "epsilon", boundary=True, latent_scale=_SD_SCALE, guidance=_LCM_LORA_GUIDANCE),
    Family("lcm-lora-sdxl", SDXL, 0.4, 4,
           "Luo et al. 2023, LCM-LoRA (arXiv:2311.05556); lcm-lora-sdxl's card: 2 to 8 steps, guidance 1 to 2",
           _LCM, "epsilon", boundary=True, latent_scale=_XL_SCALE, guidance=_LCM_LORA_GUIDANCE),
    Family("hyper-sd", SD15, 0.4, 4,
           "Ren et al. 2024, Hyper-SD (arXiv:2404.13686); card: DDIM, trailing, guidance 0, one LoRA a step count; its "
           "LoRAs that keep guidance want 8 or 12 steps",
           _DDIM, "epsilon", latent_scale=_SD_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("hyper-sdxl", SDXL, 0.4, 4,
           "Ren et al. 2024, Hyper-SD (arXiv:2404.13686); card: DDIM, trailing, guidance 0, one LoRA a step count; its "
           "LoRAs that keep guidance want 8 or 12 steps",
           _DDIM, "epsilon", latent_scale=_XL_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("hyper-sd-any", SD15, 0.4, 4,
           "Ren et al. 2024, Hyper-SD; card of the 1-step LoRA used for any number of steps: TCD, eta 1, guidance 0",
           _TCD, "epsilon", latent_scale=_SD_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("hyper-sdxl-any", SDXL, 0.4, 4,
           "Ren et al. 2024, Hyper-SD; card of the 1-step LoRA used for any number of steps: TCD, eta 1, guidance 0",
           _TCD, "epsilon", latent_scale=_XL_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("hyper-sdxl-unet", SDXL, 0.4, 1,
           "Ren et al. 2024, Hyper-SD; card of the 1-step UNet: LCM scheduler at timestep 800, guidance 0",
           _ONE_AT_800, "epsilon", boundary=True, latent_scale=_XL_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("lightning", SD15, 0.4, 4,
           "SDXL-Lightning's recipe as merged into SD 1.5 checkpoints by their makers: Euler, trailing, guidance 0",
           _EULER, "epsilon", latent_scale=_SD_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
    Family("lightning-sdxl", SDXL, 0.4, 4,
           "Lin et al. 2024, SDXL-Lightning (arXiv:2402.13929); card: Euler, trailing, guidance 0; its 1-step model "
           "predicts the sample",
           _EULER, "epsilon", latent_scale=_XL_SCALE, guidance=Guidance(why_not=_NO_GUIDANCE)),
)  # fmt: skip

FAMILIES: dict[str, Family] = {row.name: row for row in _ROWS}
