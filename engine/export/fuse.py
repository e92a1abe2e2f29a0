"""ONNX Runtime's transformer optimiser on an exported graph, and how many nodes came of it.

Which nodes have CPU kernels was read from ONNX Runtime 1.31's own list of kernels: Attention, MultiHeadAttention with
separate q, k, v, and SkipLayerNormalization have; GroupNorm, SkipGroupNorm, NhwcConv, BiasSplitGelu and BiasAdd have
CUDA kernels only.
"""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from typing import Any

import onnx

UNET, VAE, CLIP = "unet", "vae", "clip"
"""Kinds of graph, as the optimiser names them."""

_DOMAIN = "com.microsoft"

_CUDA_ONLY = (
    "enable_nhwc_conv",
    "enable_group_norm",
    "enable_skip_group_norm",
    "enable_bias_splitgelu",
    "enable_bias_add",
)
_PACKED = ("enable_packed_qkv", "enable_packed_kv")
"""Packed queries, keys and values: for CUDA's float16 kernels only, says ONNX Runtime's own script for these models."""

ATTENTION = ("MultiHeadAttention", "Attention")
GROUP_NORM = ("GroupNorm", "SkipGroupNorm", "GroupNormalization")
CONVOLUTION = ("NhwcConv",)
_COUNTED = (*ATTENTION, *GROUP_NORM, *CONVOLUTION, "SkipLayerNormalization", "BiasSplitGelu", "BiasAdd")


def fuse(model: onnx.ModelProto, kind: str, cuda: bool, half: bool = False) -> None:
    """Turn what is recognised in a float32 graph into single nodes of ONNX Runtime's; `half`: it will be float16.

    The attention of an autoencoder is left spelled out: the optimiser (1.31, fusion_attention_vae) would put zeros in
    place of the biases of its projections.
    """
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_by_fusion

    options: Any = FusionOptions(kind)
    if kind == VAE:
        options.enable_attention = False
    for name in (*(() if cuda else _CUDA_ONLY), *(() if cuda and half else _PACKED)):
        setattr(options, name, False)
    with contextlib.redirect_stderr(io.StringIO()):  # it draws a progress bar
        optimize_by_fusion(model, kind, optimization_options=options)
    _drop_idle_casts(model)
    if not any(entry.domain == _DOMAIN for entry in model.opset_import):
        model.opset_import.add(domain=_DOMAIN, version=1)


def count(model: onnx.ModelProto) -> dict[str, int]:
    """How many nodes of each fused kind a graph has."""
    found = Counter(node.op_type for node in model.graph.node)
    return {kind: found[kind] for kind in _COUNTED if found[kind]}


def total(counts: dict[str, int], kinds: tuple[str, ...]) -> int:
    """Nodes of several kinds together."""
    return sum(counts.get(kind, 0) for kind in kinds)


def _drop_idle_casts(model: onnx.ModelProto) -> None:
    """Take out the casts of float32 to float32 that the optimiser puts before every NhwcConv."""
    users: dict[str, set[str]] = {}
    for node in model.graph.node:
        for name in node.input:
            users.setdefault(name, set()).add(node.op_type)
    idle = {
        node.output[0]: node.input[0]
        for node in model.graph.node
        if node.op_type == "Cast" and users.get(node.output[0]) == {"NhwcConv"}
    }
    kept = [node for node in model.graph.node if not (node.op_type == "Cast" and node.output[0] in idle)]
    for node in kept:
        for place, name in enumerate(node.input):
            node.input[place] = idle.get(name, name)
    del model.graph.node[:]
    model.graph.node.extend(kept)
