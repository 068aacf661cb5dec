"""Assignment problems in whole numbers: which agent takes which item, and what a plan is worth.

An agent opens groups and takes items of those groups, within its capacity. Coaches, schools and
teachers are one reading of that; nothing here knows of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from coachcycle.vocabulary import (
    OutOfRange,
    Repeated,
    TypeMismatch,
    all_of,
    collection,
    text,
    whole,
)

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

LARGEST = 2**40
"""The furthest from 0 that a number of a problem may lie."""
LARGEST_CAPACITY = 2**20
"""The largest capacity of an agent: its programme keeps a value for each load."""
LARGEST_HEADS = 2**17
"""The most heads that an agent may be held to: its programme may keep a value for each."""
MOST_ITEMS = 2**31 - 1
"""So many that a place of an agent and one of an item fit together into 64 bits."""
SAFE = 2**60
"""What no sum of values may reach, so that 64 bits hold it and what cannot be stays apart from it."""
LARGEST_VALUE = 2**56
"""What no plan's value on a level may reach, so that levels can be weighed against each other."""


def ints(what: str, rows: ArrayLike, largest: int = LARGEST) -> Ints:
    """A column of whole numbers that nobody can change.

    Raises:
        TypeMismatch: It is no row of whole numbers.
        OutOfRange: A number lies further from 0 than the largest.
    """
    listed = _listed(what, rows)
    if listed.ndim != 1 or (listed.size and listed.dtype.kind not in "iu"):
        raise TypeMismatch(what, "a row of whole numbers", _told(listed))
    if listed.size and not -largest <= listed.min() <= listed.max() <= largest:
        raise OutOfRange(what, f"whole numbers from {-largest} to {largest}")
    column = np.array(listed, dtype=np.int64)
    column.flags.writeable = False
    return column


def _listed(what: str, rows: ArrayLike) -> NDArray[Any]:
    try:
        return np.asarray(rows)
    except ValueError:
        raise TypeMismatch(what, "a row", "rows of different lengths") from None


def _told(listed: NDArray[Any]) -> str:
    return f"{listed.dtype} in {listed.ndim} dimensions"


def _as_given(rows: ArrayLike) -> Ints:
    """Looked at by `ints` when it is known which column it is."""
    return cast("Ints", rows)


def _optional(rows: ArrayLike | None) -> Ints | None:
    return None if rows is None else _as_given(rows)


def _tables(tables: Iterable[ArrayLike] | None) -> tuple[Ints, ...] | None:
    return (
        None
        if tables is None
        else tuple(ints("load_costs", one) for one in collection("load_costs", tables))
    )


def _levels(levels: Iterable["Level"]) -> tuple["Level", ...]:
    return all_of(Level, "levels", levels)


def _name(words: str) -> str:
    return text("name", words)


_NO_ROWS = ints("nothing", ())


def _require_between(what: str, column: Ints, low: int, high: int = LARGEST) -> None:
    if column.size and not low <= column.min() <= column.max() <= high:
        raise OutOfRange(what, f"whole numbers from {low} to {high}")


def _marks(what: str, places: Ints, count: int) -> Flags:
    """Which of so many rows are among the given places."""
    _require_between(what, places, 0, count - 1)
    marks = np.zeros(count, dtype=np.bool_)
    marks[places] = True
    marks.flags.writeable = False
    return marks


def _starts(what: str, parents: Ints, count: int) -> Ints:
    """Where the rows of each parent begin, and where the last ones end."""
    if np.any(np.diff(parents) < 0):
        raise OutOfRange(what, "no number less than the one before it")
    starts: Ints = np.searchsorted(parents, np.arange(count + 1)).astype(np.int64)
    starts.flags.writeable = False
    return starts


class Worth(NamedTuple):
    """What counts: values of arcs and groups, and costs of the loads of all agents, one after the other."""

    arcs: Ints
    groups: Ints
    loads: Ints


class Tables(NamedTuple):
    """The columns of a problem that compiled functions read."""

    group_starts: Ints
    group_weights: Ints
    arc_starts: Ints
    arc_agents: Ints
    arc_items: Ints
    arc_weights: Ints
    arc_heads: Ints
    is_fixed: Flags
    most_groups: Ints
    """Of each agent; no more than it has."""
    most_heads: Ints
    """Of each agent; no more than its arcs have."""
    load_starts: Ints
    """Where the costs of the loads of each agent begin, and where the last ones end."""


