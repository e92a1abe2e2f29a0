"""The table of providers, what 'auto' means, what error texts mean."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
import pytest

from engine.backends.base import BackendError, BackendFault
from engine.backends.faults import named, sign_of
from engine.backends.onnx.backend import OnnxBackend, first_that_works
from engine.backends.onnx.providers import ORDERS, PROVIDERS, TORCH_ORDER, Setting, expand, find, order_for
from engine.model.find import find_model


def test_every_row_says_what_to_install_and_whether_it_was_run() -> None:
    for name, row in PROVIDERS.items():
        assert row.name == name
        assert "pip install" in row.install
        assert "run" in row.tried
        assert set(row.then) <= set(PROVIDERS)
        options = row.options(Setting(cache=Path("/cache"), half=True), True)
        assert all(isinstance(value, str) for pair in options.items() for value in pair)
        if row.compiles:
            assert str(Path("/cache")) in options.values()
            assert row.packages


def test_options_follow_the_setting() -> None:
    whole, parted = (PROVIDERS["tensorrt"].options(Setting(half=half), half) for half in (True, False))
    assert (whole["trt_fp16_enable"], whole["trt_cuda_graph_enable"]) == ("1", "1")
    assert (parted["trt_fp16_enable"], parted["trt_cuda_graph_enable"]) == ("0", "0")
    assert "trt_engine_cache_path" not in whole
    assert PROVIDERS["cuda"].options(Setting(), False)["enable_cuda_graph"] == "0"


def test_auto_stands_for_an_order_that_is_stated() -> None:
    assert expand(["auto"], order_for("tensorrt")) == ("tensorrt-rtx", "tensorrt", "cuda", "openvino", "cpu")
    assert expand(["tensorrt", "auto"], order_for("cuda")) == ("tensorrt", "cuda", "cpu")
    assert expand(["cpu", "cuda"], TORCH_ORDER) == ("cpu", "cuda"), "an order that was asked for is honoured"
    assert order_for("something else") == ORDERS[""]
    assert all(order[-1] == "cpu" for order in ORDERS.values())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cudda", "backend 'cudda': unknown; use one of auto, cpu, openvino"),
        ("mps", "diffusers folders only"),
        ("cpu:bf16", "cpu takes no type 'bf16'; use fp32, int8"),
        ("openvino:int4", "openvino takes no type 'int4'; use fp32, bf16"),
        ("openvino:", "takes no type ''"),
    ],
)
def test_a_name_that_is_not_in_the_table_is_refused(name: str, text: str) -> None:
    with pytest.raises(BackendError, match=text):
        find(name)


def test_auto_says_what_it_took_and_why_not_the_ones_before() -> None:
    def load(backend: str) -> str:
        if backend != "cpu":
            raise BackendError(f"backend {backend!r}: not here")
        return "loaded"

    loaded, backend, notes = first_that_works(("cuda", "openvino", "cpu"), load, ["auto"])
    assert (loaded, backend) == ("loaded", "cpu")
    assert notes[0] == "auto took cpu of cuda, openvino, cpu"
    assert notes[1:] == tuple(f"fell back to cpu: backend {name!r}: not here" for name in ("cuda", "openvino"))
    with pytest.raises(BackendError, match=r"'a': not here; .*'b': not here"):
        first_that_works(("a", "b"), load)
    with pytest.raises(BackendError, match="no backend was named"):
        first_that_works((), load)


def test_a_missing_provider_says_what_to_install() -> None:
    model = find_model("house")
    for name, row in PROVIDERS.items():
        if row.device == "cpu" and name != "coreml":
            continue
        if row.ep in onnxruntime.get_available_providers():
            continue
        with pytest.raises(BackendError, match=f"backend '{name}'") as caught:
            OnnxBackend.load(model, [name], threads=1)
        assert "pip install" in str(caught.value) or "driver" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "error", "way_out"),
    [
        (
            "CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=a",
            BackendFault,
            "new process",
        ),
        ("CUDA error 719: unspecified launch failure", BackendFault, "new process"),
        ("CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0", BackendFault, "new process"),
        ("CUDA failure 214: uncorrectable ECC error encountered", BackendFault, "new process"),
        ("CUDA failure 2: out of memory ; GPU=0", BackendError, "smaller size"),
        ("Failed to allocate memory for requested buffer of size 8589934592", BackendError, "smaller size"),
        ("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED", BackendError, "smaller size"),
        ("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version", BackendError, "update"),
        ("NVIDIA driver version 535.1 is too old. Minimum required: 555.85", BackendError, "update the driver"),
        ("libcuda.so.1: cannot open shared object file", BackendError, "no GPU's driver"),
        ("libcudnn.so.9: cannot open shared object file: No such file", BackendError, "library is missing"),
    ],
)
def test_an_error_text_tells_what_to_do(text: str, error: type[BackendError], way_out: str) -> None:
    found = named("onnxruntime 1.31, CUDA", f"[ONNXRuntimeError] : 1 : FAIL : {text}")
    assert type(found) is error
    assert way_out in str(found)
    assert "onnxruntime 1.31, CUDA: " in str(found)
    assert text in str(found)


@pytest.mark.parametrize("text", ["Got invalid dimensions for input: x", "CUDA failure 1: invalid argument", "70"])
def test_an_unknown_error_is_passed_on_as_it_is(text: str) -> None:
    assert sign_of(text) is None
    assert type(named("here", text)) is BackendError
