"""The UNet: predicts the flow from noise to latents under a cast; trained by coupled flow matching."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from tools.house import cast, coupling, critic, drawing, features, heard, sketch, texts
from tools.house.cast import Caster
from tools.house.config import Config, Sizes
from tools.house.critic import Critic
from tools.house.dealer import Scenes
from tools.house.learner import Learner
from tools.house.listener import Listener, Reader, pad
from tools.house.run import checkpoint, device, half
from tools.house.scenes import SceneSpec
from tools.house.sketch import Sketcher, places

LOOKS = 0.5
"""Weight of how unlike what the UNet sees in x looks to the true picture, by features: shapes come much sooner."""
NAMED = 1.0
"""Weight of how far what the features name in what the UNet sees is from what the scene holds: what no single cell
shows, a mood or a medium, comes much sooner."""
TRUE = 0.1
"""Weight of how little true to the critic what the UNet sees in x looks."""
GIVEN = 0.9
"""Share of the first lessons in which the UNet sees the painter's own layers instead of the sketch; none at the end."""
DRAWN = 10.0
"""Weight of how far the sketch for pure noise is from the painter's layers: the sketcher, props and all, learns on
beside the UNet."""
FROM_NOISE = 0.6
"""Share of the lessons that start from pure noise, where one step must do it all."""
HEARD = 0.4
"""Share of these whose cast is what listener and caster make of a caption, instead of the exact one with doubts added:
on stage what paints meets their doubts."""
LEAST = 0.02
"""Flow time that the other lessons end at; at 0 there is nothing to say."""
LOOSE = 0.25
"""Share of the other lessons whose noise tells nothing of the scene, as when a camera's picture is painted over."""
TIMES = 1000.0
"""Flow time 1 in the units of the UNet's sinusoidal time embedding."""
TOKENS, TOKEN = 4, 64
"""What the UNet's middle block attends to: tokens of what it is told, and their width."""


class Flow(nn.Module):
    """Everything between word vectors and the flow of latents: listener, caster, sketcher and UNet.

    Flow time t runs from 0 (picture) to 1 (noise): x_t = (1 - t) x0 + t eps (rectified flow, Liu et al. 2022,
    arXiv:2209.03003). Besides x the UNet is told the cast of the scene (tools.house.cast), its code as far as x shows
    it (tools.house.coupling), where each cell lies, and a sketch of the scene (tools.house.sketch).
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        levels = sizes.unet_attention
        self.listener = Listener(sizes)
        self.caster = Caster(sizes)
        self.sketcher = Sketcher(sizes)
        self.tokens = nn.Linear(cast.TOLD, TOKENS * TOKEN)
        self.unet = UNet2DConditionModel(
            sample_size=sizes.size // 16,
            in_channels=sizes.latent_channels + sketch.PLACES + sketch.CHANNELS,
            out_channels=sizes.latent_channels,
            block_out_channels=sizes.unet_widths,
            layers_per_block=sizes.unet_layers,
            down_block_types=tuple("CrossAttnDownBlock2D" if on else "DownBlock2D" for on in levels),
            up_block_types=tuple("CrossAttnUpBlock2D" if on else "UpBlock2D" for on in reversed(levels)),
            mid_block_type="UNetMidBlock2DCrossAttn",
            cross_attention_dim=TOKEN,
            attention_head_dim=sizes.head_width,
            norm_num_groups=16,
            resnet_time_scale_shift="scale_shift",
            class_embed_type="projection",
            projection_class_embeddings_input_dim=cast.TOLD,
        )

    def told(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """The cast under a context (B, K, D), and the code as far as x (B, C, h, w) at t (B,) shows it: (B, TOLD)."""
        code = coupling.guess(x.float(), t)
        return torch.cat([self.caster(context, code), code], 1)

    def say(self, x: Tensor, t: Tensor, told: Tensor, sketch: Tensor) -> Tensor:
        """What the UNet says, of unit size, (B, C, h, w), at x (B, C, h, w), t (B,) in 0..1, told (B, TOLD), seen
        beside a sketch (B, sketch.CHANNELS, h, w)."""
        seen = torch.cat([x * torch.sqrt(1 - t.square()).reshape(-1, 1, 1, 1), places(x), sketch], 1)
        tokens = self.tokens(told).unflatten(1, (TOKENS, TOKEN))
        said: Tensor = self.unet(seen, t * TIMES, tokens, class_labels=told, return_dict=False)[0]
        return said

    def forward(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """As x0."""
        return self.x0(x, t, context)

    def x0(self, x: Tensor, t: Tensor, context: Tensor) -> Tensor:
        """The picture's latent as far as it can be seen from x."""
        return self.seen(x, t, self.told(x, t, context))

    def seen(self, x: Tensor, t: Tensor, told: Tensor) -> Tensor:
        """The same by what is told (B, TOLD), the listener passed over."""
        kept, added = parts(t)
        return kept * x + added * self.say(x, t, told, self.sketcher(x, told))


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


