"""OneRoster packages: the conformance kit, a real exporter's district, and everything that goes wrong."""

import csv
import hashlib
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coachcycle.errors import CODES, Severity
from coachcycle.interchange.oneroster import OneRosterImport, import_oneroster

DATA = Path(__file__).parent / "data"
DISTRICT = DATA / "district-1.1"
KIT = DATA / "conformance-1.2"
BULK = KIT / "valid" / "rostering-bulk-package"
INDEX = json.loads((KIT / "index.json").read_text())

# What the kit calls each defect, and what we do.
OURS = {
    "package.missing_manifest": "oneroster.manifest_missing",
    "manifest.invalid_header": "oneroster.manifest_header",
    "manifest.file_missing": "oneroster.file_missing",
    "csv.unescaped_quote": "oneroster.quote_broken",
    "row.field_forbidden_in_bulk": "oneroster.lifecycle_in_bulk",
    "reference.duplicate_sourced_id": "oneroster.id_repeated",
    "reference.missing_target_record": "oneroster.reference_unknown",
}

Package = dict[str, bytes | None]


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., OneRosterImport]:
    """Imports the kit's bulk package with some of its files changed."""

    def run(changes: Package | None = None, coaches: str = "id\nuser-1\n", **options: Any) -> Any:
        folder = tmp_path / "package"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(BULK, folder)
        for name, data in (changes or {}).items():
            if data is None:
                (folder / name).unlink()
            else:
                (folder / name).write_bytes(data)
        (tmp_path / "coaches.csv").write_text(coaches)
        return import_oneroster(
            folder, tmp_path / "coaches.csv", **({"zone": "America/Chicago"} | options)
        )

    return run


def changed(name: str, *replacements: tuple[str, str]) -> Package:
    """A file of the bulk package with parts of its text replaced."""
    text = (BULK / name).read_text()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return {name: text.encode()}


def codes(made: OneRosterImport, *severities: str) -> list[str]:
    """The codes of the findings, of some severities."""
    wanted = severities or ("error", "warning", "note")
    return [one.code.removeprefix("oneroster.") for one in made.findings if one.severity in wanted]


class TestConformance:
    @pytest.mark.parametrize("case", INDEX["valid"], ids=lambda case: case["name"])
    def test_valid_packages_are_accepted_strictly(self, case: Any, tmp_path: Path) -> None:
        """
        No errors and no warnings.
        """
        (tmp_path / "coaches.csv").write_text("id\nuser-1\n")
        made = import_oneroster(
            KIT / case["dir"], tmp_path / "coaches.csv", zone="America/Chicago", strict=True
        )
        assert not made.refused
        assert codes(made, "error", "warning") == []
        if case["name"] == "manifest-only package":
            assert codes(made) == ["nothing_changed"]
            assert made.roster is made.school_year is None
        else:
            assert made.roster is not None
            assert made.school_year is not None

    @pytest.mark.parametrize("case", INDEX["invalid"], ids=lambda case: case["name"])
    def test_invalid_packages_are_refused_for_their_reason(self, case: Any, tmp_path: Path) -> None:
        """
        Strictly, by the code that means the same as theirs; the package without a file has no folder.
        """
        (tmp_path / "coaches.csv").write_text("id\nuser-1\n")
        folder = KIT / case["dir"]
        if not case["files"]:
            folder = tmp_path / "empty"
            folder.mkdir()
        made = import_oneroster(
            folder, tmp_path / "coaches.csv", zone="America/Chicago", strict=True
        )
        assert made.refused
        assert made.roster is made.school_year is None
        assert {OURS[code] for code in case["expectedCodes"]} <= {one.code for one in made.findings}

    def test_a_delta_is_not_the_whole_truth(self, imported: Any) -> None:
        """
        It is imported as it stands, without its deleted rows, and says so.
        """
        folder = KIT / "valid" / "rostering-delta-package"
        delta: Package = {path.name: path.read_bytes() for path in folder.iterdir()}
        deleted = (delta["roles.csv"] or b"").replace(
            b"role-agent,active", b"role-agent,tobedeleted"
        )
        made = imported(delta | {"roles.csv": deleted})
        assert codes(made, "note").count("is_delta") == 7
        assert "skipped_rows" in codes(made)
        assert [one.id for one in made.roster.teachers] == ["user-1"]
        dangling = (delta["roles.csv"] or b"").replace(b",org-1,", b",org-9,", 1)
        made = imported(delta | {"roles.csv": dangling})
        assert codes(made, "error") == []
        assert "reference_unknown" in codes(made, "note")


