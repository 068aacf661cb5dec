"""Whatever bytes come, there are findings with places and no secret, and no other exception."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from coachcycle.errors import CoachCycleError, Finding, Where
from examining import examine, require_no_secret, require_place
from spoiling import CORPUS, SCORE, SECRET, spoilt


def codes(numbers: Iterable[int], folder: Path) -> Counter[str]:
    """How often the inputs of these numbers gave each code; "" is an input without findings."""
    found: Counter[str] = Counter()
    for number in numbers:
        one = spoilt(number)
        try:
            findings = examine(one.data, folder / f"input{one.ending}")
        except Exception as error:
            error.add_note(f"input {number}: {one.data!r}")
            raise
        found.update({finding.code for finding in findings} or {""})
    return found


class TestInputs:
    @pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
    def test_the_corpus(self, path: Path, tmp_path: Path) -> None:
        """
        The shortest input that gave each code, which names it, and of each kind one that is right.
        """
        found = {finding.code for finding in examine(path.read_bytes(), tmp_path / path.name)}
        assert path.stem in found or (path.stem.startswith("clean.") and not found)

    def test_some_of_them(self, tmp_path: Path) -> None:
        """
        Spoilt documents, of which some are refused in each layer and some are still right.
        """
        found = codes(range(300), tmp_path)
        layers = {code.partition(".")[0] for code in found}
        assert {"", "bytes", "document", "schema", "cycles"} <= layers
        assert spoilt(1) == spoilt(1) != spoilt(2)

    @pytest.mark.proof
    def test_a_million_of_them(
        self,
        tmp_path: Path,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        None gives another exception, a place outside of the file, or a secret.
        """
        count = proof_count(1_000_000)
        found = codes(range(count), tmp_path)
        kinds = len(found.keys() - {""})
        tried(
            "fuzz",
            f"{count:,} inputs with findings of {kinds} codes, 0 other exceptions, 0 secrets told",
        )


class TestOracle:
    TEXT = b'{"note": 1,\n "a/b": [2]}'

    @pytest.mark.parametrize(
        ("line", "column", "pointer"),
        [(1, 1, ""), (1, 10, "/note"), (2, 9, "/a~1b/0"), (2, 12, None)],
    )
    def test_places_that_are_there(self, line: int, column: int, pointer: str | None) -> None:
        """
        Up to the end of the last line, and whatever a pointer leads to.
        """
        require_place(self.finding(Where("f", line, column, pointer)), [self.TEXT])

    @pytest.mark.parametrize(
        "where",
        [
            Where("f"),
            Where("f", 3, 1),
            Where("f", 0, 1),
            Where("f", 1, 13),
            Where("f", 1, 1, "/name"),
            Where("f", 2, 9, "/a~1b/1"),
        ],
    )
    def test_places_that_are_not(self, where: Where) -> None:
        """
        Each would be noticed.
        """
        with pytest.raises((AssertionError, LookupError)):
            require_place(self.finding(where), [self.TEXT])

    @pytest.mark.parametrize("secret", [SECRET, str(SCORE)])
    def test_a_secret_is_noticed(self, secret: str) -> None:
        """
        A note, a name or a score within a sentence.
        """
        with pytest.raises(AssertionError):
            require_no_secret(f"expected a number, came {secret}")

    @staticmethod
    def finding(where: Where) -> Finding:
        return CoachCycleError().as_finding(where)
