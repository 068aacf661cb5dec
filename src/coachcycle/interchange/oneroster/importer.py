"""From a OneRoster package to a roster and a school year."""

from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path

from attrs import Factory, define, frozen
from pendulum import Date

from coachcycle.errors import CoachCycleError, Finding, Severity
from coachcycle.interchange.oneroster import problems
from coachcycle.interchange.oneroster.coaches import CoachRow, read_coaches
from coachcycle.interchange.oneroster.identity import (
    grades,
    identified,
    identity,
    label,
    subjects,
)
from coachcycle.interchange.oneroster.package import MANIFEST, Reader, Report, Row, read_manifest
from coachcycle.interchange.oneroster.sessions import (
    Session,
    make_year,
    read_cell_day,
    read_session,
)
from coachcycle.interchange.oneroster.tables import (
    ADMINISTRATION,
    EXTENSION,
    FAMILY,
    ORG_TYPES,
    ROLES,
    ROSTER,
)
from coachcycle.people import Coach, Post, Roster, School, Teacher
from coachcycle.schoolyear import SchoolYear


@frozen
class OneRosterImport:
    """What a package gave: a roster and a school year, or the reasons why it gave neither."""

    roster: Roster | None
    school_year: SchoolYear | None
    findings: tuple[Finding, ...]
    """In the order in which the files were read."""
    used: dict[str, int]
    """How many rows of each file were used."""
    refused: bool
    """Whether a finding stands against the import: any error, and any warning when strict."""


def import_oneroster(
    folder: str | PathLike[str],
    coaches: str | PathLike[str],
    *,
    zone: str,
    school_year: str | None = None,
    strict: bool = False,
) -> OneRosterImport:
    """Reads a OneRoster 1.1 or 1.2 CSV package.

    Opened are the manifest, orgs, users, roles (1.2), academicSessions, courses, classes and
    enrollments; when strict also the files that refer to them. Files with birth dates, logins or
    results are never opened, and of students nothing is kept.

    Args:
        folder: The folder of the package.
        coaches: A CSV file that says who coaches: `id` (a user's sourcedId), and if wanted
            `weekly_minutes`, `coaching_share` and `schools` (sourcedIds, separated by commas).
        zone: The district's IANA time zone.
        school_year: The sourcedId of the school year, where the package holds several.
        strict: Whether departures from the binding that lose nothing are refused too.

    Raises:
        OSError: The folder, the file of coaches or a file listed cannot be read.
    """
    path = Path(folder)
    if not path.is_dir():
        raise NotADirectoryError(20, "not a folder", str(path))
    Path(coaches).open("rb").close()
    report = Report()
    manifest = read_manifest(path, report)
    roster, year = None, None
    if manifest is not None and any(mode != "absent" for mode in manifest.modes.values()):
        reader = Reader(path, manifest, strict, report)
        roster, year = _Import(reader, report).make(Path(coaches), zone, school_year)
    elif manifest is not None and not report.findings:
        report.note(problems.NothingChanged(), MANIFEST)
    against = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    refused = any(finding.severity in against for finding in report.findings)
    if refused:
        roster, year = None, None
    return OneRosterImport(roster, year, tuple(report.findings), report.used, refused)


@frozen
class _Org:
    type: str
    parent: str
    row: Row


@frozen
class _Teaching:
    """What is taught in a class: of its own, or of its course."""

    school: str
    grades: frozenset[str]
    subjects: frozenset[str]


Days = tuple[Date | None, Date | None]
"""From a day until the day before another one; None is open."""


