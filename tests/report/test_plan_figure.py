"""Plans as pictures."""

import io
from typing import Any

import pytest
from attrs import evolve

from coachcycle.balance import Account, Change, Comparison, Load, compare, rebalance, verify
from coachcycle.report import load_figure, moves_figure, served_figure
from coachcycle.vocabulary import PersonId, SchoolId
from two_schools import BEST, FIRST, OCTOBER, ROSTER, YEAR, by_hand, without_first_coach


@pytest.fixture(scope="module")
def account() -> Account:
    """What the best plan comes to."""
    [one] = verify(BEST, ROSTER, YEAR).accounts
    return one


def drawn(figure: Any) -> Any:
    """The axes, when all of it could be drawn."""
    figure.savefig(io.BytesIO(), format="png")
    [axes] = figure.axes
    return axes


def names(axes: Any) -> list[str]:
    """What stands at the rows."""
    return [one.get_text() for one in axes.get_yticklabels()]


def said(axes: Any) -> list[str]:
    """What stands in the picture."""
    return [one.get_text().strip() for one in axes.texts]


class TestLoadFigure:
    def test_the_fullest_first(self, account: Account) -> None:
        """
        A bar for the load in an outline of the capacity, and both as numbers.
        """
        axes = drawn(load_figure(account))
        assert names(axes) == ["c-2", "c-1"]
        assert said(axes) == ["20 of 20", "16 of 20"]
        widths = [one.get_width() for one in axes.patches]
        assert widths == [20, 16, 20, 20]
        assert axes.yaxis_inverted()

    def test_an_overload_is_in_the_picture(self, account: Account) -> None:
        """
        A plan by hand may hold more than there is time for.
        """
        loads = [evolve(one, units=3 * one.capacity) for one in account.loads]
        axes = drawn(load_figure(evolve(account, loads=tuple(loads))))
        assert axes.get_xlim()[1] > 60

    @pytest.mark.parametrize("count", [60, 61])
    def test_many(self, account: Account, count: int) -> None:
        """
        Up to sixty have names; of more the shape is shown.
        """
        loads = tuple(
            Load(
                coach=PersonId(f"c-{n:03}"),
                units=n,
                capacity=100,
                schools=(),
                hundredths=0,
                people=0,
            )
            for n in range(count)
        )
        figure = load_figure(evolve(account, loads=loads))
        axes = drawn(figure)
        assert bool(names(axes)) == (count == 60)
        assert figure.get_size_inches()[1] == pytest.approx(15.6 if count == 60 else 4)
        assert axes.get_ylabel() == ("" if count == 60 else "61 coaches")

    def test_nobody(self, account: Account) -> None:
        """
        A district without coaches has a picture without bars.
        """
        assert names(drawn(load_figure(evolve(account, loads=())))) == []


class TestServedFigure:
    def test_who_comes_off_worst_first(self, account: Account) -> None:
        """
        The need that is served in an outline of all.
        """
        axes = drawn(served_figure(account))
        assert names(axes) == ["baker", "adams"]
        assert said(axes) == ["10 of 12", "8 of 8"]


class TestMovesFigure:
    def test_from_whom_to_whom(self) -> None:
        """
        A number for each pair of coaches; nobody is one of them.
        """
        roster = without_first_coach()
        plan = rebalance(BEST, roster, YEAR, OCTOBER)
        axes = drawn(moves_figure(compare(BEST, plan, OCTOBER, roster)))
        assert names(axes) == ["c-1"]
        assert [one.get_text() for one in axes.get_xticklabels()] == ["nobody"]
        assert said(axes) == ["3"]
        assert axes.get_title(loc="left") == "3 change, lose or gain a coach"

    def test_each_way(self) -> None:
        """
        Rows are coaches before, columns coaches after.
        """
        other = by_hand({"t-1": "c-1", "t-2": "c-2", "t-7": "c-1"}, {})
        axes = drawn(moves_figure(compare(BEST, other, FIRST)))
        [discs] = axes.collections
        placed = [
            (names(axes)[int(y)], axes.get_xticklabels()[int(x)].get_text())
            for x, y in discs.get_offsets()
        ]
        told = dict(zip(placed, said(axes), strict=True))
        assert told == {
            ("c-1", "nobody"): "1",
            ("c-2", "nobody"): "3",
            ("c-1", "c-2"): "1",
            ("nobody", "c-1"): "1",
        }

    def test_nothing_changes(self) -> None:
        """
        Then the picture is empty, and says so.
        """
        axes = drawn(moves_figure(compare(BEST, BEST, FIRST)))
        assert axes.get_title(loc="left") == "0 change, lose or gain a coach"

    def test_many(self) -> None:
        """
        Between more than sixty coaches there are dots without numbers.
        """
        moved = tuple(
            Change(
                teacher=PersonId(f"t-{n}"),
                school=SchoolId("adams"),
                before=frozenset({PersonId(f"c-{n:03}")}),
                after=PersonId(f"c-{n + 1:03}"),
            )
            for n in range(61)
        )
        axes = drawn(moves_figure(Comparison(gained=(), lost=(), moved=moved, kept=0, levels=())))
        assert said(axes) == []
        assert len(axes.collections[0].get_offsets()) == 61
