"""Do the trainer's tests pass with other versions of TRL?  Each in an environment of its own.

The engine overrides private methods of TRL, so what it relies on is run with every version that is
claimed to work.  An environment here is one folder with that TRL, before the packages of the
environment that runs this.  TRL 1.15 computes with Triton, which a CPU build of PyTorch lacks: it
gets the package (some 200 MB) and Triton's interpreter, too slow for the one test that trains for
long.  Two versions at a time, a core each.

Run: python tests/trainer/contracts.py [1.15.0 1.14.2 ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

VERSIONS = ("1.15.0", "1.14.2", "1.13.0", "1.12.0")
CONTRACT = (
    "test_trainer.py",
    "test_as_trl.py",
    "test_overlap.py",
    "test_signal.py",
    "test_adaptive_kl.py",
)
AT_ONCE = 2
NEEDS = {"1.15.0": "triton"}
TOO_SLOW = {"1.15.0": "test_a_real_policy_is_held_at_the_target"}
HERE = Path(__file__).parent


def environment(folder: Path, version: str) -> Path:
    """Which interpreter has this TRL, and everything else as here?"""
    venv.create(folder, symlinks=True)
    own = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    (own / "base.pth").write_text(sysconfig.get_path("purelib") + "\n")
    packages = [f"trl=={version}", *([NEEDS[version]] if version in NEEDS else [])]
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(own)]
    subprocess.run([*install, *packages], check=True)
    return folder / "bin" / "python"


def passes(version: str) -> bool:
    """Does the contract hold with this version?"""
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder), version)
        found = subprocess.run(
            [python, "-c", "import trl; print(trl.__version__)"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert found.stdout.strip() == version, found.stdout
        tests = [str(HERE / name) for name in CONTRACT]
        command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
        if version in TOO_SLOW:
            command += ["-k", f"not {TOO_SLOW[version]}"]
        ran = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=HERE.parents[1],
            env=os.environ | {"TRITON_INTERPRET": "1", "OMP_NUM_THREADS": "1"},
        )
        print(f"TRL {version}\n{ran.stdout}{ran.stderr}", flush=True)  # noqa: T201  (a report)
        return ran.returncode == 0


if __name__ == "__main__":
    versions = sys.argv[1:] or VERSIONS
    with ThreadPoolExecutor(AT_ONCE) as both:
        held = list(both.map(passes, versions))
    broken = [version for version, holds in zip(versions, held, strict=True) if not holds]
    sys.exit(f"the contract is broken with TRL {', '.join(broken)}" if broken else 0)
