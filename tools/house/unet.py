"""The UNet: predicts the flow from noise to latents under a context; trained by coupled flow matching, with the
listener."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from tools.house import coupling, features, heard, sketch
from tools.house.config import Config, Sizes
from tools.house.dealer import Scenes
from tools.house.listener import Listener
from tools.house.muon import Muon, split
from tools.house.run import Average, Stage, device, half
from tools.house.sketch import Sketcher

LOOKS = 0.5
"""Weight of how unlike what the UNet sees in x looks to the true picture, by features: shapes come much sooner."""
NAMING = 0.02
"""Weight of naming the scene from its context, which keeps words and pictures tied."""
DRAWING = 2.0
"""Weight of how far the sketch is from the painter's layers."""
GIVEN = 0.5
"""Share of the first lessons in which the UNet sees the painter's own layers instead of the sketch; none at the end."""
FROM_NOISE = 0.5
"""Share of the lessons that start from pure noise, where one step must do it all."""
LEAST = 0.02
"""Flow time that the other lessons end at; at 0 there is nothing to say."""
LOOSE = 0.25
"""Share of the other lessons whose noise tells nothing of the scene, as when a camera's picture is painted over."""
STRONG = 4.0
"""Noise coefficients beyond about this are squashed before the UNet is told them; later in the flow they are those of
the picture, and large."""
WAVES = (1.0, 2.0, 4.0)
"""Waves of a cell's place that the UNet is told, in half turns a unit of the screen."""
PLACES = 2 + 4 * len(WAVES)
TIMES = 1000.0
"""Flow time 1 in the units of the UNet's sinusoidal time embedding."""


class Flow(nn.Module):
    """Listener and UNet as one: everything between word vectors and the flow of latents.

    Flow time t runs from 0 (picture) to 1 (noise): x_t = (1 - t) x0 + t eps (rectified flow, Liu et al. 2022,
    arXiv:2209.03003). Besides x it is told the lowest frequencies of x, which at t = 1 are the scene's code
    (tools.house.coupling), where each cell lies, and a sketch of the scene (tools.house.sketch).
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        levels = sizes.unet_attention
        cond = sizes.context_tokens * sizes.context_width
        self.listener = Listener(sizes)
        self.unet = UNet2DConditionModel(
            sample_size=sizes.size // 16,
            in_channels=sizes.latent_channels + PLACES + sketch.CHANNELS,
            out_channels=sizes.latent_channels,
            block_out_channels=sizes.unet_widths,
            layers_per_block=sizes.unet_layers,
            down_block_types=tuple("CrossAttnDownBlock2D" if on else "DownBlock2D" for on in levels),
            up_block_types=tuple("CrossAttnUpBlock2D" if on else "UpBlock2D" for on in reversed(levels)),
            mid_block_type="UNetMidBlock2DCrossAttn",
            cross_attention_dim=sizes.context_width,
            attention_head_dim=sizes.head_width,
            norm_num_groups=16,
            resnet_time_scale_shift="scale_shift",
            class_embed_type="projection",
            projection_class_embeddings_input_dim=cond + coupling.CODE,
        )
        self.sketcher = Sketcher(PLACES, cond + coupling.CODE + 1, sizes.sketch_widths, sizes.sketch_hidden)

    def told(self, x: Tensor, context: Tensor) -> Tensor:
        """Context (B, K, D) and the lowest frequencies of x (B, C, h, w), large ones squashed: (B, K D + CODE)."""
        low = coupling.read(x.float())
        return torch.cat([context.flatten(1), low * torch.rsqrt(1 + (low / STRONG).square())], 1)

    def sketch(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """The scene as the painter would lay it down, (B, sketch.CHANNELS, h, w), about -1..1."""
        where = [places(x, 2**level) for level in reversed(range(len(self.sketcher.levels)))]
        return self.sketcher(where, torch.cat([self.told(x, context), t[:, None]], 1))  # type: ignore[no-any-return]

    def say(self, x: Tensor, t: Tensor, context: Tensor, sketch: Tensor) -> Tensor:
        """What the UNet says, of unit size, (B, C, h, w), at x (B, C, h, w), t (B,) in 0..1, under context (B, K, D),
        seen beside a sketch (B, sketch.CHANNELS, h, w)."""
        seen = torch.cat([x * torch.sqrt(1 - t.square()).reshape(-1, 1, 1, 1), places(x), sketch], 1)
        told = self.told(x, context)
        said: Tensor = self.unet(seen, t * TIMES, context, class_labels=told, return_dict=False)[0]
        return said

    def forward(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """As x0."""
        return self.x0(x, t, context)

    def x0(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """The picture's latent as far as it can be seen from x."""
        kept, added = parts(t)
        return kept * x + added * self.say(x, t, context, self.sketch(x, t, context))


def places(x: Tensor, coarser: int = 1) -> Tensor:
    """Where every cell of x (B, C, h, w), or of a grid that is `coarser`, lies on the painter's screen, y in -1..1 and
    x in -w/h..w/h, and waves of both (Fourier features, Tancik et al. 2020, arXiv:2006.10739): (B, PLACES, h, w)."""
    count, high, wide = x.shape[0], x.shape[2] // coarser, x.shape[3] // coarser
    down = (torch.arange(high, device=x.device, dtype=x.dtype) * 2 + 1 - high) / high
    across = (torch.arange(wide, device=x.device, dtype=x.dtype) * 2 + 1 - wide) / high
    down, across = down.view(1, 1, high, 1).expand(count, 1, high, wide), across.expand(count, 1, high, wide)
    turns = [turn * torch.pi * place for turn in WAVES for place in (down, across)]
    return torch.cat([down, across, *(torch.sin(turn) for turn in turns), *(torch.cos(turn) for turn in turns)], 1)


