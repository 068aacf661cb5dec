"""For codes of findings, files that give them; the pages of the findings show these.

A test checks that each of them gives its code, and that no code a file can give is without one.
"""

import gzip
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from attrs import field, frozen

OPENING = ("proposed", "agreed", "started")
MONDAY = "2026-09-07"
GOAL: dict[str, Any] = {
    "id": "g-1",
    "owners": ["t-1"],
    "title": "On task",
    "focus": "student",
    "measure": {"unit": "%", "low": 0, "high": 100},
    "target": 80,
    "target_day": "2026-12-18",
}
SEVERAL = {"name": "student_centered", "version": 1}
CONTENT: dict[str, dict[str, Any]] = {
    "proposed": {
        "model": {"name": "impact", "version": 1},
        "coach": "c-1",
        "teachers": ["t-1"],
    },
    "agreed": {"by": "t-1"},
    "declined": {"by": "t-1"},
    "moved": {"to": "learn"},
    "completed": {"outcome": "goal_met"},
    "ended_early": {"reason": "year_ended"},
    "reopened": {"reason": "closed_by_mistake"},
    "session_planned": {"session": "v-1", "form": "modeling", "on": MONDAY},
    "session_missed": {"session": "v-1", "who": "teacher", "reason": "teacher_absent"},
    "session_held": {"session": "v-1", "form": "modeling", "contact_minutes": 30},
    "evidence": {"type": "video", "reference": "r-1"},
    "reviewed": {"decision": "keep"},
    "goal_set": {"goal": GOAL},
    "goal_revised": {"goal": {**GOAL, "target": 90}},
    "goal_closed": {"goal_id": "g-1", "outcome": "met"},
    "measured": {"goal_id": "g-1", "value": 50},
    "step_agreed": {"step": "s-1", "owner": "t-1"},
    "step_closed": {"step": "s-1", "outcome": "done"},
    "coach_handed_over": {"to": "c-2", "reason": "reassigned"},
    "teacher_joined": {"teacher": "t-2", "by": "t-2"},
    "teacher_left": {"teacher": "t-1", "reason": "workload"},
    "away": {"person": "t-1", "first": MONDAY, "last": MONDAY, "reason": "training"},
    "voided": {"ids": ["e-3"], "reason": "mistake"},
}


@frozen
class Example:
    """Files of which one gives a finding, and how a page shows that."""

    files: Mapping[str, str | bytes]
    shown: str
    """What is wrong, as a page shows it."""
    language: str = "json"
    beside: str = ""
    """What the reader should know of the rest."""
    package: Mapping[str, tuple[str, str | None]] = field(factory=dict)
    """For a OneRoster package: by file, which text stands there instead of which; None for no file."""


def of(kind: str, beside: str = "", **keys: Any) -> Example:
    """A document."""
    document = {"kind": kind, "schema": "1.0", **keys}
    text = pretty(document)
    return Example({f"{kind}.json": text}, text, beside=beside)


def raw(text: str | bytes, shown: str = "", beside: str = "") -> Example:
    """A file by its text."""
    return Example({"file.json": text}, shown or str(text), "text", beside)


def entry(event: str, **keys: Any) -> dict[str, Any]:
    """An event as a log has it, without its id."""
    head = {"event": event, "cycle": "cycle-1", "by": "c-1", "happened": "2026-09-08"}
    return head | {"recorded": "2026-12-01T15:00:00Z"} | CONTENT.get(event, {}) | keys


def log(*entries: str | dict[str, Any], opening: tuple[Any, ...] = OPENING) -> Example:
    """Events of a cycle, the last of which gives the finding."""
    told = [entry(one) if isinstance(one, str) else one for one in (*opening, *entries)]
    events = [
        {"kind": "event", "schema": "1.0", "id": f"e-{number}"} | one
        for number, one in enumerate(told, 1)
    ]
    before = ", ".join(f"`{one['event']}`" for one in events[:-1])
    beside = f"After {before}:" if before else ""
    lines = "".join(json.dumps(one) + "\n" for one in events)
    return Example({"events.ndjson": lines}, pretty(events[-1]), beside=beside)


def team(*entries: str | dict[str, Any]) -> Example:
    """The same of a cycle with two teachers, whose model takes several."""
    proposed = entry(
        "proposed",
        model=SEVERAL,
        teachers=["t-1", "t-2"],
    )
    agreed = entry("agreed", by="t-2")
    return log(*entries, opening=(proposed, "agreed", agreed, "started"))


