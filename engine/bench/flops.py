"""The work in a frame of a Stable Diffusion architecture, counted layer by layer from its shape.

Counted are convolutions, matrix products and attention, a multiplication and an addition as two operations, as torch's
own counter does (torch.utils.flop_counter); norms, activations and additions cost next to nothing in arithmetic.
Nothing here loads a weight or needs torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.bench.floor import Work
from engine.nets.shapes import KlShape, TinyShape, UnetShape

TOKENS = 77
"""Text tokens of every Stable Diffusion architecture."""

KERNEL = 3
"""Side of every convolution's kernel that isn't of one pixel."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Something that multiplies: `places` times a matrix of (outputs, inputs); and the parameters that it reads."""

    inputs: int
    outputs: int
    places: int
    parameters: int

    @property
    def flops(self) -> float:
        """Floating-point operations."""
        return 2.0 * self.inputs * self.outputs * self.places


def total(layers: Iterable[Layer], bytes_each: int) -> Work:
    """The work of these layers, with so many bytes a parameter."""
    flops, parameters = 0.0, 0
    for layer in layers:
        flops += layer.flops
        parameters += layer.parameters
    return Work(flops, float(parameters * bytes_each))


def unet_work(shape: UnetShape, size: tuple[int, int], bytes_each: int, *, words: bool = False) -> Work:
    """One run of a UNet for one picture with a latent of `size` (h, w), one row; bytes of all its weights.

    `words`: with the keys and values of the text, which are reckoned but once while the words stand still.
    """
    work = total(unet_layers(shape, size), bytes_each)
    return work if words else Work(work.flops - words_work(shape, bytes_each).flops, work.bytes)


def words_work(shape: UnetShape, bytes_each: int) -> Work:
    """Keys and values of the text for all cross-attentions of a UNet."""
    return total((layer for layer in unet_layers(shape, (8, 8)) if layer.places == TOKENS), bytes_each)


def tiny_decoder_work(shape: TinyShape, size: tuple[int, int], bytes_each: int) -> Work:
    """One run of a tiny decoder from a latent of `size` (h, w)."""
    return total(_tiny_decoder(shape, size), bytes_each)


def kl_decoder_work(shape: KlShape, size: tuple[int, int], bytes_each: int) -> Work:
    """One run of a KL decoder from a latent of `size` (h, w)."""
    return total(_kl_decoder(shape, size), bytes_each)


def unet_layers(shape: UnetShape, size: tuple[int, int]) -> Iterator[Layer]:
    """Every layer of a UNet; those over `TOKENS` places are the keys and values of the text."""
    widths, first = shape.widths, shape.widths[0]
    time = 4 * first
    places = [(size[0] >> level) * (size[1] >> level) for level in range(len(widths))]
    yield from (_linear(first, time, 1), _linear(time, time, 1))
    if shape.guidance_width is not None:
        yield _linear(shape.guidance_width, first, 1, bias=False)
    if shape.added_time_width is not None:
        yield from (_linear(shape.added_width, time, 1), _linear(time, time, 1))
    yield _conv(shape.channels, first, places[0])
    skips, width = [first], first
    for level, outputs in enumerate(widths):
        for _ in range(shape.layers):
            yield from _resnet(width, outputs, time, places[level])
            yield from _transformer(shape, outputs, shape.transformers[level], places[level])
            width = outputs
            skips.append(width)
        if level + 1 < len(widths):
            yield _conv(width, width, places[level + 1])
            skips.append(width)
    if shape.middle is not None:
        yield from _resnet(width, width, time, places[-1])
        yield from _transformer(shape, width, shape.middle, places[-1])
        yield from _resnet(width, width, time, places[-1])
    for level in reversed(range(len(widths))):
        for _ in range(shape.layers + 1):
            yield from _resnet(width + skips.pop(), widths[level], time, places[level])
            width = widths[level]
            yield from _transformer(shape, width, shape.transformers[level], places[level])
        if level:
            yield _conv(width, width, places[level - 1])
    yield _norm(width)
    yield _conv(width, shape.out_channels, places[0])


def _resnet(inputs: int, outputs: int, time: int, places: int) -> Iterator[Layer]:
    """Two convolutions with the time's shift between them; `time` 0: none."""
    yield _norm(inputs)
    yield _conv(inputs, outputs, places)
    if time:
        yield _linear(time, outputs, 1)
    yield _norm(outputs)
    yield _conv(outputs, outputs, places)
    if inputs != outputs:
        yield _linear(inputs, outputs, places)


def _transformer(shape: UnetShape, width: int, depth: int, places: int) -> Iterator[Layer]:
    if not depth:
        return
    yield _norm(width)
    yield _linear(width, width, places)
    for _ in range(depth):
        yield from (_linear(width, width, places, bias=False) for _ in range(3))
        yield from _attention(width, places, places)
        yield _linear(width, width, places)
        yield _linear(width, width, places, bias=False)
        yield from (_linear(shape.cross, width, TOKENS, bias=False) for _ in range(2))
        yield from _attention(width, places, TOKENS)
        yield _linear(width, width, places)
        yield from (_linear(width, 8 * width, places), _linear(4 * width, width, places))
        yield from (_norm(width) for _ in range(3))
    yield _linear(width, width, places)


def _attention(width: int, places: int, others: int) -> Iterator[Layer]:
    """Scores, and the values weighed by them, of all heads together."""
    for _ in range(2):
        yield Layer(width, others, places, 0)


def _tiny_decoder(shape: TinyShape, size: tuple[int, int]) -> Iterator[Layer]:
    places = size[0] * size[1]
    yield _conv(shape.latent_channels, shape.widths[0], places)
    for stage, (width, blocks) in enumerate(zip(shape.widths, shape.blocks, strict=True)):
        yield from (_conv(width, width, places) for _ in range(3 * blocks))
        if stage + 1 < len(shape.widths):
            places *= 4
            yield _conv(width, width, places, bias=False)
        else:
            yield _conv(width, 3, places)


def _kl_decoder(shape: KlShape, size: tuple[int, int]) -> Iterator[Layer]:
    places, width = size[0] * size[1], shape.widths[-1]
    if shape.quantised:
        yield _linear(shape.latent_channels, shape.latent_channels, places)
    yield _conv(shape.latent_channels, width, places)
    yield from _resnet(width, width, 0, places)
    if shape.attention:
        yield _norm(width)
        yield from (_linear(width, width, places) for _ in range(4))
        yield from _attention(width, places, places)
    yield from _resnet(width, width, 0, places)
    for level in reversed(range(len(shape.widths))):
        for _ in range(shape.layers + 1):
            yield from _resnet(width, shape.widths[level], 0, places)
            width = shape.widths[level]
        if level:
            places *= 4
            yield _conv(width, width, places)
    yield _norm(width)
    yield _conv(width, 3, places)


def _conv(inputs: int, outputs: int, places: int, *, bias: bool = True) -> Layer:
    taps = inputs * KERNEL**2
    return Layer(taps, outputs, places, taps * outputs + outputs * bias)


def _linear(inputs: int, outputs: int, places: int, *, bias: bool = True) -> Layer:
    """A linear layer, or a convolution of one pixel."""
    return Layer(inputs, outputs, places, inputs * outputs + outputs * bias)


def _norm(width: int) -> Layer:
    """Scale and shift of a norm: no product worth counting."""
    return Layer(0, 0, 0, 2 * width)
