"""Where a prediction's context lies, in parts that a device can be handed: two ends, a share, and plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.context import Context, Loras, Passage, between


@dataclass(frozen=True, slots=True)
class Way:
    """One prediction's contexts; one row of the UNet each: the prompt, or the negative prompt and the prompt."""

    start: tuple[Context, ...]
    target: tuple[Context, ...]
    """As many as `start`; the very same objects where nothing fades."""
    share: float
    """0..1 of the way from start to target."""
    guidance: float
    loras: Loras

    @property
    def fading(self) -> bool:
        """Whether the two ends differ."""
        return self.start is not self.target

    def with_sides(self, sides: int) -> Way:
        """The same with so many rows: a prompt that stands for its own negative is guided nowhere."""
        if len(self.start) == sides:
            return self
        start = self.start * sides
        return replace(self, start=start, target=self.target * sides if self.fading else start)


def way(place: Context | Passage) -> Way:
    """The way that `place` is on; what it means is what engine.context.between gives there."""
    if isinstance(place, Context):
        rows = _rows(place)
        return Way(rows, rows, 0.0, place.guidance, place.loras)
    if place.share <= 0.0 or place.share >= 1.0 or place.start is place.target:
        return way(place.start if place.share <= 0.0 else place.target)
    start, target = place.start, place.target
    guidance, loras = _numbers(place)
    against = start.against or target.against
    if against is None or guidance <= 1.0:
        return Way((start,), (target,), place.share, guidance, loras)
    start_rows, target_rows = (start.against or against, start), (target.against or against, target)
    return Way(start_rows, target_rows, place.share, guidance, loras)


def _rows(context: Context) -> tuple[Context, ...]:
    """One context, or the negative one first, where guidance is by contrast."""
    if context.against is None or context.guidance <= 1.0:
        return (context,)
    return context.against, context


def _numbers(place: Passage) -> tuple[float, Loras]:
    """Guidance and LoRA weights at a place: of the same passage without its words."""
    start, target = place.start, place.target
    if start.loras == target.loras and start.guidance == target.guidance:
        return start.guidance, start.loras
    here = between(_wordless(start), _wordless(target), place.share)
    return here.guidance, here.loras


def _wordless(context: Context) -> Context:
    return replace(context, tokens=context.tokens[:, :1, :1], pooled=None, against=None)