def model(beside: str = "", **keys: Any) -> Example:
    """A model of two phases with something else in it."""
    whole: dict[str, Any] = {
        "name": "own",
        "version": 1,
        "source": "A district",
        "phases": [{"name": "plan"}, {"name": "do"}],
        "transitions": [{"from": "plan", "to": "do", "requires": []}],
        "completes": {"do": []},
    }
    return of("cycle_model", beside, **(whole | keys))


def goal(**keys: Any) -> Example:
    """A goal with something else in it."""
    return of("goal", **(GOAL | keys))


def year(**keys: Any) -> Example:
    """A school year with something else in it."""
    whole = {"id": "y", "zone": "America/Chicago", "first": "2026-08-17", "last": "2027-06-04"}
    return of("school_year", **(whole | keys))


def hours(*commitments: Any, beside: Example | None = None, **keys: Any) -> Example:
    """A timetable of one school with something else in it, perhaps beside its school year."""
    periods = [
        {"id": "1", "starts": "08:00", "ends": "08:50"},
        {"id": "2", "starts": "08:55", "ends": "09:45"},
    ]
    school = {
        "school": "s-1",
        "contract_day": {"starts": "07:45", "ends": "15:45"},
        "bells": [{"id": "regular", "periods": periods}],
    }
    made = of("timetable", schools=[school | keys], commitments=list(commitments))
    if beside is None:
        return made
    text = json.dumps(json.loads(beside.files["school_year.json"]))
    told = f"Beside this school year: `{text}`"
    return Example({**made.files, **beside.files}, made.shown, beside=told)


def committed(**keys: Any) -> dict[str, Any]:
    """A commitment of a teacher."""
    return {"person": "t-1", "type": "duty", "school": "s-1"} | keys


def cycle(roster: dict[str, Any]) -> Example:
    """A proposal beside a roster."""
    return beside_roster(log(opening=("proposed",)), roster)


def beside_roster(made: Example, roster: dict[str, Any]) -> Example:
    """Documents beside a roster."""
    text = json.dumps({"kind": "roster", "schema": "1.0", **roster})
    beside = f"Beside this roster: `{text}`"
    return Example({**made.files, "roster.json": text}, made.shown, beside=beside)


def beside_year(made: Example) -> Example:
    """Documents beside a school year."""
    text = json.dumps(json.loads(year().files["school_year.json"]))
    told = f"{made.beside} Beside this school year: `{text}`".strip()
    return Example({**made.files, "school_year.json": text}, made.shown, beside=told)


def two_cycles(*sessions: dict[str, Any]) -> Example:
    """Two cycles of one coach, each with a session at the same time."""
    held = {"happened": MONDAY, "starts": f"{MONDAY}T14:00:00Z"}
    made = [log(entry("session_held", **held, **session)) for session in sessions]
    lines = [one.files["events.ndjson"] for one in made]
    files = {"1.ndjson": lines[0], "2.ndjson": str(lines[1]).replace("cycle-1", "cycle-2")}
    return Example(files, made[0].shown, beside="In two cycles, under two ids:")


def exported(name: str, also: Any = (), **keys: Any) -> Example:
    """A manifest that lists a roster beside it, with something else in the entry."""
    roster = '{"kind": "roster", "schema": "1.0"}\n'
    entry = {"name": name, "records": 1, "sha256": sha256(roster.encode()).hexdigest()}
    made = of("manifest", files=[entry | keys, *also])
    return Example({**made.files, "roster.json": roster}, made.shown)


STRETCH = {"first": "2026-08-17", "until": "2027-06-05"}
FEW_RULES: dict[str, Any] = {**STRETCH, "demands": [{"need": 1, "contact_minutes": 45}]}


def caseload_rules(**keys: Any) -> Example:
    """Rules of caseloads with something else in them."""
    return of("caseload_rules", **(FEW_RULES | keys))


def caseload(*stretches: dict[str, Any]) -> Example:
    """A plan of these stretches."""
    return of("caseload", rules=FEW_RULES, stretches=[*stretches])


def coaches(**keys: Any) -> Example:
    """A roster with one coach, at schools a and b."""
    return of("roster", schools=[{"id": "a"}, {"id": "b"}], coaches=[{"id": "c-1", **keys}])