class TestDistrict:
    @pytest.fixture
    def coaches(self, tmp_path: Path) -> Path:
        """One teacher who coaches, and one from the district office who must be looked at."""
        path = tmp_path / "coaches.csv"
        path.write_text(
            "id,weekly_minutes,coaching_share\n"
            "f4a121c8-050d-44eb-8a47-fcd263e26d2d,2250,0.6\n"
            "9e058cf3-f43b-4b32-9ba8-0c0d80d2bafb,,\n"
        )
        return path

    def test_it_imports(self, coaches: Path) -> None:
        """
        Schools and their tree, teachers with schools, subjects and grades, the year and its term.
        """
        made = import_oneroster(DISTRICT, coaches, zone="America/Chicago")
        assert not made.refused
        assert made.roster is not None
        assert made.school_year is not None
        assert (len(made.roster.schools), len(made.roster.teachers)) == (9, 50)
        [district] = [school for school in made.roster.schools if school.parent is None]
        assert {school.parent for school in made.roster.schools} == {None, district.id}
        teacher = made.roster.teacher("0afac05a-cd1d-4760-b4c6-93f54c30170a")
        assert teacher is not None
        assert (teacher.subjects, teacher.grades) == ({"Art", "Physical Education"}, {"05"})
        assert all("Homeroom" not in one.subjects for one in made.roster.teachers)
        assert str(made.school_year.first) == "2026-08-15"
        assert str(made.school_year.last) == "2027-06-09"
        assert [term.name for term in made.school_year.terms] == ["Full Year"]
        coach = made.roster.coach("f4a121c8-050d-44eb-8a47-fcd263e26d2d")
        assert coach is not None
        assert (coach.weekly_minutes, coach.coaching_share, len(coach.schools)) == (2250, 0.6, 1)

    def test_its_departures_are_warnings(self, coaches: Path) -> None:
        """
        They lose nothing; strictly they are refused. An administrator is never a coach silently.
        """
        made = import_oneroster(DISTRICT, coaches, zone="America/Chicago")
        assert sorted(codes(made, "warning")) == [
            "cell_repaired", "cell_repaired", "coach_administers", *["lifecycle_in_bulk"] * 6,
        ]  # fmt: skip
        assert made.used["enrollments"] == 364
        strict = import_oneroster(DISTRICT, coaches, zone="America/Chicago", strict=True)
        assert strict.refused
        assert strict.roster is None

    def test_no_student_is_kept_and_no_name_of_a_person(self, coaches: Path) -> None:
        """
        Neither in the roster nor in a finding, by id or by name.
        """
        made = import_oneroster(DISTRICT, coaches, zone="America/Chicago")
        told = repr((made.roster, made.school_year, made.findings)) + "".join(
            map(str, made.findings)
        )
        with (DISTRICT / "users.csv").open() as file:
            for user in csv.DictReader(file):
                assert user["email"] not in told
                assert f"{user['givenName']} {user['familyName']}" not in told
                assert user["role"] != "student" or user["sourcedId"] not in told

    def test_only_needed_files_are_opened(self, coaches: Path) -> None:
        """
        Never demographics, strictly or not.
        """
        opened: list[str] = []
        watching = True

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            if watching and event == "open" and isinstance(arguments[0], str):
                opened.append(Path(arguments[0]).name)

        sys.addaudithook(watch)
        for strict in (False, True):
            import_oneroster(DISTRICT, coaches, zone="America/Chicago", strict=strict)
            import_oneroster(BULK, coaches, zone="America/Chicago", strict=strict)
        watching = False
        assert set(opened) == {
            "manifest.csv", "orgs.csv", "academicSessions.csv", "courses.csv", "classes.csv",
            "users.csv", "roles.csv", "enrollments.csv", "coaches.csv",
        }  # fmt: skip


