"""Published models of the coaching cycle, as literal tables.

Each is this library's reading of its source, which endorses nothing here. A district that works
otherwise writes its own model as a document.
"""

from coachcycle.cycles.model import CycleModel, Phase, Transition
from coachcycle.cycles.models import Models
from coachcycle.cycles.requirement import (
    evidence,
    goal_set,
    measured,
    reviewed,
    session_held,
    step_agreed,
    step_closed,
)

# fmt: off

# The cycle in general use: plan, observe, feedback, follow up, reflect, and plan anew. Nothing is
# observed without a goal, no feedback is given without an observation (as Practice-Based Coaching
# puts it), and a cycle closes on the teacher's own reflection.
GENERIC = CycleModel(
    name="generic", version=1, title="Coaching cycle",
    source="After the general description of instructional coaching: plan, observe, feedback, "
           "follow up, reflect.",
    phases=(
        Phase("plan",      "Plan"),
        Phase("observe",   "Observe"),
        Phase("feedback",  "Feedback"),
        Phase("follow_up", "Follow up"),
        Phase("reflect",   "Reflect"),
    ),
    transitions=(
        #          from         to           requires
        Transition("plan",      "observe",   (goal_set(since="iteration"),)),
        Transition("observe",   "feedback",  (session_held("observation", "modeling"),)),
        Transition("feedback",  "follow_up", (session_held("conference"),)),
        Transition("follow_up", "reflect",   (session_held(),)),
        Transition("follow_up", "observe",   ()),
        Transition("reflect",   "plan",      (reviewed(),)),
    ),
    completes={"reflect": (evidence("reflection"), reviewed())},
)

# Knight's cycle ends when the goal is met, not on a day; its reviews decide whether to keep on,
# learn another strategy or set another goal.
IMPACT = CycleModel(
    name="impact", version=1, title="The Impact Cycle",
    source="After Jim Knight (2018), The Impact Cycle, Corwin. Requirements are this library's "
           "reading of them.",
    phases=(
        Phase("identify", "Identify"),
        Phase("learn",    "Learn"),
        Phase("improve",  "Improve"),
    ),
    transitions=(
        #          from        to          requires
        Transition("identify", "learn",    (goal_set(), evidence("baseline", "video", "student_work",
                                                                 "interview", "observation_notes"))),
        Transition("learn",    "improve",  (evidence("checklist"), session_held("modeling"))),
        Transition("improve",  "improve",  (measured(), reviewed("keep", "adjust"))),
        Transition("improve",  "learn",    (reviewed("switch_strategy"),)),
        Transition("improve",  "identify", (reviewed("change_goal", "change_measure"),)),
    ),
    completes={"improve": (measured(since="iteration"), reviewed(since="iteration"))},
)

# Sweeney and Harris begin with what students should learn and end with what they learnt. Cycles run
# for three to nine weeks by grade and by edition of their advice, so no phase has a pace; coach and
# teacher plan once a week. One teacher, a pair or a small group take part; six is our reading.
STUDENT_CENTERED = CycleModel(
    name="student_centered", version=1, title="Student-centered coaching",
    source="After Diane Sweeney and Leanna Harris (2017), Student-Centered Coaching: The Moves, "
           "Corwin. Requirements are this library's reading of them.",
    cadence=5, most_teachers=6,
    phases=(
        Phase("goal",    "Set a goal for student learning"),
        Phase("targets", "Learning targets and pre-assessment"),
        Phase("coteach", "Plan, teach and gather evidence together"),
        Phase("post",    "Post-assessment and reflection"),
    ),
    transitions=(
        #          from       to         requires
        Transition("goal",    "targets", (goal_set(),)),
        Transition("targets", "coteach", (measured("baseline"),)),
        Transition("coteach", "post",    (session_held("planning", "co_planning"),
                                          session_held("co_teaching", "modeling", "observation"))),
        Transition("coteach", "targets", ()),
    ),
    completes={"post": (measured(), session_held("conference", "data_conversation",
                                                 "reflection"))},
)

# Five stages of one lesson's cycle; coach and teacher go through a series of them.
CLINICAL = CycleModel(
    name="clinical", version=1, title="Clinical supervision",
    source="After Robert Goldhammer (1969), Clinical Supervision, Holt, Rinehart and Winston. "
           "Requirements are this library's reading of it.",
    phases=(
        Phase("pre_conf",      "Pre-observation conference"),
        Phase("observe",       "Observation"),
        Phase("analyse",       "Analysis and strategy"),
        Phase("conference",    "Conference"),
        Phase("post_analysis", "Post-conference analysis"),
    ),
    transitions=(
        #          from             to               requires
        Transition("pre_conf",      "observe",       (session_held("conference", "planning"),
                                                      evidence("agreement"))),
        Transition("observe",       "analyse",       (session_held("observation"),
                                                      evidence("observation_notes", "video"))),
        Transition("analyse",       "conference",    (evidence("analysis"),)),
        Transition("conference",    "post_analysis", (session_held("conference"),)),
        Transition("post_analysis", "pre_conf",      (reviewed(),)),
    ),
    completes={"post_analysis": (reviewed(),)},
)

