"""The critic of made latents: it tells what is true from what is not, under what a scene holds."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")

from tools.house import cast, critic  # noqa: E402
from tools.house.critic import Critic  # noqa: E402
from tools.house.features import Features  # noqa: E402

pytestmark = pytest.mark.train


@pytest.fixture
def looks() -> Features:
    torch.manual_seed(0)
    net = Features(16).train()
    with torch.no_grad():
        for _ in range(20):  # its norms have met latents
            net.maps(torch.randn(16, 16, 8, 8))
    return net.eval().requires_grad_(False)


def latents(smooth: torch.Tensor) -> torch.Tensor:
    """Latents (B, 16, 8, 8) of unit variance: smooth where told so, (B,) bool, grain elsewhere."""
    grain = torch.randn(len(smooth), 16, 8, 8)
    flat = torch.nn.functional.avg_pool2d(grain, 5, 1, 2)
    flat = flat / flat.std()
    return torch.where(smooth.view(-1, 1, 1, 1), flat, grain)


def learnt(looks: Features) -> Critic:
    """A critic that was shown smooth scenes of the first subject, and grainy ones of any other, all the others made."""
    judge = Critic()
    adam = torch.optim.AdamW(judge.parameters(), lr=1e-2)
    for _ in range(120):
        first = torch.rand(32) < 0.5
        held = casts(first)
        apart = critic.told_apart(judge(looks.maps(latents(first)), held), judge(looks.maps(latents(~first)), held))
        adam.zero_grad()
        apart.backward()
        adam.step()
    return judge.requires_grad_(False)


def casts(first: torch.Tensor) -> torch.Tensor:
    """Casts (B, WIDTH) of the first subject where told so, (B,) bool, of the second elsewhere."""
    held = torch.zeros(len(first), cast.WIDTH)
    held[first, 0], held[~first, 1] = 1, 1
    return held


def test_what_is_true_depends_on_what_a_scene_holds(looks: Features) -> None:
    judge = learnt(looks)
    first = torch.arange(64) % 2 == 0
    true, made = (judge(looks.maps(latents(kind)), casts(first)) for kind in (first, ~first))
    assert critic.told_apart(true, made) < 1.2  # 2 is: cannot tell
    for rows in (first, ~first):  # of either subject, though the latents that are true of one are made of the other
        assert critic.doubted([level[rows] for level in true]) < critic.doubted([level[rows] for level in made]) - 0.5


def test_a_maker_that_heeds_it_becomes_truer(looks: Features) -> None:
    judge = learnt(looks)
    first = torch.ones(16, dtype=torch.bool)
    made = latents(~first).requires_grad_()
    before = critic.doubted(judge(looks.maps(made), casts(first)))
    (wanted,) = torch.autograd.grad(before, made)
    nearer = (made - 0.5 * wanted / wanted.std()).detach()
    assert critic.doubted(judge(looks.maps(nearer), casts(first))) < before
