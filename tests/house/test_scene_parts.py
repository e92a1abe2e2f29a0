"""What stands between words and picture: the cast, where it stands, the props, and the code that the noise carries."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers", reason="training needs the extra 'train'")

from tools.house import cast, coupling, props, sketch  # noqa: E402
from tools.house import vocabulary as voc  # noqa: E402
from tools.house.config import TINY  # noqa: E402
from tools.house.painter.noise import CODE, code  # noqa: E402
from tools.house.painter.paint import LAYERS, prop  # noqa: E402
from tools.house.painter.subjects import DRAWINGS  # noqa: E402
from tools.house.pictures import table  # noqa: E402
from tools.house.scenes import SceneSpec, layers, sample_specs  # noqa: E402
from tools.house.sketch import Sketcher  # noqa: E402

pytestmark = pytest.mark.train
MASK = LAYERS.index("mask")


def labels_of(specs: list[SceneSpec]) -> torch.Tensor:
    return torch.from_numpy(table(specs))


def told_of(specs: list[SceneSpec]) -> torch.Tensor:
    return torch.cat([cast.sure(labels_of(specs)), code(torch.tensor([spec.seed for spec in specs]))], 1)


def test_a_cast_says_what_the_labels_say() -> None:
    specs = sample_specs(60, seed=3)
    for name, held in cast.parts(cast.sure(labels_of(specs))).items():
        wanted = [getattr(spec, name) for spec in specs]
        assert held.argmax(1).tolist() == [value if value >= 0 else cast.COUNTS[name] - 1 for value in wanted]


def test_an_unsure_cast_still_is_one_and_mostly_right() -> None:
    labels = labels_of(sample_specs(200, seed=4))
    doubtful = cast.parts(cast.unsure(labels))
    for name, exact in cast.parts(cast.sure(labels)).items():
        held = doubtful[name]
        assert torch.allclose(held.sum(1), torch.ones(200), atol=1e-5)
        assert bool((held.argmax(1) == exact.argmax(1)).all())
        assert float((held - exact).abs().max()) > 0.05


def test_the_caster_gives_a_distribution_for_every_attribute() -> None:
    caster = cast.Caster(TINY.sizes)
    context = torch.randn(5, TINY.sizes.context_tokens, TINY.sizes.context_width)
    held = cast.parts(caster(context, torch.randn(5, CODE)))
    assert set(held) == set(cast.COUNTS)
    for part in held.values():
        assert torch.allclose(part.sum(1), torch.ones(5), atol=1e-5)
        assert bool((part >= 0).all())


def test_what_leads_moves_all_the_rest_and_itself_by_nothing() -> None:
    caster, context, code = cast.Caster(TINY.sizes), torch.randn(4, 4, 32), torch.randn(4, CODE)
    torch.nn.init.normal_(caster.follow.weight)
    one, other = (cast.leads(cast.sure(labels_of(sample_specs(4, seed=seed)))) for seed in (1, 2))
    led, changed = (cast.parts(caster.logits(context, code, who)) for who in (one, other))
    for name in cast.COUNTS:
        assert torch.equal(led[name], changed[name]) == (name in cast.LEADS), name


def test_what_it_takes_to_lead_is_what_it_casts() -> None:
    caster, context, code = cast.Caster(TINY.sizes), torch.randn(4, 4, 32), torch.randn(4, CODE)
    torch.nn.init.normal_(caster.follow.weight)
    told = caster.logits(context, code)
    assert torch.allclose(told, caster.logits(context, code, cast.leads(caster(context, code))), atol=1e-5)


def test_a_cast_is_the_surer_the_less_its_likeliest_leads() -> None:
    torn, sure = torch.tensor([[1.0, 0.5, 0.0]]), torch.tensor([[9.0, 0.0, 0.0]])
    plain, style, mood = (
        float(found.amax())
        for found in (torch.softmax(torn, 1), cast.settled("style", torn), cast.settled("mood", torn))
    )
    assert 0.5 < plain < style - 0.03 < mood - 0.06
    assert torch.allclose(cast.settled("mood", sure), torch.softmax(sure, 1), atol=1e-3)


def test_a_second_subject_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    caster, wanted = cast.Caster(TINY.sizes), torch.zeros(1, cast.WIDTH)
    named = cast.parts(wanted)
    named["subject"][0, 5] = named["second"][0, 5] = 12.0
    named["second"][0, 8] = 10.0
    monkeypatch.setattr(caster, "logits", lambda context, code: wanted)
    held = cast.parts(caster(torch.zeros(1, 4, 32), torch.zeros(1, CODE)))
    assert (int(held["subject"].argmax()), int(held["second"].argmax())) == (5, 8)
    assert float(held["second"][0, 5]) < 0.05
    assert float(held["second"].sum()) == pytest.approx(1, abs=1e-5)


def test_the_code_is_read_from_pure_noise_and_guessed_from_less() -> None:
    numbers = torch.randn(500, CODE)
    noise = coupling.write(torch.randn(500, coupling.CHANNELS, 8, 12), numbers)
    assert torch.allclose(coupling.guess(noise, torch.ones(500)), numbers, atol=1e-4)
    picture = coupling.RICH * torch.randn_like(noise)
    seen = coupling.guess(0.4 * picture + 0.6 * noise, torch.full((500,), 0.6))
    assert float(torch.corrcoef(torch.stack([seen.flatten(), numbers.flatten()]))[0, 1]) > 0.8


def drawn_by_the_painter(specs: list[SceneSpec], place: dict[str, torch.Tensor], second: bool) -> torch.Tensor:
    return torch.cat(
        [
            prop(
                max(spec.second, 0) if second else spec.subject,
                place["day"][k],
                place["there"][k],
                torch.tensor([spec.seed]),
                props.SIDE,
                props.REACH,
            )
            for k, spec in enumerate(specs)
        ]
    )


def things_only(specs: list[SceneSpec]) -> list[SceneSpec]:
    """Scenes without fields, which lie on the screen itself, and without weather and light that cover things."""
    kinds = {k: DRAWINGS[row.name][1] for k, row in enumerate(voc.SUBJECTS)}
    calm = [spec for spec in specs if spec.weather == 0 and spec.light == 0]
    return [spec for spec in calm if kinds[spec.subject] == "thing" and kinds.get(spec.second, "thing") == "thing"]


def test_props_stand_where_the_painter_puts_them() -> None:
    """The painter's own props, stood by the model's geometry, cover what the painter's subjects cover: alone, two of
    them in every relation, folded, mirrored."""
    specs = things_only(sample_specs(900, seed=5))
    specs = [spec for spec in specs if spec.second >= 0 or spec.composition > 0][:60]
    assert len({spec.relation for spec in specs if spec.second >= 0}) >= 5
    assert len({spec.composition for spec in specs}) >= 8
    told, net = told_of(specs), Sketcher(TINY.sizes)
    place = net.placing(told)
    both = torch.cat([drawn_by_the_painter(specs, place, False), drawn_by_the_painter(specs, place, True)])
    net.props.forward = lambda *asked: both  # type: ignore[method-assign]
    stood = net.stood(torch.zeros(len(specs), 16, 16, 16), told, place)[:, MASK]
    painted = layers(specs, 64)[:, MASK]
    common = torch.minimum(stood, painted).sum((1, 2)) / torch.maximum(stood, painted).sum((1, 2))
    assert float(common.median()) > 0.85
    assert float((common > 0.6).float().mean()) > 0.9


def test_a_prop_covers_what_it_paints_and_nothing_else() -> None:
    cat = next(k for k, row in enumerate(voc.SUBJECTS) if row.name == "cat")
    drawn = prop(cat, torch.tensor([0.1]), torch.tensor([1.0]), torch.tensor([3]), 64, props.REACH)[0]
    assert float(drawn[-1, 0, 0]) == pytest.approx(0, abs=0.02)
    assert float(drawn[-1].amax()) == pytest.approx(1, abs=1e-3)
    claimed, covered = drawn[MASK] > 0.5, drawn[-1] > 0.5
    assert float(claimed.float().mean()) > 0.1
    assert float((claimed & ~covered).float().sum() / claimed.float().sum()) < 0.05


@pytest.mark.parametrize("side", [(4, 4), (4, 7), (8, 6)])
def test_a_sketch_has_the_latents_shape_at_any_size(side: tuple[int, int]) -> None:
    specs = sample_specs(3, seed=6)
    net = Sketcher(TINY.sizes)
    wide = (side[0], side[1] * 2)
    found = net(torch.zeros(3, 16, *wide), told_of(specs))
    assert found.shape == (3, sketch.CHANNELS, *wide)
    assert bool(found.isfinite().all())