@torch.no_grad()
def at_once(flow: Flow, held: Tensor, codes: Tensor, shape: Sequence[int]) -> Tensor:
    """Latents of a shape (B, C, h, w) that a flow makes in one step of pure noise of codes (B, CODE), under casts
    (B, WIDTH)."""
    x = coupling.write(torch.randn(shape, device=codes.device), codes)
    return flow.seen(x, torch.ones(len(x), device=x.device), torch.cat([held, codes], 1))


def flow_loss(error: Tensor) -> Tensor:
    """Squared error (B, C, h, w) at full, half and quarter size, each scaled as if the error were white.

    The minimum is where it was; but what is wrong over many cells, a shape, weighs up to 21 times as much as what
    is wrong in one, a grain (after the multiscale loss of Hoogeboom et al. 2023, arXiv:2301.11093).
    """
    half_size = F.avg_pool2d(error, 2)
    quarter = F.avg_pool2d(half_size, 2)
    return error.square().mean() + 4 * half_size.square().mean() + 16 * quarter.square().mean()


@torch.no_grad()
def as_heard(flow: Flow, reading: Reader, specs: list[SceneSpec], code: Tensor) -> Tensor:
    """What the flow's listener and caster make of captions of scenes with these codes (B, CODE): casts (B, WIDTH)."""
    words, absent = pad(reading.captions(specs), code.device)
    told: Tensor = flow.caster(flow.listener(words, absent), code)
    return told


def painting(flow: Flow) -> nn.ModuleDict:
    """The parts of a flow that this stage teaches."""
    return nn.ModuleDict({"unet": flow.unet, "tokens": flow.tokens, "sketcher": flow.sketcher})


def train(config: Config) -> None:
    """Train (or go on training) the UNet within the budget."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    flow = Flow(config.sizes).to(kind)
    flow.sketcher.load_state_dict(drawing.load(config).state_dict())
    learner = Learner(config, "unet", painting(flow), adam=0.5, plain=(flow.sketcher.props.memory,))
    dealer, looks, judge = Scenes(config), features.load(config), Critic().to(kind)
    judging = torch.optim.AdamW(judge.parameters(), lr=critic.RATE, betas=(0.0, 0.99))
    learner.stage.parts |= {"critic": judge, "judging": judging}
    flow.listener, flow.caster = (part.eval() for part in heard.load(config))
    reading = texts.reader(config.seed)
    for losses in learner.lessons():
        rows, x0, labels = dealer.deal(config.unet.batch)
        eps, t = lesson(x0, dealer.codes[rows])
        wide = t.reshape(-1, 1, 1, 1)
        kept, added = parts(t)
        x = (1 - wide) * x0 + wide * eps
        told = torch.cat([cast.unsure(labels), coupling.guess(x, t)], 1)
        by_ear = torch.nonzero((torch.rand(len(t), device=kind) < HEARD) & (t == 1))[:, 0]
        if len(by_ear):
            specs = [dealer.specs[rows[k]] for k in by_ear.tolist()]
            told[by_ear, : cast.WIDTH] = as_heard(flow, reading, specs, dealer.codes[rows][by_ear])
        place = flow.sketcher.placing(told)  # outside of autocast
        held = cast.sure(labels)
        given = (torch.rand(len(t), device=kind) < GIVEN * (1 - learner.stage.progress())) & (t == 1)
        with half(kind):
            true = sketch.target(dealer.layers(rows))
            drawn = flow.sketcher.drawn(x, told, place)
            said = flow.say(x, t, told, torch.where(given.view(-1, 1, 1, 1), true, drawn.float()))
            made, painted = looks.maps(kept * x + added * said), looks.maps(x0)
            unlike = features.distance(made, painted).float().mean()
            misnamed = features.misnamed(looks.named(made), labels).mean()
            doubted = critic.doubted(judge(made, held))
        error, pure = said.float() - (x0 - kept * x) / added, (t == 1).float()
        missed = ((drawn.float() - true).square().mean((1, 2, 3)) * pure).sum() / pure.sum().clamp(min=1)
        learner.learn(flow_loss(error) + LOOKS * unlike + NAMED * misnamed + TRUE * doubted + DRAWN * missed)
        with half(kind):
            seen = [[level.detach() for level in maps] for maps in (painted, made)]
            apart = critic.told_apart(*(judge(maps, held) for maps in seen))
        judging.zero_grad(set_to_none=True)
        apart.backward()
        judging.step()
        losses["apart"], losses["doubted"] = apart.detach(), doubted.detach()
        losses["loss"], losses["unlike"] = error.detach().square().mean(), unlike.detach()
        losses["misnamed"], losses["drawn"] = misnamed.detach(), missed.detach()
        losses["one_step"] = error.detach()[t == 1].square().mean()
        losses["coarse"] = F.avg_pool2d(error.detach(), 4).square().mean() * 16


def load(config: Config) -> Flow:
    """The flow of all stages' checkpoints, averaged weights where there are some; SystemExit when one is missing."""
    flow = Flow(config.sizes).to(device())
    painting(flow).load_state_dict(checkpoint(config, "unet")["average"]["state"])
    listener, caster = heard.load(config)
    flow.listener.load_state_dict(listener.state_dict())
    flow.caster.load_state_dict(caster.state_dict())
    return flow.to(device()).eval()
