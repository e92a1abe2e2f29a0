"""The decoder learns on: it decodes what the UNet makes of pure noise, and is told in which colours it was meant.

Until then it knew the encoder's latents alone. The UNet's, of one step, lie a little beside those, and what it made
of them was fringed in colours that nobody asked for, plainest in grey pictures. Since noise and scenes are coupled
(tools.house.coupling), every noise has one picture that is meant, and whose colours to learn. Not so its lights and
darks: where grain lies no latent tells, and a decoder that is told the true one answers with the mean of all, a blur.
Of these it is to keep what it made before.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from tools.house import autoencoder, cast, unet
from tools.house.autoencoder import Autoencoder, picture_loss
from tools.house.config import CELL, Config
from tools.house.dealer import Scenes
from tools.house.run import Average, Stage, checkpoint, descend, device, half
from tools.house.scenes import paint

KEPT = 0.25
"""Share of the lessons from the encoder's own latents, as cameras and files bring: not to be forgotten."""

LIGHT = 2.0
"""Weight of lights and darks beside colours."""
VIVID = 1.08
"""How much more colourful than meant it is told to be: where it can't know the colour it answers with the median, which
is greyer."""
LUMA = (0.299, 0.587, 0.114)
"""Red, green and blue in lightness (ITU-R BT.601)."""


def in_light_and_colour(picture: Tensor) -> Tensor:
    """Pictures (B, 3, H, W) in RGB as Y'CbCr of ITU-R BT.601, full range, around 0 in both colours."""
    light = (picture * torch.tensor(LUMA, device=picture.device).view(1, 3, 1, 1)).sum(1, keepdim=True)
    blue, red = (picture[:, 2:] - light) / 1.772, (picture[:, :1] - light) / 1.402
    return torch.cat([light, blue, red], 1)


def train(config: Config) -> None:
    """Train (or go on training) the decoder within its budget."""
    kind = device()
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    flow, model, dealer = unet.load(config), autoencoder.load(config), Scenes(config)
    net, before = model.net.decoder, copy.deepcopy(model)
    optimiser = torch.optim.AdamW(net.parameters(), lr=config.decoder.rate, betas=(0.9, 0.99), weight_decay=1e-3)
    average = Average(net, config.ema)
    stage = Stage(config, "decoder", config.decoder)
    stage.parts = {"net": net, "optimiser": optimiser, "average": average}
    for losses in stage.steps(optimiser):
        rows, own, labels = dealer.deal(config.decoder.batch)
        high, wide = (CELL * side for side in own.shape[-2:])
        true = paint([dealer.specs[row] for row in rows], size=(high, wide), device=kind)
        made = unet.at_once(flow, cast.unsure(labels), dealer.codes[rows], own.shape)
        latent = torch.where(torch.rand(len(own), 1, 1, 1, device=kind) < KEPT, own, made)
        with half(kind):
            picture = in_light_and_colour(model.decode(latent).float())
            with torch.no_grad():
                light = in_light_and_colour(before.decode(latent).float())[:, :1]
        wanted = torch.cat([light, VIVID * in_light_and_colour(true)[:, 1:]], 1)
        loss = LIGHT * picture_loss(picture[:, :1], wanted[:, :1]) + picture_loss(picture[:, 1:], wanted[:, 1:])
        descend(loss, net, optimiser, average)
        losses["loss"] = loss.detach()
        apart = (picture.detach() - wanted).abs().mean((0, 2, 3))
        losses["light"], losses["colour"] = apart[0], apart[1:].mean()


def load(config: Config) -> Autoencoder:
    """The autoencoder with its decoder as it learned on, or as it was where it did not yet; SystemExit without one."""
    model = autoencoder.load(config)
    if (config.build / "decoder.pt").is_file():
        model.net.decoder.load_state_dict(checkpoint(config, "decoder")["average"]["state"])
    return model
