"""Exports a whole model: graphs, tokenizers and a card with the SHA-256 of every file."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import torch
from torch import nn

from engine.backends.onnx.frame import ENCODE, PREDICT, SHOW
from engine.backends.onnx.text import ENCODER, NAMES, TOKENIZER
from engine.backends.torch.backend import fuse_recipe
from engine.backends.torch.decoder import with_tiny_decoder
from engine.backends.torch.load import TextPart, load_parts
from engine.errors import ModelError
from engine.export.attention import OneNodeAttention, PlainAttention
from engine.export.beside import Scales, hang
from engine.export.check import compare, expected
from engine.export.examples import predict_inputs
from engine.export.fuse import CLIP, UNET, VAE, fuse
from engine.export.graphs import Encode, Graph, Predict, Show, Words, encode_graph, show_graph
from engine.export.half import to_half
from engine.export.int8 import quantize
from engine.export.layers import compare_counts, layers, wanted
from engine.export.options import DYNAMO, FP16, FP32, INT8, LEGACY, Options
from engine.export.write import Finish, settle, trace, write
from engine.model.families import SDXL
from engine.model.find import CardLora, Model, with_size
from engine.model.layout import Layout
from engine.shelf.hashes import sha256

ROWS = "predict_rows.onnx"
"""The graph that denoises several frames at once, beside the one for a single frame."""

Say = Callable[[str], None]


@dataclass(slots=True)
class _Job:
    """One export under way."""

    model: Model
    layout: Layout
    folder: Path
    options: Options
    say: Say
    fused: dict[str, dict[str, int]] = field(default_factory=dict)

    def finish(self, kind: str, half: bool, inside: str) -> Finish:
        """What is done to a graph after torch exported it; in float16 is what lies `inside` that part of the module."""

        def island(name: str) -> bool:
            return name.startswith("/") and (not name.startswith(f"/{inside}/") or "/time_proj/" in name)

        def run(graph: Any) -> set[str]:
            if self.options.fuses:
                fuse(graph, kind, self.options.target == "cuda", half)
            return to_half(graph, island) if half and self.options.opset == LEGACY else set()

        return run


def export(model: Model, out: Path, options: Options | None = None, say: Say = print) -> None:
    """Write an ONNX model to the new folder `out`; raises ModelError. `say` is told, line by line, what came of it."""
    options = (options or Options()).settled()
    if model.layout is None:
        raise ModelError(f"{model.folder}: not in the diffusers layout, so there is nothing to export")
    if out.exists():
        raise ModelError(f"{out}: exists; name a new folder")
    missing = [name for name in ("onnx", "onnxscript") if find_spec(name) is None]
    if missing:
        raise ModelError(f"{', '.join(missing)}: not installed; pip install 'rhapsode[export]'")
    layout, note = with_tiny_decoder(model.layout)  # as torch does, so that both paint the same
    model = with_size(model, options.size)
    say(note)
    part = out.with_name(f".{out.name}.exporting")
    shutil.rmtree(part, ignore_errors=True)  # of an export that was broken off
    part.mkdir(parents=True)
    try:
        _write_all(_Job(model, layout, part, options, say))
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_all(job: _Job) -> None:
    """Part by part, each let go when it is written, so that memory holds the UNet but once."""
    parts = load_parts(job.layout, torch.device("cpu"), torch.float32)
    fuse_recipe(parts, job.layout)
    modules: list[Any] = [parts.unet, parts.decoder, *(text.encoder for text in parts.texts)]
    _check_space(job, modules)
    for name, text in zip(NAMES, parts.texts, strict=False):
        _write_text(job, text, job.folder / name, several=len(parts.texts) > 1)
    pooled = _pooled_width(parts.texts)
    _write_pictures(job, parts.decoder)
    unet = [parts.unet]
    del parts, modules
    _write_predict(job, unet, pooled)
    _write_card(job)


def _check_space(job: _Job, modules: list[nn.Module]) -> None:
    """Torch's own export of the largest part, in float32, stands beside everything while it is worked on."""
    sizes = [4 * sum(weight.numel() for weight in module.parameters()) for module in modules]
    need, free = sum(sizes) + max(sizes), shutil.disk_usage(job.folder).free
    if free < need:
        raise ModelError(f"{job.folder.parent}: {free >> 20} MB free, {need >> 20} MB needed; make room")


def _pooled_width(texts: tuple[TextPart, ...]) -> int | None:
    encoder: Any = texts[-1].encoder
    return int(encoder.config.projection_dim) if len(texts) > 1 else None


def _write_predict(job: _Job, unet: list[Any], pooled: int | None) -> None:
    """predict.onnx, and one for several rows where asked for; `unet` is emptied when it is needed no longer."""
    options = job.options
    scales, notes = hang(unet[0], options.loras)
    for note in notes:
        job.say(note)
    if options.fuses:
        packed = options.target == "cuda" and options.dtype == FP16
        unet[0].set_attn_processor(OneNodeAttention() if options.loras and not packed else PlainAttention())
    had = layers(unet[0])
    graphs = {PREDICT: _predict_graph(job, unet[0], 1, pooled, scales)}
    if options.rows > 1:
        graphs[ROWS] = _predict_graph(job, unet[0], options.rows, pooled, scales)
    inputs = {name: graph.inputs for name, graph in graphs.items()}
    results = {name: [expected(graph)] if options.check else [] for name, graph in graphs.items()}
    if options.opset == DYNAMO and options.dtype == FP16:
        unet[0].half()
    for name, graph in graphs.items():
        trace(graph, job.folder / name, options.opset)
    del graph
    graphs.clear()
    unet.clear()
    gc.collect()
    for name, given in inputs.items():
        found = settle(job.folder / name, job.finish(UNET, options.dtype == FP16, "unet"), job.folder / PREDICT)
        if options.dtype == INT8:
            found = quantize(job.folder / name)
        line = _record(job, name, had, UNET, found)
        job.say(line + _differs(job, name, given, results[name], options.dtype))


