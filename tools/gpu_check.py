"""GPU check: the GPU's correctness tests and the table of speeds, on a bare CUDA machine, in under eight minutes.

    python -m tools.gpu_check                   # every row, within --minutes
    python -m tools.gpu_check --only compiled   # rows whose name holds that
    python -m tools.gpu_check --small           # toys on the CPU: tries the check itself

Needs torch, numpy, msgspec and this repository; nothing is installed and nothing fetched. Weights are random, of the
real architectures. Every row runs in a process of its own within a budget, so that one that hangs or faults takes no
other with it, and says what it had, or why it was skipped. Writes gpu_check.json and gpu_check.md into --out; ends with
1 where a test or a row failed. What the compiler makes is kept in a private folder, so a second run finds it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.gpu_rows import CHECKS, Check, Found, measure_check, small

ROOT = Path(__file__).parents[1]
TESTS = "tests"
_TESTS_BUDGET_S = 110.0
_START_S = 20.0
"""Less than this is not worth starting a row with."""

_MARK = "RESULT "


def run_tests(budget_s: float) -> Found:
    """`pytest -m gpu` over the files that hold such tests."""
    files = [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if "mark.gpu" in path.read_text("utf-8")]
    command = [sys.executable, "-m", "pytest", "-q", "-m", "gpu", "-p", "no:cacheprovider", *files]
    try:
        done = subprocess.run(
            command, cwd=ROOT, timeout=budget_s, capture_output=True, text=True, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {budget_s:.0f} s"}
    if "No module named pytest" in done.stderr:
        return {"skipped": f"{sys.executable} has no pytest"}
    lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["nothing was said"]
    told = {
        "had": lines[-1].strip("= "),
        "lines": [line for line in lines if line.startswith(("FAILED", "ERROR", "SKIP"))],
    }
    return told if done.returncode in (0, 5) else {"failed": lines[-1].strip("= "), "output": lines[-60:]}


def run_row(check: Check, budget_s: float, as_small: bool) -> Found:
    """One row in a process of its own."""
    command = [sys.executable, "-m", "tools.gpu_check", "--row", check.name, "--budget", f"{budget_s:.1f}"]
    command += ["--small"] if as_small else []
    try:
        done = subprocess.run(
            command, cwd=ROOT, timeout=budget_s, capture_output=True, text=True, check=False, env=_environment(as_small)
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after its budget of {budget_s:.0f} s; run it alone: --only '{check.name}'"}
    for line in reversed(done.stdout.splitlines()):
        if line.startswith(_MARK):
            found: Found = json.loads(line.removeprefix(_MARK))
            return found
    lines = done.stderr.strip().splitlines() or ["nothing was said"]
    return {"failed": lines[-1], "output": lines[-40:]}


def _environment(one_thread: bool = False) -> dict[str, str]:
    found = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))}
    return found | ({"OMP_NUM_THREADS": "1"} if one_thread else {})


def machine() -> Found:
    """What this machine has."""
    found: Found = {"python": sys.version.split()[0], "cores": os.cpu_count()}
    for name in ("torch", "numpy", "msgspec", "onnxruntime", "diffusers", "transformers", "tensorrt", "triton"):
        try:
            found[name] = getattr(__import__(name), "__version__", "there")
        except ImportError:
            found[name] = "missing"
    if found["torch"] != "missing":
        import torch

        if torch.cuda.is_available():
            found["gpu"] = torch.cuda.get_device_name()
            found["capability"] = ".".join(map(str, torch.cuda.get_device_capability()))
            found["cuda"] = torch.version.cuda
        else:
            found["gpu"] = "none that torch finds"
    if found["onnxruntime"] != "missing":
        import onnxruntime

        found["providers"] = onnxruntime.get_available_providers()
    return found


COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("p50 ms", "p50_ms", ".2f"),
    ("p95 ms", "p95_ms", ".2f"),
    ("frames/s", "new_hz", ".1f"),
    ("UNet ms", "unet_ms", ".2f"),
    ("decode ms", "decode_ms", ".2f"),
    ("copy ms", "copy_ms", ".3f"),
    ("smooth frames/s", "smooth_hz", ".1f"),
    ("their age ms", "smooth_age_ms", ".1f"),
    ("floor ms", "floor_ms", ".2f"),
    ("share of floor", "share_of_floor", ".2f"),
)


def table(found: dict[str, Found]) -> str:
    """All rows as Markdown."""
    lines = [
        f"| row | {' | '.join(title for title, _, _ in COLUMNS)} | what it had |",
        f"|{' --- |' * (len(COLUMNS) + 2)}",
    ]
    for name, row in found.items():
        if "p50_ms" in row:
            cells = [format(row[key], form) if key in row else "" for _, key, form in COLUMNS]
        else:
            cells = [""] * len(COLUMNS)
        what = next((f"{word}: {row[word]}" for word in ("failed", "skipped") if word in row), row.get("had", ""))
        lines.append(f"| {name} | {' | '.join(cells)} | {what.replace('|', '/')} |")
    return "\n".join(lines)


def check_all(options: argparse.Namespace) -> dict[str, Found]:
    """Every row that is asked for, one after the other, until time is up."""
    end = time.monotonic() + 60.0 * options.minutes
    found: dict[str, Found] = {}

    def note(name: str, result: Found) -> None:
        found[name] = result
        print(table({name: result}).splitlines()[-1], flush=True)

    if options.only in TESTS:
        note(TESTS, run_tests(min(_TESTS_BUDGET_S, end - time.monotonic())))
    for check in (small(each) if options.small else each for each in CHECKS):
        if options.only not in check.name:
            continue
        left_s = end - time.monotonic()
        if left_s < _START_S:
            note(check.name, {"skipped": "no time was left; run it alone: --only '" + check.name + "'"})
            continue
        budget_s = left_s if options.only else min(check.budget_s, left_s)
        note(check.name, run_row(check, budget_s, options.small))
    return found


def main() -> int:
    """Check; 1 where something failed."""
    options = _options()
    if options.row:
        check = next(check for check in CHECKS if check.name == options.row)
        check = small(check) if options.small else check
        result = measure_check(_with_budget(check, options.budget))
        print(_MARK + json.dumps(result), flush=True)
        return 0
    about = machine()
    print(", ".join(f"{name} {value}" for name, value in about.items()), flush=True)
    found = check_all(options)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "gpu_check.json").write_text(json.dumps({"machine": about, "rows": found}, indent=1, default=str))
    heading = ", ".join(f"{name} {value}" for name, value in about.items())
    (options.out / "gpu_check.md").write_text(f"{heading}\n\n{table(found)}\n", encoding="utf-8")
    print(f"\n{table(found)}\n\n{options.out}/gpu_check.md", flush=True)
    return int(any("failed" in row for row in found.values()))


def _with_budget(check: Check, budget_s: float) -> Check:
    return replace(check, budget_s=budget_s) if budget_s else check


def _options() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=7.5, help="for everything")
    parser.add_argument("--only", default="", help="rows whose name holds this; such a row may take all the time")
    parser.add_argument("--small", action="store_true", help="toys on the CPU")
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--row", default="", help=argparse.SUPPRESS)
    parser.add_argument("--budget", type=float, default=0.0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
