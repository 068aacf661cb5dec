"""Fuzzes what reads files, guided by coverage; ends at the first input that breaks a rule.

uv run --with atheris==3.0.0 tests/fuzz/fuzz_check.py tests/fuzz/corpus -max_len=4000 -runs=100000
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["coachcycle"]):
    from examining import examine


def one_input(data: bytes) -> None:
    """Examines one input, as a file of several documents if more than one line begins one."""
    ending = ".ndjson" if b"\n{" in data else ".json"
    examine(data, FOLDER / f"input{ending}")


if __name__ == "__main__":
    FOLDER = Path(tempfile.mkdtemp())
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