def parts(t: Tensor) -> tuple[Tensor, Tensor]:
    """How much of x, and of what the UNet says, makes x0 at flow times t (B,): two (B, 1, 1, 1).

    The best linear guess of x0 from x, and the size of what that misses, for pictures and noise of unit variance
    (preconditioning, Karras et al. 2022, arXiv:2206.00364, for straight flows). At pure noise the UNet says the picture
    itself and need not carry the noise through; near the picture it says what is still wrong.
    """
    wide = t.reshape(-1, 1, 1, 1)
    power = (1 - wide).square() + wide.square()
    return (1 - wide) / power, wide * torch.rsqrt(power)


def lesson(x0: Tensor, code: Tensor) -> tuple[Tensor, Tensor]:
    """Noise (B, C, h, w) and flow times (B,) to teach the pictures x0 of scenes with these codes from."""
    count, kind = len(x0), x0.device
    noise = torch.randn_like(x0)
    t = torch.where(torch.rand(count, device=kind) < FROM_NOISE, 1.0, torch.rand(count, device=kind).clamp(min=LEAST))
    loose = (t < 1) & (torch.rand(count, device=kind) < LOOSE)
    return torch.where(loose.view(-1, 1, 1, 1), noise, coupling.write(noise, code)), t


def flow_loss(error: Tensor) -> Tensor:
    """Squared error (B, C, h, w) at full, half and quarter size, each scaled as if the error were white.

    The minimum is where it was; but what is wrong over many cells, a shape, weighs up to 21 times as much as what
    is wrong in one, a grain (after the multiscale loss of Hoogeboom et al. 2023, arXiv:2301.11093).
    """
    half_size = F.avg_pool2d(error, 2)
    quarter = F.avg_pool2d(half_size, 2)
    return error.square().mean() + 4 * half_size.square().mean() + 16 * quarter.square().mean()


def train(config: Config) -> None:
    """Train (or go on training) UNet and listener within the budget."""
    from tools.house import drawing  # which teaches parts of a Flow

    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    flow = Flow(config.sizes).to(kind)
    namer = drawing.load(config, flow)
    slow = [*flow.listener.parameters(), *namer.parameters()]
    painting = nn.ModuleList((flow.unet, flow.sketcher))
    matrices, others = split(painting)
    muon = Muon(matrices, lr=config.unet.rate, weight_decay=1e-2)
    groups = [{"params": others}, {"params": slow, "weight_decay": 1e-2}]
    adam = torch.optim.AdamW(groups, lr=config.unet.rate, betas=(0.9, 0.99), weight_decay=1e-3)
    average = Average(flow, config.ema)
    stage = Stage(config, "unet", config.unet)
    stage.parts = {"flow": flow, "namer": namer, "muon": muon, "adam": adam, "average": average}
    dealer, reading, looks = Scenes(config), heard.reader(config), features.load(config)
    for losses in stage.steps(muon):
        adam.param_groups[0]["lr"], adam.param_groups[1]["lr"] = 0.5 * stage.rate(), 0.15 * stage.rate()
        rows, x0, labels = dealer.deal(config.unet.batch)
        words, absent = reading.captions([dealer.specs[k] for k in rows], kind)
        eps, t = lesson(x0, dealer.codes[rows])
        wide = t.reshape(-1, 1, 1, 1)
        kept, added = parts(t)
        true = sketch.target(dealer.layers(rows))
        with half(kind):
            context = flow.listener(words, absent)
            x = (1 - wide) * x0 + wide * eps
            drawn = flow.sketch(x, t, context)
            shown = torch.where(
                torch.rand(len(t), 1, 1, 1, device=kind) < GIVEN * (1 - stage.progress()), true, drawn.detach()
            )
            said = flow.say(x, t, context, shown)
            unlike = looks.distance(kept * x + added * said, x0).float().mean()
        error = said.float() - (x0 - kept * x) / added
        naming, off = namer.loss(context.float(), labels), drawn.float() - true
        flow.zero_grad(set_to_none=True)
        namer.zero_grad(set_to_none=True)
        (flow_loss(error) + DRAWING * flow_loss(off) + NAMING * naming + LOOKS * unlike).backward()
        nn.utils.clip_grad_norm_(flow.parameters(), 1.0)
        muon.step()
        adam.step()
        average.update(flow)
        losses["loss"], losses["naming"] = error.detach().square().mean(), naming.detach()
        losses["unlike"] = unlike.detach()
        losses["sketch"] = off.detach().square().mean()
        losses["one_step"] = error.detach()[t == 1].square().mean()
        losses["coarse"] = F.avg_pool2d(error.detach(), 4).square().mean() * 16


def load(config: Config) -> Flow:
    """The averaged weights of the checkpoint; SystemExit when there is none."""
    path: Path = config.build / "unet.pt"
    if not path.is_file():
        raise SystemExit(f"{path}: no such checkpoint yet; run: python -m tools.house.train unet")
    saved = torch.load(path, map_location="cpu", weights_only=True)
    flow = Flow(config.sizes)
    flow.load_state_dict(saved["average"]["state"])
    return flow.to(device()).eval()