ORGS = "orgs.csv"
USERS = "users.csv"
SESSIONS = "academicSessions.csv"


class TestFindings:
    @pytest.mark.parametrize(
        ("changes", "severity", "code", "place"),
        [
            ({"manifest.csv": b""}, "error", "manifest_header", ("manifest.csv", 1, 1)),
            (changed("manifest.csv", ("version,1.2", "version,1.3")), "error", "manifest_property", ("manifest.csv", 3, 1)),
            (changed("manifest.csv", ("file.orgs,bulk", "file.orgs,some")), "error", "manifest_property", ("manifest.csv", 15, 1)),
            (changed("manifest.csv", ("file.orgs,bulk", "file.orgs,absent")), "warning", "file_unlisted", ("manifest.csv", 15, 1)),
            (changed("manifest.csv", ("file.results", "file.grades")), "warning", "manifest_file_unknown", ("manifest.csv", 18, 1)),
            (changed("manifest.csv", ("file.orgs,bulk", "file.orgs,bulk\nfile.orgs,bulk")), "error", "id_repeated", ("manifest.csv", 16, 1)),
            (changed("manifest.csv", ("file.orgs,bulk", "file.orgs,bulk,")), "error", "cells_wrong", ("manifest.csv", 15, 1)),
            ({ORGS: None}, "error", "file_missing", ("manifest.csv", 15, 1)),
            ({ORGS: b""}, "error", "file_empty", (ORGS, 1, 1)),
            ({ORGS: (BULK / ORGS).read_bytes().splitlines()[0]}, "error", "file_empty", (ORGS, 1, 1)),
            ({ORGS: b"\xff\xfe"}, "error", "text_not_utf8", (ORGS, 1, 1)),
            ({ORGS: b"sourcedId\0"}, "error", "text_not_utf8", (ORGS, 1, 1)),
            ({ORGS: b"x" * 1_000_002}, "error", "line_too_long", (ORGS, 1, 1)),
            ({ORGS: (BULK / ORGS).read_bytes().replace(b",", b";")}, "error", "separator_wrong", (ORGS, 1, 1)),
            (changed(ORGS, ("North School", 'North "School"')), "error", "quote_broken", (ORGS, 3, 9)),
            (changed(ORGS, ("North School", '"North School')), "error", "quote_broken", (ORGS, 3, 9)),
            (changed(ORGS, ("North School", "North, School")), "error", "cells_wrong", (ORGS, 3, 1)),
            (changed(ORGS, (",type,", ",kind,")), "error", "header_missing", (ORGS, 1, 1)),
            (changed(ORGS, (",identifier,", ",type,")), "error", "header_repeated", (ORGS, 1, 45)),
            (changed(ORGS, (",identifier,", ",Identifier,")), "warning", "header_unknown", (ORGS, 1, 45)),
            (changed(ORGS, ("status,dateLastModified", "dateLastModified,status")), "warning", "header_order", (ORGS, 1, 1)),
            (changed(ORGS, ("North School", "")), "error", "cell_blank", (ORGS, 3, 9)),
            (changed(ORGS, ("org-1,,,", ",,,")), "error", "cell_blank", (ORGS, 3, 1)),
            (changed(USERS, (",Given,", ",,")), "warning", "cells_blank", (USERS, 1, 1)),
            (changed(ORGS, ("org-1,,,", "org-1,gone,,")), "error", "cell_malformed", (ORGS, 3, 7)),
            (changed(ORGS, ("org-1,,,", "org-1,tobedeleted,,")), "error", "deleted_in_bulk", (ORGS, 3, 7)),
            (changed(ORGS, ("org-1,,,", "org-1,inactive,,")), "warning", "inactive", (ORGS, 3, 7)),
            (changed(ORGS, ("org-1,,,", "org-1,active,,")), "warning", "lifecycle_in_bulk", (ORGS, 1, 1)),
            (changed(ORGS, ("org-1,,,", "org-root,,,")), "error", "id_repeated", (ORGS, 3, 1)),
            (changed(ORGS, (",org-root", ",org-9")), "error", "reference_unknown", (ORGS, 3, 36)),
            (changed(ORGS, ("NCES-1,\n", "NCES-1,org-1\n")), "error", "orgs_in_ring", (ORGS, 2, 37)),
            (changed(ORGS, (",school,", ",scool,")), "warning", "word_unknown", (ORGS, 3, 22)),
            (changed(ORGS, ("North School", "N" * 201)), "warning", "name_left_out", (ORGS, 3, 9)),
            (changed(USERS, (",true,user-1", ",TRUE,user-1")), "warning", "cell_repaired", (USERS, 3, 10)),
            (changed(USERS, ("user-agent,9,,", "user-agent,9,secret,")), "warning", "password_present", (USERS, 3, 54)),
            (changed("roles.csv", ("role-1,,,user-1,primary,teacher", "role-1,,,user-1,primary,coach")), "warning", "word_unknown", ("roles.csv", 3, 25)),
            (changed("classes.csv", (",scheduled,", ",Scheduled,")), "warning", "word_unknown", ("classes.csv", 2, 39)),
            (changed("classes.csv", (",Math,MATH", f",{'x' * 101},MATH")), "warning", "name_left_out", ("classes.csv", 2, 69)),
            (changed("classes.csv", ("One A,9,", "One A,P1,")), "warning", "grade_own", ("classes.csv", 2, 25)),
            (changed("classes.csv", ("One A,9,", "One A,Year 1,")), "warning", "grade_own", ("classes.csv", 2, 25)),
            (changed("enrollments.csv", ("2024-08-01", "8/1/2024")), "error", "cell_malformed", ("enrollments.csv", 2, 50)),
            (changed(SESSIONS, (",2024-08-01,2025-06-01,as-parent", ",2025-06-01,2024-08-01,as-parent")), "error", "cell_malformed", (SESSIONS, 3, 34)),
            (changed(SESSIONS, ("as-parent,2025", "as-parent,25")), "error", "cell_malformed", (SESSIONS, 3, 55)),
            (changed(SESSIONS, ("as-parent,2025", "as-parent,2024-2025")), "warning", "cell_repaired", (SESSIONS, 3, 55)),
            (changed(SESSIONS, (",schoolYear,2024", ",year,2024")), "warning", "word_unknown", (SESSIONS, 2, 25)),
            (changed(SESSIONS, (",schoolYear,2024", ",ext:year,2024")), "warning", "year_derived", (SESSIONS, 1, 1)),
            (changed(SESSIONS, (",schoolYear,2024", ",ext:a,2024"), (",term,", ",ext:b,")), "error", "year_missing", (SESSIONS, 1, 1)),
            (changed(SESSIONS, (",term,", ",schoolYear,")), "error", "years_several", (SESSIONS, 1, 1)),
            (changed(SESSIONS, ("as-1,", "as-0,,,T,term,2024-09-01,2024-10-01,as-parent,2025\nas-1,")), "warning", "terms_left_out", (SESSIONS, 1, 1)),
            (changed(SESSIONS, (",2025-06-01,as-parent", ",2025-07-01,as-parent")), "error", "outside_year", (SESSIONS, 1, 1)),
        ],
    )  # fmt: skip
    def test_each_departure(
        self, imported: Any, changes: Package, severity: str, code: str, place: tuple[str, int, int]
    ) -> None:
        """
        By its own code, at its cell; an error refuses everything, a warning only strictly.
        """
        made = imported(changes)
        found = [
            (
                one.severity,
                one.code.partition(".")[2],
                (one.where.file, one.where.line, one.where.column),
            )
            for one in made.findings
        ]
        assert (severity, code, place) in found
        assert made.refused == bool(codes(made, "error"))
        assert made.refused == (made.roster is None) == (made.school_year is None)
        assert imported(changes, strict=True).refused

    def test_a_file_that_is_needed(self, imported: Any) -> None:
        """
        Without orgs, sessions, users and roles there is no roster; without classes there is one.
        """
        for file in ("orgs", "academicSessions", "users", "roles"):
            absent = changed("manifest.csv", (f"file.{file},bulk", f"file.{file},absent"))
            made = imported(absent | {f"{file}.csv": None})
            assert "file_needed" in codes(made, "error")
        absent = changed(
            "manifest.csv",
            *(
                (f"file.{file},bulk", f"file.{file},absent")
                for file in ("courses", "classes", "enrollments")
            ),
        )
        gone: Package = dict.fromkeys(["courses.csv", "classes.csv", "enrollments.csv"])
        made = imported(absent | gone)
        assert [teacher.subjects for teacher in made.roster.teachers] == [set()]

    def test_other_ids(self, imported: Any) -> None:
        """
        A sourcedId outside our alphabet becomes a sum of it, everywhere alike, and is reported.
        """
        files = {
            path.name: path.read_bytes().replace(b"org-1", b"o/1@x").replace(b"user-1", b"u/1@x")
            for path in BULK.iterdir()
        }
        made = imported(files, coaches="id,schools\nu/1@x,o/1@x\n")
        [coach] = made.roster.coaches
        assert coach.id == f"h:{hashlib.sha256(b'u/1@x').hexdigest()[:40]}"
        assert coach.schools == {f"h:{hashlib.sha256(b'o/1@x').hexdigest()[:40]}"}
        assert made.roster.schools_on(coach.id, made.school_year.first) == coach.schools
        assert "id_hashed" in codes(made, "note")

    def test_grades(self, imported: Any) -> None:
        """
        Known forms are read, a district's own are kept.
        """
        made = imported(changed("classes.csv", ("One A,9,", 'One A,"K, 9,10, P1",')))
        [teacher] = [one for one in made.roster.teachers if one.id == "user-1"]
        assert teacher.grades == {"KG", "09", "10", "x:P1"}

    def test_homerooms_have_no_subject(self, imported: Any) -> None:
        """
        Neither by their type nor by their name.
        """
        for change in [("scheduled", "homeroom"), (",Math,", ",Homeroom,")]:
            made = imported(
                changed("classes.csv", change) | changed("courses.csv", ("Math,", "Homeroom,"))
            )
            assert [one.subjects for one in made.roster.teachers] == [set(), set()]

    def test_staff_of_another_year(self, imported: Any) -> None:
        """
        A role or enrolment that ended by the first day, or begins after the last, is skipped and told.
        """
        for dates in (",2023-08-01,2024-08-01,", ",2025-06-01,,"):
            made = imported(
                changed("roles.csv", ("role-agent,,,user-agent,primary,teacher,2024-08-01,,",
                                      f"role-agent,,,user-agent,primary,teacher{dates}"))
            )  # fmt: skip
            assert [one.id for one in made.roster.teachers] == ["user-1"]
            assert codes(made, "note") == ["outside_school_year", "skipped_rows"]
        made = imported(
            changed("enrollments.csv", ("2024-08-01,", "2023-08-01,2024-06-01")),
            coaches="id\nuser-agent\n",
        )
        assert [one.subjects for one in made.roster.teachers] == [set()]

    def test_days_of_a_role_are_those_of_a_post(self, imported: Any) -> None:
        """
        A teacher's posts last as her roles do, stretches that meet are one; else they are open.
        """
        role = "role-agent,,,user-agent,primary,teacher,2024-08-01,,org-1,"
        roles = "".join(
            f"more-{number},,,user-agent,secondary,teacher,{days},org-1,\n"
            for number, days in enumerate([
                "2025-01-01,2025-02-01", "2024-12-01,2025-01-01", "2024-08-01,2024-10-01",
                "2024-08-15,2024-09-01",
            ])
        )  # fmt: skip
        made = imported(changed("roles.csv", (f"{role}\n", roles)), coaches="id\nuser-1\n")
        teacher = made.roster.teacher("user-agent")
        assert [(str(post.first), str(post.until)) for post in teacher.posts] == [
            ("2024-08-01", "2024-10-01"),
            ("2024-12-01", "2025-02-01"),
        ]
        for begin, end in [("", "2025-01-01"), ("2025-01-01", "")]:
            more = f"{role}\n" + roles.splitlines()[0].replace(
                "2025-01-01,2025-02-01", f"{begin},{end}"
            )
            made = imported(changed("roles.csv", (role, more)))
            [post] = made.roster.teacher("user-agent").posts
            assert (post.first is None, post.until) == (not begin, None)

    @pytest.mark.parametrize("end", ["2025-01-01", "2024-12-31"])
    def test_a_role_that_ends_before_it_begins(self, imported: Any, end: str) -> None:
        """
        Is an error in its cell.
        """
        made = imported(
            changed("roles.csv", ("user-agent,primary,teacher,2024-08-01,,",
                                  f"user-agent,primary,teacher,2025-01-01,{end},"))
        )  # fmt: skip
        assert codes(made, "error") == ["cell_malformed"]

    def test_several_years(self, imported: Any) -> None:
        """
        The one that is chosen, with its own terms; another is unknown.
        """
        more = changed(
            SESSIONS,
            ("as-1,", "y-2,,,Next,schoolYear,2025-08-01,2026-06-01,,2026\n"
             "t-2,,,Next fall,semester,2025-08-01,2025-12-20,y-2,2026\nas-1,"),
        )  # fmt: skip
        made = imported(more, school_year="y-2")
        assert (made.school_year.id, [term.name for term in made.school_year.terms]) == (
            "y-2",
            ["Next fall"],
        )
        assert codes(imported(more, school_year="y-3"), "error") == ["year_unknown"]
        assert imported(more, school_year="as-parent").school_year.terms[0].name == "Fall Term"

    def test_a_zone_that_is_none(self, imported: Any) -> None:
        """
        The school year says so.
        """
        made = imported(zone="Mars/Olympus")
        assert made.refused
        assert "schoolyear.zone_unknown" in {one.code for one in made.findings}