# About one hour of coach contact a cycle, online, and a cycle in about two weeks.
MTP = CycleModel(
    name="mtp", version=1, title="MyTeachingPartner",
    source="After Joseph P. Allen, Robert C. Pianta and others (2011), Science 333(6045), "
           "1034-1037, doi:10.1126/science.1207998. Requirements are this library's reading of it.",
    cadence=10,
    phases=(
        Phase("film",       "The teacher films a lesson"),
        Phase("select",     "The coach picks clips and writes prompts"),
        Phase("respond",    "The teacher answers the prompts"),
        Phase("conference", "Conference"),
        Phase("plan",       "Action plan"),
    ),
    transitions=(
        #          from          to            requires
        Transition("film",       "select",     (evidence("video"),)),
        Transition("select",     "respond",    (evidence("prompts"),)),
        Transition("respond",    "conference", (evidence("responses"),)),
        Transition("conference", "plan",       (session_held("conference", "video_review"),)),
        Transition("plan",       "film",       (evidence("action_plan"),)),
    ),
    completes={"plan": (evidence("action_plan"),)},
)

# One small step at a time, every week: see it, name it, do it. A step that is not mastered yet is
# carried on into the next round.
GET_BETTER_FASTER = CycleModel(
    name="get_better_faster", version=1, title="Observe, see it, name it, do it",
    source="After Paul Bambrick-Santoyo (2016), Get Better Faster, Jossey-Bass. Requirements are "
           "this library's reading of it.",
    cadence=5,
    phases=(
        Phase("observe", "Observe"),
        Phase("see",     "See it"),
        Phase("name",    "Name it"),
        Phase("do",      "Do it"),
    ),
    transitions=(
        #          from       to         requires
        Transition("observe", "see",     (session_held("observation", "video_review"),)),
        Transition("see",     "name",    (session_held("conference"),)),
        Transition("name",    "do",      (step_agreed(),)),
        Transition("do",      "observe", (session_held("practice"),)),
    ),
    completes={"do": (session_held("practice"), step_closed("done", since="iteration"))},
)

# No focused observation without a goal, no feedback without a focused observation.
PRACTICE_BASED = CycleModel(
    name="practice_based", version=1, title="Practice-based coaching",
    source="After Patricia A. Snyder, Mary Louise Hemmeter and Lise Fox (2015), Topics in Early "
           "Childhood Special Education 35(3), 133-143, doi:10.1177/0271121415594925. "
           "Requirements are this library's reading of it.",
    cadence=10,
    phases=(
        Phase("goals",            "Shared goals and action plan"),
        Phase("focused_obs",      "Focused observation"),
        Phase("reflect_feedback", "Reflection and feedback"),
    ),
    transitions=(
        #          from                to                  requires
        Transition("goals",            "focused_obs",      (goal_set(), evidence("action_plan"))),
        Transition("focused_obs",      "reflect_feedback", (session_held("observation",
                                                                         "video_review"),)),
        Transition("reflect_feedback", "focused_obs",      (session_held("conference",
                                                                         "reflection"),)),
        Transition("reflect_feedback", "goals",            (session_held("conference",
                                                                         "reflection"),)),
    ),
    completes={"reflect_feedback": (session_held("conference", "reflection"), reviewed())},
)

# A team prepares one lesson, one of them teaches it, the others observe the students; the team then
# reflects and perhaps revises the lesson and teaches it anew. Whoever facilitates is the coach.
LESSON_STUDY = CycleModel(
    name="lesson_study", version=1, title="Lesson study",
    source="After Catherine C. Lewis and Jacqueline Hurd (2011), Lesson Study Step by Step, "
           "Heinemann. Requirements and the size of a team are this library's reading of it.",
    fewest_teachers=3, most_teachers=6,
    phases=(
        Phase("prepare", "Prepare the team"),
        Phase("study",   "Study"),
        Phase("plan",    "Plan the research lesson"),
        Phase("teach",   "Teach and observe"),
        Phase("reflect", "Reflect"),
    ),
    transitions=(
        #          from       to         requires
        Transition("prepare", "study",   (evidence("agreement"),)),
        Transition("study",   "plan",    (goal_set(),)),
        Transition("plan",    "teach",   (session_held("co_planning", "planning"),
                                          evidence("lesson_plan"))),
        Transition("teach",   "reflect", (session_held("observation", each_teacher=True),
                                          evidence("observation_notes", "student_work"))),
        Transition("reflect", "plan",    (session_held("reflection", each_teacher=True),
                                          reviewed())),
    ),
    completes={"reflect": (session_held("reflection", each_teacher=True), evidence("report"))},
)

# fmt: on

MODELS = Models(
    (
        GENERIC,
        IMPACT,
        STUDENT_CENTERED,
        CLINICAL,
        MTP,
        GET_BETTER_FASTER,
        PRACTICE_BASED,
        LESSON_STUDY,
    )
)
"""The models that this library ships."""
