"""Why no plan can be made: a roster and rules that do not go together, all reported at once."""

from pendulum import Date

from coachcycle.errors import CoachCycleError, SeveralProblems
from coachcycle.vocabulary import PersonId, SchoolId, YearId


def in_heads(hundredths: int) -> float:
    """Heads as people write them."""
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


class PeriodOutsideYear(CoachCycleError):
    """The days of a plan lie outside the school year, or none of them is a school day."""

    code = "balance.period_outside_year"
    template = "the plan from {first} until {until} does not lie in school year {year}, or has no school day"
    remedy = "Correct the days of the rules, or give the school year that they lie in."

    first: Date
    until: Date
    year: YearId


class NotInRoster(CoachCycleError):
    """A rule, a plan or a call names a person or a school that the roster does not have."""

    code = "balance.not_in_roster"
    template = "{rule}: {id} is not in the roster"
    remedy = "Correct the id, or add the person or the school to the roster."

    rule: str
    id: str


class TimeUnknown(CoachCycleError):
    """Neither the roster nor the rules say how much time a coach has."""

    code = "balance.time_unknown"
    template = "{coach}: {key} is known neither of the coach nor in the rules"
    remedy = "Add it to the coach, or to the rules for all coaches of whom it is not known."

    coach: PersonId
    key: str


class BaseUnknown(CoachCycleError):
    """There are ways, and nothing says where a coach's days begin."""

    code = "balance.base_unknown"
    template = "{coach} has no base and no post"
    remedy = "Add the coach's base to the rules, or a post to the roster."

    coach: PersonId


class JourneyUnknown(CoachCycleError):
    """There are ways, and that from a coach's base to a school within reach is not among them."""

    code = "balance.journey_unknown"
    template = "{coach}: the way from {base} to {school} is not listed"
    remedy = "Add the journey, or take the school out of the coach's reach."

    coach: PersonId
    base: SchoolId | None
    school: SchoolId


class GroupApart(CoachCycleError):
    """Teachers who are to be coached together do not work at one school, and one alone.

    One coach for several schools, or both or none, is not what a plan can promise.
    """

    code = "balance.group_apart"
    template = "{teachers} have {shared} schools in common, expected one"
    remedy = "Put only teachers of one school together; those of two schools are coached apart."

    teachers: tuple[PersonId, ...]
    shared: int


class PinExcluded(CoachCycleError):
    """A pair is pinned that a rule excludes."""

    code = "balance.pin_excluded"
    template = "{coach} is pinned to {teacher}, which a rule excludes: {reason}"
    remedy = "Take the pin away, or change what excludes it."

    coach: PersonId
    teacher: PersonId
    reason: str


class PinIdle(CoachCycleError):
    """A pair is pinned, and there is no day of the plan on which the pin could hold.

    Either one of the two is not there, or the teacher does not work at the pin's school.
    """

    code = "balance.pin_idle"
    template = "{coach} is pinned to {teacher}, and on no day of the plan are both there, at the pin's school"
    remedy = "Correct the posts of the two, or the pin's school; or take the pin away."

    coach: PersonId
    teacher: PersonId


class PinsExceed(CoachCycleError):
    """What is pinned to a coach is more than the coach may take on."""

    code = "balance.pins_exceed"
    template = "{coach}: pinned are {pinned} {what}, there is room for {room}"
    remedy = "Take pins away, or give the coach more room."

    coach: PersonId
    what: str
    pinned: float
    room: float


class GroupPinnedApart(CoachCycleError):
    """Teachers who are coached together are pinned to different coaches."""

    code = "balance.group_pinned_apart"
    template = "{teacher}'s group is pinned to {coach} and to {other}"
    remedy = "Keep one of the pins, or do not coach these teachers together."

    teacher: PersonId
    coach: PersonId
    other: PersonId


class PlanImpossible(SeveralProblems):
    """A roster and rules of caseloads do not go together; all problems are reported at once."""

    code = "balance.impossible"
    template = "{count} problems between roster and rules: {codes}"
    remedy = "Mend each problem; each has a code of its own."


