"""What becomes of sourcedIds, names and grades."""

import hashlib
import re

from coachcycle.interchange.oneroster import problems
from coachcycle.interchange.oneroster.package import Report, Row
from coachcycle.vocabulary import CONTROL, ID, OWN_WORD, WORDS_LONGEST, GradeLevel

SUBJECT_LONGEST = 100


def identity(sourced_id: str) -> str:
    """The id that stands for a sourcedId: itself, or a sum of it where the alphabet does not fit.

    The sum is `h:` and the first 40 hexadecimal digits of the SHA-256 of its UTF-8 text.
    """
    if ID.fullmatch(sourced_id):
        return sourced_id
    return f"h:{hashlib.sha256(sourced_id.encode()).hexdigest()[:40]}"


def identified(sourced_id: str, row: Row, header: str, report: Report) -> str:
    """The id that stands for a sourcedId, reported where it is not the sourcedId itself."""
    id = identity(sourced_id)
    if id != sourced_id:
        report.note(problems.IdHashed(id), *row.at(header))
    return id


def label(row: Row, header: str, report: Report) -> str | None:
    """A name in the district's own words, or None where it cannot be kept."""
    words = row[header]
    if words and len(words) <= WORDS_LONGEST and not CONTROL.search(words):
        return words
    report.warning(problems.NameLeftOut(header, WORDS_LONGEST), *row.at(header))
    return None


def subjects(row: Row, report: Report) -> frozenset[str]:
    """The subjects of a class or course, without the homeroom."""
    kept = set()
    for subject in row.items("subjects"):
        if len(subject) > SUBJECT_LONGEST or CONTROL.search(subject):
            report.warning(problems.NameLeftOut("subjects", SUBJECT_LONGEST), *row.at("subjects"))
        elif subject.casefold() != "homeroom":
            kept.add(subject)
    return frozenset(kept)


def grades(row: Row, report: Report) -> frozenset[str]:
    """The grades of a class or course by their CEDS codes; others as the district's own."""
    kept = set()
    for grade in row.items("grades"):
        known = {"K": "KG"}.get(grade, f"0{grade}" if re.fullmatch(r"[1-9]", grade) else grade)
        if known in GradeLevel.__members__.values():
            kept.add(known)
            continue
        own = f"x:{grade}"
        fits = OWN_WORD.fullmatch(own) is not None
        if fits:
            kept.add(own)
        report.warning(
            problems.GradeOwn("kept as the district's own" if fits else "left out"),
            *row.at("grades"),
        )
    return frozenset(kept)