class ByItem(NamedTuple):
    """The arcs in the order of their items."""

    starts: Ints
    """Where the arcs of each item begin, and where the last ones end."""
    arcs: Ints
    """The arcs [places]; those of an item in the order of their agents."""


@frozen(kw_only=True, eq=False)
class Level:
    """What plans are judged by: a whole number that is to be as large as it can be.

    It is the sum over the items that are taken of `arc_values`, over the groups that are opened of
    `group_values`, less each agent's cost of its load. Costs that are to be small are negative values.

    Raises:
        TypeMismatch: Something is no row of whole numbers.
        OutOfRange: A value is too large, a group's above 0, or costs fall; sums could pass what 64 bits
            hold.
    """

    name: str = field(converter=_name)
    """What it is called."""
    arc_values: Ints = field(converter=_as_given)
    """For each arc [the level's own unit]."""
    group_values: Ints | None = field(default=None, converter=_optional)
    """For each group, no more than 0; all 0, if not given."""
    load_costs: tuple[Ints, ...] | None = field(default=None, converter=_tables)
    """For each agent the cost of a load of 0, 1, ... units, up to its capacity; the first is 0
    and none is less than the one before it. No costs, if not given."""
    slack: int = 0
    """How much of what it reached may be given up for the levels after it [the level's own unit]."""
    is_bounded: bool = True
    """Whether a bound is looked for; if not, the level only breaks ties, takes less time, and has a bound only where
    it is reached."""
    magnitude: int = field(init=False)
    """How far from 0 no plan lies [the level's own unit]."""
    grain: int = field(init=False)
    """What every plan's value is a multiple of, 1 or more [the level's own unit]."""

    def __attrs_post_init__(self) -> None:
        put = object.__setattr__
        whole("slack", self.slack, 0, LARGEST)
        put(self, "arc_values", ints("arc_values", self.arc_values))
        if self.group_values is not None:
            put(self, "group_values", ints("group_values", self.group_values))
            _require_between("group_values", self.group_values, -LARGEST, 0)
        for costs in self.load_costs or ():
            if not costs.size or costs[0] != 0 or np.any(np.diff(costs) < 0):
                raise OutOfRange("load_costs", "0, then no cost less than the one before it")
        columns = [self.arc_values, *([] if self.group_values is None else [self.group_values])]
        largest = sum(len(one) * int(np.abs(one).max(initial=0)) for one in columns)
        largest += sum(int(costs[-1]) for costs in self.load_costs or ())
        if largest >= LARGEST_VALUE:
            raise OutOfRange("values of a level", f"sums of sizes below {LARGEST_VALUE}")
        put(self, "magnitude", largest)
        put(
            self,
            "grain",
            int(np.gcd.reduce(np.concatenate([*columns, *(self.load_costs or ())]))) or 1,
        )


COLUMNS = (
    "capacities", "most_groups", "group_agents", "group_weights",
    "arc_groups", "arc_items", "arc_weights", "fixed", "arc_heads", "most_heads",
)  # fmt: skip


