"""The GPU check, tried with toys on the CPU: every kind of row, the table, and what is missing said by name."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from tools import gpu_check
from tools.gpu_rows import CHECKS, LIKE, Check, measure_check, small


def _row(name: str) -> Check:
    return next(small(check) for check in CHECKS if check.name == name)


@pytest.mark.parametrize("name", ["sd-turbo eager", "sd15 4 steps"])
def test_rows_are_measured_with_a_toy(name: str) -> None:
    found = measure_check(_row(name))
    assert found["p50_ms"] > 0.0
    assert found["share_of_floor"] > 0.0
    assert "torch" in found["had"]
    if name == "sd15 4 steps":
        assert found["steps"] == 4
        assert found["unet_ms"] > found["decode_ms"]


def test_what_is_not_here_is_skipped_with_its_reason() -> None:
    found = measure_check(_row(f"house {LIKE} tensorrt"))
    assert "tensorrt" in found["skipped"]
    if not torch.cuda.is_available():
        fp8 = next(check for check in CHECKS if "fp8" in check.name)
        assert "cuda:fp8" in measure_check(fp8)["skipped"]


def test_budgets_fit_into_eight_minutes() -> None:
    sure = sum(check.budget_s for check in CHECKS if check.kind != "compiled")
    assert sure < 7.0 * 60.0  # what is compiled takes the time that is left


def test_command_writes_table_and_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["gpu_check", "--small", "--only", "sd-turbo compiled", "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", command)
    assert gpu_check.main() == 0
    found = json.loads((tmp_path / "gpu_check.json").read_text())
    row = found["rows"]["sd-turbo compiled"]
    assert row["frames"] >= 3
    assert "compiled" in row["had"]
    assert "share of floor" in (tmp_path / "gpu_check.md").read_text()


def test_a_row_over_its_budget_is_stopped_and_said() -> None:
    found = gpu_check.run_row(_row("sd-turbo graph"), 0.5, as_small=True)
    assert "stopped" in found["failed"]
    assert "failed: stopped" in gpu_check.table({"sd-turbo graph": found})
