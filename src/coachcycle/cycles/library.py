"""Published models of the coaching cycle, as literal tables.

Each is this library's reading of its source, which endorses nothing here. A district that works
otherwise writes its own model as a document.
"""

from coachcycle.cycles.model import CycleModel, Phase, Transition
from coachcycle.cycles.models import Models
from coachcycle.cycles.requirement import evidence, goal_set, measured, reviewed, session_held

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

# fmt: on

MODELS = Models((GENERIC, IMPACT))
"""The models that this library ships."""
