"""How long does ``rewardsmith list`` take, beside importing pydantic, typer and rich?

Claim: at most twice as long.  Both are whole processes, run in turn; ~15 s on 2 cores.
Run: python -m benchmarks.cli_startup --out benchmarks/results/cli_startup.json
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.provenance import provenance

ROUNDS = 40
IMPORTS = (sys.executable, "-c", "import pydantic, typer, rich")
LIST = (sys.executable, "-c", "from rewardsmith.cli import main; main(['list'])")
NOTHING = (sys.executable, "-c", "pass")


def took_s(command: tuple[str, ...]) -> float:
    started_s = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started_s


def measure() -> dict[str, object]:
    rounds = [(took_s(NOTHING), took_s(IMPORTS), took_s(LIST)) for _ in range(ROUNDS)]
    nothing, imports, listing = (sorted(column) for column in zip(*rounds, strict=True))
    ratios = sorted(listed / imported for _, imported, listed in rounds)
    quartiles = statistics.quantiles(ratios, n=4)
    return {
        "ratio_median": statistics.median(ratios),
        "ratio_quartiles": [quartiles[0], quartiles[2]],
        "ratio_of_minima": listing[0] / imports[0],
        "interpreter_s": statistics.median(nothing),
        "imports_s": statistics.median(imports),
        "list_s": statistics.median(listing),
        "rounds": ROUNDS,
    } | provenance("pydantic", "typer", "rich")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    out = parser.parse_args().out
    text = json.dumps(measure(), indent=2)
    if out:
        out.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
