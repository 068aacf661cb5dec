"""Random districts in which whatever is nobody else's business bears a mark, and ways to spoil them."""

import copy
import datetime
import json
import random
from typing import Any

from attrs import evolve
from pendulum import Date

from coachcycle.caseloads import (
    Assignment,
    Base,
    Caseload,
    CaseloadRules,
    Demand,
    LevelOutcome,
    Pair,
    RuleSource,
    Stretch,
    Unserved,
)
from coachcycle.cycles import MODELS, Cycle, CycleModel
from coachcycle.errors import CoachCycleError
from coachcycle.goals import Goal, Measure, SelfRatings, Strategy
from coachcycle.interchange import encode
from coachcycle.people import Coach, Credential, Post, Roster, School, Teacher
from coachcycle.schoolyear import (
    BellSchedule,
    Period,
    SchoolHours,
    SchoolYear,
    Span,
    Term,
    TestingWindow,
    Timetable,
    as_day,
)
from desk import CONTENT, Desk, day

NAME, NOTE, BORN, SCORE = (
    "Zyzzyva Quonkle",
    "\N{PILE OF POO} vexing fizzwidget",
    "2009-02-17",
    73190413,
)
MARKS = (
    NAME,
    "Zyzzyva",
    "Quonkle",
    NOTE,
    "fizzwidget",
    BORN,
    str(SCORE),
    f"{SCORE:,}",
    f"{SCORE:_}",
)
"""What is looked for, whole and in parts, and as numbers are written too."""

OWN = frozenset({
    "title", "group", "unit", "words", "target", "baseline", "value", "name", "subjects", "source",
    "powerful", "acme:note",
})  # fmt: skip
"""The keys of what is nobody else's business."""


SHOWN = frozenset({"version", "seed", "lottery_seed", "slack"})
"""The keys of numbers of any size that values show."""


