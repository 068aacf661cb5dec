"""Documents of older and newer minor versions, and those that were kept of each."""

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from coachcycle.cycles import MODELS, Cycle
from coachcycle.errors import CoachCycleError, Severity
from coachcycle.interchange import (
    KINDS,
    DocumentRefused,
    Manifest,
    MinorNewer,
    Upgraded,
    check,
    decode,
    decode_event,
    encode,
    encode_event,
    read,
    upgrade,
)
from coachcycle.interchange.schemas import MAJOR, MINOR
from coachcycle.people import Coach, Roster, Teacher
from desk import active, goal

CORPUS = Path(__file__).parents[1] / "corpus"
KEPT = sorted(CORPUS.glob("*/*.json"))
ROSTER = Roster(coaches=[Coach(id="c-1")], teachers=[Teacher(id="t-1")])


def newer(value: Any, **keys: Any) -> Any:
    """A value's document as a newer minor version might write it, with keys of that version."""
    return encode(value) | {"schema": "1.7", **keys}


class TestCorpus:
    def test_every_released_minor_version_is_kept(self) -> None:
        """
        From the first to ours; of ours, one document of every kind.
        """
        folders = {path.name for path in CORPUS.iterdir() if path.is_dir()}
        assert folders == {f"{MAJOR}.{minor}" for minor in range(MINOR + 1)}
        ours = (CORPUS / f"{MAJOR}.{MINOR}").iterdir()
        assert sorted(path.stem for path in ours) == sorted(KINDS)

    def test_kept_documents_are_never_edited(self) -> None:
        """
        They have the sums that their manifest says.
        """
        for folder in {path.parent for path in KEPT}:
            [manifest] = read(folder / "manifest.json", Manifest)
            sums = {
                path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                for path in folder.iterdir()
                if path.name != "manifest.json"
            }
            assert {entry.name: entry.sha256 for entry in manifest.files} == sums

    @pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.stem}")
    def test_kept_documents_are_still_right(self, path: Path) -> None:
        """
        They validate, decode, and are written again as this version has them.
        """
        document = json.loads(path.read_text("utf-8"))
        assert (document["kind"], document["schema"]) == (path.stem, path.parent.name)
        assert {one.severity for one in check([path])} <= {Severity.NOTE}
        assert encode(decode(document)) == upgrade(document).document


class TestNewerMinor:
    def test_what_this_version_knows_whole_is_read(self, tmp_path: Path) -> None:
        """
        Nothing is lost, so nothing is asked; it is written as this version has it.
        """
        document = newer(ROSTER)
        assert decode(document) == ROSTER
        assert encode(decode(document))["schema"] == f"{MAJOR}.{MINOR}"
        (tmp_path / "roster.json").write_text(json.dumps(document))
        assert list(read(tmp_path / "roster.json", Roster)) == [ROSTER]

    def test_what_it_does_not_know_whole_is_refused(self, tmp_path: Path) -> None:
        """
        By both versions, in memory and from a file.
        """
        document = newer(ROSTER, buses=3)
        with pytest.raises(MinorNewer) as caught:
            decode(document)
        assert (caught.value.came, caught.value.known) == ("1.7", "1.0")
        assert str(caught.value) == (
            "the document follows schema 1.7; this version knows no more than 1.0"
        )
        (tmp_path / "roster.json").write_text(json.dumps(document))
        with pytest.raises(DocumentRefused) as refused:
            list(read(tmp_path / "roster.json", Roster))
        assert refused.value.problem == caught.value

    def test_it_is_read_without_what_is_not_known_when_that_is_asked_for(
        self, tmp_path: Path
    ) -> None:
        """
        At every depth; the document that was given stays as it is.
        """
        document = newer(ROSTER, buses=3)
        document["teachers"][0] |= {"mood": "good", "desk": {"row": 1}}
        before = copy.deepcopy(document)
        assert decode(document, drop_unknown=True) == ROSTER
        assert document == before
        (tmp_path / "roster.json").write_text(json.dumps(document))
        assert list(read(tmp_path / "roster.json", Roster, drop_unknown=True)) == [ROSTER]

    def test_logs_and_events(self, tmp_path: Path) -> None:
        """
        Keys of events and of what they hold, in a cycle or one by one.
        """
        desk = active()
        desk.enter("goal_set")
        document = newer(desk.cycle)
        document["log"][1]["weather"] = "fair"
        document["log"][3]["goal"]["measure"]["scale"] = "ratio"
        with pytest.raises(MinorNewer):
            decode(document)
        assert decode(document, drop_unknown=True) == desk.cycle
        events = [encode_event(event) | {"schema": "1.7", "weather": 1} for event in desk.cycle.log]
        with pytest.raises(MinorNewer):
            decode_event(events[0])
        assert [decode_event(one, drop_unknown=True) for one in events] == list(desk.cycle.log)
        path = tmp_path / "events.ndjson"
        path.write_text("".join(f"{json.dumps(one)}\n" for one in events))
        assert list(read(path, Cycle, drop_unknown=True)) == [desk.cycle]

    def test_only_keys_are_dropped_and_only_of_newer_versions(self) -> None:
        """
        A wrong value is wrong in every version; in ours, an unknown key is a slip.
        """
        for document, code in [
            (newer(goal(), target="high", mood=1), "vocabulary.type_mismatch"),
            (encode(ROSTER) | {"buses": 3}, "schema.key_unknown"),
            (encode(ROSTER) | {"schema": "2.0"}, "document.version_unsupported"),
            (encode(goal()) | {"schema": "1.1", "focus": "parents"}, "vocabulary.word_unknown"),
        ]:
            with pytest.raises(CoachCycleError) as caught:
                decode(document, drop_unknown=True)
            assert caught.value.code == code

    def test_validation_holds_records_against_a_newer_roster_too(self, tmp_path: Path) -> None:
        """
        What is unknown in it is a warning, and the people of the cycles are looked for in it.
        """
        desk = active()
        desk.enter("coach_handed_over")
        (tmp_path / "cycle.json").write_text(json.dumps(encode(desk.cycle)))
        (tmp_path / "roster.json").write_text(json.dumps(newer(ROSTER, buses=3)))
        findings = list(check(sorted(tmp_path.iterdir())))
        assert [(one.code, one.severity) for one in findings] == [
            ("record.coach_unknown", Severity.ERROR),
            ("schema.key_unknown", Severity.WARNING),
        ]


class TestUpgrade:
    def test_the_first_version_has_nothing_to_change(self) -> None:
        """
        The document comes back equal, as a copy.
        """
        document = encode(MODELS["impact"])
        upgraded = upgrade(document)
        assert upgraded == Upgraded(document, ())
        upgraded.document["phases"].clear()
        assert document == encode(MODELS["impact"])

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"schema": "2.0"}, "document.version_unsupported"),
            ({"schema": "0.9"}, "document.version_unsupported"),
            ({"schema": "1.1"}, "document.minor_newer"),
            ({"kind": "video"}, "document.kind_unknown"),
        ],
    )
    def test_what_is_refused(self, changes: Any, code: str) -> None:
        """
        Another major version, a newer minor version, and what is no document.
        """
        with pytest.raises(CoachCycleError) as caught:
            upgrade(encode(ROSTER) | changes)
        assert caught.value.code == code