class TestCoaches:
    @pytest.mark.parametrize(
        ("text", "severity", "code"),
        [
            ("", "error", "file_empty"),
            ("id\n", "error", "file_empty"),
            ("name\nuser-1\n", "error", "coach_header"),
            ("id,notes\nuser-1,x\n", "error", "coach_header"),
            ("id,id\nuser-1,user-1\n", "error", "coach_header"),
            ("id\nuser-9\n", "error", "coach_unknown"),
            ("id\nuser-1\nuser-1\n", "error", "coach_repeated"),
            ("id,schools\n,org-1\n", "error", "cell_blank"),
            ("id\nuser-1,2\n", "error", "cells_wrong"),
            ("id,weekly_minutes\nuser-1,10081\n", "error", "cell_malformed"),
            ("id,weekly_minutes\nuser-1,37.5\n", "error", "cell_malformed"),
            ("id,coaching_share\nuser-1,60%\n", "error", "cell_malformed"),
            ("id,coaching_share\nuser-1,1.5\n", "error", "cell_malformed"),
            ("id,schools\nuser-1,org-root\n", "error", "coach_school_unknown"),
            ("\ufeffid\nuser-1\n", "note", ""),
        ],
    )
    def test_the_file_of_coaches(self, imported: Any, text: str, severity: str, code: str) -> None:
        """
        It is read as strictly as the package.
        """
        made = imported(coaches=text)
        assert made.refused == (severity == "error")
        assert not code or code in codes(made, severity)

    def test_students_do_not_coach(self, imported: Any) -> None:
        """
        Neither in 1.2, by their roles, nor in 1.1, by their user.
        """
        roles = changed("roles.csv", ("user-1,primary,teacher", "user-1,primary,student"))
        assert "coach_of_family" in codes(imported(roles), "error")

    def test_a_coach_without_classes_is_no_teacher(self, imported: Any) -> None:
        """
        Who only coaches is not coached; who teaches as well may be.
        """
        made = imported(coaches="id\nuser-agent\n")
        assert [one.id for one in made.roster.teachers] == ["user-1"]
        made = imported(coaches="id\nuser-1\n")
        assert [one.id for one in made.roster.teachers] == ["user-1", "user-agent"]

    def test_bytes_that_cannot_be_had(self, tmp_path: Path) -> None:
        """
        A missing folder or file is the caller's to know.
        """
        with pytest.raises(OSError, match="not a folder"):
            import_oneroster(tmp_path / "none", tmp_path / "none.csv", zone="UTC")
        with pytest.raises(FileNotFoundError):
            import_oneroster(BULK, tmp_path / "none.csv", zone="UTC")


