"""Lends tensors between torch and ONNX Runtime without copying them (DLPack, dmlc.github.io/dlpack).

Every type but bool: ONNX Runtime 1.31 does not know DLPack's code for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor


def to_ort(tensor: Tensor) -> Any:
    """An OrtValue on a contiguous tensor's own memory, on whatever device; the tensor must outlive it."""
    import onnxruntime

    if not tensor.is_contiguous():
        raise ValueError(f"a tensor of strides {tensor.stride()} can't be lent; call contiguous() first")
    return onnxruntime.OrtValue.from_dlpack(tensor.detach())


def to_torch(value: Any) -> Tensor:
    """A tensor on an OrtValue's own memory: what the next run writes there is seen in it."""
    from torch.utils.dlpack import from_dlpack

    tensor: Tensor = from_dlpack(value)
    return tensor