@frozen(kw_only=True, eq=False)
class AssignmentProblem:
    """Which agent takes which item.

    Three tables: agents, their groups, and the arcs of each group, one for each item that the agent
    may take. A plan takes some arcs, each item at most once. An agent's load is the weight of its arcs
    and of the groups that they lie in, and stays within its capacity. Heads are a second, coarser load,
    of arcs alone.

    Raises:
        TypeMismatch: Something is no row of whole numbers.
        OutOfRange: A row is too short or long, a number too small or large, or an order is wrong; what
            is fixed for an agent is more than its capacity or its groups.
        Repeated: An agent has an item twice.
    """

    items: int
    """How many items there are."""
    capacities: Ints = field(converter=_as_given)
    """Of each agent, its largest load [units]."""
    most_groups: Ints = field(converter=_as_given)
    """Of each agent, how many groups it may open."""
    group_agents: Ints = field(converter=_as_given)
    """Of each group, whose it is [a place among the agents]; in their order."""
    group_weights: Ints = field(converter=_as_given)
    """Of each group, the load of opening it [units]."""
    arc_groups: Ints = field(converter=_as_given)
    """Of each arc, the group it lies in [a place among the groups]; in their order."""
    arc_items: Ints = field(converter=_as_given)
    """Of each arc, the item [0 to items - 1]; each at most once for an agent."""
    arc_weights: Ints = field(converter=_as_given)
    """Of each arc, the load of the item for this agent [units]."""
    levels: tuple[Level, ...] = field(converter=_levels)
    """What plans are judged by, the most important first."""
    fixed: Ints = field(default=_NO_ROWS, converter=_as_given)
    """The arcs that every plan takes."""
    arc_heads: Ints = field(default=_NO_ROWS, converter=_as_given)
    """Of each arc, how many heads its item counts; none, if not given."""
    most_heads: Ints = field(default=_NO_ROWS, converter=_as_given)
    """Of each agent, how many heads it may take."""
    group_starts: Ints = field(init=False)
    """Where the groups of each agent begin, and where the last ones end."""
    arc_starts: Ints = field(init=False)
    """Where the arcs of each group begin, and where the last ones end."""
    arc_agents: Ints = field(init=False)
    """Of each arc, whose it is."""
    is_fixed: Flags = field(init=False)
    """Of each arc, whether every plan takes it."""
    by_item: ByItem = field(init=False)
    """The arcs of each item."""
    tables: Tables = field(init=False)
    """What compiled functions read."""
    worths: tuple[Worth, ...] = field(init=False)
    """What counts on each level."""

    def __attrs_post_init__(self) -> None:
        whole("items", self.items, 0, MOST_ITEMS)
        put = object.__setattr__
        if self.arc_heads is _NO_ROWS:
            put(self, "arc_heads", np.zeros_like(self.arc_groups, dtype=np.int64))
        if self.most_heads is _NO_ROWS:
            put(self, "most_heads", np.zeros_like(self.capacities, dtype=np.int64))
        for what in COLUMNS:
            put(self, what, ints(what, getattr(self, what)))
        agents, groups, arcs = len(self.capacities), len(self.group_agents), len(self.arc_groups)
        for what, count, high in (
            ("capacities", agents, LARGEST_CAPACITY),
            ("most_groups", agents, LARGEST),
            ("group_agents", groups, agents - 1),
            ("group_weights", groups, LARGEST),
            ("arc_groups", arcs, groups - 1),
            ("arc_items", arcs, self.items - 1),
            ("arc_weights", arcs, LARGEST),
            ("arc_heads", arcs, LARGEST_HEADS),
            ("most_heads", agents, LARGEST_HEADS),
        ):
            column = getattr(self, what)
            _require_rows(what, column, count)
            _require_between(what, column, 0, high)
        put(self, "group_starts", _starts("group_agents", self.group_agents, agents))
        put(self, "arc_starts", _starts("arc_groups", self.arc_groups, groups))
        put(self, "arc_agents", self.group_agents[self.arc_groups])
        put(self, "is_fixed", _marks("fixed", self.fixed, arcs))
        put(self, "by_item", self._by_item())
        self._require_each_item_once()
        self.require_plan(self.is_fixed)
        for level in self.levels:
            self._require_level(level)
        put(self, "tables", self._tables())
        put(self, "worths", tuple(self._worth(level) for level in self.levels))

    def _require_each_item_once(self) -> None:
        pairs = np.sort(self.arc_agents * max(self.items, 1) + self.arc_items)
        again = pairs[1:][np.diff(pairs) == 0]
        if again.size:
            agent, item = divmod(int(again[0]), self.items)
            raise Repeated(f"items of agent {agent}", str(item))

    def require_plan(self, taken: Flags) -> None:
        """Refuses what is no plan.

        Args:
            taken: Of each arc, whether it is taken.

        Raises:
            OutOfRange: An agent has no room for what it takes, or what is fixed is not taken.
            Repeated: An item is taken twice.
        """
        load, opened, heads = self.loads(taken)
        cramped = (load > self.capacities) | (opened > self.most_groups) | (heads > self.most_heads)
        if np.any(cramped):
            agent = int(np.flatnonzero(cramped)[0])
            raise OutOfRange(f"arcs of agent {agent}", "no more than it has room for")
        if np.any(self.is_fixed & ~taken):
            raise OutOfRange("arcs", "all that are fixed")
        times = np.bincount(self.arc_items[taken], minlength=self.items)
        if np.any(times > 1):
            raise Repeated("items", str(np.flatnonzero(times > 1)[0]))

    def _require_level(self, level: Level) -> None:
        _require_rows("arc_values", level.arc_values, len(self.arc_groups))
        if level.group_values is not None:
            _require_rows("group_values", level.group_values, len(self.group_agents))
        if level.load_costs is not None:
            if len(level.load_costs) != len(self.capacities):
                raise OutOfRange("load_costs", f"{len(self.capacities)} tables")
            for table, capacity in zip(level.load_costs, self.capacities, strict=True):
                _require_rows("load_costs", table, int(capacity) + 1)

    def _by_item(self) -> ByItem:
        order = np.argsort(self.arc_items, kind="stable").astype(np.int64)
        starts = np.searchsorted(self.arc_items[order], np.arange(self.items + 1))
        return ByItem(starts.astype(np.int64), order)

    def arcs_of(self, item: int) -> Ints:
        """The arcs of an item, in the order of their agents."""
        begin, end = self.by_item.starts[item : item + 2]
        return self.by_item.arcs[begin:end]

    def arcs_by(self, agent: int) -> slice:
        """The arcs of an agent."""
        return slice(*self.arc_starts[self.group_starts[agent : agent + 2]])

    def _tables(self) -> Tables:
        heads = np.zeros_like(self.most_heads)
        np.add.at(heads, self.arc_agents, self.arc_heads)
        return Tables(
            self.group_starts,
            self.group_weights,
            self.arc_starts,
            self.arc_agents,
            self.arc_items,
            self.arc_weights,
            self.arc_heads,
            self.is_fixed,
            np.minimum(self.most_groups, np.diff(self.group_starts)),
            np.minimum(self.most_heads, heads),
            np.concatenate([[0], np.cumsum(self.capacities + 1)]),
        )

    def tables_of(self, agent: int) -> Tables:
        """The rows of an agent, as if there were no other."""
        of, begin, end = self.tables, *self.group_starts[agent : agent + 2]
        arc_starts = of.arc_starts[begin : end + 1]
        groups, arcs, one = slice(begin, end), self.arcs_by(agent), slice(agent, agent + 1)
        return Tables(
            ints("group_starts", [0, end - begin]),
            of.group_weights[groups],
            ints("arc_starts", arc_starts - arc_starts[0]),
            ints("arc_agents", np.zeros_like(of.arc_agents[arcs])),
            of.arc_items[arcs],
            of.arc_weights[arcs],
            of.arc_heads[arcs],
            of.is_fixed[arcs],
            of.most_groups[one],
            of.most_heads[one],
            ints("load_starts", [0, self.capacities[agent] + 1]),
        )

    def _worth(self, level: Level) -> Worth:
        groups = level.group_values
        costs = level.load_costs
        return Worth(
            level.arc_values,
            np.zeros_like(self.group_weights) if groups is None else groups,
            np.concatenate(costs) if costs else np.zeros(self.tables.load_starts[-1], np.int64),
        )

    def weighed(self, times: Sequence[int]) -> Worth:
        """What counts when each of the first levels does so many times."""
        pairs = [*zip(times, self.worths, strict=False)]
        arcs, groups, loads = (
            sum(
                (factor * one[column] for factor, one in pairs[1:]),
                pairs[0][0] * pairs[0][1][column],
            )
            for column in range(3)
        )
        return Worth(arcs, groups, loads)

    def loads(self, taken: ArrayLike) -> tuple[Ints, Ints, Ints]:
        """The load, the number of groups and the heads of each agent in a plan.

        Args:
            taken: Of each arc, whether the plan takes it.

        Raises:
            TypeMismatch: `taken` is no row of true and false.
            OutOfRange: It has not as many rows as there are arcs.
        """
        arcs = self.marks(taken)
        opened = np.unique(self.arc_groups[arcs])
        load, heads = np.zeros((2, len(self.capacities)), dtype=np.int64)
        np.add.at(load, self.arc_agents[arcs], self.arc_weights[arcs])
        np.add.at(load, self.group_agents[opened], self.group_weights[opened])
        np.add.at(heads, self.arc_agents[arcs], self.arc_heads[arcs])
        groups = np.bincount(self.group_agents[opened], minlength=len(self.capacities))
        return load, groups.astype(np.int64), heads

    def marks(self, taken: ArrayLike) -> Flags:
        """Which arcs a plan takes, checked as `loads` says."""
        listed = _listed("taken", taken)
        if listed.ndim != 1 or (listed.size and listed.dtype != np.bool_):
            raise TypeMismatch("taken", "a row of true and false", _told(listed))
        _require_rows("taken", listed, len(self.arc_groups))
        return listed.astype(np.bool_)


def as_problem(value: AssignmentProblem) -> AssignmentProblem:
    """The value, which must be a problem.

    Raises:
        TypeMismatch: It is none.
    """
    (problem,) = all_of(AssignmentProblem, "problem", [value])
    return problem


def _require_rows(what: str, column: NDArray[Any], count: int) -> None:
    if len(column) != count:
        raise OutOfRange(what, f"{count} rows")
