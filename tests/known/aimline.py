"""Published and worked answers about aimlines, trends and decision rules, each with its source."""

from typing import Any

WORKED: dict[str, Any] = {
    "baseline": 45,
    "target": 75,
    "weeks": 15,
    "values": [50, 52, 55, 53, 57, 58, 60, 61],
    "expected": [47, 49, 51, 53, 55, 57, 59, 61],
    "weekly_slope": 2.0,
    "ols_slope": 1.547619,
    "ols_start": 48.785714,
    "ols_forecast": 72.0,
    "four_point": "continue",
    "trend_line": "change",
}
"""Worked by hand: eight weekly values after a baseline of 45, aiming at 75 in 15 weeks.

Slope and expected values are (75 - 45) / 15 a week. The last four values less the line are 2, 1, 1 and
0: not all on one side. Least squares through weeks 1 to 8: the sum of products about the means is 65,
that of squares 42, the means are 4.5 and 55.75.
"""

MEDIANS: list[tuple[list[float], float]] = [
    ([55, 58, 52], 55),
    ([56, 58, 53, 57], 56.5),
    ([87, 81, 80, 89, 90, 82], 84.5),
    ([80, 81, 82, 88, 89, 90], 85),
]
"""SPED 557, University of North Dakota, course notes: medians for baselines and trend lines."""

TUKEY_THIRDS: list[tuple[list[float], float]] = [
    ([33, 45, 36, 42, 44], 42),
    ([52, 60, 58, 64, 68], 60),
    ([30, 49, 23, 41, 59], 41),
]
"""Medians of the outer thirds of a Tukey line: the first two as in "Does the Tukey method use the middle
point or median number?" (experts123.com), phases I and III; the third as in North Clackamas School
District, "Plotting a trendline with the Tukey method" (studylib.net/doc/18228949), weeks 1 to 5."""

Wording = tuple[str, dict[str, Any], list[tuple[str, list[int], str]]]

WORDINGS: list[Wording] = [
    (
        "Decision making rules (docsbay.net/decision-making-rules)",
        {},
        [
            ("six points over six weeks, the last four below", [1, 1, -1, -1, -1, -1], "change"),
            ("the last four above", [-1, -1, 1, 1, 1, 1], "raise_goal"),
            ("above and below", [1, 1, 1, 1, -1, 1], "continue"),
            ("only three below", [1, 1, 1, -1, -1, -1], "continue"),
            ("fewer than six points", [-1, -1, -1, -1, -1], "too_early"),
        ],
    ),
    (
        "Interpreting data: decision rules, University of Minnesota (dhh-resources.umn.edu)",
        {"k_below": 3, "k_above": 6, "min_points": 3, "min_weeks": 0},
        [
            ("three in a row below", [1, 1, -1, -1, -1], "change"),
            ("five above are not six", [1, 1, 1, 1, 1], "continue"),
            ("six above", [1, 1, 1, 1, 1, 1], "raise_goal"),
            ("neither all above nor all below", [1, -1, 1, -1], "continue"),
        ],
    ),
    (
        "Accelerating student learning: monitoring reading, slides 31-32 (U.S. Dept. of Education)",
        {"k_below": 3, "k_above": 3, "min_points": 3, "min_weeks": 0},
        [
            ("below on three days in a row", [-1, -1, -1], "change"),
            ("above after three days", [1, 1, 1], "raise_goal"),
            ("two days", [-1, -1], "too_early"),
        ],
    ),
    (
        "Progress monitoring decision rules (nextpath.education)",
        {"min_points": 4, "min_weeks": 0, "consecutive": False},
        [
            ("four or more below, not in a row", [-1, 1, -1, -1, 1, -1], "change"),
            ("four or more above", [1, -1, 1, 1, 1], "raise_goal"),
            ("points stay around the line", [1, -1, 1, -1, 1, -1, 1, -1], "continue"),
            ("fewer than four points", [-1, -1, -1], "too_early"),
        ],
    ),
    (
        "How to create a graph for progress monitoring (paperzz.com/doc/8780021)",
        {"min_points": 6, "min_weeks": 0, "consecutive": False, "of_last": 6},
        [
            ("four of the last six below", [1, 1, 1, 1, -1, -1, 1, -1, 1, -1], "change"),
            ("four of the last six above", [-1, -1, 1, 1, -1, 1, -1, 1], "raise_goal"),
            ("three and three", [1, -1, 1, -1, 1, -1], "continue"),
        ],
    ),
]
"""Published wordings of the rule about points, as parameters, with cases that their words decide:
weekly points on the better (1) or the worse side (-1) of the line."""
