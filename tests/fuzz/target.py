"""Fuzzing with atheris: whatever bytes come, there is no other exception, and no secret is told.

    uv run --with atheris==3.0.0 tests/fuzz/target.py NEW tests/fuzz/corpus

looks for inputs that reach what none did before and puts them into the folder NEW. Flags are those of
libFuzzer, such as `-max_total_time=600`. The corpus keeps the smallest input for each set of findings.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found]

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["coachcycle"]):
    from examining import examine


def one_input(data: bytes) -> None:
    """Takes bytes for a document, and for one on each line."""
    for name in ("input.json", "input.ndjson"):
        examine(data, FOLDER / name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        atheris.Setup(sys.argv, one_input)
        atheris.Fuzz()