class PlanUnsound(SeveralProblems):
    """A plan breaks rules; all problems are reported at once."""

    code = "balance.unsound"
    template = "{count} problems in the plan: {codes}"
    remedy = "Mend each problem; each has a code of its own."


class DayOutsidePlan(CoachCycleError):
    """A plan is asked about a day on which it does not hold."""

    code = "balance.day_outside_plan"
    template = "the plan holds from {first} until {until}, which {day} is outside of"
    remedy = "Name a day within the plan, or make a plan for the days after it."

    day: Date
    first: Date
    until: Date


class PairExcluded(CoachCycleError):
    """A plan gives a coach to a teacher, which a rule excludes."""

    code = "balance.pair_excluded"
    template = "{coach} has {teacher}, which a rule excludes: {reason}"
    remedy = "Give the teacher another coach, or none."

    coach: PersonId
    teacher: PersonId
    reason: str


class Overloaded(CoachCycleError):
    """A plan gives a coach more than the coach has room for."""

    code = "balance.overloaded"
    template = "{coach} has {taken} {what}, there is room for {room}"
    remedy = "Take teachers or schools from the coach."

    coach: PersonId
    what: str
    taken: float
    room: float


class CaseMissing(CoachCycleError):
    """A plan says nothing of a teacher who is there."""

    code = "balance.case_missing"
    template = (
        "{teacher} at {school} stands neither among those with a coach nor among those without"
    )
    remedy = "Add the teacher to one of the two, with those who are coached together."

    teacher: PersonId
    school: SchoolId | None


class CaseUnknown(CoachCycleError):
    """A plan names a teacher who is not there, or not by the rules coached so."""

    code = "balance.case_unknown"
    template = (
        "{teacher} is not at {school} when the stretch begins, or is coached with others there"
    )
    remedy = "Take the entry out, or name all who are coached together."

    teacher: PersonId
    school: SchoolId | None


class PinBroken(CoachCycleError):
    """A plan does not keep a pair that is pinned."""

    code = "balance.pin_broken"
    template = "{coach} is pinned to {teacher}, and does not have the teacher"
    remedy = "Give the teacher to the coach, or take the pin out of the rules."

    coach: PersonId
    teacher: PersonId


class ReasonWrong(CoachCycleError):
    """A plan states another reason for a teacher without a coach than the rules give."""

    code = "balance.reason_wrong"
    template = "{teacher} is without a coach because of {true}, not {said}"
    remedy = "Correct the reason."

    teacher: PersonId
    said: str
    true: str


class StretchUncut(CoachCycleError):
    """A coach's post begins or ends inside of a stretch."""

    code = "balance.stretch_uncut"
    template = "the stretch from {first} goes over a day on which a post of {coach} begins or ends"
    remedy = "Cut the stretch in two on that day."

    first: Date
    coach: PersonId


class ValueWrong(CoachCycleError):
    """A plan states another value of a level than it has."""

    code = "balance.value_wrong"
    template = "{level}: the plan states {said}, computed again it is {true}"
    remedy = "Let the plan be judged anew, or leave its levels out."

    level: str
    said: int
    true: int


class LevelUnknown(CoachCycleError):
    """A plan states a value of a level that cannot be computed: the plan before is not given, or no rule asks for it."""

    code = "balance.level_unknown"
    template = "{level}: the plan states {said}, which cannot be computed from what is given"
    remedy = "Give the plan before this one, if the level compares with it, or leave the level out."

    level: str
    said: int


class BoundExceeded(CoachCycleError):
    """A plan is better than its own bound, which cannot be."""

    code = "balance.bound_exceeded"
    template = "{level}: the value {value} lies above the bound {bound}"
    remedy = "Let the plan be judged anew, or leave its levels out."

    level: str
    value: int
    bound: int


class FloorBroken(CoachCycleError):
    """A plan is worse on a level than the levels after it were allowed to make it."""

    code = "balance.floor_broken"
    template = "{level}: the value {value} lies below the floor {floor}"
    remedy = "Let the plan be judged anew, or leave its levels out."

    level: str
    value: int
    floor: int