@define
class _Import:
    """The rows that matter, by their sourcedIds, and what they make."""

    reader: Reader
    report: Report
    orgs: dict[str, _Org] = Factory(dict)
    sessions: list[Session] = Factory(list)
    year: SchoolYear | None = None
    courses: dict[str, _Teaching] = Factory(dict)
    classes: dict[str, _Teaching] = Factory(dict)
    users: dict[str, Row] = Factory(dict)
    """Everybody who is not known to be a student or of a student's family."""
    roles: dict[str, dict[str, dict[str, list[Days]]]] = Factory(dict)
    """By user, role and organisation, from when until when."""
    taught: dict[str, set[str]] = Factory(dict)
    """By user, the classes taught."""

    def make(
        self, coaches: Path, zone: str, chosen_year: str | None
    ) -> tuple[Roster | None, SchoolYear | None]:
        """The roster and the school year, or None for each that cannot be made."""
        self._read({"orgs": self._org, "academicSessions": self._session})
        if self.sessions:
            self.year = make_year(self.sessions, zone, chosen_year, self.report)
        self._read(
            {
                "courses": self._course,
                "classes": self._class,
                "users": self._user,
                "roles": self._role,
                "enrollments": self._enrollment,
            }
        )
        if self.reader.strict:
            self.reader.others()
        for org in self.orgs:
            self._require_no_ring(org)
        listed = read_coaches(coaches, self.report)
        for coach in listed:
            self._check_coach(coach)
        if any(finding.severity is Severity.ERROR for finding in self.report.findings):
            return None, None
        return self._roster(listed), self.year

    # --- Reading --------------------------------------------------------------------------------

    def _read(self, readers: dict[str, Callable[[Row], bool]]) -> None:
        manifest = self.reader.manifest
        for file, read in readers.items():
            if file not in ROSTER[manifest.version]:
                continue
            if manifest.modes.get(file, "absent") == "absent":
                if file not in ("courses", "classes", "enrollments"):
                    self.report.error(problems.FileNeeded(file), MANIFEST)
                continue
            used = skipped = 0
            for row in self.reader.table(file):
                if read(row):
                    used += 1
                else:
                    skipped += 1
            self.report.used[file] = used
            if skipped:
                self.report.note(
                    problems.SkippedRows(skipped, "a roster has no use for them"), f"{file}.csv"
                )

    def _org(self, row: Row) -> bool:
        if row["type"] not in ORG_TYPES and not row["type"].startswith(EXTENSION):
            self._word_unknown(row, "type")
        self.orgs[row["sourcedId"]] = _Org(row["type"], row["parentSourcedId"], row)
        return True

    def _session(self, row: Row) -> bool:
        session = read_session(row, self.report)
        if session is not None:
            self.sessions.append(session)
        return session is not None

    def _course(self, row: Row) -> bool:
        self.courses[row["sourcedId"]] = _Teaching(
            "", grades(row, self.report), subjects(row, self.report)
        )
        return True

    def _class(self, row: Row) -> bool:
        course = self.courses.get(row["courseSourcedId"], _NOTHING_TAUGHT)
        own_subjects = subjects(row, self.report) or course.subjects
        if row["classType"] == "homeroom":
            own_subjects = frozenset()
        elif row["classType"] != "scheduled" and not row["classType"].startswith(EXTENSION):
            self._word_unknown(row, "classType")
        self.classes[row["sourcedId"]] = _Teaching(
            row["schoolSourcedId"], grades(row, self.report) or course.grades, own_subjects
        )
        return True

    def _user(self, row: Row) -> bool:
        if row["enabledUser"] not in ("true", "false", ""):
            self.report.warning(
                problems.CellRepaired("enabledUser", "true or false"), *row.at("enabledUser")
            )
        if row["password"]:
            self.report.warning(problems.PasswordPresent(), *row.at("password"))
        if row["role"] in FAMILY:
            return False
        self.users[row["sourcedId"]] = row
        known = True
        for org in row.items("orgSourcedIds"):
            known = self._has_role(row, row["sourcedId"], org, (None, None)) and known
        return known

    def _role(self, row: Row) -> bool:
        begin, end = days = (None, None) if row["role"] in FAMILY else self._days(row)
        if begin is not None and end is not None and end <= begin:
            problem = problems.CellMalformed("endDate", "a day after beginDate")
            self.report.error(problem, *row.at("endDate"))
        elif self._is_within_year(row, days):
            return self._has_role(row, row["userSourcedId"], row["orgSourcedId"], days)
        return False

    def _has_role(self, row: Row, user: str, org: str, days: Days) -> bool:
        role = row["role"]
        if role not in ROLES[self.reader.manifest.version] and not role.startswith(EXTENSION):
            self._word_unknown(row, "role")
            return False
        self.roles.setdefault(user, {}).setdefault(role, {}).setdefault(org, []).append(days)
        return role not in FAMILY

    def _enrollment(self, row: Row) -> bool:
        if row["role"] != "teacher" or not self._is_within_year(row, self._days(row)):
            return False
        self.taught.setdefault(row["userSourcedId"], set()).add(row["classSourcedId"])
        return True

    def _days(self, row: Row) -> Days:
        """From when until when a role or an enrolment lasts; its end day is exclusive."""
        begin = read_cell_day(row, "beginDate", self.report)
        return begin, read_cell_day(row, "endDate", self.report)

    def _is_within_year(self, row: Row, days: Days) -> bool:
        """Whether a role or an enrolment lasts into the school year."""
        begin, end = days
        if self.year is None:
            return True
        within = (begin is None or begin <= self.year.last) and (
            end is None or end > self.year.first
        )
        if not within:
            self.report.note(problems.OutsideSchoolYear(), row.file, row.line)
        return within

    def _word_unknown(self, row: Row, header: str) -> None:
        self.report.warning(problems.WordUnknown(header), *row.at(header))

    def _require_no_ring(self, org: str) -> None:
        above = self.orgs[org].parent
        for _ in self.orgs:
            if above == org:
                row = self.orgs[org].row
                self.report.error(problems.OrgsInRing(identity(org)), *row.at("parentSourcedId"))
                return
            above = self.orgs[above].parent if above in self.orgs else ""

    def _check_coach(self, coach: CoachRow) -> None:
        place = coach.row.at("id")
        roles = set(self.roles.get(coach.id, ()))
        if coach.id not in self.reader.ids.get("users", {}):
            self.report.error(problems.CoachUnknown(), *place)
        elif coach.id not in self.users or (roles and roles <= FAMILY):
            self.report.error(problems.CoachOfFamily(), *place)
        elif roles & ADMINISTRATION:
            self.report.warning(problems.CoachAdministers(), *place)
        for item, school in enumerate(coach.schools or (), 1):
            if not self._is_school(school):
                problem = problems.CoachSchoolUnknown(item)
                self.report.error(
                    problem, coach.row.file, coach.row.line, coach.row.column("schools")
                )

    # --- Making ---------------------------------------------------------------------------------

    def _roster(self, coaches: list[CoachRow]) -> Roster | None:
        listed = {coach.id for coach in coaches}
        teachers = {user for user in self.taught if user in self.users}
        # A coach who teaches no class is no teacher, whatever the role is called.
        teachers |= {user for user in self.roles if "teacher" in self.roles[user]} - listed
        try:
            return Roster(
                schools=self._schools(),
                coaches=[self._coach(coach) for coach in coaches],
                teachers=[self._teacher(user) for user in sorted(teachers)],
            )
        except CoachCycleError as problem:
            self.report.error(problem, "users.csv")
            return None

    def _schools(self) -> Iterator[School]:
        """The schools, and whatever stands above them in the tree."""
        needed: set[str] = set()
        for id, org in self.orgs.items():
            if org.type == "school":
                above = id
                while above in self.orgs and above not in needed:
                    needed.add(above)
                    above = self.orgs[above].parent
        for id in sorted(needed):
            org = self.orgs[id]
            yield School(
                id=identified(id, org.row, "sourcedId", self.report),
                name=label(org.row, "name", self.report),
                parent=identity(org.parent) if org.parent in self.orgs else None,
            )

    def _teacher(self, user: str) -> Teacher:
        classes = [self.classes[id] for id in self.taught.get(user, ()) if id in self.classes]
        return Teacher(
            id=identified(user, self.users[user], "sourcedId", self.report),
            posts=self._posts(user, {one.school for one in classes}),
            grades=frozenset(grade for one in classes for grade in one.grades),
            subjects=frozenset(subject for one in classes for subject in one.subjects),
        )

    def _posts(self, user: str, taught_at: set[str]) -> Iterator[Post]:
        """A teacher's posts: those of the role, and open ones where only classes are known."""
        roles = self.roles.get(user, {}).get("teacher", {})
        for org in roles.keys() | taught_at:
            if self._is_school(org):
                for first, until in _joined(roles.get(org, [(None, None)])):
                    yield Post(school=identity(org), first=first, until=until)

    def _coach(self, coach: CoachRow) -> Coach:
        orgs = {org for orgs in self.roles.get(coach.id, {}).values() for org in orgs}
        return Coach(
            id=identified(coach.id, self.users[coach.id], "sourcedId", self.report),
            schools=self._only_schools(orgs if coach.schools is None else set(coach.schools)),
            weekly_minutes=coach.weekly_minutes,
            coaching_share=coach.coaching_share,
        )

    def _only_schools(self, orgs: set[str]) -> frozenset[str]:
        schools = {org for org in orgs if self._is_school(org)}
        return frozenset(identity(school) for school in schools)

    def _is_school(self, org: str) -> bool:
        return org in self.orgs and self.orgs[org].type == "school"


def _joined(stretches: list[Days]) -> list[Days]:
    """The same days in stretches that neither overlap nor touch, in order."""
    joined: list[Days] = []
    for first, until in sorted(stretches, key=lambda days: str(days[0] or "")):
        if not joined or (
            joined[-1][1] is not None and first is not None and joined[-1][1] < first
        ):
            joined.append((first, until))
        else:
            begin, end = joined[-1]
            joined[-1] = (begin, None if end is None or until is None else max(end, until))
    return joined


_NOTHING_TAUGHT = _Teaching("", frozenset(), frozenset())