def package(file: str, before: str, after: str | None, *gone: str) -> Example:
    """A OneRoster package with other text in a file and without those that are gone.

    `before` is empty for all of the text.
    """
    changes: dict[str, tuple[str, str | None]] = {file: (before, after)}
    return Example({}, "", "text", package=changes | dict.fromkeys(gone, ("", None)))


def listed(text: str) -> Example:
    """Another file of coaches beside a OneRoster package."""
    return package("coaches.csv", "", text)


def pretty(document: Any) -> str:
    """JSON as a page shows it: what is short, on one line."""
    return _pretty(document, "")


def _pretty(value: Any, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or (len(line) + len(indent) <= 88 and indent):
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {_pretty(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _pretty(one, inner) for one in value) + f"\n{indent}]"


ROSTERING = tuple(
    f"{name}.csv"
    for name in (
        "academicSessions",
        "classes",
        "courses",
        "demographics",
        "enrollments",
        "orgs",
        "roles",
        "userProfiles",
        "users",
    )
)
HANDED_TO_NOBODY = {key: value for key, value in entry("coach_handed_over").items() if key != "to"}
STUDY = (
    entry("proposed", model={"name": "lesson_study", "version": 1}, teachers=["t-1", "t-2", "t-3"]),
    "agreed",
    entry("agreed", by="t-2"),
    entry("agreed", by="t-3"),
    "started",
)
DEEP = json.loads("[" * 40 + "]" * 40)
POST = {"school": "a", "first": "2026-08-01", "until": "2027-08-01"}
RULE = {"rule": "agreed_by_both"}
PINNED = {"kind": "pinned", "coach": "c-1", "teacher": "t-1"}

EXAMPLES: dict[str, Example] = {
    # --- Bytes, schema and document
    "bytes.damaged": Example({"roster.json.gz": gzip.compress(b"{}", mtime=0)[:-3]}, "gzip -t roster.json.gz", "console", "The file was cut off on its way:"),
    "bytes.empty": raw("", "(nothing)"),
    "bytes.key_repeated": raw('{"kind": "roster", "schema": "1.0", "schema": "1.0"}'),
    "bytes.not_json": raw('{"kind": "roster", "schema": "1.0"'),
    "bytes.not_obtained": Example({}, "coachcycle validate no-such-file.json", "console"),
    "bytes.not_utf8": raw(b'{"kind": "roster", "schema": "\xff"}', '{"kind": "roster", "schema": "\\xff"}', "With `\\xff` for that byte:"),
    "bytes.number_unreadable": raw('{"kind": "goal", "schema": "1.0", "target": NaN}'),
    "bytes.text_unreadable": raw('{"kind": "roster", "schema": "\\ud800"}'),
    "bytes.too_deep": raw("[" * 100, "[" * 40 + "...", "And so on, 100 times:"),
    "bytes.too_large": Example({"lines.ndjson": '"' + "x" * 1_100_000 + '"'}, '"xxxxxxxxxxxxxxxxxxxx...', beside="A line that goes on for more than a million characters:"),
    "document.kind_unknown": raw('{"kind": "grades", "schema": "1.0"}'),
    "document.version_unsupported": raw('{"kind": "roster", "schema": "2.0"}'),
    "document.state_mismatch": of(
        "cycle",
        log=[{"id": "e-1"} | entry("proposed")],
        state={"status": "agreed", "iteration": 0, "coach": "c-1", "teachers": ["t-1"], "version": 1},
    ),
    "schema.form_wrong": year(first="17.08.2026"),
    "schema.item_repeated": goal(owners=["t-1", "t-1"]),
    "schema.key_missing": of("roster", schools=[{}]),
    "schema.key_unknown": of("roster", pupils=[]),
    "schema.range_wrong": goal(measured_every_days=0),
    "schema.type_wrong": goal(target="80"),
    "schema.word_wrong": goal(focus="parents"),
    # --- What records say of one another
    "record.coach_evaluates": cycle({
        "coaches": [{"id": "c-1"}],
        "teachers": [{"id": "t-1"}],
        "evaluations": [{"evaluator": "c-1", "evaluated": "t-1"}],
    }),
    "record.continues_in_ring": log(entry("proposed", continues="cycle-1"), opening=()),
    "record.continues_unknown": log(entry("proposed", continues="cycle-0"), opening=()),
    "record.count_differs": exported("roster.json", records=2),
    "record.credential_unknown": beside_roster(
        caseload_rules(credentials=["literacy"]),
        {"coaches": [{"id": "c-1", "credentials": [{"type": "reading", "first": "2024-08-01"}]}]},
    ),
    "record.file_missing": exported("roster.json", also=[{"name": "goals.ndjson", "records": 1, "sha256": "0" * 64}]),
    "record.files_elsewhere": of(
        "manifest", files=[{"name": "goals.ndjson", "records": 1, "sha256": "0" * 64}]
    ),
    "record.goal_repeated": Example(
        {f"{number}.json": goal().files["goal.json"] for number in "12"},
        goal().shown,
        beside="The same in two files:",
    ),
    "record.minutes_twice": two_cycles({"session": "v-1"}, {"session": "v-2"}),
    "record.not_in_post": cycle({
        "schools": [{"id": "s-1"}],
        "coaches": [{"id": "c-1", "posts": [{"school": "s-1", "first": "2027-01-04"}]}],
        "teachers": [{"id": "t-1"}],
    }),
    "record.school_unknown": beside_roster(
        caseload({**STRETCH, "unserved": [{"school": "s-9", "teachers": ["t-1"], "reason": "outweighed"}]}),
        {"schools": [{"id": "s-1"}], "teachers": [{"id": "t-1"}]},
    ),
    "record.serves_in_ring": goal(serves="g-1"),
    "record.serves_unknown": goal(serves="g-9"),
    "record.session_in_pause": log(
        entry("paused", happened="2026-09-10", reason="season"),
        entry("resumed", happened="2026-09-24"),
        entry("session_held", happened="2026-09-15"),
    ),
    "record.starts_another_day": beside_year(
        log(entry("session_planned", on="2026-09-14", starts="2026-09-14T01:00:00Z"))
    ),
    "record.sum_differs": exported("roster.json", sha256="0" * 64),
    "record.coach_unknown": cycle({"teachers": [{"id": "t-1"}]}),
    "record.teacher_unknown": cycle({"coaches": [{"id": "c-1"}]}),
    "record.tier_unknown": beside_roster(
        caseload_rules(demands=[{"tier": "intervension", "need": 1, "contact_minutes": 45}]),
        {"teachers": [{"id": "t-1", "tier": "intervention"}]},
    ),
    "record.cycle_repeated": Example(
        {f"{number}.json": of("cycle", log=[{"id": "e-1"} | entry("proposed")]).files["cycle.json"] for number in "12"},
        of("cycle", log=[{"id": "e-1"} | entry("proposed")]).shown,
        beside="The same in two files:",
    ),
    "record.roster_repeated": Example(
        {f"{number}.json": '{"kind": "roster", "schema": "1.0"}' for number in "12"},
        pretty({"kind": "roster", "schema": "1.0"}),
        beside="The same in two files:",
    ),
    # --- Caseloads
    "caseloads.case_repeated": caseload({**STRETCH, "assignments": [{"coach": coach, "school": "s-1", "teachers": ["t-1"]} for coach in ("c-1", "c-2")]}),
    "caseloads.in_two_groups": caseload_rules(together=[{"teachers": ["t-1", "t-2"]}, {"teachers": ["t-1", "t-3"]}]),
    "caseloads.option_missing": caseload_rules(assigning="equal_shares"),
    "caseloads.pair_contradicted": caseload_rules(pairs=[PINNED, PINNED | {"kind": "refused"}]),
    "caseloads.period_empty": caseload_rules(until="2026-08-17"),
    "caseloads.pinned_twice": caseload_rules(pairs=[PINNED, PINNED | {"coach": "c-2"}]),
    "caseloads.stretches_apart": caseload(STRETCH | {"until": "2027-01-11"}),
    # --- Cycles
    "cycles.absence_backwards": log(entry("away", last="2026-09-01")),
    "cycles.after_closing": log(entry("ended_early"), entry("evidence", happened="2026-09-10")),
    "cycles.already_coach": log(entry("coach_handed_over", to="c-1")),
    "cycles.already_member": team(entry("teacher_joined")),
    "cycles.answered_already": log("agreed", opening=(entry("proposed", model=SEVERAL, teachers=["t-1", "t-2"]), "agreed")),
    "cycles.attendees_missing": team("session_held"),
    "cycles.coach_among_teachers": log(entry("proposed", teachers=["c-1"]), opening=()),
    "cycles.completion_not_allowed": log("completed"),
    "cycles.correction_breaks_log": log(entry("voided", ids=["e-2"])),
    "cycles.event_repeated": log(entry("evidence", id="e-3")),
    "cycles.goal_known": log("goal_set", "goal_set"),
    "cycles.goal_not_open": log("goal_set", "goal_closed", "goal_closed"),
    "cycles.goal_unknown": log("measured"),
    "cycles.happened_after_recorded": log(entry("evidence", happened="2026-12-24")),
    "cycles.last_teacher": log("teacher_left"),
    "cycles.log_must_begin": log("started", opening=()),
    "cycles.model_changed": log(entry("proposed", model={"name": "impact", "version": 1, "digest": "0" * 64}), opening=()),
    "cycles.model_taken": model("The name is that of a model which comes with coachcycle:", name="impact"),
    "cycles.model_unknown": log(entry("proposed", model={"name": "own", "version": 3}), opening=()),
    "cycles.never_coach": log(entry("session_held", coach="c-9")),
    "cycles.never_member": team(entry("session_held", attendees=["t-1", "t-9"])),
    "cycles.no_coach": log(HANDED_TO_NOBODY, "resumed"),
    "cycles.not_a_member": team(entry("teacher_left", teacher="t-9")),
    "cycles.not_accepted": log("moved", opening=("proposed",)),
    "cycles.not_correctable": log(entry("voided", ids=["e-9"])),
    "cycles.not_invited": log(entry("agreed", by="t-9"), opening=("proposed",)),
    "cycles.not_of_the_cycle": log(entry("step_agreed", owner="t-9")),
    "cycles.not_reopenable": log(entry("ended_early", reason="model_replaced"), "reopened"),
    "cycles.not_replaceable": log(entry("session_held", replaces="v-9")),
    "cycles.not_the_proposer": log(entry("withdrawn", by="t-1"), opening=("proposed",)),
    "cycles.not_their_own": team(entry("teacher_joined", teacher="t-3", by="t-1")),
    "cycles.owner_not_member": log(entry("goal_set", goal={**GOAL, "owners": ["t-9"]})),
    "cycles.phase_never_completes": model(transitions=[{"from": "plan", "to": "do", "requires": []}], completes={"plan": []}),
    "cycles.phase_repeated": model(phases=[{"name": "plan"}, {"name": "do"}, {"name": "do"}]),
    "cycles.phase_unknown": model(transitions=[{"from": "plan", "to": "sleep", "requires": []}], completes={"plan": [], "do": []}),
    "cycles.phase_unreachable": model(phases=[{"name": "plan"}, {"name": "do"}, {"name": "rest"}], completes={"do": [], "rest": []}),
    "cycles.replacement_mismatch": log(entry("evidence"), entry("amended", target="e-4", replacement={"id": "e-4"} | entry("reviewed"))),
    "cycles.replacement_unlike": log(entry("amended", target="e-3", replacement={"id": "e-9"} | entry("evidence"))),
    "cycles.requirement_never_met": model(completes={"do": [{"event": "goal_set", "detail": ["any"]}]}),
    "cycles.requirements_missing": log("moved"),
    "cycles.session_known": log("session_planned", "session_planned"),
    "cycles.session_not_open": log(entry("session_rescheduled", session="v-9", on=MONDAY, reason="schedule")),
    "cycles.stay_unknown": log(entry("evidence", stay="e-9")),
    "cycles.step_known": log("step_agreed", "step_agreed"),
    "cycles.step_not_open": log("step_closed"),
    "cycles.teacher_not_owner": log("goal_set", entry("measured", teacher="t-9")),
    "cycles.teachers_backwards": model(fewest_teachers=3, most_teachers=2),
    "cycles.teachers_out_of_range": log(entry("proposed", teachers=["t-1", "t-2"]), opening=()),
    "cycles.too_few_teachers": log(entry("evidence", type="agreement"), "teacher_left", entry("moved", to="study"), opening=STUDY),
    "cycles.transition_not_allowed": log(entry("moved", to="improve")),
    "cycles.transition_repeated": model(transitions=[{"from": "plan", "to": "do", "requires": []}] * 2),
    "cycles.value_outside_measure": log("goal_set", entry("measured", value=120)),
    "cycles.version_unknown": log("goal_set", entry("measured", version="e-9")),
    "cycles.wrong_cycle": of("cycle", log=[{"id": "e-1"} | entry("proposed"), {"id": "e-2"} | entry("agreed", cycle="cycle-2")]),
    # --- Goals
    "goals.outside_measure": goal(target=120),
    "goals.range_empty": goal(measure={"unit": "%", "low": 100, "high": 0}),
    "goals.target_before_baseline": goal(baseline=50, baseline_day="2026-12-24"),
    "goals.target_not_ahead": goal(baseline=90, baseline_day=MONDAY),
    # --- OneRoster
    "oneroster.cell_blank": package("orgs.csv", "North School", ""),
    "oneroster.cell_malformed": package("enrollments.csv", "2024-08-01", "8/1/2024"),
    "oneroster.cell_repaired": package("users.csv", "true,user-1", "TRUE,user-1"),
    "oneroster.cells_blank": package("users.csv", ",Given,", ",,"),
    "oneroster.cells_wrong": package("orgs.csv", "North School", "North, School"),
    "oneroster.coach_administers": package("roles.csv", "user-1,primary,teacher", "user-1,primary,principal"),
    "oneroster.coach_header": listed("id,notes\nuser-1,x\n"),
    "oneroster.coach_of_family": package("roles.csv", "user-1,primary,teacher", "user-1,primary,student"),
    "oneroster.coach_repeated": listed("id\nuser-1\nuser-1\n"),
    "oneroster.coach_school_unknown": listed("id,schools\nuser-1,org-root\n"),
    "oneroster.coach_unknown": listed("id\nuser-9\n"),
    "oneroster.deleted_in_bulk": package("orgs.csv", "org-1,,,", "org-1,tobedeleted,,"),
    "oneroster.file_empty": package("orgs.csv", "", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"),
    "oneroster.file_missing": package("orgs.csv", "", None),
    "oneroster.file_needed": package("manifest.csv", "file.orgs,bulk", "file.orgs,absent", "orgs.csv"),
    "oneroster.file_unlisted": package("manifest.csv", "file.orgs,bulk", "file.orgs,absent"),
    "oneroster.grade_own": package("classes.csv", "One A,9,", "One A,P1,"),
    "oneroster.header_missing": package("orgs.csv", ",type,", ",kind,"),
    "oneroster.header_order": package("orgs.csv", "status,dateLastModified", "dateLastModified,status"),
    "oneroster.header_repeated": package("orgs.csv", ",identifier,", ",type,"),
    "oneroster.header_unknown": package("orgs.csv", ",identifier,", ",Identifier,"),
    "oneroster.id_hashed": package("orgs.csv", "org-1,,,", "org/2,,,South School,school,NCES-2,org-root\norg-1,,,"),
    "oneroster.id_repeated": package("orgs.csv", "org-1,,,", "org-root,,,"),
    "oneroster.inactive": package("orgs.csv", "org-1,,,", "org-1,inactive,,"),
    "oneroster.is_delta": package("manifest.csv", "file.courses,bulk", "file.courses,delta"),
    "oneroster.lifecycle_in_bulk": package("orgs.csv", "org-1,,,", "org-1,active,,"),
    "oneroster.line_too_long": package("orgs.csv", "North School", "North School" + " " * 1_000_000),
    "oneroster.manifest_file_unknown": package("manifest.csv", "file.results", "file.grades"),
    "oneroster.manifest_header": package("manifest.csv", "propertyName,value\n", ""),
    "oneroster.manifest_missing": package("manifest.csv", "", None),
    "oneroster.manifest_property": package("manifest.csv", "version,1.2", "version,1.3"),
    "oneroster.name_left_out": package("orgs.csv", "North School", "N" * 201),
    "oneroster.nothing_changed": package("manifest.csv", ",bulk", ",absent", *ROSTERING),
    "oneroster.orgs_in_ring": package("orgs.csv", "NCES-1,\n", "NCES-1,org-1\n"),
    "oneroster.outside_school_year": package("roles.csv", "user-agent,primary,teacher,2024-08-01,,", "user-agent,primary,teacher,2023-08-01,2024-06-01,"),
    "oneroster.password_present": package("users.csv", "user-agent,9,,", "user-agent,9,secret,"),
    "oneroster.quote_broken": package("orgs.csv", "North School", 'North "School"'),
    "oneroster.reference_unknown": package("orgs.csv", ",org-root", ",org-9"),
    "oneroster.separator_wrong": package("orgs.csv", ",", ";"),
    "oneroster.skipped_rows": package("roles.csv", "user-agent,primary,teacher", "user-agent,primary,student"),
    "oneroster.terms_left_out": package("academicSessions.csv", "as-1,", "as-0,,,T,term,2024-09-01,2024-10-01,as-parent,2025\nas-1,"),
    "oneroster.text_not_utf8": package("orgs.csv", "North", "N\0rth"),
    "oneroster.word_unknown": package("orgs.csv", ",school,", ",scool,"),
    "oneroster.year_derived": package("academicSessions.csv", ",schoolYear,2024", ",ext:year,2024"),
    "oneroster.year_missing": package("academicSessions.csv", "", "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nas-1,,,Week,ext:week,2024-08-01,2024-08-05,,2025\n"),
    "oneroster.years_several": package("academicSessions.csv", ",term,", ",schoolYear,"),
    # --- People
    "people.duplicate_id": of("roster", teachers=[{"id": "t-1"}, {"id": "t-1"}]),
    "people.evaluates_themself": of("roster", evaluations=[{"evaluator": "c-1", "evaluated": "c-1"}]),
    "people.evaluation_backwards": of("roster", evaluations=[{"evaluator": "p-1", "evaluated": "t-1", "first": MONDAY, "until": MONDAY}]),
    "people.funding_exceeds_one": coaches(posts=[POST | {"funding": [{"source": "title-i", "share": 0.75}] * 2}]),
    "people.post_backwards": coaches(posts=[{"school": "a", "first": MONDAY, "until": MONDAY}]),
    "people.posts_overlap": of("roster", schools=[{"id": "a"}], teachers=[{"id": "t-1", "posts": [POST, {"school": "a"}]}]),
    "people.school_unknown": of("roster", coaches=[{"id": "c-1", "schools": ["z"]}]),
    "people.schools_in_ring": of("roster", schools=[{"id": "a", "parent": "a"}]),
    "people.shares_exceed_one": coaches(posts=[POST | {"share": 0.75}, POST | {"school": "b", "share": 0.75}]),
    "policy.rule_repeated": of("contract_rules", rules=[RULE, RULE]),
    # --- School time
    "schoolyear.bells_day_repeated": hours(bells=[{"id": "a", "days": [MONDAY]}, {"id": "b", "days": [MONDAY]}]),
    "schoolyear.bells_never_held": hours(beside=year(), bells=[{"id": "regular"}, {"id": "sat", "weekdays": [6]}]),
    "schoolyear.bells_repeated": hours(bells=[{"id": "a"}, {"id": "a"}]),
    "schoolyear.bells_unknown": hours(committed(periods=["1"], bells=["none"])),
    "schoolyear.commitment_never_falls": hours(committed(periods=["1"], weekdays=[7]), beside=year()),
    "schoolyear.commitment_unclear": hours(committed()),
    "schoolyear.day_outside_years": hours(beside=year(), rotation={"days": ["A"], "restarts": ["2025-09-01"]}),
    "schoolyear.half_day_repeated": year(half_days=[{"day": MONDAY, "ends": "12:00"}, {"day": MONDAY, "bells": "half"}]),
    "schoolyear.half_day_unclear": year(half_days=[{"day": MONDAY}]),
    "schoolyear.half_day_without_school": year(half_days=[{"day": "2026-09-12", "ends": "12:00"}]),
    "schoolyear.hours_repeated": of("timetable", schools=[{"school": "s-1", "contract_day": {"starts": "07:45", "ends": "15:45"}, "bells": [{"id": "a"}]}] * 2),
    "schoolyear.hours_unknown": of("timetable", commitments=[committed(periods=["1"])]),
    "schoolyear.lunch_outside_contract_day": hours(committed(type="lunch", starts="16:00", ends="16:30")),
    "schoolyear.outside_year": year(closures=[{"first": "2027-07-01", "last": "2027-07-05"}]),
    "schoolyear.period_unknown": hours(committed(periods=["9"])),
    "schoolyear.periods_overlap": hours(bells=[{"id": "a", "periods": [{"id": "1", "starts": "08:00", "ends": "08:50"}, {"id": "2", "starts": "08:40", "ends": "09:30"}]}]),
    "schoolyear.person_in_two_places": hours(committed(periods=["1"]), committed(starts="08:10", ends="08:20"), beside=year()),
    "schoolyear.rotation_day_never_comes": hours(beside=year(first=MONDAY, last=MONDAY), rotation={"days": ["A", "B"]}),
    "schoolyear.rotation_day_unknown": hours(committed(periods=["1"], rotation_days=["C"]), rotation={"days": ["A", "B"]}),
    "schoolyear.runs_backwards": year(closures=[{"first": "2026-11-27", "last": "2026-11-23"}]),
    "schoolyear.terms_overlap": year(terms=[{"name": "Fall", "first": "2026-08-17", "last": "2027-01-05"}, {"name": "Spring", "first": "2027-01-05", "last": "2027-06-04"}]),
    "schoolyear.times_run_backwards": hours(contract_day={"starts": "15:00", "ends": "08:00"}),
    "schoolyear.year_too_long": year(last="2029-06-04"),
    "schoolyear.zone_unknown": year(zone="America/Springfield"),
    # --- Words and ids
    "vocabulary.extra_malformed": log(entry("evidence", extra={"acme:deep": DEEP})),
    "vocabulary.out_of_range": caseload_rules(most_heads=0.125),
    "vocabulary.repeated": of("contract_rules", schools=[{"school": "s-1"}] * 2),
    "vocabulary.word_unknown": model(completes={"do": [{"event": "evidence", "detail": ["tea"]}]}),
}  # fmt: skip

NOT_FROM_FILES = (
    "balance.base_unknown",
    "balance.bound_exceeded",
    "balance.case_missing",
    "balance.case_unknown",
    "balance.day_outside_plan",
    "balance.floor_broken",
    "balance.group_apart",
    "balance.group_pinned_apart",
    "balance.impossible",
    "balance.journey_unknown",
    "balance.level_unknown",
    "balance.not_in_roster",
    "balance.overloaded",
    "balance.pair_excluded",
    "balance.period_outside_year",
    "balance.pin_broken",
    "balance.pin_excluded",
    "balance.pin_idle",
    "balance.pins_exceed",
    "balance.reason_wrong",
    "balance.stretch_uncut",
    "balance.time_unknown",
    "balance.unsound",
    "balance.value_wrong",
    "bytes.unreadable",
    "caseloads.rules_invalid",
    "coachcycle.code_unknown",
    "coachcycle.error",
    "coachcycle.extra_missing",
    "coachcycle.several_problems",
    "conformance.answer_malformed",
    "cycles.digest_malformed",
    "cycles.event_changed",
    "cycles.log_empty",
    "cycles.model_invalid",
    "cycles.stale_version",
    "document.checked_in_part",
    "document.kind_wrong",
    "document.more_findings",
    "document.minor_newer",
    "document.not_one",
    "document.refused",
    "goals.aimline_missing",
    "goals.baseline_without_day",
    "goals.days_mismatch",
    "goals.due_when_set",
    "goals.few_baseline_points",
    "goals.focus_not_student",
    "goals.goal_at_baseline",
    "goals.interval_missing",
    "goals.no_goal_weighs",
    "goals.not_copies",
    "goals.not_rated",
    "goals.rated_no",
    "goals.rule_contradicts_itself",
    "goals.source_missing",
    "goals.strategy_missing",
    "goals.too_few_measurements",
    "goals.version_missing",
    "interchange.file_entry_malformed",
    "oneroster.year_unknown",
    "people.roster_invalid",
    "policy.caseload_too_heavy",
    "policy.contract_rules_invalid",
    "policy.credential_missing",
    "policy.cycle_not_agreed",
    "policy.evaluator_coaches",
    "policy.notice_too_short",
    "policy.outside_contract_day",
    "policy.override_school_unknown",
    "policy.session_not_agreed",
    "policy.too_many_cycles",
    "policy.too_many_observations",
    "policy.visit_unplanned",
    "tables.malformed",
    "tables.table_unknown",
    "schema.key_deprecated",
    "schema.unknown",
    "schoolyear.calendar_ends",
    "schoolyear.day_malformed",
    "schoolyear.instant_malformed",
    "schoolyear.instant_without_zone",
    "schoolyear.person_unknown",
    "schoolyear.school_year_invalid",
    "schoolyear.time_malformed",
    "schoolyear.timetable_invalid",
    "schoolyear.year_out_of_range",
    "schoolyear.years_overlap",
    "vocabulary.id_malformed",
    "vocabulary.language_malformed",
    "vocabulary.name_malformed",
    "vocabulary.set_empty",
    "vocabulary.text_malformed",
    "vocabulary.type_mismatch",
)
"""Codes that files of version 1.0 do not give: a schema comes first, or only a call raises them."""