class District:
    """A roster, its year and hours, a model, goals, a plan and cycles, all of one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.problems: list[CoachCycleError] = []
        model = self._model()
        self.cycles = [self._cycle(f"cycle-{n}", model) for n in range(self.chance.randint(1, 2))]
        self.rules, self.caseload = self._rules(), self._caseload()
        self.values: list[Any] = [
            self._roster(),
            self._year(),
            self._timetable(),
            model,
            self._goal("g-9"),
            self.rules,
            self.caseload,
            *self.cycles,
            self.chance.choice(self.cycles[0].log),
        ]

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The documents of all values."""
        return [encode(value) for value in self.values]

    def words(self) -> str:
        """A text that bears a mark."""
        return f"{self.chance.choice((NAME, NOTE, f'{NAME}, {BORN}'))} {self.chance.randrange(99)}"

    def score(self) -> float:
        """A number that bears a mark."""
        return SCORE + self.chance.randrange(8) / 8

    def _roster(self) -> Roster:
        post, held = Post(school="s-1"), Credential(type="reading", first=day(-99))
        return Roster(
            schools=[School(id="s-1", name=self.words())],
            coaches=[
                Coach(
                    id="c-1",
                    posts=[post],
                    schools={"s-1"},
                    subjects={self.words()},
                    credentials=[held],
                )
            ],
            teachers=[
                Teacher(id=f"t-{n}", posts=[post], subjects={self.words()}, tier="new")
                for n in (1, 2)
            ],
        )

    def _year(self) -> SchoolYear:
        first, last = as_day(datetime.date(2026, 8, 17)), as_day(datetime.date(2027, 6, 4))
        return SchoolYear(
            id="2026-27",
            zone="America/Chicago",
            first=first,
            last=last,
            terms=[Term(name=self.words(), first=first, last=day(60))],
            testing_windows=[TestingWindow(name=self.words(), first=day(70), last=day(72))],
        )

    def _timetable(self) -> Timetable:
        eight, nine = datetime.time(8), datetime.time(9)
        bells = BellSchedule(
            id="usual",
            name=self.words(),
            periods=[Period(id="1", starts=eight, ends=nine, name=self.words())],
        )
        hours = SchoolHours(
            school="s-1", contract_day=Span(eight, datetime.time(15)), bells=[bells]
        )
        return Timetable(schools=[hours])

    def _model(self) -> CycleModel:
        impact = MODELS["impact"]
        titled = [evolve(phase, title=self.words()) for phase in impact.phases]
        return evolve(impact, name="ours", title=self.words(), source=self.words(), phases=titled)

    def _goal(self, id: str = "g-1", **changes: Any) -> Goal:
        chance = self.chance
        told: dict[str, Any] = {
            "id": id,
            "owners": {"t-1"},
            "title": self.words(),
            "focus": "student",
            "measure": Measure(unit=self.words(), high=chance.choice((None, SCORE + 99))),
            "target": self.score() + 10,
            "target_day": day(90),
            "strategies": [Strategy(self.words())],
            "group": self.words(),
            "ratings": SelfRatings(powerful=True, easy=False),
        }
        if chance.random() < 0.5:
            told |= {"baseline": self.score(), "baseline_day": day(-3)}
        return Goal(**(told | changes))

    def _rules(self) -> CaseloadRules:
        """Rules that name somebody whom the roster may not have."""
        chance = self.chance
        ruled = chance.sample(("demands", "pairs", "bases", "order"), chance.randint(1, 3))
        return CaseloadRules(
            first=day(0),
            until=day(200),
            demands=[
                Demand(need=5, contact_minutes=45),
                Demand(tier=chance.choice(("new", "old")), need=9, contact_minutes=60),
            ],
            credentials=chance.choice(((), {"reading"}, {"math"})),
            bases=[Base(coach="c-1", school=chance.choice(("s-1", "s-2")))],
            volunteers={chance.choice(("t-2", "t-3"))},
            pairs=[Pair(kind="refused", coach=chance.choice(("c-1", "c-2")), teacher="t-1")],
            sources=[RuleSource(rule=one, source=self.words()) for one in ruled],
            extra=chance.choice((None, self._others())),
        )

    def _caseload(self) -> Caseload:
        middle = day(self.chance.randint(1, 199))
        return Caseload(
            rules=self._rules(),
            stretches=[self._stretch(day(0), middle), self._stretch(middle, day(200))],
            replaced=self.chance.choice((None, self._stretch(day(0), middle))),
            extra=self.chance.choice((None, self._others())),
        )

    def _stretch(self, first: Date, until: Date) -> Stretch:
        coach, school = self.chance.choice(("c-1", "c-2")), self.chance.choice(("s-1", "s-2"))
        return Stretch(
            first=first,
            until=until,
            assignments=[Assignment(coach=coach, school=school, teachers={"t-2"})],
            unserved=[Unserved(school="s-1", teachers={"t-1"}, reason="no_coach")],
            levels=[
                LevelOutcome(name=self.words(), reached=5, floor=value, value=value)
                for value in range(self.chance.randint(0, 2))
            ],
            open_cycles=self.chance.choice(((), {"t-2", "t-3"})),
        )

    def _others(self) -> dict[str, Any]:
        """What another system keeps with a record."""
        return {"acme:note": [self.words(), self.score(), BORN]}

    def _content(self, kind: str) -> dict[str, Any]:
        content: dict[str, Any] = {"extra": self._others()}
        if kind in ("goal_set", "goal_revised"):
            content["goal"] = self._goal()
        if kind == "measured":
            roles = ("baseline", "progress")
            content |= {"value": self.score(), "role": self.chance.choice(roles)}
        return content

    def _cycle(self, id: str, model: CycleModel) -> Cycle:
        """A cycle with what its random events were accepted of; what was refused is kept."""
        chance = self.chance
        desk = Desk(model=model.ref, cycle=id, models=MODELS.add(model), extra=self._others())
        desk.enter("agreed", by="t-1")
        desk.enter("started")
        for on in range(chance.randint(4, 12)):
            kind = chance.choice(("measured", "measured", "goal_set", *CONTENT.keys() - {"voided"}))
            if kind in ("proposed", "adopted"):
                continue
            try:
                desk.enter(kind, on, **self._content(kind))
            except CoachCycleError as problem:
                self.problems.append(problem)
        return desk.cycle

    # --- Spoiling -----------------------------------------------------------------------------

    def unfit(self, key: str | int) -> Any:
        """Something that is nobody's business, and is no id, day or version where messages say those."""
        others = [None, True, [self.words()], {self.words(): self.score()}, [], {}, 1e308]
        choices = [self.words(), self.words(), self.score(), f"{SCORE} %", *others]
        if key not in SHOWN:
            choices += [SCORE, -SCORE, SCORE**3]
        if key in OWN:
            choices += [BORN, str(SCORE), SCORE]
        return self.chance.choice(choices)

    def spoilt(self, document: Any) -> Any:
        """A document with something in one to three places that does not belong there."""
        spoilt = copy.deepcopy(document)
        for _ in range(self.chance.randint(1, 3)):
            self._spoil(spoilt)
        return spoilt

    def _spoil(self, document: Any) -> None:
        holder, key = self.chance.choice([*_places(document)])
        match self.chance.randrange(6), holder:
            case 0, _:
                del holder[key]
            case 1, dict():
                holder[self.words()] = holder.pop(key)
            case 2, dict():
                holder[self.words()] = self.unfit("title")
            case 2, list():
                holder.append(copy.deepcopy(holder[key]))
            case _, dict() if key != "name" and holder.keys() & {"reached", "bound", "floor"}:
                # The numbers of an outcome are shown, whatever they are called.
                holder[key] = self.unfit("seed")
            case _, _:
                holder[key] = self.unfit(key)

    def spoilt_text(self, document: Any) -> bytes:
        """The bytes of a document, broken."""
        chance = self.chance
        data = json.dumps(document, ensure_ascii=chance.random() < 0.5).encode()
        at = chance.randrange(len(data))
        twice = f'{{"{self.words()}": 1, "{self.words()}": {self.score()},'.encode()
        broken = [
            data[:at],
            data[:at] + b"\xff" + data[at:],
            data[:at] + chance.choice((b"\\", b'"', b",", b"NaN", b"1e999", b"[")) + data[at:],
            twice + twice[1:] + data[1:],
            data.replace(str(SCORE).encode(), str(SCORE).encode() * 3),
            data.replace(b"Zyzzyva", b"Zyzzyva\\u0000"),
            data.decode().encode("utf-16"),
        ]
        return chance.choice(broken)


def _places(node: Any) -> Any:
    """Every container of a document with each of its keys or indices."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in [*keys]:
        yield node, key
        yield from _places(node[key])
