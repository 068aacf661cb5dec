"""Ids, names, languages, texts, numbers, days, instants and times of day."""

import datetime
import string
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar, cast

from hypothesis import strategies as st
from pendulum import Date, DateTime

from coachcycle.schoolyear import as_day, as_instant

FIRST_DAY = as_day(datetime.date(1900, 1, 1))
LAST_DAY = as_day(datetime.date(2200, 12, 31))
LARGEST = 10.0**9
_P = ParamSpec("_P")
_T = TypeVar("_T")


def kept(make: Callable[_P, st.SearchStrategy[_T]]) -> Callable[_P, st.SearchStrategy[_T]]:
    """A function that makes a strategy once for the same arguments.

    Hypothesis looks at each strategy before it first draws from it, which takes longer than drawing.
    """
    return cast("Callable[_P, st.SearchStrategy[_T]]", wraps(make)(lru_cache(1024)(make)))


@kept
def optional(strategy: st.SearchStrategy[_T]) -> st.SearchStrategy[_T | None]:
    """None, or what is drawn."""
    return st.none() | strategy


@kept
def below(count: int) -> st.SearchStrategy[int]:
    """Places in a list of so many."""
    return st.integers(0, count - 1)


@kept
def ids() -> st.SearchStrategy[str]:
    """Identifiers."""
    return st.text(string.ascii_letters + string.digits + "._:-", min_size=1, max_size=64)


@kept
def names() -> st.SearchStrategy[str]:
    """Names of models and phases."""
    rest = st.text(string.ascii_lowercase + string.digits + "_", max_size=63)
    return st.builds(str.__add__, st.sampled_from(string.ascii_lowercase), rest)


@kept
def languages() -> st.SearchStrategy[str]:
    """Languages by their tags."""
    codes = st.text(string.ascii_lowercase, min_size=2, max_size=3)
    subtags = st.text(string.ascii_letters + string.digits, min_size=2, max_size=8)
    return st.builds(
        lambda code, rest: "-".join([code, *rest]), codes, st.lists(subtags, max_size=4)
    )


@kept
def texts(longest: int = 200) -> st.SearchStrategy[str]:
    """Texts of somebody's own words, on one line."""
    characters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
    return st.text(characters, min_size=1, max_size=longest)


@kept
def days(
    first: datetime.date = FIRST_DAY, last: datetime.date = LAST_DAY
) -> st.SearchStrategy[Date]:
    """Days from the first until the last, both included."""
    return st.dates(first, last).map(as_day)


@kept
def instants(
    first: datetime.date = FIRST_DAY, last: datetime.date = LAST_DAY
) -> st.SearchStrategy[DateTime]:
    """Instants on days of UTC from the first until the last, both included."""
    return st.datetimes(
        datetime.datetime.combine(first, datetime.time.min),
        datetime.datetime.combine(last, datetime.time.max),
        timezones=st.just(datetime.UTC),
    ).map(as_instant)


@kept
def times() -> st.SearchStrategy[datetime.time]:
    """Times of day in whole minutes."""
    return st.builds(datetime.time, st.integers(0, 23), st.integers(0, 59))


@kept
def numbers(low: float | None = None, high: float | None = None) -> st.SearchStrategy[float]:
    """Finite numbers within bounds; on a side that is open, of a size that somebody may measure."""
    least = min(-LARGEST, high or 0.0) if low is None else low
    most = max(LARGEST, low or 0.0) if high is None else high
    return st.floats(least, most).map(_without_minus_zero)


def _without_minus_zero(number: float) -> float:
    return number + 0.0