def _predict_graph(job: _Job, unet: Any, rows: int, pooled: int | None, scales: Scales) -> Graph:
    options = job.options
    inputs = predict_inputs(job.model, rows, pooled, len(options.loras))
    baked = job.model.card.times["1"][0] if options.bake_time else None
    net = Predict(unet, tuple(inputs), job.layout.unet.time_cond_proj_dim, baked)
    net.scales = scales if options.loras else None
    free = {entry: 0 for entry in (*inputs, "x0") if entry != "lora_scales"}
    return Graph(net, inputs, ("x0",), free if rows > 1 and options.free_rows else None)


def _write_pictures(job: _Job, decoder: Any) -> None:
    """show.onnx and encode.onnx."""
    kl = hasattr(decoder, "quant_conv")
    # SDXL's own autoencoder overflows in float16; its configuration says so (force_upcast)
    fragile = kl and job.model.family.architecture == SDXL and bool(decoder.config.force_upcast)
    half = job.options.dtype == FP16 and not fragile
    card = job.model.card
    latent = (1, card.latent.channels, card.latent.height, card.latent.width)
    graphs: tuple[tuple[str, Graph, str, str], ...] = (
        (SHOW, show_graph(Show(decoder, *job.layout.scaling), latent), "decoder", "post_quant_conv"),
        (ENCODE, encode_graph(Encode(decoder, *job.layout.scaling), *card.latent.pixels), "encoder", "quant_conv"),
    )
    for name, graph, inside, beside in graphs:
        had = layers(nn.ModuleList([getattr(decoder, part) for part in (inside, beside) if hasattr(decoder, part)]))
        results = [expected(graph)] if job.options.check else []
        if half and job.options.opset == DYNAMO:
            decoder.half()
        found = write(graph, job.folder / name, job.options.opset, job.finish(VAE, half, inside))
        line = _record(job, name, had, VAE, found)
        job.say(line + _differs(job, name, graph.inputs, results, FP16 if half else FP32))
        decoder.float()


def _record(job: _Job, name: str, had: dict[str, int], kind: str, found: dict[str, int]) -> str:
    """Note a graph's fused nodes for the card; the line that tells of them."""
    job.fused[name] = found
    words = compare_counts(job.folder / name, had, wanted(kind, job.options), found)
    return f"{name}: {words or 'nothing to fuse'}"


def _differs(job: _Job, name: str, inputs: dict[str, torch.Tensor], results: Sequence[Any], dtype: str) -> str:
    """How far a graph is from what torch gave, if that is known; raises ModelError where it is too far."""
    return "".join(
        f"; differs from torch by {compare(job.folder / name, inputs, given, dtype):.1e}" for given in results
    )


def _write_text(job: _Job, part: TextPart, folder: Path, several: bool) -> None:
    """A text encoder, always float32 and for the CPU: words are encoded beside the frames' path."""
    pooled = several and folder.name == NAMES[-1]
    encoder: Any = part.encoder
    encoder.set_attn_implementation("eager")  # whose pattern the optimiser recognises
    words = Words(encoder, last=not several, pooled=pooled)
    length = int(part.tokenizer.model_max_length)
    inputs = {"ids": torch.full((1, length), int(part.tokenizer.eos_token_id))}
    graph = Graph(words, inputs, ("tokens", "pooled") if pooled else ("tokens",))
    found = write(graph, folder / ENCODER, LEGACY, _fuse_text)
    job.fused[f"{folder.name}/{ENCODER}"] = found
    tokenizer = part.tokenizer.backend_tokenizer
    tokenizer.enable_truncation(length)
    tokenizer.enable_padding(
        length=length, pad_id=int(part.tokenizer.pad_token_id), pad_token=str(part.tokenizer.pad_token)
    )
    tokenizer.save(str(folder / TOKENIZER))


def _fuse_text(model: Any) -> set[str]:
    fuse(model, CLIP, cuda=False)
    return set()


def _write_card(job: _Job) -> None:
    options, card = job.options, job.model.card
    files = {
        path.relative_to(job.folder).as_posix(): sha256(path)
        for path in sorted(job.folder.rglob("*"))
        if path.is_file()
    }
    card = msgspec.structs.replace(
        card,
        version=f"{card.version}, opset {options.opset}, {options.dtype} for {options.target}",
        times={"1": card.times["1"]} if options.bake_time else card.times,
        files=files,
        baked_time=options.bake_time,
        loras=tuple(CardLora(file.name, sha256(file)) for file in options.loras),
        dtype=options.dtype,
        target=options.target,
        opset=options.opset,
        fused=job.fused,
    )
    (job.folder / "config.json").write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2))