def shuffled(data: bytes, random: Any) -> bytes:
    """A CSV file with its rows, and its columns, in another order."""
    header, *rows = list(csv.reader(io.StringIO(data.decode())))
    order = list(range(len(header)))
    random.shuffle(order)
    random.shuffle(rows)
    out = io.StringIO()
    csv.writer(out).writerows([[row[place] for place in order] for row in (header, *rows)])
    return out.getvalue().encode()


class TestLaws:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
    @given(st.randoms(use_true_random=False))
    def test_order_does_not_matter(self, imported: Any, random: Any) -> None:
        """
        Rows and columns in any order give the same roster and year.
        """
        made = imported()
        files = {
            path.name: path.read_bytes() for path in BULK.glob("*.csv") if path.stem != "manifest"
        }
        other = imported({name: shuffled(data, random) for name, data in files.items()})
        assert (other.roster, other.school_year) == (made.roster, made.school_year)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
    @given(st.sampled_from(sorted(path.name for path in BULK.glob("*.csv"))), st.data())
    def test_whatever_is_spoilt_there_are_only_findings(
        self, imported: Any, name: str, data: st.DataObject
    ) -> None:
        """
        Any file cut off or changed: an import or a refusal, nothing between, and no cell in a message.
        """
        text = bytearray((BULK / name).read_bytes())
        at = data.draw(st.integers(0, len(text)))
        if data.draw(st.booleans()):
            del text[at:]
        else:
            text[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
        made = imported({name: bytes(text)}, strict=data.draw(st.booleans()))
        assert made.refused or made.findings or made.roster is not None
        assert made.refused <= (made.roster is None)
        for finding in made.findings:
            assert "Given" not in str(finding)
            assert "Family" not in str(finding)

    def test_every_finding_is_met_in_these_tests(self) -> None:
        """
        No code is without a test that meets it.
        """
        tested = Path(__file__).read_text()
        ours = {code.partition(".")[2] for code in CODES if code.startswith("oneroster.")}
        assert {
            code for code in ours if f'"{code}"' not in tested and f".{code}" not in tested
        } == set()
        assert Severity.ERROR == "error"
