"""What the OneRoster CSV binding says of each file, as literal data.

Columns and references of 1.2 after 1EdTech, "OneRoster: CSV Binding 1.2.1" (2023), those of 1.1 after
its list of changes.
"""

from attrs import frozen

HEAD = ("sourcedId", "status", "dateLastModified")
"""How every file but the manifest begins."""


@frozen
class Table:
    """The columns of one file, in the binding's order, less those that every file begins with."""

    columns: tuple[str, ...]
    required: frozenset[str]
    references: dict[str, str]
    """By column, the file whose sourcedIds it names; several are separated by commas."""


def _table(columns: str, **references: str) -> Table:
    """A table from its columns, of which those marked with `*` must be filled."""
    marked = columns.split()
    return Table(
        tuple(column.rstrip("*") for column in marked),
        frozenset({"sourcedId"} | {column[:-1] for column in marked if column.endswith("*")}),
        references,
    )


_COMMON = {
    "orgs": _table("name* type* identifier parentSourcedId", parentSourcedId="orgs"),
    "academicSessions": _table(
        "title* type* startDate* endDate* parentSourcedId schoolYear*",
        parentSourcedId="academicSessions",
    ),
    "courses": _table(
        "schoolYearSourcedId title* courseCode grades orgSourcedId* subjects subjectCodes",
        schoolYearSourcedId="academicSessions",
        orgSourcedId="orgs",
    ),
    "classes": _table(
        "title* grades courseSourcedId* classCode classType* location schoolSourcedId*"
        " termSourcedIds* subjects subjectCodes periods",
        courseSourcedId="courses",
        schoolSourcedId="orgs",
        termSourcedIds="academicSessions",
    ),
    "enrollments": _table(
        "classSourcedId* schoolSourcedId* userSourcedId* role* primary beginDate endDate",
        classSourcedId="classes",
        schoolSourcedId="orgs",
        userSourcedId="users",
    ),
}

ROSTER: dict[str, dict[str, Table]] = {
    "1.1": _COMMON
    | {
        "users": _table(
            "enabledUser* orgSourcedIds* role* username* userIds givenName* familyName* middleName"
            " identifier email sms phone agentSourcedIds grades password",
            orgSourcedIds="orgs",
            agentSourcedIds="users",
        ),
    },
    "1.2": _COMMON
    | {
        "users": _table(
            "enabledUser* username* userIds givenName* familyName* middleName identifier email sms"
            " phone agentSourcedIds grades password userMasterIdentifier resourceSourcedIds"
            " preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId"
            " pronouns",
            agentSourcedIds="users",
            primaryOrgSourcedId="orgs",
        ),
        "roles": _table(
            "userSourcedId* roleType* role* beginDate endDate orgSourcedId* userProfileSourcedId",
            userSourcedId="users",
            orgSourcedId="orgs",
        ),
    },
}
"""The files of which a roster is made, by version."""

# In an order in which each file comes after those that it refers to.
OTHERS: dict[str, dict[str, str]] = {
    "categories": {},
    "resources": {},
    "scoreScales": {
        "orgSourcedId": "orgs",
        "courseSourcedId": "courses",
        "classSourcedId": "classes",
    },
    "lineItems": {
        "classSourcedId": "classes",
        "categorySourcedId": "categories",
        "academicSessionSourcedId": "academicSessions",
        "gradingPeriodSourcedId": "academicSessions",
        "schoolSourcedId": "orgs",
    },
    "lineItemLearningObjectiveIds": {"lineItemSourcedId": "lineItems"},
    "lineItemScoreScales": {
        "lineItemSourcedId": "lineItems",
        "scoreScaleSourcedId": "scoreScales",
    },
    "classResources": {"classSourcedId": "classes", "resourceSourcedId": "resources"},
    "courseResources": {"courseSourcedId": "courses", "resourceSourcedId": "resources"},
    "userResources": {
        "userSourcedId": "users",
        "orgSourcedId": "orgs",
        "classSourcedId": "classes",
        "resourceSourcedId": "resources",
    },
}
"""The files that say nothing of a roster, and what they refer to; looked at only when strict."""

NEVER_OPENED = frozenset(
    {"demographics", "userProfiles", "results", "resultScoreScales", "resultLearningObjectiveIds"}
)
"""Files that hold what a coaching library has no business to see."""

ROLES = {
    "1.1": frozenset(
        "administrator aide guardian parent proctor relative student teacher".split()  # noqa: SIM905
    ),
    "1.2": frozenset(
        "aide counselor districtAdministrator guardian parent principal proctor relative"  # noqa: SIM905
        " siteAdministrator student systemAdministrator teacher".split()
    ),
}
"""The words for roles, by version. None means coach."""

FAMILY = frozenset({"student", "guardian", "parent", "relative"})
"""Roles whose people are counted and forgotten."""

ADMINISTRATION = frozenset(
    {
        "administrator",
        "districtAdministrator",
        "principal",
        "siteAdministrator",
        "systemAdministrator",
    }
)
"""Roles whose people may be evaluators."""

ORG_TYPES = frozenset({"department", "school", "district", "local", "state", "national"})
SESSION_TYPES = frozenset({"gradingPeriod", "semester", "schoolYear", "term"})
EXTENSION = "ext:"
"""How a district's own word begins in 1.2."""
